package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/tui/steps"
	"dossier/tui/steps/palette"
	"dossier/tui/theme"
)

// Update gives one message to its receiver, and loads the picture that the operator then
// has before them.
func (m Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := m.handleMessage(msg)
	after, load := next.(Model).loadPresentPicture()
	return after, tea.Batch(cmd, load)
}

// handleMessage gives one message to its receiver. It does not grow when a screen is added.
func (m Model) handleMessage(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		if msg.Width > 0 && msg.Height > 0 {
			msg.Width, msg.Height = min(msg.Width, maxWidth), min(msg.Height, maxHeight)
			m.w, m.h = msg.Width, msg.Height
			return m.resizeOverlays(msg), nil
		}
		return m, nil
	case tea.BackgroundColorMsg:
		m.theme = theme.New(msg.IsDark()).WithColours(!m.theme.Colourless)
		return m.resizeOverlays(msg), nil
	case tea.ColorProfileMsg:
		m.theme = m.theme.WithColours(msg.Profile > colorprofile.ASCII)
		return m, nil
	case TickMsg:
		m.now = m.cfg.Now()
		refresh := m.refreshStartList()
		return m, refresh
	case connectedMsg:
		return m.handleConnected(msg)
	case dossierOpenedMsg:
		return m.handleOpened(msg)
	case snapshotMsg:
		return m.handleSnapshot(msg)
	case pictureLoadedMsg:
		return m.handlePictureLoaded(msg), nil
	case dossiersListedMsg:
		return m.handleListed(msg), nil
	case PasteDroppedMsg:
		m.news.hint = msg.hint()
		return m, nil
	case tea.KeyPressMsg:
		m.now = m.cfg.Now()
		if m.journal.desks != nil {
			m.journal.desks.NoteKeyPress()
		}
		leaves := m.leavesReopened(msg)
		m.news = m.news.markRead(m.now, m.overlays.top() != nil || key.Matches(msg, m.keys.Problem))
		if leaves {
			return m.showStartList()
		}
		return m.handleKey(msg)
	}
	if answer, ok := msg.(steps.RoutedMsg); ok {
		return m.updateScreen(answer.Destination(), msg)
	}
	if m.overlays.top() != nil {
		return m.updateOverlay(msg)
	}
	return m.updateScreen(m.nav.place, msg)
}

// handleKey answers the keys that work everywhere; all others are the overlay's or the
// screen's.
func (m Model) handleKey(msg tea.KeyPressMsg) (tea.Model, tea.Cmd) {
	if key.Matches(msg, m.keys.Leave) {
		return m.requestLeave()
	}
	if m.isTooSmall() {
		return m, nil
	}
	if key.Matches(msg, m.keys.TakeBack) && m.dossier.canTakeBack(m.now) {
		return m.applyAction(steps.TakeBack{}) // the status line offers it on every screen
	}
	if look, ok := m.presentLook(); ok && m.opensLook(msg) {
		return m.openLook(look), nil
	}
	if m.isStartListKey(msg) {
		m.overlays, m.leaving = nil, false
		return m.showStartList()
	}
	if m.overlays.top() != nil {
		return m.updateOverlay(msg)
	}
	index, canGo := m.stepOfKey(msg)
	switch {
	case key.Matches(msg, m.keys.Help), m.nav.currentScreen().letterKeys && key.Matches(msg, m.keys.Question):
		return m.openOverlay(helpView{}), nil
	case m.hasBoard() && key.Matches(msg, m.keys.Board):
		return m.showBoard()
	case key.Matches(msg, m.keys.Palette):
		return m.openOverlay(palette.New()), nil
	case key.Matches(msg, m.keys.Problem) && m.dossier.isOpen():
		to := steps.Place{Stage: flows.StageReview, Slot: m.news.alert.slot}
		m.news.alert = alert{}
		return m.showPlace(to)
	case canGo:
		return m.goToStep(index)
	case key.Matches(msg, m.keys.TakeBack) && m.dossier.isOpen():
		return m.applyAction(steps.TakeBack{})
	case m.copiesApplicantID() && key.Matches(msg, m.keys.Copy):
		return m.applyAction(steps.CopyApplicantID(m.dossier.snap.Journey))
	case m.nav.isPostPending() && key.Matches(msg, m.keys.Enter):
		return m, nil // the first Enter is not recorded yet
	}
	return m.updateScreen(m.nav.place, msg)
}

// applyAction does what a screen or an overlay asked for.
func (m Model) applyAction(a steps.Action) (Model, tea.Cmd) {
	switch a := a.(type) {
	case steps.Post:
		m.postEvents(a.Events)
	case steps.PostAndGo:
		m.postEvents(a.Events)
		if a.Place == (steps.Place{}) {
			m.nav.advanceAfter = newPendingPost(m.dossier.snap.Journey, a.Events)
			return m, nil
		}
		next, cmd := m.showPlace(a.Place)
		next.nav.revisitAfter = newPendingPost(m.dossier.snap.Journey, a.Events)
		return next, cmd
	case steps.Go:
		if a.Place == (steps.Place{}) {
			return m.showPlace(m.nextPlace())
		}
		return m.showPlace(a.Place)
	case steps.Back:
		return m.showPlace(previousPlace(m.dossier.snap.Journey, m.nav.place))
	case steps.OpenDossier:
		if m.dossier.isOpen() && a.Applicant == m.dossier.applicant && a.Reason == "" {
			return m, nil // it is on the screen
		}
		return m.openDossier(a.Applicant, a.Reason)
	case steps.TakeOver:
		m.postEvents([]flows.Event{flows.Opened{Reason: a.Reason}})
	case steps.TakeBack:
		if m.dossier.desk != nil {
			m.news.takeBackRequested = true
			m.dossier.desk.TakeBack()
		}
	case steps.Ask:
		return m.openOverlay(newDialogForm(a.Dialog, m.stepFrame())), nil
	case steps.Show:
		return m.openOverlay(detailsView{show: a}), nil
	case steps.Look:
		return m.openLook(a), nil
	case steps.NextApplicant:
		return m.showStartList()
	case steps.Close:
		return m.closeOverlay().applyAction(a.Then)
	case steps.ShowHelp:
		m.overlays = m.overlays.push(helpView{})
	case steps.CopyText:
		return m.copyOrShow(a)
	case steps.PressKey:
		return m, func() tea.Msg { return a.Key }
	case steps.Tell:
		return m, func() tea.Msg { return a.Msg }
	case steps.Quit:
		return m, tea.Quit
	}
	return m, nil
}

// copyOrShow copies a text and says so; asked for twice in a row, it shows the text alone.
func (m Model) copyOrShow(a steps.CopyText) (Model, tea.Cmd) {
	if a.Name != "" && m.news.copiedBefore == a.Text {
		return m.openOverlay(detailsView{show: a.Page}), nil
	}
	if a.Name != "" {
		m.news.copied, m.news.confirmation = a.Text, a.Name+" handed to the terminal. Again: the text alone."
	}
	return m, m.copyText(a.Text)
}

// copyText hands a text to the terminal's clipboard, past the output guard.
func (m Model) copyText(text string) tea.Cmd {
	if m.cfg.Clipboard != nil {
		m.cfg.Clipboard(text)
	}
	return tea.Raw(ansi.SetSystemClipboard(text))
}

func (m Model) postEvents(events []flows.Event) {
	if m.dossier.desk != nil {
		m.dossier.desk.Post(events...)
	}
}
