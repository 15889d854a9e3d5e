package steps

import (
	"slices"

	"dossier/flows"
)

// PreviousPlace is where esc leads: the nearest earlier question whose answer can
// still be changed. Going back never validates and never loses what was typed.
func PreviousPlace(f Frame, p Place) Place {
	switch {
	case p.FromReview:
		return Place{Stage: flows.StageReview}
	case p.Stage == flows.StageResult:
		return Place{Stage: flows.StageReview}
	case p.Stage == flows.StageReview && IsLocked(f.Journey):
		return Place{Stage: flows.StageResult} // nothing before it can be changed
	}
	list := listQuestions(f.Journey)
	at := slices.Index(list, Place{Stage: p.Stage, Need: p.Need, Slot: p.Slot})
	if p.Stage == flows.StageReview || at < 0 {
		at = len(list)
	}
	if p.Stage == flows.StageApplicant || at == 0 {
		return Place{Stage: flows.StageApplicant}
	}
	for i := at - 1; i > 0; i-- {
		if canChange(f.Journey, list[i]) {
			return list[i]
		}
	}
	return list[0]
}

// listQuestions lists every question of the journey in order.
func listQuestions(j flows.Journey) []Place {
	list := []Place{{Stage: flows.StageApplicant}}
	var files []Place
	for _, n := range j.Checklist() {
		list = append(list, Place{Stage: flows.StageDocuments, Need: n.Need.Name})
		for _, l := range n.Lines {
			files = append(files, Place{Stage: flows.StageFiles, Slot: l.Slot})
		}
	}
	return append(list, files...)
}

func canChange(j flows.Journey, p Place) bool {
	for _, n := range j.Checklist() {
		if p.Stage == flows.StageDocuments && n.Need.Name == p.Need {
			return !HasUnsettledSend(n) && !slices.Equal(n.Need.AnyOf, []flows.DocType{flows.Selfie})
		}
		for _, l := range n.Lines {
			if p.Stage == flows.StageFiles && l.Slot == p.Slot {
				return l.State != flows.Accepted && !HasUnsettledSend(flows.NeedLine{Lines: []flows.SlotLine{l}})
			}
		}
	}
	return false
}

func HasUnsettledSend(n flows.NeedLine) bool {
	return slices.ContainsFunc(n.Lines, func(l flows.SlotLine) bool {
		return l.State == flows.Sending || l.State == flows.Awaiting || l.State == flows.Unclear
	})
}

// ReviewPlace is the review, on its first problem.
func ReviewPlace(j flows.Journey) Place {
	slot, _ := j.FirstProblem()
	return Place{Stage: flows.StageReview, Slot: slot}
}
