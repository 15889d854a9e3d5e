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
			return m.resized()
		}
		return m, nil
	case tea.BackgroundColorMsg:
		m.theme = theme.New(msg.IsDark())
		return m.resized()
	case ticked:
		m.now = m.cfg.Now()
		return m, tick()
	case connected:
		return m.connected(msg)
	case opened:
		return m.opened(msg)
	case changed:
		return m.changed(msg)
	case listed:
		m.rows = startRows(msg.rows)
		return m, nil
	case tea.KeyPressMsg:
		m.now = m.cfg.Now()
		if m.office != nil {
			m.office.Typed()
		}
		return m.read(key.Matches(msg, m.keys.Problem)).pressed(msg)
	}
	if answer, ok := msg.(steps.Routed); ok {
		return m.stepAt(answer.To(), msg)
	}
	if m.overlay != nil {
		return m.overlaid(msg)
	}
	return m.step(msg)
}

// pressed takes the keys that work everywhere; all others are the overlay's or
// the step's.
func (m Model) pressed(msg tea.KeyPressMsg) (tea.Model, tea.Cmd) {
	if key.Matches(msg, m.keys.Leave) {
		return m.leave()
	}
	if m.tooSmall() {
		return m, nil
	}
	if key.Matches(msg, m.keys.TakeBack) && held(m) {
		return m.act(steps.TakeBack{}) // the line above the keys offers it on every screen
	}
	if m.overlay != nil {
		return m.overlaid(msg)
	}
	switch {
	case key.Matches(msg, m.keys.Help), m.letters() && key.Matches(msg, m.keys.Question):
		return m.cover(newHelp(m))
	case key.Matches(msg, m.keys.Palette):
		return m.cover(newPalette(m))
	case key.Matches(msg, m.keys.Problem) && m.open:
		to := steps.Place{Stage: flows.StageReview, Slot: m.news.slot}
		m.news = tidings{}
		return m.goTo(to)
	case key.Matches(msg, m.keys.TakeBack) && m.open:
		return m.act(steps.TakeBack{})
	case key.Matches(msg, m.keys.Copy) && m.open:
		return m.act(m.applicantID())
	case (m.awaited.pending() || m.posted.pending()) && key.Matches(msg, m.keys.Enter):
		return m, nil // the first Enter is still being taken
	}
	return m.step(msg)
}

// letters reports whether letters are commands here.
func (m Model) letters() bool {
	return m.place.Stage == flows.StageReview || m.place.Stage == flows.StageResult
}

// step gives a message to the present screen and does what it asks for.
func (m Model) step(msg tea.Msg) (tea.Model, tea.Cmd) { return m.stepAt(m.place, msg) }

// stepAt gives a message to the screen of a place: the answer to a question
// belongs to the screen that asked it, whatever is shown meanwhile.
func (m Model) stepAt(p steps.Place, msg tea.Msg) (tea.Model, tea.Cmd) {
	screen, visited := m.screens[p]
	if !visited {
		return m, nil
	}
	screen, cmd, action := screen.Update(msg, m.frame())
	m.screens[p] = screen
	if p != m.place {
		return m, cmd
	}
	next, more := m.act(action)
	return next, tea.Batch(cmd, more)
}

// act does what a step or a dialog asked for.
func (m Model) act(a steps.Action) (Model, tea.Cmd) {
	switch a := a.(type) {
	case steps.Post:
		m.post(a.Events)
	case steps.PostAndGo:
		m.post(a.Events)
		if a.Place == (steps.Place{}) {
			m.awaited = order(m.snap.Journey, a.Events)
			return m, nil
		}
		next, cmd := m.goTo(a.Place)
		next.posted = order(m.snap.Journey, a.Events)
		return next, cmd
	case steps.Go:
		if a.Place == (steps.Place{}) {
			return m.goTo(m.nextPlace())
		}
		return m.goTo(a.Place)
	case steps.Back:
		return m.goTo(steps.Previous(m.frame(), m.place))
	case steps.OpenDossier:
		return m.enter(a.Applicant)
	case steps.TakeOver:
		m.post([]flows.Event{flows.Opened{Reason: a.Reason}})
	case steps.TakeBack:
		if m.desk != nil {
			m.recall = true
			m.desk.TakeBack()
		}
	case steps.Ask:
		return m.cover(newAsking(m, a.Dialog))
	case steps.Show:
		return m.cover(newReading(m, a))
	case steps.NextApplicant:
		return m.nextApplicant()
	}
	return m, nil
}

func (m Model) post(events []flows.Event) {
	if m.desk != nil {
		m.desk.Post(events...)
	}
}

// goTo shows a place, waking its screen when it was not visited before.
func (m Model) goTo(p steps.Place) (Model, tea.Cmd) {
	if p.Stage != flows.StageApplicant && !m.open {
		p = steps.Place{Stage: flows.StageApplicant}
	}
	m.awaited, m.posted = ordered{}, ordered{}
	m.place = p
	return m, m.visit(p)
}

// visit keeps one screen per question, so that half-typed text survives going
// back; the review and the result are drawn from the journey alone.
func (m *Model) visit(p steps.Place) tea.Cmd {
	_, visited := m.screens[p]
	if visited && p.Stage != flows.StageReview && p.Stage != flows.StageResult {
		shown, cmd, _ := m.screens[p].Update(steps.Shown{}, m.frame())
		m.screens[p] = shown
		return cmd
	}
	screen, cmd := m.make(p)
	m.screens[p] = screen
	return cmd
}

func (m *Model) make(p steps.Place) (steps.Step, tea.Cmd) {
	d := steps.Deps{Ctx: m.cfg.Ctx, Seen: m.seen}
	if m.office != nil {
		d.Files = m.cfg.Files(m.office, m.applicant)
	}
	f := m.frame()
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

func (m Model) nextPlace() steps.Place { return placeOf(m.snap.Journey.Next()) }

func placeOf(p flows.Prompt) steps.Place {
	return steps.Place{Stage: p.Stage, Need: p.Need, Slot: p.Slot}
}

func (m Model) connected(msg connected) (tea.Model, tea.Cmd) {
	if msg.err != nil {
		m.fault = m.cfg.Explain(msg.err)
		return m, nil
	}
	m.office = msg.office
	if m.cfg.Applicant != "" {
		next, cmd := m.enter(m.cfg.Applicant)
		return next, tea.Batch(cmd, m.list())
	}
	return m, m.list()
}

// enter opens the dossier of an applicant.
func (m Model) enter(applicant string) (Model, tea.Cmd) {
	if m.office == nil {
		return m, nil
	}
	m.opening = true
	return m, m.openDossier(applicant)
}

func (m Model) opened(msg opened) (tea.Model, tea.Cmd) {
	m.opening = false
	if msg.err != nil {
		m.fault = m.cfg.Explain(msg.err)
		return m, nil
	}
	m.desk, m.applicant, m.open, m.placed, m.impliedAt = msg.desk, msg.applicant, true, false, 0
	m.snap = msg.desk.Snapshot()
	m.seen = steps.NewSeen()
	m.screens = map[steps.Place]steps.Step{}
	next, cmd := m.goTo(steps.Place{Stage: flows.StageApplicant})
	return next, tea.Batch(cmd, follow(m.cfg.Ctx, msg.desk, msg.desk.Changed()))
}

// changed takes the desk's newest snapshot. Bad news never moves the screen;
// only an opened dossier's first place, and what a key asked for, does.
func (m Model) changed(msg changed) (tea.Model, tea.Cmd) {
	if msg.desk != m.desk {
		return m, nil
	}
	m.now = m.cfg.Now()
	text := news(m.snap, msg.snap)
	before := m.snap
	m.snap = msg.snap
	m.takeNotices()
	var ring tea.Cmd
	if m.news.past(m.snap) {
		m.news = tidings{}
	}
	if text.what != "" {
		m.news, m.newsAt, ring = text, m.now, tea.Raw("\a")
	}
	var cmd tea.Cmd
	if line, ok := recalled(before, m.snap); ok && m.recall {
		m, cmd = m.takenBack(line)
	} else if events := m.implied(); len(events) == 0 {
		m, cmd = m.advance()
	} else if m.impliedAt != m.snap.Journey.Head()+1 {
		m.impliedAt = m.snap.Journey.Head() + 1 // once, however often the desk ticks meanwhile
		m.post(events)
	}
	return m, tea.Batch(cmd, ring, follow(m.cfg.Ctx, msg.desk, msg.ticks))
}

// advance moves on when the journal shows what a key asked for.
func (m Model) advance() (Model, tea.Cmd) {
	j := m.snap.Journey
	switch {
	case m.awaited.pending() && m.awaited.here(j):
		m.placed = true            // by hand: nothing moves the screen any more
		delete(m.screens, m.place) // answered: a later visit starts anew
		return m.goTo(m.nextPlace())
	case m.posted.pending() && m.posted.here(j):
		m.posted = ordered{}
		if m.place.Stage != flows.StageReview {
			return m, nil
		}
		cmd := m.visit(m.place) // its first problem is known only now
		return m, cmd
	case !m.placed && (m.snap.Greeted || j.Head() > 0):
		if _, ok := j.Flow(); !ok {
			return m, nil
		}
		m.placed = true
		return m.goTo(placeOf(j.Resume()))
	}
	return m, nil
}

// implied are the choices nobody needs to be asked about: the flow the service
// names, the country of a selfie. What comes next is known only after them.
func (m Model) implied() []flows.Event {
	j := m.snap.Journey
	if m.snap.Ended || m.snap.Damaged || m.snap.Removed || j.Head() > 0 && !m.snap.Holding || j.Check().State != flows.CheckNone {
		return nil
	}
	var events []flows.Event
	if _, ok := j.Flow(); !ok && m.snap.Known {
		for _, f := range m.cfg.Flows {
			if m.snap.Person.Flow.Is(f.Name) {
				return []flows.Event{flows.FlowChosen{Flow: f}}
			}
		}
	}
	for _, e := range j.Implied() {
		events = append(events, e)
	}
	return events
}

func (m *Model) takeNotices() {
	if n := len(m.snap.Notices); n > 0 && m.snap.Notices[n-1].ID > m.notice.ID {
		m.notice, m.noticeAt = m.snap.Notices[n-1], m.now
		m.awaited, m.posted = ordered{}, ordered{} // what was asked for may not come
	}
}

func (m Model) nextApplicant() (Model, tea.Cmd) {
	m.desk, m.open, m.applicant, m.snap = nil, false, "", desk.Snapshot{}
	m.screens = map[steps.Place]steps.Step{}
	m.notice, m.hidden, m.news, m.said = desk.Notice{}, 0, tidings{}, ""
	next, cmd := m.goTo(steps.Place{Stage: flows.StageApplicant})
	return next, tea.Batch(cmd, next.list())
}

func (m Model) resized() (tea.Model, tea.Cmd) {
	if m.overlay == nil {
		return m, nil
	}
	var cmd tea.Cmd
	m.overlay, cmd = m.overlay.resize(m)
	return m, cmd
}
