package tui

import (
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// stepFrame is what the screens draw from.
func (m Model) stepFrame() steps.Frame {
	snap := m.dossier.snap
	f := steps.Frame{
		Width: m.w, Height: m.bodyHeight(), Theme: m.theme, Keys: m.keys, Now: m.now, HoldDuration: m.cfg.Hold,
		Session: snap.Session, Flows: m.cfg.Flows, Dossiers: m.journal.start.dossiers, DossiersState: m.journal.start.state, OpenedBy: m.journal.start.openedBy, Banner: m.cfg.Banner,
		JournalFault: m.journal.fault, Opening: m.journal.isOpening(), JournalUnavailable: snap.InOutage,
		Open: m.dossier.isOpen(), Journey: snap.Journey, ReadOnly: m.dossier.isReadOnly(), Fault: faultText(snap),
		RawAnswers: snap.RawAnswers, Sends: snap.Sends,
		ApplicantName: applicantName(snap), ServiceFlow: snap.Applicant.Flow, ApplicantFetched: snap.ApplicantFetched,
		Service: snap.Reachability, Pictures: m.dossier.pictures,
	}
	for _, o := range snap.Others {
		f.Others = append(f.Others, steps.Presence{
			Session: o.Session, Operator: safe.LineOf(o.Operator, 40), Host: safe.LineOf(o.Host, 40), LastKey: o.Typed, Activity: o.Doing,
		})
	}
	return f
}

// overlayFrame is the frame of the topmost overlay, with what it covers.
func (m Model) overlayFrame() steps.Frame {
	f := m.stepFrame()
	covered := steps.Covered{Purpose: m.nav.currentScreen().purpose, LetterKeys: m.nav.currentScreen().letterKeys, Commands: m.availableCommands(f)}
	if n := len(m.overlays); n > 1 {
		covered.LetterKeys = false
		covered.Keys = []steps.KeyGroup{{Title: "In this window", Bindings: m.overlays[n-2].Keys(f)}}
	}
	own := m.nav.currentStep().Keys(f)
	if m.nav.currentScreen().letterKeys {
		own = append(own, m.keys.AlongSteps()...)
	}
	covered.Keys = append(covered.Keys,
		steps.KeyGroup{Title: "On this screen", Bindings: own},
		steps.KeyGroup{Title: "Everywhere", Bindings: m.keys.Everywhere()})
	f.Covered = covered
	return f
}
