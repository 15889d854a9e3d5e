package tui

import (
	"cmp"
	"context"
	"slices"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/startlist"
	"dossier/tui/safe"
	"dossier/tui/settings"
	"dossier/tui/steps"
)

// startList is what the first screen offers: the dossiers, and who else has them open.
type startList struct {
	dossiers []flows.Summary
	openedBy map[string]safe.Text // the operator by applicant; nil: not known
	state    steps.DossiersState
	listedAt time.Time
}

// startListInterval is how often the list is read again while it is on the screen: what
// is sent behind it changes it.
const startListInterval = 4 * time.Second

// dossiersListedMsg brings the start list.
type dossiersListedMsg struct{ list startList }

// listDossiers reads the start list.
func (m Model) listDossiers() tea.Cmd {
	if m.journal.desks == nil {
		return nil
	}
	ctx, desks, own := m.cfg.Ctx, m.journal.desks, m.ownDossiers()
	return func() tea.Msg {
		list := m.readStartList(ctx, desks)
		list.markStopped(own)
		return dossiersListedMsg{list}
	}
}

// ownDossiers are the applicants whose dossiers this wizard has open.
func (m Model) ownDossiers() []string {
	own := []string{m.dossier.applicant}
	for _, b := range m.background {
		own = append(own, b.applicant)
	}
	return own
}

// markStopped moves the dossiers whose program was stopped while a picture was on its way
// to those that need the operator: nobody has them open, so nothing goes on there.
func (l *startList) markStopped(own []string) {
	if l.openedBy == nil {
		return // who else is there is not known
	}
	for i, row := range l.dossiers {
		_, elsewhere := l.openedBy[row.Key.Applicant]
		if at, abandoned := startlist.Parse(row.Text).WhenAbandoned(); abandoned && !elsewhere && !slices.Contains(own, row.Key.Applicant) {
			l.dossiers[i].Group, l.dossiers[i].Text = flows.GroupNeedsYou, at.String()
		}
	}
}

func (m Model) readStartList(ctx context.Context, desks Desks) startList {
	rows, err := desks.Dossiers(ctx, "")
	if err != nil {
		return startList{state: steps.DossiersFailed}
	}
	list := startList{dossiers: rows, state: steps.DossiersRead}
	others, err := desks.OpenElsewhere(ctx)
	if err != nil {
		return list // who else is there is a courtesy
	}
	list.openedBy = map[string]safe.Text{}
	for applicant, other := range others {
		who := cmp.Or(other.Operator, "another session")
		if m.isOwn(other.Operator, settings.Process{Host: other.Host, PID: other.PID}) {
			who = "your other window"
		}
		list.openedBy[applicant] = safe.LineOf(who, 24)
	}
	return list
}

// handleListed takes the start list. After a try that failed the rows of the one before
// stay.
func (m Model) handleListed(msg dossiersListedMsg) Model {
	if msg.list.state == steps.DossiersFailed {
		m.journal.start.state = steps.DossiersFailed
	} else {
		m.journal.start = msg.list
	}
	m.journal.start.listedAt = m.now
	return m
}

// ShowsStartList reports whether no dossier is open.
func (m Model) ShowsStartList() bool { return !m.dossier.isOpen() }

// startListIsDue reports whether the start list is on the screen and old, or will be after a
// while.
func (m Model) startListIsDue(within time.Duration) bool {
	return !m.dossier.isOpen() && m.journal.desks != nil && m.now.Add(within).Sub(m.journal.start.listedAt) >= startListInterval
}

// refreshStartList reads the start list again when it is due.
func (m *Model) refreshStartList() tea.Cmd {
	if !m.startListIsDue(0) {
		return nil
	}
	m.journal.start.listedAt = m.now // one at a time
	return m.listDossiers()
}

// showStartList leaves the open dossier for the start list. What is being sent goes on:
// its desk stays open until the program ends.
func (m Model) showStartList() (Model, tea.Cmd) {
	left, leave := m.leaveOpened()
	next, cmd := left.showDossier(openedDossier{})
	if m.dossier.isOpen() {
		next.news.left = &backgroundDossier{m.dossier.applicant, m.dossier.desk}
	}
	return next, tea.Batch(cmd, leave, next.listDossiers())
}

// leaveOpened leaves the open dossier to the background. One that is only looked at, and one
// that nothing was chosen for, is closed: for the others nobody is there any more, and no
// holder who leaves hands it on to somebody who does not see it.
func (m Model) leaveOpened() (Model, tea.Cmd) {
	if !m.dossier.isOpen() {
		return m, nil
	}
	left, desks := backgroundDossier{m.dossier.applicant, m.dossier.desk}, m.journal.desks
	isUntouched := m.dossier.snap.Journey.Head() == 0 && m.dossier.impliedAt == 0 && !m.nav.isPostPending()
	if desks == nil || left.isWorking() || !isUntouched && !m.dossier.isReadOnly() {
		m.background = append(slices.Clip(m.background), left)
		return m, nil
	}
	return m, func() tea.Msg {
		desks.Leave(left.applicant)
		return nil
	}
}

// backgroundDossier is a dossier that was left for the start list. Its desk goes on.
type backgroundDossier struct {
	applicant string
	desk      Desk
}

// isWorking reports whether leaving the program would stop something there, or miss an
// answer.
func (b backgroundDossier) isWorking() bool {
	snap := b.desk.Snapshot()
	for _, l := range snap.Journey.Lines() {
		if l.State == flows.Chosen || l.State == flows.Sending || l.State == flows.Awaiting {
			return true
		}
	}
	return snap.Pending > 0
}

// IsBusy reports whether leaving the program would stop something, or miss an answer.
func (m Model) IsBusy() bool {
	all := m.background
	if m.dossier.isOpen() {
		all = append(slices.Clip(all), backgroundDossier{m.dossier.applicant, m.dossier.desk})
	}
	return slices.ContainsFunc(all, backgroundDossier.isWorking)
}

// backgroundTexts are what the leave dialog says of the dossiers behind the present one.
func (m Model) backgroundTexts() []string {
	var texts []string
	for _, b := range m.background {
		if b.isWorking() {
			texts = append(texts, assets.StillWorking(flows.ShortApplicant(b.applicant)))
		}
	}
	return texts
}

// isStartListKey reports whether a key asks for the start list while a dossier is open.
func (m Model) isStartListKey(press tea.KeyPressMsg) bool {
	return m.dossier.isOpen() && key.Matches(press, m.keys.StartList)
}

// startListCommand is that key in the palette.
func (m Model) startListCommand() steps.Command {
	return actionCommand("Go to the start list; this dossier keeps its place", m.keys.StartList, steps.NextApplicant{})
}
