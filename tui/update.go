package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// Update routes one message. It does not grow when a screen is added.
func (m Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		if msg.Width > 0 && msg.Height > 0 {
			m.w, m.h = msg.Width, msg.Height
			return m.resizeOverlays(msg), nil
		}
		return m, nil
	case tea.BackgroundColorMsg:
		m.theme = theme.New(msg.IsDark())
		return m.resizeOverlays(msg), nil
	case tickMsg:
		m.now = m.cfg.Now()
		return m, scheduleTick()
	case connectedMsg:
		return m.handleConnected(msg)
	case dossierOpenedMsg:
		return m.handleOpened(msg)
	case snapshotMsg:
		return m.handleSnapshot(msg)
	case dossiersListedMsg:
		m.rows = msg.rows
		return m, nil
	case tea.KeyPressMsg:
		m.now = m.cfg.Now()
		if m.desks != nil {
			m.desks.NoteKeyPress()
		}
		return m.markMessagesRead(key.Matches(msg, m.keys.Problem)).handleKey(msg)
	}
	if answer, ok := msg.(steps.RoutedMsg); ok {
		return m.updateStepAt(answer.Destination(), msg)
	}
	if m.overlays.top() != nil {
		return m.updateOverlay(msg)
	}
	return m.updateStep(msg)
}

// handleKey takes the keys that work everywhere; all others are the overlay's or
// the step's.
func (m Model) handleKey(msg tea.KeyPressMsg) (tea.Model, tea.Cmd) {
	if key.Matches(msg, m.keys.Leave) {
		return m.requestLeave()
	}
	if m.isTooSmall() {
		return m, nil
	}
	if key.Matches(msg, m.keys.TakeBack) && canTakeBack(m) {
		return m.applyAction(steps.TakeBack{}) // the line above the keys offers it on every screen
	}
	if m.overlays.top() != nil {
		return m.updateOverlay(msg)
	}
	switch {
	case key.Matches(msg, m.keys.Help), m.hasLetterKeys() && key.Matches(msg, m.keys.Question):
		return m.openOverlay(helpView{}), nil
	case key.Matches(msg, m.keys.Palette):
		return m.openOverlay(newPalette()), nil
	case key.Matches(msg, m.keys.Problem) && m.open:
		to := steps.Place{Stage: flows.StageReview, Slot: m.alert.slot}
		m.alert = alert{}
		return m.showPlace(to)
	case key.Matches(msg, m.keys.TakeBack) && m.open:
		return m.applyAction(steps.TakeBack{})
	case key.Matches(msg, m.keys.Copy) && m.open:
		return m.applyAction(m.showApplicantID())
	case (m.advanceAfter.hasEvents() || m.revisitAfter.hasEvents()) && key.Matches(msg, m.keys.Enter):
		return m, nil // the first Enter is still being taken
	}
	return m.updateStep(msg)
}

// hasLetterKeys reports whether letters are commands here.
func (m Model) hasLetterKeys() bool {
	return m.place.Stage == flows.StageReview || m.place.Stage == flows.StageResult
}

// updateStep gives a message to the present screen and does what it asks for.
func (m Model) updateStep(msg tea.Msg) (tea.Model, tea.Cmd) { return m.updateStepAt(m.place, msg) }

// updateStepAt gives a message to the screen of a place: the answer to a question
// belongs to the screen that asked it, whatever is shown meanwhile.
func (m Model) updateStepAt(p steps.Place, msg tea.Msg) (tea.Model, tea.Cmd) {
	screen, visited := m.screens[p]
	if !visited {
		return m, nil
	}
	screen, cmd, action := screen.Update(msg, m.stepFrame())
	m.screens[p] = screen
	if p != m.place {
		return m, cmd
	}
	next, more := m.applyAction(action)
	return next, tea.Batch(cmd, more)
}

// applyAction does what a step or a dialog asked for.
func (m Model) applyAction(a steps.Action) (Model, tea.Cmd) {
	switch a := a.(type) {
	case steps.Post:
		m.postEvents(a.Events)
	case steps.PostAndGo:
		m.postEvents(a.Events)
		if a.Place == (steps.Place{}) {
			m.advanceAfter = newPendingPost(m.snap.Journey, a.Events)
			return m, nil
		}
		next, cmd := m.showPlace(a.Place)
		next.revisitAfter = newPendingPost(m.snap.Journey, a.Events)
		return next, cmd
	case steps.Go:
		if a.Place == (steps.Place{}) {
			return m.showPlace(m.nextPlace())
		}
		return m.showPlace(a.Place)
	case steps.Back:
		return m.showPlace(steps.PreviousPlace(m.stepFrame(), m.place))
	case steps.OpenDossier:
		return m.enterDossier(a.Applicant)
	case steps.TakeOver:
		m.postEvents([]flows.Event{flows.Opened{Reason: a.Reason}})
	case steps.TakeBack:
		if m.desk != nil {
			m.takeBackRequested = true
			m.desk.TakeBack()
		}
	case steps.Ask:
		return m.openOverlay(newDialogForm(a.Dialog, m.stepFrame())), nil
	case steps.Show:
		return m.openOverlay(detailsView{show: a}), nil
	case steps.NextApplicant:
		return m.startNextApplicant()
	case steps.Close:
		return m.closeOverlay().applyAction(a.Then)
	case steps.ShowHelp:
		m.overlays = m.overlays.push(helpView{})
	case steps.CopyText:
		return m, m.copyText(a.Text)
	case steps.PressKey:
		return m, func() tea.Msg { return a.Key }
	case steps.Quit:
		return m, tea.Quit
	}
	return m, nil
}

// copyText hands a text to the terminal's clipboard, past the output guard.
func (m Model) copyText(text string) tea.Cmd {
	if m.cfg.Clipboard != nil {
		m.cfg.Clipboard(text)
	}
	return tea.SetClipboard(text)
}

func (m Model) postEvents(events []flows.Event) {
	if m.desk != nil {
		m.desk.Post(events...)
	}
}

// showPlace shows a place, waking its screen when it was not visited before.
func (m Model) showPlace(p steps.Place) (Model, tea.Cmd) {
	if p.Stage != flows.StageApplicant && !m.open {
		p = steps.Place{Stage: flows.StageApplicant}
	}
	m.advanceAfter, m.revisitAfter = pendingPost{}, pendingPost{}
	m.place = p
	return m, m.prepareScreen(p)
}

// prepareScreen keeps one screen per question, so that half-typed text survives going
// back; the review and the result are drawn from the journey alone.
func (m *Model) prepareScreen(p steps.Place) tea.Cmd {
	_, visited := m.screens[p]
	if visited && p.Stage != flows.StageReview && p.Stage != flows.StageResult {
		shown, cmd, _ := m.screens[p].Update(steps.ShownMsg{}, m.stepFrame())
		m.screens[p] = shown
		return cmd
	}
	screen, cmd := m.newScreen(p)
	m.screens[p] = screen
	return cmd
}

func (m *Model) newScreen(p steps.Place) (steps.Step, tea.Cmd) {
	d := steps.Deps{Ctx: m.cfg.Ctx, ExaminedFiles: m.examinedFiles}
	if m.desks != nil {
		d.FileSource = m.cfg.Files(m.desks, m.applicant)
	}
	f := m.stepFrame()
	switch p.Stage {
	case flows.StageDocuments:
		return steps.NewDocuments(d, f, p)
	case flows.StageFiles:
		return steps.NewFiles(d, f, p)
	case flows.StageReview:
		return steps.NewReview(d, f, p)
	case flows.StageResult:
		return steps.NewResult(d, f)
	}
	return steps.NewApplicant(d, f)
}

func (m Model) nextPlace() steps.Place { return placeFromPrompt(m.snap.Journey.NextPrompt()) }

func placeFromPrompt(p flows.Prompt) steps.Place {
	return steps.Place{Stage: p.Stage, Need: p.Need, Slot: p.Slot}
}

func (m Model) handleConnected(msg connectedMsg) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		m.journalFault = m.cfg.Explain(msg.err)
		return m, nil
	}
	m.desks = msg.desks
	if m.cfg.Applicant != "" {
		next, cmd := m.enterDossier(m.cfg.Applicant)
		return next, tea.Batch(cmd, m.listDossiers())
	}
	return m, m.listDossiers()
}

// enterDossier opens the dossier of an applicant.
func (m Model) enterDossier(applicant string) (Model, tea.Cmd) {
	if m.desks == nil {
		return m, nil
	}
	m.opening = true
	return m, m.openDossier(applicant)
}

func (m Model) handleOpened(msg dossierOpenedMsg) (tea.Model, tea.Cmd) {
	m.opening = false
	if msg.err != nil {
		m.journalFault = m.cfg.Explain(msg.err)
		return m, nil
	}
	m.desk, m.applicant, m.open, m.firstPlaceShown, m.impliedAt = msg.desk, msg.applicant, true, false, 0
	m.snap = msg.desk.Snapshot()
	m.examinedFiles = steps.NewExaminedFiles()
	m.screens = map[steps.Place]steps.Step{}
	next, cmd := m.showPlace(steps.Place{Stage: flows.StageApplicant})
	return next, tea.Batch(cmd, waitForChange(m.cfg.Ctx, msg.desk, msg.desk.Subscribe()))
}

// handleSnapshot takes the desk's newest snapshot. Bad news never moves the screen;
// only an opened dossier's first place, and what a key asked for, does.
func (m Model) handleSnapshot(msg snapshotMsg) (tea.Model, tea.Cmd) {
	if msg.desk != m.desk {
		return m, nil
	}
	m.now = m.cfg.Now()
	text := detectAlert(m.snap, msg.snap)
	before := m.snap
	m.snap = msg.snap
	m.updateNotice()
	var ring tea.Cmd
	if m.alert.isResolved(m.snap) {
		m.alert = alert{}
	}
	if text.message != "" {
		m.alert, m.alertAt, ring = text, m.now, tea.Raw("\a")
	}
	var cmd tea.Cmd
	if line, ok := findTakenBack(before, m.snap); ok && m.takeBackRequested {
		m, cmd = m.confirmTakeBack(line)
	} else if events := m.impliedEvents(); len(events) == 0 {
		m, cmd = m.advancePlace()
	} else if m.impliedAt != m.snap.Journey.Head()+1 {
		m.impliedAt = m.snap.Journey.Head() + 1 // once, however often the desk ticks meanwhile
		m.postEvents(events)
	}
	return m, tea.Batch(cmd, ring, waitForChange(m.cfg.Ctx, msg.desk, msg.changes))
}

// advancePlace moves on when the journal shows what a key asked for.
func (m Model) advancePlace() (Model, tea.Cmd) {
	j := m.snap.Journey
	switch {
	case m.advanceAfter.hasEvents() && m.advanceAfter.isRecorded(j):
		m.firstPlaceShown = true   // by hand: nothing moves the screen any more
		delete(m.screens, m.place) // answered: a later visit starts anew
		return m.showPlace(m.nextPlace())
	case m.revisitAfter.hasEvents() && m.revisitAfter.isRecorded(j):
		m.revisitAfter = pendingPost{}
		if m.place.Stage != flows.StageReview {
			return m, nil
		}
		cmd := m.prepareScreen(m.place) // its first problem is known only now
		return m, cmd
	case !m.firstPlaceShown && (m.snap.ApplicantFetched || j.Head() > 0):
		if _, ok := j.Flow(); !ok {
			return m, nil
		}
		m.firstPlaceShown = true
		return m.showPlace(placeFromPrompt(j.ResumePrompt()))
	}
	return m, nil
}

// impliedEvents are the choices nobody needs to be asked about: the flow the service
// names, the country of a selfie. What comes next is known only after them.
func (m Model) impliedEvents() []flows.Event {
	j := m.snap.Journey
	if m.snap.Ended || m.snap.Damaged || m.snap.Removed || j.Head() > 0 && !m.snap.IsHolder || j.Check().State != flows.CheckNone {
		return nil
	}
	var events []flows.Event
	if _, ok := j.Flow(); !ok && m.snap.ApplicantKnown {
		for _, f := range m.cfg.Flows {
			if m.snap.Applicant.Flow.Is(f.Name) {
				return []flows.Event{flows.FlowChosen{Flow: f}}
			}
		}
	}
	for _, e := range j.ImpliedDocuments() {
		events = append(events, e)
	}
	return events
}

func (m *Model) updateNotice() {
	if n := len(m.snap.Notices); n > 0 && m.snap.Notices[n-1].ID > m.notice.ID {
		m.notice, m.noticeAt = m.snap.Notices[n-1], m.now
		m.advanceAfter, m.revisitAfter = pendingPost{}, pendingPost{} // what was asked for may not come
	}
}

func (m Model) startNextApplicant() (Model, tea.Cmd) {
	m.desk, m.open, m.applicant, m.snap = nil, false, "", desk.Snapshot{}
	m.screens = map[steps.Place]steps.Step{}
	m.notice, m.readNoticeID, m.alert, m.confirmation = desk.Notice{}, 0, alert{}, ""
	next, cmd := m.showPlace(steps.Place{Stage: flows.StageApplicant})
	return next, tea.Batch(cmd, next.listDossiers())
}
