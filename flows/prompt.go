package flows

import "slices"

// Stage is a step of the wizard that the journey asks for.
type Stage string

// The stages, in order.
const (
	StageApplicant Stage = "applicant"
	StageDocuments Stage = "documents"
	StageFiles     Stage = "files"
	StageReview    Stage = "review"
	StageResult    Stage = "result"
)

// Prompt is what the journey wants from the operator now. Two equal prompts are
// the same question.
type Prompt struct {
	Stage Stage
	Need  string // in StageDocuments
	Slot  Slot   // in StageFiles, and the problem in StageReview
}

// NextPrompt is what comes next: a need without a document, then a missing picture
// in the flow's order, front first, then the review.
func (j Journey) NextPrompt() Prompt {
	if !j.hasFlow {
		return Prompt{Stage: StageApplicant}
	}
	if j.check.State != CheckNone {
		return Prompt{Stage: StageResult}
	}
	for _, n := range j.needs {
		if !n.chosen {
			return Prompt{Stage: StageDocuments, Need: n.need.Name}
		}
	}
	if slot, ok := j.NextMissing(); ok {
		return Prompt{Stage: StageFiles, Slot: slot}
	}
	problem, _ := j.FirstProblem()
	return Prompt{Stage: StageReview, Slot: problem}
}

// ResumePrompt is the prompt for an operator who opens the dossier again: the first
// problem when there is one, else NextPrompt.
func (j Journey) ResumePrompt() Prompt {
	next := j.NextPrompt()
	if next.Stage == StageDocuments || next.Stage == StageFiles {
		if slot, ok := j.FirstProblem(); ok {
			return Prompt{Stage: StageReview, Slot: slot}
		}
	}
	return next
}

// NextMissing is the first slot for which no picture is chosen; a send that
// was taken back counts.
func (j Journey) NextMissing() (Slot, bool) {
	return j.firstSlot(func(s slotState) bool {
		return s.state == Missing || s.isTakenBack()
	})
}

// FirstProblem is the first slot that needs the operator: refused, set aside, not
// sent or unclear; then an unread warning.
func (j Journey) FirstProblem() (Slot, bool) {
	if s, ok := j.worstSlot(); ok {
		return s, true
	}
	for _, l := range j.Lines() {
		if l.State == Accepted && len(l.Open) > 0 {
			return l.Slot, true
		}
	}
	return Slot{}, false
}

// isTakenBack reports whether the picture was taken back: the slot wants one again, and
// that is no problem.
func (s slotState) isTakenBack() bool { return s.state == Failed && s.cause == CauseTakenBack }

// worstSlot prefers the picture with the error to one set aside with it.
func (j Journey) worstSlot() (Slot, bool) {
	for _, states := range [][]State{{Unclear}, {Refused}, {SetAside, Failed}} {
		if slot, ok := j.firstSlot(func(s slotState) bool { return slices.Contains(states, s.state) && !s.isTakenBack() }); ok {
			return slot, true
		}
	}
	return Slot{}, false
}
