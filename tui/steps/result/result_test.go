package result

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/safe/hostile"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

func result(f steps.Frame) steps.Step {
	s, _ := New(steps.Deps{}, f, steps.Place{})
	return s
}

func rejected(t *testing.T, labels ...string) *stepstest.Story {
	return stepstest.NewStory(t, false).Complete().Checked().Reviewed("rejected", "RETRY", labels...)
}

func reopened(a steps.Action) []flows.Slot {
	post, ok := a.(steps.PostAndGo)
	if !ok || post.Place != (steps.Place{}) {
		return nil
	}
	return post.Events[0].(flows.SlotsReopened).Slots
}

// TestLabelsPresetWhatTheyName proves the choice after a rejection: named
// pictures are preset, a label that names none presets nothing.
func TestLabelsPresetWhatTheyName(t *testing.T) {
	f := rejected(t, "BAD_SELFIE").Frame(80, 18)
	step, action := stepstest.PressKey(t, result(f), f, "enter")
	if action != nil {
		t.Fatalf("reopened without being asked: %#v", action)
	}
	_, action = stepstest.PressKey(t, step, f, "enter")
	if got := reopened(action); !reflect.DeepEqual(got, []flows.Slot{stepstest.SelfieSlot}) {
		t.Errorf("reopens %v", got)
	}

	f = rejected(t, "LOW_QUALITY").Frame(80, 18)
	step, _ = stepstest.PressKey(t, result(f), f, "enter")
	step, action = stepstest.PressKey(t, step, f, "enter")
	if action != nil || !strings.Contains(step.View(f).Status, "Choose at least one") {
		t.Errorf("took nothing: %#v", action)
	}
	step, _ = stepstest.PressKey(t, step, f, "down")
	step, _ = stepstest.PressKey(t, step, f, "space")
	_, action = stepstest.PressKey(t, step, f, "enter")
	if got := reopened(action); !reflect.DeepEqual(got, []flows.Slot{stepstest.BackSlot}) {
		t.Errorf("reopens %v", got)
	}
}

// TestChoiceIsAValue proves that going back, or a second model, changes
// nothing in the first.
func TestChoiceIsAValue(t *testing.T) {
	f := rejected(t, "LOW_QUALITY").Frame(80, 18)
	before, _ := stepstest.PressKey(t, result(f), f, "enter")
	shown := before.View(f).Text
	after, _ := stepstest.PressKey(t, before, f, "space")
	if before.View(f).Text != shown || after.View(f).Text == shown {
		t.Error("space changed the old step, or not the new one")
	}
	closed, action := stepstest.PressKey(t, after, f, "esc")
	if action != nil || closed.(Screen).choice != nil {
		t.Errorf("esc in the choice: %#v", action)
	}
	if _, action = stepstest.PressKey(t, closed, f, "esc"); action != (steps.Back{}) {
		t.Errorf("esc: %#v", action)
	}
}

// TestFinalOffersNothing proves that after a final rejection there is no retry.
func TestFinalOffersNothing(t *testing.T) {
	f := stepstest.NewStory(t, false).Complete().Checked().Reviewed("rejected", "", "FORGERY", "LOW_QUALITY").Frame(80, 18)
	step, action := stepstest.PressKey(t, result(f), f, "enter")
	if action != nil || stepstest.HasKey(f, step, "enter") {
		t.Errorf("enter: %#v", action)
	}
	if text := ansi.Strip(step.View(f).Text); !strings.Contains(text, "STOP") || !strings.Contains(text, "compliance") || strings.Contains(text, "Send") {
		t.Errorf("says:\n%s", text)
	}
}

// TestFiveChecksAreAll proves that no sixth try is offered.
func TestFiveChecksAreAll(t *testing.T) {
	s := stepstest.NewStory(t, false).Complete()
	for n := 1; n <= flows.MaxChecks; n++ {
		s.Checked().Reviewed("rejected", "RETRY", "BAD_SELFIE")
		if n < flows.MaxChecks {
			s.Add(flows.SlotsReopened{Slots: []flows.Slot{stepstest.SelfieSlot}}).Answered(stepstest.SelfieSlot, strings.Repeat("s", n))
			for _, l := range s.Journey.Lines() {
				for _, c := range l.Open {
					s.Add(flows.WarningAcknowledged{Attempt: l.Attempt.Number, Code: c})
				}
			}
		}
	}
	f := s.Frame(80, 18)
	step, action := stepstest.PressKey(t, result(f), f, "enter")
	if action != nil || step.(Screen).choice != nil || !strings.Contains(ansi.Strip(step.View(f).Text), "All 5 checks are used") {
		t.Errorf("after five checks: %#v\n%s", action, ansi.Strip(step.View(f).Text))
	}
}

// TestLostStart proves that there is no second start: only after its time a
// person may say, with a reason, that the first never arrived.
func TestLostStart(t *testing.T) {
	s := lostStart(t)
	f := s.Frame(80, 18)
	step, action := stepstest.PressKey(t, result(f), f, "enter")
	if action != nil || stepstest.HasKey(f, step, "enter") || !strings.Contains(step.View(f).Status, "decide in") {
		t.Errorf("too early: %#v", action)
	}
	f = s.Later(flows.LostCheckDelay).Frame(80, 18)
	_, action = stepstest.PressKey(t, result(f), f, "enter")
	d := stepstest.DialogOf(t, action)
	want := steps.PostAndGo{Events: []flows.Event{flows.CheckDecided{N: 1, Reason: "r"}}, Place: steps.Place{}}
	if got := stepstest.Choose(t, d, "It was not received", "r"); !reflect.DeepEqual(got, want) || !d.Choices[1].NeedReason {
		t.Errorf("got %#v", got)
	}
	s.Add(want.Events...)
	if s.Journey.Check().State != flows.CheckNone {
		t.Error("the decision does not fit the journey")
	}
}

// TestResultKeys proves the letters and what a held dossier offers.
func TestResultKeys(t *testing.T) {
	f := rejected(t, "BAD_SELFIE").Frame(80, 18)
	for name, want := range map[string]steps.Action{"n": steps.NextApplicant{}, "esc": steps.Back{}} {
		if _, got := stepstest.PressKey(t, result(f), f, name); got != want {
			t.Errorf("%s: %#v", name, got)
		}
	}
	if _, got := stepstest.PressKey(t, result(f), f, "c"); got.(steps.CopyText).Text != stepstest.StoryApplicant {
		t.Errorf("c: %#v", got)
	}
	if _, got := stepstest.PressKey(t, result(f), f, "t"); !strings.Contains(stepstest.ShowText(got.(steps.Show)), "new selfie") {
		t.Errorf("t: %#v", got)
	}
	f.ReadOnly = true
	step, got := stepstest.PressKey(t, result(f), f, "enter")
	if stepstest.DialogOf(t, got).Choices[1].Then("x") != (steps.TakeOver{Reason: "x"}) || step.(Screen).choice != nil {
		t.Errorf("held by another: %#v", got)
	}
}

// TestResultScrolls proves that everything on the page can be reached in the
// lowest window.
func TestResultScrolls(t *testing.T) {
	f := rejected(t, "BAD_SELFIE", "EXPIRATION_DATE").Frame(80, 6)
	step := result(f)
	seen := step.View(f).Text
	for range 30 {
		step, _ = stepstest.PressKey(t, step, f, "down")
		seen += step.View(f).Text
	}
	for _, want := range []string{"BAD_SELFIE", "EXPIRATION_DATE", stepstest.StoryApplicant, "BACK_SIDE", steps.ShortHash(stepstest.StoryFile(stepstest.SelfieSlot, "selfie").SHA256)} {
		if !strings.Contains(seen, want) {
			t.Errorf("%s is never shown", want)
		}
	}
	if step, _ = stepstest.PressKey(t, step, f, "pgup"); step.(Screen).scroll > 20 {
		t.Error("scrolled past the end")
	}
}

// TestHostileLabelsKeepTheFrame proves the same for what a check answers.
func TestHostileLabelsKeepTheFrame(t *testing.T) {
	for _, text := range hostile.Strings() {
		s := stepstest.NewStory(t, false).Complete().Checked().Reviewed("rejected", text, text, "LOW_QUALITY")
		for _, size := range stepstest.Sizes {
			f := s.Frame(size[0], size[1])
			step := result(f)
			for range 3 {
				stepstest.CheckFits(t, f, step.View(f))
				step, _ = stepstest.PressKey(t, step, f, "pgdown")
			}
			step, _ = stepstest.PressKey(t, step, f, "enter")
			stepstest.CheckFits(t, f, step.View(f))
		}
	}
}

// TestAnApprovalClaimsNoPicturesOfItsOwn proves that pictures are said to be accepted only
// where they were: a check can be started and approved elsewhere.
func TestAnApprovalClaimsNoPicturesOfItsOwn(t *testing.T) {
	for name, c := range map[string]struct {
		story *stepstest.Story
		want  string
	}{
		"all":  {stepstest.NewStory(t, false).Complete().Checked().Reviewed("approved", ""), "All required pictures were accepted."},
		"some": {stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front").Reviewed("approved", ""), "Not every picture here was accepted."},
		"none": {stepstest.NewStory(t, false).Reviewed("approved", ""), "Not every picture here was accepted."},
	} {
		f := c.story.Frame(80, 18)
		if f.Journey.Check().State != flows.CheckApproved {
			t.Fatalf("%s: the check is %v", name, f.Journey.Check().State)
		}
		if got := ansi.Strip(result(f).View(f).Status); !strings.Contains(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestTimesAreLocal proves that times are shown where the person is.
func TestTimesAreLocal(t *testing.T) {
	f := stepstest.NewStory(t, false).Complete().Checked().Reviewed("approved", "").Frame(80, 18)
	f.Now = f.Now.In(time.UTC)
	if text := result(f).View(f).Text; !strings.Contains(text, "2026-11-22 22:14:") {
		t.Errorf("not in the zone of the frame:\n%s", ansi.Strip(text))
	}
}

// TestResultLooks proves the same of the result.
func TestResultLooks(t *testing.T) {
	kept := stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front").Answered(stepstest.BackSlot, "back").Answered(stepstest.SelfieSlot, "selfie", "badSelfie")
	kept.Add(flows.WarningAcknowledged{Attempt: 3, Code: foreign.Untrusted("badSelfie")})
	for name, s := range map[string]*stepstest.Story{
		"approved":       kept.Checked().Reviewed("approved", ""),
		"running":        stepstest.NewStory(t, false).Complete().Checked().Add(flows.StatusSeen{Status: foreign.Untrusted("pending")}),
		"rejected retry": stepstest.NewStory(t, true).Complete().Answered(stepstest.BillSlot, "bill").Checked().Reviewed("rejected", "RETRY", "EXPIRATION_DATE", "LOW_QUALITY"),
		"rejected final": stepstest.NewStory(t, false).Complete().Checked().Reviewed("rejected", "FINAL", "FORGERY"),
		"lost start":     lostStart(t),
		"lost long":      lostStart(t).Later(6 * time.Minute),
		"not started": stepstest.NewStory(t, false).Complete().Add(flows.CheckConfirmed{N: 1}, flows.CheckReleased{N: 1},
			flows.CheckAnswered{N: 1, Status: 400, Message: foreign.Untrusted("missing docs")}),
	} {
		stepstest.CompareSizes(t, name, s, func(f steps.Frame) steps.Step {
			step, _ := New(steps.Deps{}, f, steps.Place{})
			return step
		})
	}
}

// TestChoiceLooks proves that the choice of pictures is readable at every size.
func TestChoiceLooks(t *testing.T) {
	s := stepstest.NewStory(t, true).Complete().Answered(stepstest.BillSlot, "bill").Checked().Reviewed("rejected", "RETRY", "EXPIRATION_DATE", "LOW_QUALITY")
	stepstest.CompareSizes(t, "two labels", s, func(f steps.Frame) steps.Step {
		step, _ := New(steps.Deps{}, f, steps.Place{})
		step, _ = stepstest.PressKey(t, step, f, "enter")
		return step
	})
}

func lostStart(t *testing.T) *stepstest.Story {
	return stepstest.NewStory(t, false).Complete().Add(
		flows.CheckConfirmed{N: 1}, flows.CheckReleased{N: 1}, flows.CheckLost{N: 1, Cause: flows.CauseNoAnswer, Status: 502})
}

// TestNoWordsAfterAFinalResult proves that nobody is tipped off.
func TestNoWordsAfterAFinalResult(t *testing.T) {
	s := stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front", "!dataNotReadable") // the check was started elsewhere
	f := s.Reviewed("rejected", "FINAL", "LOW_QUALITY").Frame(80, 18)
	step := result(f)
	if _, action := stepstest.PressKey(t, step, f, "t"); action != nil || stepstest.HasKey(f, step, "t") {
		t.Errorf("%T offers words: %#v", step, action)
	}
}

// TestWhatIsLeftOutIsSaid proves that an operator who sees only some of the labels is told so,
// and is not told that another try is possible or that the service says nothing of it.
func TestWhatIsLeftOutIsSaid(t *testing.T) {
	f := rejected(t, "LOW_QUALITY").Frame(100, 40)
	status := f.Journey.Status()
	status.Withheld = true
	f.Journey = f.Journey.ShowStatus(status)
	text := ansi.Strip(result(f).View(f).Text)
	for _, want := range []string{"LOW_QUALITY", "Not every reason is shown: some are for leads only."} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing:\n%s", want, text)
		}
	}
	for _, not := range []string{"Another try is possible", "does not say", "The service gave no label", "labels say why"} {
		if strings.Contains(text, not) {
			t.Errorf("says %q:\n%s", not, text)
		}
	}
}
