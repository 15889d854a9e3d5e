package steps

import (
	"fmt"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"dossier/flows"
	"dossier/flows/foreign"
)

var storySizes = [][2]int{{80, 18}, {120, 34}, {80, 6}, {60, 12}}

// everyState has one slot in nearly every state at once.
func everyState(t *testing.T) *story {
	s := newStory(t, true)
	s.answered(storySelfie, "selfie", "badSelfie")
	s.answered(storyFront, "front").answered(storyBack, "back", "!dataNotReadable", "!grayscale", "inconsistentDocument")
	s.released(storyBill, "bill").add(flows.AnswerLost{Attempt: s.n, Cause: flows.CauseNoAnswer})
	return s
}

func refusedPair(t *testing.T) *story {
	s := newStory(t, false)
	s.answered(storyFront, "front0").answered(storyBack, "back0", "!dataNotReadable")
	s.answered(storyFront, "front").answered(storyBack, "back", "!dataNotReadable")
	return s.answered(storySelfie, "selfie", "badSelfie")
}

func lostStart(t *testing.T) *story {
	return newStory(t, false).complete().add(
		flows.CheckConfirmed{N: 1}, flows.CheckReleased{N: 1}, flows.CheckLost{N: 1, Cause: flows.CauseNoAnswer, Status: 502})
}

// TestReviewLooks proves that the checklist fits and reads well at every size.
func TestReviewLooks(t *testing.T) {
	for name, c := range map[string]struct {
		story *story
		at    flows.Slot
	}{
		"all states":   {everyState(t), flows.Slot{}},
		"refused pair": {refusedPair(t), flows.Slot{}},
		"set aside":    {refusedPair(t), storyFront},
		"warning":      {newStory(t, false).answered(storyFront, "front").answered(storyBack, "back").answered(storySelfie, "selfie", "badSelfie"), flows.Slot{}},
		"unclear": {newStory(t, false).answered(storyFront, "front").released(storyBack, "back").
			add(flows.AnswerLost{Attempt: 2, Cause: flows.CauseNoAnswer}), flows.Slot{}},
		"not sent": {newStory(t, false).sending(storyFront, "front").add(flows.NotSent{Attempt: 1, Cause: flows.CauseJournal}), flows.Slot{}},
		"moving":   {newStory(t, false).answered(storyFront, "front").sending(storyBack, "back").released(storySelfie, "selfie"), storyBack},
		"ready":    {newStory(t, false).complete(), flows.Slot{}},
	} {
		compareGolden(t, name, c.story, func(f Frame) Step {
			s, _ := NewReview(Deps{}, f, Place{Stage: flows.StageReview, Slot: c.at})
			return s
		})
	}
}

// TestReviewHeldLooks proves that somebody else's dossier says whose it is.
func TestReviewHeldLooks(t *testing.T) {
	s := heldStory(t)
	for _, size := range storySizes {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			f := heldFrame(s, size[0], size[1])
			step, _ := NewReview(Deps{}, f, Place{})
			compare(t, f, step)
		})
	}
}

// TestResultLooks proves the same of the result.
func TestResultLooks(t *testing.T) {
	kept := newStory(t, false).answered(storyFront, "front").answered(storyBack, "back").answered(storySelfie, "selfie", "badSelfie")
	kept.add(flows.WarningAcknowledged{Attempt: 3, Code: foreign.Untrusted("badSelfie")})
	for name, s := range map[string]*story{
		"approved":       kept.checked().reviewed("approved", ""),
		"running":        newStory(t, false).complete().checked().add(flows.StatusSeen{Status: foreign.Untrusted("pending")}),
		"rejected retry": newStory(t, true).complete().answered(storyBill, "bill").checked().reviewed("rejected", "RETRY", "EXPIRATION_DATE", "LOW_QUALITY"),
		"rejected final": newStory(t, false).complete().checked().reviewed("rejected", "FINAL", "FORGERY"),
		"lost start":     lostStart(t),
		"lost long":      lostStart(t).later(6 * time.Minute),
		"not started": newStory(t, false).complete().add(flows.CheckConfirmed{N: 1}, flows.CheckReleased{N: 1},
			flows.CheckAnswered{N: 1, Status: 400, Message: foreign.Untrusted("missing docs")}),
	} {
		compareGolden(t, name, s, func(f Frame) Step {
			step, _ := NewResult(Deps{}, f)
			return step
		})
	}
}

// TestChoiceLooks proves that the choice of pictures is readable at every size.
func TestChoiceLooks(t *testing.T) {
	s := newStory(t, true).complete().answered(storyBill, "bill").checked().reviewed("rejected", "RETRY", "EXPIRATION_DATE", "LOW_QUALITY")
	compareGolden(t, "two labels", s, func(f Frame) Step {
		step, _ := NewResult(Deps{}, f)
		step, _ = press(t, step, f, "enter")
		return step
	})
}

func compareGolden(t *testing.T, name string, s *story, make func(Frame) Step) {
	for _, size := range storySizes {
		t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
			f := s.frame(size[0], size[1])
			compare(t, f, make(f))
		})
	}
}

// compare checks a body against its golden file.

func compare(t *testing.T, f Frame, s Step) {
	t.Helper()
	body := s.View(f)
	fits(t, f, body)
	golden.RequireEqual(t, plain(body)+footerOf(f, s))
}

// footerOf is the keys as the root would show them, without a limit.
func footerOf(f Frame, s Step) string {
	out := ""
	for _, b := range s.Keys(f) {
		out += b.Help().Key + " " + b.Help().Desc + "   "
	}
	return out + "\n"
}
