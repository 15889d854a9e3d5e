package files

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// sendBatch turns the proposal into one consent for each picture, in the order of the
// flow. What would be a dialog for one picture is one for all; what needs a reason of its
// own is chosen alone.
func (s Screen) sendBatch(f steps.Frame) (Screen, tea.Cmd, steps.Action) {
	b := s.batch
	if f.ReadOnly {
		return s, nil, steps.AskTakeOver(f)
	}
	if slices.ContainsFunc(b.reports, func(e steps.FileReport) bool { return e.Temporary }) {
		s.enter = enterEarly
		return stay(s.examineBatch(f, batch{reports: b.reports, slots: b.slots, renderers: b.renderers}))
	}
	if s.batchObstacle(f) != "" {
		s.enter = enterDenied
		return s, nil, nil
	}
	if s.lastSubmit.IsPending(f) {
		return s, nil, nil
	}
	var all consent
	for i, l := range linesOf(f.Journey, b.slots) {
		if b.files[i] == unassigned {
			continue
		}
		c := newConsent(f, l, b.reports[b.files[i]])
		all.chosen = append(all.chosen, c.chosen...)
		if len(c.warnings) > 0 {
			all.looks = append(all.looks, c.looks...)
		}
		for _, w := range c.warnings {
			w.text = steps.SlotTitle(l) + ": " + w.text
			all.warnings = append(all.warnings, w)
		}
	}
	s.deps.ExaminedFiles.RememberFolder(b.reports[0].Folder)
	if len(all.warnings) > 0 {
		all.pictures = f.Pictures
		return s, nil, all.askForSeveral()
	}
	s.lastSubmit = steps.NewLastSubmit(f)
	return s, nil, steps.PostAndGo{Events: all.consentEvents("")}
}

// askForSeveral is the dialog before several pictures of which some have a warning, with
// these beside it.
func (c consent) askForSeveral() steps.Action {
	d := steps.Dialog{Title: "Send " + assets.CountText(len(c.chosen), "picture", "pictures") + " with " + theseWarnings(len(c.warnings)) + "?", Looks: c.looks}
	for _, w := range c.warnings {
		d.Text = append(d.Text, "! "+w.text)
	}
	d.Choices = []steps.Choice{{Label: "Back to the files"}, {Label: "Send them anyway", Then: func(string) steps.Action {
		return steps.PostAndGo{Events: c.consentEvents("")}
	}}}
	return steps.Ask{Dialog: d}
}

// batchObstacle is why the proposal cannot be sent as it is; "" when it can.
func (s Screen) batchObstacle(f steps.Frame) string {
	b := s.batch
	if why := steps.BlockedReason(f); why != "" {
		return why
	}
	var hashes []flows.SHA256
	for _, i := range b.files {
		if i == unassigned {
			continue
		}
		if slices.Contains(hashes, b.reports[i].SHA256) {
			return "Two of these files are the same picture; each side needs its own."
		}
		hashes = append(hashes, b.reports[i].SHA256)
	}
	if len(hashes) == 0 {
		return "No file is chosen: ←→ gives a picture its file."
	}
	return b.aloneText(f)
}

// aloneText names the first picture of the proposal that has to be chosen alone, and why;
// "" when there is none.
func (b *batch) aloneText(f steps.Frame) string {
	for i, l := range linesOf(f.Journey, b.slots) {
		if b.files[i] == unassigned {
			continue
		}
		c := newConsent(f, l, b.reports[b.files[i]])
		if c.refusal != "" || len(c.blocks) > 0 || c.missingSide != (flows.Slot{}) {
			return strings.TrimSpace(steps.SlotTitle(l) + ": choose this one alone. " + c.refusal)
		}
	}
	return ""
}
