package tui

import (
	"slices"

	"charm.land/bubbles/v2/key"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/settings"
	"dossier/tui/steps"
)

// stepFrame is what the screens draw from.
func (m Model) stepFrame() steps.Frame {
	snap := m.dossier.snap
	f := steps.Frame{
		Width: m.w, Height: m.bodyHeight(), Theme: m.theme, Keys: m.keys, Now: m.now, HoldDuration: m.cfg.Hold,
		Session: snap.Session, Flows: m.cfg.Flows, Dossiers: m.journal.start.dossiers, DossiersState: m.journal.start.state, HasBoard: m.hasBoard(), OpenedBy: m.journal.start.openedBy, Banner: m.cfg.Banner,
		JournalFault: m.journal.fault, Opening: m.journal.isOpening(), JournalUnavailable: snap.InOutage,
		Open: m.dossier.isOpen(), Journey: snap.Journey, ReadOnly: m.dossier.isReadOnly(), Fault: faultText(snap),
		RawAnswers: snap.RawAnswers, Sends: snap.Sends,
		ApplicantName: applicantName(snap), ServiceFlow: snap.Applicant.Flow, ApplicantFetched: snap.ApplicantFetched,
		Service: snap.Reachability, Pictures: m.dossier.pictures,
	}
	f.Others, f.NamesZone = m.otherSessions(), m.cfg.Remote.SSH
	return f
}

// otherSessions are those that others, or the operator in another window, have at the dossier.
// Those of the same service all run on its host, and their operators have proven who they are.
func (m Model) otherSessions() []steps.Presence {
	var list []steps.Presence
	for _, o := range m.dossier.snap.Others {
		p := steps.Presence{Session: o.Session, Operator: safe.LineOf(o.Operator, 40), Host: safe.LineOf(o.Host, 40), LastKey: o.Typed, Activity: o.Doing}
		if process := (settings.Process{Host: o.Host, PID: o.PID}); m.isByService() && process == m.cfg.Remote.Service {
			p.Host, p.IsOwn = safe.Text{}, m.isOwn(o.Operator, process)
		}
		list = append(list, p)
	}
	return list
}

// isOwn reports whether a session of a process is the operator's, in another window. Operators
// of the same service have proven who they are.
func (m Model) isOwn(operator string, process settings.Process) bool {
	return m.isByService() && process == m.cfg.Remote.Service && operator == m.cfg.Operator
}

// isByService reports whether the operator came by the program's own service.
func (m Model) isByService() bool { return m.cfg.Remote.Service != settings.Process{} }

// overlayFrame is the frame of the topmost overlay, with what it covers.
func (m Model) overlayFrame() steps.Frame {
	f := m.stepFrame()
	covered := steps.Covered{Purpose: m.purposeText(), LetterKeys: m.nav.currentScreen().letterKeys, Commands: m.availableCommands(f)}
	if explained, ok := m.nav.currentStep().(steps.Explained); ok {
		covered.Help = explained.Explanation(f)
	}
	covered.Keys = []steps.KeyGroup{{Title: "On this screen", Bindings: m.screenKeys(f)}, {Title: "Everywhere", Bindings: m.everywhereKeys()}}
	if n := len(m.overlays); n > 1 { // then the keys of the screen do nothing
		covered.LetterKeys = false
		covered.Keys[0] = steps.KeyGroup{Title: "In this window", Bindings: m.overlays[n-2].Keys(f)}
	}
	if m.leaving {
		covered.Leaving = m.leaveTexts()
	}
	f.Covered = covered
	return f
}

// purposeText says what the present screen is for, and what the lines on it do not know.
func (m Model) purposeText() string {
	text := m.nav.currentScreen().purpose
	if m.cfg.Remote.SSH && m.nav.place.Stage == flows.StageFiles {
		text += " " + assets.ScpByJump
	}
	return text
}

// screenKeys are the keys that work on the present screen and not everywhere, those too
// for which the footer has no room.
func (m Model) screenKeys(f steps.Frame) []key.Binding {
	list := m.nav.currentStep().Keys(f)
	if moving, ok := m.nav.currentStep().(steps.Moving); ok {
		list = append(list, moving.MovementKeys(f)...)
	}
	if m.nav.currentScreen().letterKeys {
		list = append(list, m.keys.AlongSteps()...)
	}
	return list
}

// everywhereKeys are the keys of the root that do something now: some need an open dossier,
// and a window above the screen takes others.
func (m Model) everywhereKeys() []key.Binding {
	k, onScreen := m.keys, len(m.overlays) < 2
	var list []key.Binding
	add := func(works bool, b key.Binding, help string) {
		if works {
			list = append(list, keys.WithHelp(b, help))
		}
	}
	add(m.dossier.canTakeBack(m.now), k.TakeBack, "take the send back while it is held")
	add(m.copiesApplicantID() && onScreen, k.Copy, "copy the applicant's whole ID")
	add(m.dossier.isOpen() && onScreen, k.Problem, "go to the first problem")
	add(m.hasBoard() && onScreen && m.dossier.isOpen(), k.Board, "show who works on what")
	add(m.dossier.isOpen(), k.StartList, "go to the start list; the dossier keeps its place")
	add(true, k.Help, "open this page")
	add(onScreen, k.Palette, "list all commands by name")
	add(true, k.Leave, "leave dossier; nothing is lost")
	return list
}

// copiesApplicantID reports whether the copy key copies the applicant's ID: a screen with a
// text of its own to copy comes first.
func (m Model) copiesApplicantID() bool {
	isCopy := func(b key.Binding) bool { return slices.Equal(b.Keys(), m.keys.Copy.Keys()) }
	return m.dossier.isOpen() && !slices.ContainsFunc(m.nav.currentStep().Keys(m.stepFrame()), isCopy)
}
