package review

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/tui/steps/stepstest"
)

// TestTheWordsAreThoseOfTheVerdict: the row, the explanation, the summary below a flat list
// and the question say what the record proves, not what the cause alone suggests.
func TestTheWordsAreThoseOfTheVerdict(t *testing.T) {
	unsent := func(c flows.Cause) *stepstest.Story {
		return stepstest.NewStory(t, false).Sending(stepstest.FrontSlot, "front").Add(flows.NotSent{Attempt: 1, Cause: c, Transfer: flows.TransferPart})
	}
	mismatch := flows.Answered{Attempt: 1, Kind: flows.AnswerMismatch, Cause: flows.CauseUnknown, Status: 200}
	early := []string{"Stopped before the end", "STOPPED", "send the same picture again"}
	for name, c := range map[string]struct {
		story       *stepstest.Story
		says, hides []string
	}{
		"an early gateway error": {unsent(flows.CauseGateway), early, []string{"ecide", "nclear"}},
		"an early server error":  {unsent(flows.CauseServerError), early, []string{"ecide", "may have"}},
		"an early conflict":      {unsent(flows.CauseConflict), early, []string{"ecide", "perhaps"}},
		"an early redirection":   {unsent(flows.CauseRedirected), early, []string{"ecide", "Probably"}},
		"an early page between":  {unsent(flows.CausePageBetween), early, []string{"ecide", "Probably"}},
		"a changed file":         {unsent(flows.CauseFileChanged), []string{"The file changed", "STOPPED", "Stopped before the end", "choose it once more"}, []string{"No picture", "MISSING"}},
		"an unreadable file":     {unsent(flows.CauseUnreadable), []string{"no longer be read", "STOPPED"}, []string{"No picture", "MISSING"}},
		"a settled mismatch": {
			stepstest.NewStory(t, false).Released(stepstest.FrontSlot, "front").Add(mismatch, flows.IncidentResolved{Reason: "cleared"}),
			[]string{"An answer named another applicant or document.", "UNCLEAR", "decide"}, []string{"understood", "reason is not known"},
		},
	} {
		f := c.story.Frame(120, 34)
		s := review(f, stepstest.FrontSlot).(Screen)
		l, _ := f.Journey.Line(stepstest.FrontSlot)
		faces := map[string]string{"explanation": strings.Join(s.renderExplanation(f, 72), " "), "summary": s.summaryText(f)}
		if l.State == flows.Unclear {
			faces["question"] = strings.Join(unclearTexts(f, l.Slot), " ")
		}
		all := ""
		for face, text := range faces {
			text = strings.Join(strings.Fields(ansi.Strip(text)), " ")
			all += text
			for _, wrong := range c.hides {
				if strings.Contains(text, wrong) {
					t.Errorf("%s, %s: %q", name, face, text)
				}
			}
			if !strings.Contains(text, c.says[0]) {
				t.Errorf("%s, %s: %q lacks %q", name, face, text, c.says[0])
			}
		}
		for _, want := range c.says {
			if !strings.Contains(all, want) {
				t.Errorf("%s: %q lacks %q", name, all, want)
			}
		}
	}
}
