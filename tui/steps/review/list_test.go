package review

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/tui/steps/stepstest"
)

// TestATitleStaysWhateverBecomesOfItsPicture proves that the title of a row is the same at
// every moment of a send, in the list of a window of 80 columns.
func TestATitleStaysWhateverBecomesOfItsPicture(t *testing.T) {
	const title = "Identity card · front"
	sending := func() *stepstest.Story { return stepstest.NewStory(t, false).Sending(stepstest.FrontSlot, "front") }
	tooMany := flows.NotSent{Attempt: 1, Cause: flows.CauseThrottled, RetryAfter: time.Minute}
	for _, c := range []struct {
		story *stepstest.Story
		sent  int64
		word  string
	}{
		{stepstest.NewStory(t, false), 0, "missing"},
		{sending(), 0, "0%"},
		{sending(), 50, "50%"},
		{sending(), 100, "100%"},
		{sending().Add(tooMany), 0, "retry 1/3"},
		{stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front"), 0, "accepted"},
		{stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front", "badExposure"), 0, "warning"},
	} {
		f := c.story.Frame(80, 18)
		f.Sends = map[flows.AttemptNumber]flows.SendProgress{1: {Sent: c.sent, Total: 100}}
		list, _, _ := strings.Cut(lineWith(ansi.Strip(review(f, stepstest.FrontSlot).View(f).Text), "▸"), "│")
		if !strings.Contains(list, title+" ") || !strings.HasSuffix(strings.TrimRight(list, " "), " "+c.word) {
			t.Errorf("%s: the row is %q", c.word, list)
		}
	}
}

// lineWith is the first line with such a part.
func lineWith(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return line
		}
	}
	return ""
}

// TestTheRowOfACheckIsNotCut proves that the last row is read in full once a check has
// ended, at every width of the list.
func TestTheRowOfACheckIsNotCut(t *testing.T) {
	s := stepstest.NewStory(t, false).Complete().Checked().Reviewed("rejected", "FINAL", "FORGERY")
	for _, width := range []int{60, 80, 100, 120, 200} {
		f := s.Frame(width, 30)
		var list strings.Builder
		for line := range strings.Lines(ansi.Strip(review(f, flows.Slot{}).View(f).Text)) {
			left, _, _ := strings.Cut(line, "│")
			list.WriteString(left + "\n")
		}
		row := lineWith(list.String(), "no other try")
		if !strings.Contains(row, "Check 1 ") || strings.Contains(row, "…") {
			t.Errorf("%d: the row is %q", width, row)
		}
	}
}
