package files

import (
	"dossier/flows"
	"dossier/tui/steps"
)

// sideUnknown is what a row says of a file that was sent under a name that is no target.
var sideUnknown = steps.Finding{Word: "which side?", Level: steps.LookAtIt}

// assigner takes the answer for a file that nobody has said the side of; false if none has to.
func (s Screen) assigner(r steps.FileRow) (steps.Assigner, bool) {
	assigner, ok := s.deps.FileSource.(steps.Assigner)
	return assigner, ok && r.For == ""
}

func (s Screen) isUnassigned(r steps.FileRow) bool {
	_, ok := s.assigner(r)
	return ok
}

// askSide asks which side the highlighted file is before it is sent, where several are
// wanted. send is what sends it for this one. Nothing is asked when only one can be meant.
func (s Screen) askSide(f steps.Frame, assigner steps.Assigner, send steps.Action) (steps.Action, bool) {
	file := s.selection.Ref
	d := steps.Dialog{
		Title: "Which side is this?", Text: []string{s.report.Name.String()}, Looks: []steps.Look{lookOf(s.report)},
		Choices: []steps.Choice{{Label: "Not sure: leave it in the inbox"}},
	}
	for _, l := range f.Journey.Lines() {
		if !s.mayBe(l) {
			continue
		}
		target := assigner.Delivery(f.Journey.Lines(), l.Slot, "").Target
		label, then := steps.SlotTitle(l)+": send it", send
		if l.Slot != s.place.Slot {
			label, then = steps.SlotTitle(l)+": go there", steps.Go{Place: steps.Place{Stage: flows.StageFiles, Slot: l.Slot}}
		}
		d.Choices = append(d.Choices, steps.Choice{Label: label, Then: func(string) steps.Action {
			if !assigner.Assign(file, target) {
				return nil
			}
			return then
		}})
	}
	return steps.Ask{Dialog: d}, len(d.Choices) > 2
}

// mayBe reports whether a file can be for a slot: the one that is asked for here, or one that
// has no picture yet.
func (s Screen) mayBe(l flows.SlotLine) bool {
	return l.Slot == s.place.Slot || l.State == flows.Missing || l.State == flows.Failed
}
