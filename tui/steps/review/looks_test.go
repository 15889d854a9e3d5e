package review

import (
	"fmt"
	"testing"

	"dossier/flows"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// everyState has one slot in nearly every state at once.
func everyState(t *testing.T) *stepstest.Story {
	s := stepstest.NewStory(t, true)
	s.Answered(stepstest.SelfieSlot, "selfie", "badSelfie")
	s.Answered(stepstest.FrontSlot, "front").Answered(stepstest.BackSlot, "back", "!dataNotReadable", "!grayscale", "inconsistentDocument")
	s.Released(stepstest.BillSlot, "bill").Add(flows.AnswerLost{Attempt: s.Attempts, Cause: flows.CauseNoAnswer})
	return s
}

// TestReviewLooks proves that the checklist fits and reads well at every size.
func TestReviewLooks(t *testing.T) {
	for name, c := range map[string]struct {
		story *stepstest.Story
		at    flows.Slot
	}{
		"all states":   {everyState(t), flows.Slot{}},
		"refused pair": {stepstest.RefusedPair(t), flows.Slot{}},
		"set aside":    {stepstest.RefusedPair(t), stepstest.FrontSlot},
		"warning":      {stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front").Answered(stepstest.BackSlot, "back").Answered(stepstest.SelfieSlot, "selfie", "badSelfie"), flows.Slot{}},
		"unclear": {stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front").Released(stepstest.BackSlot, "back").
			Add(flows.AnswerLost{Attempt: 2, Cause: flows.CauseNoAnswer}), flows.Slot{}},
		"not sent": {stepstest.NewStory(t, false).Sending(stepstest.FrontSlot, "front").Add(flows.NotSent{Attempt: 1, Cause: flows.CauseJournal}), flows.Slot{}},
		"moving":   {stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front").Sending(stepstest.BackSlot, "back").Released(stepstest.SelfieSlot, "selfie"), stepstest.BackSlot},
		"ready":    {stepstest.NewStory(t, false).Complete(), flows.Slot{}},
	} {
		stepstest.CompareSizes(t, name, c.story, func(f steps.Frame) steps.Step {
			s, _ := New(steps.Deps{}, f, steps.Place{Stage: flows.StageReview, Slot: c.at})
			return s
		})
	}
}

// TestReviewHeldLooks proves that somebody else's dossier says whose it is.
func TestReviewHeldLooks(t *testing.T) {
	s := stepstest.HeldStory(t)
	for _, size := range stepstest.Sizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			f := stepstest.HeldFrame(s, size[0], size[1])
			step, _ := New(steps.Deps{}, f, steps.Place{})
			stepstest.Compare(t, f, step)
		})
	}
}
