package tui

import (
	"context"
	"errors"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/scope"
	"dossier/tui/safe"
	"dossier/tui/settings"
	"dossier/tui/steps"
)

// openedDossier is the dossier on the screen; the zero value is none.
type openedDossier struct {
	desk            Desk
	applicant       string
	snap            desk.Snapshot
	changes         chan struct{}        // tells of changes of this desk
	visit           context.Context      // ends when the dossier is left; changes are awaited until then
	leave           context.CancelFunc   // ends the visit
	examinedFiles   *steps.ExaminedFiles // files that were examined for it
	firstPlaceShown bool                 // nothing but a key moves the screen any more
	impliedAt       uint64               // the entry that implied choices were posted for
	pictures        *steps.PictureMemory // pictures that were loaded to be looked at
	wantedPicture   flows.SHA256         // the one that the present step is about
}

func (d openedDossier) isOpen() bool { return d.desk != nil }

// isReadOnly reports whether this session can only look at the dossier.
func (d openedDossier) isReadOnly() bool {
	return d.isOpen() && (d.snap.Damaged || !d.snap.IsHolder && d.snap.Journey.Head() > 0)
}

// faultText says what is wrong with a dossier that is not as it was written; "" when
// nothing is.
func faultText(snap desk.Snapshot) string {
	if !snap.Damaged {
		return ""
	}
	return assets.DamagedText(snap.Fault, snap.DamageReason)
}

// canTakeBack reports whether a send can still be taken back.
func (d openedDossier) canTakeBack(now time.Time) bool {
	for _, s := range d.snap.Sends {
		if s.TakeBackUntil.After(now) {
			return true
		}
	}
	return false
}

// dossierOpenedMsg is the outcome of opening a dossier.
type dossierOpenedMsg struct {
	applicant string
	desk      Desk
	err       error
}

// snapshotMsg is the state of a dossier after a change.
type snapshotMsg struct {
	desk    Desk
	changes chan struct{}
	snap    desk.Snapshot
}

// openDossier opens the dossier of an applicant, one of a colleague's with a reason.
func (m Model) openDossier(applicant, reason string) (Model, tea.Cmd) {
	desks := m.journal.desks
	if desks == nil {
		return m, nil
	}
	m.journal.opening = true
	return m, func() tea.Msg {
		d, err := desks.Open(applicant, reason)
		return dossierOpenedMsg{applicant, d, err}
	}
}

func (m Model) handleOpened(msg dossierOpenedMsg) (tea.Model, tea.Cmd) {
	m.journal.opening = false
	reopening := m.reopening
	m.reopening = settings.Interruption{}
	if refusal, ok := errors.AsType[*scope.Refusal](msg.err); ok {
		return m.openOverlay(newDialogForm(steps.RefusedDialog(msg.applicant, refusal), m.stepFrame())), nil
	}
	if msg.err != nil && m.dossier.isOpen() { // the board asked for another one
		return m.sayNotOpened(faultSentence(msg.err)), nil
	}
	if msg.err != nil {
		m.journal.fault = faultSentence(msg.err)
		return m.endOpening()
	}
	m, left := m.leaveOpened()
	visit, leave := context.WithCancel(m.cfg.Ctx)
	m.background = slices.DeleteFunc(slices.Clone(m.background), func(b backgroundDossier) bool { return b.applicant == msg.applicant })
	next, cmd := m.showDossier(openedDossier{
		desk: msg.desk, applicant: msg.applicant, snap: msg.desk.Snapshot(), changes: msg.desk.Subscribe(), visit: visit, leave: leave, examinedFiles: steps.NewExaminedFiles(),
		pictures: steps.NewPictureMemory(),
	})
	next.noteReopened(reopening)
	return next, tea.Batch(cmd, left, next.dossier.waitForChange())
}

// sayNotOpened says above an open dossier why another one does not open; "" says nothing.
func (m Model) sayNotOpened(fault string) Model {
	if fault == "" {
		return m
	}
	why := steps.Dialog{Title: "That dossier cannot be opened now", Text: []string{fault}, Choices: []steps.Choice{{Label: "Back"}}}
	return m.openOverlay(newDialogForm(why, m.stepFrame()))
}

// showDossier begins at the first screen of a dossier. Nothing of the one before stays.
func (m Model) showDossier(d openedDossier) (Model, tea.Cmd) {
	m.dossier.endVisit()
	m.dossier, m.news, m.nav = d, news{}, newNavigation()
	if m.cfg.Shown != nil {
		m.cfg.Shown(d.applicant)
	}
	return m.showPlace(m.nav.place)
}

// endVisit ends the wait for changes of a dossier that is left: a morning has many.
func (d openedDossier) endVisit() {
	if d.leave != nil {
		d.leave()
		d.desk.Unsubscribe(d.changes)
	}
}

// waitForChange waits for the desk's next change.
func (d openedDossier) waitForChange() tea.Cmd {
	ctx, source, ticks := d.visit, d.desk, d.changes
	return func() tea.Msg {
		select {
		case <-ticks:
			return snapshotMsg{source, ticks, source.Snapshot()}
		case <-ctx.Done():
			return nil
		}
	}
}

// handleSnapshot takes the desk's newest snapshot. Bad news never moves the screen;
// only an opened dossier's first place, and what a key asked for, does.
func (m Model) handleSnapshot(msg snapshotMsg) (tea.Model, tea.Cmd) {
	if msg.desk != m.dossier.desk || msg.changes != m.dossier.changes {
		return m, nil
	}
	m.now = m.cfg.Now()
	before := m.dossier.snap
	if msg.snap.Withheld {
		return m.leaveWithheld()
	}
	m.dossier.snap = msg.snap
	ring := m.updateNews(before)
	next, cmd := m.followSnapshot(before)
	return next, tea.Batch(cmd, ring, m.dossier.waitForChange())
}

// leaveWithheld leaves a dossier that was watched: its holder did.
func (m Model) leaveWithheld() (Model, tea.Cmd) {
	m.overlays, m.leaving = nil, false
	next, cmd := m.showStartList()
	next.news.left, next.news.hint = nil, steps.FixedNotice("Its holder has left the dossier that you watched. A reason opens it again.")
	return next, cmd
}

// updateNews takes what became worse and the newest notice; the bell rings for the first.
func (m *Model) updateNews(before desk.Snapshot) tea.Cmd {
	snap := m.dossier.snap
	if m.news.addNotice(snap.Notices, m.now) {
		m.nav.advanceAfter, m.nav.revisitAfter = pendingPost{}, pendingPost{} // what was asked for may not come
	}
	if m.news.alert.isResolved(snap) {
		m.news.alert = alert{}
	}
	if a := detectAlert(before, snap); a.message != "" {
		m.news.alert, m.news.alertAt = a, m.now
		return tea.Raw("\a")
	}
	return nil
}

// followSnapshot confirms a take-back, posts what needs no question, or moves on.
func (m Model) followSnapshot(before desk.Snapshot) (Model, tea.Cmd) {
	if taken := m.dossier.snap.TakenBack; taken.ID > before.TakenBack.ID && m.news.takeBackRequested {
		return m.confirmTakeBack(taken.Slot)
	}
	events := m.impliedEvents()
	if len(events) == 0 {
		return m.advancePlace()
	}
	if at := m.dossier.snap.Journey.Head() + 1; m.dossier.impliedAt != at {
		m.dossier.impliedAt = at // once, however often the desk ticks meanwhile
		m.postEvents(events)
	}
	return m, nil
}

// impliedEvents are the choices nobody needs to be asked about: the flow the service
// names, the country of a selfie. What comes next is known only after them.
func (m Model) impliedEvents() []flows.Event {
	snap := m.dossier.snap
	j := snap.Journey
	if snap.Ended || snap.Damaged || snap.Removed || j.Head() > 0 && !snap.IsHolder || j.Check().State != flows.CheckNone {
		return nil
	}
	if !hasFlow(j) && snap.ApplicantKnown {
		for _, f := range m.cfg.Flows {
			if snap.Applicant.Flow.Is(f.Name) {
				return []flows.Event{flows.FlowChosen{Flow: f}}
			}
		}
	}
	var events []flows.Event
	for _, e := range j.ImpliedDocuments() {
		events = append(events, e)
	}
	return events
}

// applicantName is "Anna M.": enough to recognise, no more than needed.
func applicantName(s desk.Snapshot) safe.Text {
	if !s.ApplicantKnown {
		return safe.Text{}
	}
	return safe.ShortName(s.Applicant.First, s.Applicant.Last)
}
