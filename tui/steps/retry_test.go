package steps_test

import (
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// A picture that is tried again says so wherever it stands, with the count, the reason
// and since when; once its bytes move it says how far they are.
func TestAPictureThatIsTriedAgainSaysSo(t *testing.T) {
	s := stepstest.NewStory(t, false).Sending(stepstest.FrontSlot, "front").
		Add(flows.NotSent{Attempt: 1, Cause: flows.CauseNoRoute, RetryAfter: time.Second})
	show := func(f steps.Frame) (flows.SlotLine, string) {
		l, _ := f.Journey.Line(stepstest.FrontSlot)
		return l, steps.RenderStrip(f, flows.Slot{})
	}
	f := s.Frame(100, 20)
	l, strip := show(f)
	text := f.RetryText(l)
	if !strings.HasPrefix(text, "trying again (1 of 4), no connection to ") || !strings.Contains(text, " since "+l.Retry.Since.In(f.Now.Location()).Format("15:04")) {
		t.Errorf("waiting: %q", text)
	}
	if !strings.Contains(strip, "front retry 1 of 4") {
		t.Errorf("waiting: %s", strip)
	}
	s.Add(flows.SendStarted{Attempt: 2, Slot: stepstest.FrontSlot, RetryOf: 1})
	f = s.Frame(100, 20)
	f.Sends = map[flows.AttemptNumber]flows.SendProgress{2: {Total: 100}}
	if l, strip = show(f); f.RetryText(l) != text || !strings.Contains(strip, "front retry 1 of 4") {
		t.Errorf("connecting: %q, %s", f.RetryText(l), strip)
	}
	f.Sends[2] = flows.SendProgress{Sent: 50, Total: 100}
	if l, strip = show(f); f.RetryText(l) != "" || !strings.Contains(strip, "front 50%") {
		t.Errorf("moving: %q, %s", f.RetryText(l), strip)
	}
}
