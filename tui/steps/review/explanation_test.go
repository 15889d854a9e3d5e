package review

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/tui/safe/hostile"
	"dossier/tui/steps/stepstest"
)

// TestSeveralRemarksScroll proves that every remark can be reached.
func TestSeveralRemarksScroll(t *testing.T) {
	s := stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front", "!grayscale", "!screenshot", "!expiredDoc", "!dataNotReadable", "!sameSides")
	f := s.Frame(80, 18)
	step := review(f, stepstest.FrontSlot)
	seen := step.View(f).Text
	if !stepstest.HasKey(f, step, "pgdown") {
		t.Error("no key to read on")
	}
	for range 5 {
		step, _ = stepstest.PressKey(t, step, f, "pgdown")
		seen += step.View(f).Text
	}
	for _, c := range []string{"grayscale", "screenshot", "expiredDoc", "dataNotReadable", "sameSides", "Sent once"} {
		if !strings.Contains(seen, c) {
			t.Errorf("%s is never shown", c)
		}
	}
	step, _ = stepstest.PressKey(t, step, f, "down")
	if step.(Screen).scroll != 0 {
		t.Error("another row begins scrolled")
	}
}

// TestHostileRemarksKeepTheFrame proves that no text of the service breaks the
// screen, at any size.
func TestHostileRemarksKeepTheFrame(t *testing.T) {
	for _, text := range hostile.Strings() {
		s := stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front").Answered(stepstest.BackSlot, "back", "!"+text, text)
		for _, size := range stepstest.Sizes {
			f := s.Frame(size[0], size[1])
			step := review(f, stepstest.BackSlot)
			body := step.View(f)
			stepstest.CheckFits(t, f, body)
			stepstest.CheckFits(t, f, Screen{}.View(f))
			for _, r := range ansi.Strip(body.Text) {
				if r < ' ' && r != '\n' || r >= 0x7f && r <= 0x9f {
					t.Fatalf("control %q on the screen", r)
				}
			}
			_, _ = stepstest.PressKey(t, step, f, "enter")
		}
	}
}

// TestAnAnsweredSendIsNotWaitedFor proves that waiting is advised only while a
// request may be running, and that a known status is named.
func TestAnAnsweredSendIsNotWaitedFor(t *testing.T) {
	for _, c := range []struct {
		lost flows.AnswerLost
		wait bool
		says string
	}{
		{flows.AnswerLost{Attempt: 1, Cause: flows.CauseNoAnswer}, true, "UNCLEAR"},
		{flows.AnswerLost{Attempt: 1, Cause: flows.CauseGateway, Status: 502}, false, "HTTP 502"},
		{flows.AnswerLost{Attempt: 1, Cause: flows.CauseServerError, Status: 500}, false, "HTTP 500"},
		{flows.AnswerLost{Attempt: 1, Cause: flows.CauseUnknown, Status: 200}, false, "HTTP 200"},
	} {
		f := stepstest.NewStory(t, false).Released(stepstest.FrontSlot, "front").Add(c.lost).Frame(80, 18)
		l, _ := f.Journey.Line(stepstest.FrontSlot)
		text := strings.Join(unclearTexts(f, l.Slot), "\n") + ansi.Strip(review(f, stepstest.FrontSlot).View(f).Text)
		if strings.Contains(text, "may still") != c.wait || !strings.Contains(text, c.says) {
			t.Errorf("%s:\n%s", c.lost.Cause, text)
		}
	}
}
