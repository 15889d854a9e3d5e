package steps

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/tui/safe/hostile"
)

func result(f Frame) Step {
	s, _ := NewResult(Deps{}, f)
	return s
}

func rejected(t *testing.T, labels ...string) *story {
	return newStory(t, false).complete().checked().reviewed("rejected", "RETRY", labels...)
}

func reopened(a Action) []flows.Slot {
	post, ok := a.(PostAndGo)
	if !ok || post.Place != (Place{}) {
		return nil
	}
	return post.Events[0].(flows.SlotsReopened).Slots
}

// TestLabelsPresetWhatTheyName proves the choice after a rejection: named
// pictures are preset, a label that names none presets nothing.
func TestLabelsPresetWhatTheyName(t *testing.T) {
	f := rejected(t, "BAD_SELFIE").frame(80, 18)
	step, action := press(t, result(f), f, "enter")
	if action != nil {
		t.Fatalf("reopened without being asked: %#v", action)
	}
	_, action = press(t, step, f, "enter")
	if got := reopened(action); !reflect.DeepEqual(got, []flows.Slot{storySelfie}) {
		t.Errorf("reopens %v", got)
	}

	f = rejected(t, "LOW_QUALITY").frame(80, 18)
	step, _ = press(t, result(f), f, "enter")
	step, action = press(t, step, f, "enter")
	if action != nil || !strings.Contains(step.View(f).Status, "Choose at least one") {
		t.Errorf("took nothing: %#v", action)
	}
	step, _ = press(t, step, f, "down")
	step, _ = press(t, step, f, "space")
	_, action = press(t, step, f, "enter")
	if got := reopened(action); !reflect.DeepEqual(got, []flows.Slot{storyBack}) {
		t.Errorf("reopens %v", got)
	}
}

// TestChoiceIsAValue proves that going back, or a second model, changes
// nothing in the first.
func TestChoiceIsAValue(t *testing.T) {
	f := rejected(t, "LOW_QUALITY").frame(80, 18)
	before, _ := press(t, result(f), f, "enter")
	shown := before.View(f).Text
	after, _ := press(t, before, f, "space")
	if before.View(f).Text != shown || after.View(f).Text == shown {
		t.Error("space changed the old step, or not the new one")
	}
	closed, action := press(t, after, f, "esc")
	if action != nil || closed.(Result).choice != nil {
		t.Errorf("esc in the choice: %#v", action)
	}
	if _, action = press(t, closed, f, "esc"); action != (Back{}) {
		t.Errorf("esc: %#v", action)
	}
}

// TestFinalOffersNothing proves that after a final rejection there is no retry.
func TestFinalOffersNothing(t *testing.T) {
	f := newStory(t, false).complete().checked().reviewed("rejected", "", "FORGERY", "LOW_QUALITY").frame(80, 18)
	step, action := press(t, result(f), f, "enter")
	if action != nil || hasKey(f, step, "enter") {
		t.Errorf("enter: %#v", action)
	}
	if text := ansi.Strip(step.View(f).Text); !strings.Contains(text, "STOP") || !strings.Contains(text, "compliance") || strings.Contains(text, "Send") {
		t.Errorf("says:\n%s", text)
	}
}

// TestFiveChecksAreAll proves that no sixth try is offered.
func TestFiveChecksAreAll(t *testing.T) {
	s := newStory(t, false).complete()
	for n := 1; n <= flows.MaxChecks; n++ {
		s.checked().reviewed("rejected", "RETRY", "BAD_SELFIE")
		if n < flows.MaxChecks {
			s.add(flows.SlotsReopened{Slots: []flows.Slot{storySelfie}}).answered(storySelfie, strings.Repeat("s", n))
			for _, l := range s.j.Lines() {
				for _, c := range l.Open {
					s.add(flows.WarningAcknowledged{Attempt: l.Attempt.Number, Code: c})
				}
			}
		}
	}
	f := s.frame(80, 18)
	step, action := press(t, result(f), f, "enter")
	if action != nil || step.(Result).choice != nil || !strings.Contains(ansi.Strip(step.View(f).Text), "All 5 checks are used") {
		t.Errorf("after five checks: %#v\n%s", action, ansi.Strip(step.View(f).Text))
	}
}

// TestLostStart proves that there is no second start: only after its time a
// person may say, with a reason, that the first never arrived.
func TestLostStart(t *testing.T) {
	s := lostStart(t)
	f := s.frame(80, 18)
	step, action := press(t, result(f), f, "enter")
	if action != nil || hasKey(f, step, "enter") || !strings.Contains(step.View(f).Status, "decide in") {
		t.Errorf("too early: %#v", action)
	}
	f = s.later(flows.LostCheckDelay).frame(80, 18)
	_, action = press(t, result(f), f, "enter")
	d := dialogOf(t, action)
	want := PostAndGo{[]flows.Event{flows.CheckDecided{N: 1, Reason: "r"}}, Place{}}
	if got := take(t, d, "It did not arrive", "r"); !reflect.DeepEqual(got, want) || !d.Choices[1].NeedReason {
		t.Errorf("got %#v", got)
	}
	s.add(want.Events...)
	if s.j.Check().State != flows.CheckNone {
		t.Error("the decision does not fit the journey")
	}
}

// TestResultKeys proves the letters and what a held dossier offers.
func TestResultKeys(t *testing.T) {
	f := rejected(t, "BAD_SELFIE").frame(80, 18)
	for name, want := range map[string]Action{"n": NextApplicant{}, "esc": Back{}} {
		if _, got := press(t, result(f), f, name); got != want {
			t.Errorf("%s: %#v", name, got)
		}
	}
	if _, got := press(t, result(f), f, "c"); got.(Show).Copy != storyApplicant {
		t.Errorf("c: %#v", got)
	}
	if _, got := press(t, result(f), f, "t"); !strings.Contains(joined(got.(Show)), "new selfie") {
		t.Errorf("t: %#v", got)
	}
	f.ReadOnly = true
	step, got := press(t, result(f), f, "enter")
	if dialogOf(t, got).Choices[1].Then("x") != (TakeOver{"x"}) || step.(Result).choice != nil {
		t.Errorf("held by another: %#v", got)
	}
}

// TestResultScrolls proves that everything on the page can be reached in the
// lowest window.
func TestResultScrolls(t *testing.T) {
	f := rejected(t, "BAD_SELFIE", "EXPIRATION_DATE").frame(80, 6)
	step := result(f)
	seen := step.View(f).Text
	for range 20 {
		step, _ = press(t, step, f, "down")
		seen += step.View(f).Text
	}
	for _, want := range []string{"BAD_SELFIE", "EXPIRATION_DATE", storyApplicant, "BACK_SIDE", ShortHash(storyFile(storySelfie, "selfie").SHA256)} {
		if !strings.Contains(seen, want) {
			t.Errorf("%s is never shown", want)
		}
	}
	if step, _ = press(t, step, f, "pgup"); step.(Result).scroll > 20 {
		t.Error("scrolled past the end")
	}
}

// TestHostileLabelsKeepTheFrame proves the same for what a check answers.
func TestHostileLabelsKeepTheFrame(t *testing.T) {
	for _, text := range hostile.Strings() {
		s := newStory(t, false).complete().checked().reviewed("rejected", text, text, "LOW_QUALITY")
		for _, size := range storySizes {
			f := s.frame(size[0], size[1])
			step := result(f)
			for range 3 {
				fits(t, f, step.View(f))
				step, _ = press(t, step, f, "pgdown")
			}
			step, _ = press(t, step, f, "enter")
			fits(t, f, step.View(f))
		}
	}
}

// TestTimesAreLocal proves that times are shown where the person is.
func TestTimesAreLocal(t *testing.T) {
	f := newStory(t, false).complete().checked().reviewed("approved", "").frame(80, 18)
	f.Now = f.Now.In(time.UTC)
	if text := result(f).View(f).Text; !strings.Contains(text, "2026-11-22 22:14:") {
		t.Errorf("not in the zone of the frame:\n%s", ansi.Strip(text))
	}
}
