package upload

import (
	"strings"
	"testing"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/cli"
)

// TestTheCommandLineFollowsTheVerdict: the cause, the sentence, the remedy and the exit code
// of a slot are those of what the record proves.
func TestTheCommandLineFollowsTheVerdict(t *testing.T) {
	unsent := func(s flows.State, c flows.Cause) flows.SlotLine {
		return flows.SlotLine{State: s, Cause: c, Tried: true, Transfer: flows.TransferPart, Attempt: flows.Attempt{State: flows.AttemptNotSent, Cause: c, Transfer: flows.TransferPart}}
	}
	unclear := func(c flows.Cause) flows.SlotLine {
		return flows.SlotLine{State: flows.Unclear, Tried: true, Transfer: flows.TransferWhole, Attempt: flows.Attempt{State: flows.AttemptUnclear, Cause: c, Transfer: flows.TransferWhole}}
	}
	for _, c := range []struct {
		line  flows.SlotLine
		cause flows.Cause
		code  cli.ExitCode
		says  string
	}{
		{unsent(flows.Failed, flows.CauseGateway), flows.CauseGateway, cli.ExitFailure, "then run the same command again"},
		{unsent(flows.Failed, flows.CauseRedirected), flows.CauseRedirected, cli.ExitFailure, "then run the same command again"},
		{unsent(flows.Missing, flows.CauseFileChanged), flows.CauseFileChanged, cli.ExitFailure, "run the same command again"},
		{unsent(flows.Missing, flows.CauseUnreadable), flows.CauseUnreadable, cli.ExitFailure, "see that the file can be read"},
		{unclear(flows.CauseGateway), flows.CauseGateway, cli.ExitUndecided, "--decide"},
		{unclear(flows.CauseRedirected), flows.CauseRedirected, cli.ExitUndecided, "--decide"},
	} {
		words := causeSentence(assets.LineCauseText(c.line))
		if got := lineCause(c.line); got != c.cause {
			t.Errorf("%s: cause %q", c.cause, got)
		}
		if got := stateExitCode(c.line); got != c.code {
			t.Errorf("%s: exit code %d", c.cause, got)
		}
		if decide := c.line.State == flows.Unclear; !strings.Contains(words, c.says) || strings.Contains(words, "--decide") != decide {
			t.Errorf("%s: %q", c.cause, words)
		}
		if text := slotText(c.line); c.line.State != flows.Unclear && !strings.HasSuffix(text, assets.StoppedBeforeEnd.String()) {
			t.Errorf("%s: %q", c.cause, text)
		}
	}
	incident := unclear(flows.CauseUnknown)
	incident.Attempt.State, incident.Attempt.Kind = flows.AttemptAnswered, flows.AnswerMismatch
	if got := causeWord(incident); got != "mismatch" || stateExitCode(incident) != cli.ExitUndecided {
		t.Errorf("an answer about another applicant: cause %q, exit code %d", got, stateExitCode(incident))
	}
	early := flows.Check{State: flows.CheckNone, Cause: flows.CauseGateway, Transfer: flows.TransferPart}
	if text := causeSentence(assets.StartCauseText(early)); strings.Contains(text, "--decide") || checkExitCode(early) != cli.ExitFailure {
		t.Errorf("a start that was not received: %q, exit code %d", text, checkExitCode(early))
	}
}
