package assets

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
)

var everyVerdict = []verdict{verdictNotReceived, verdictNotAccepted, verdictUnclear, verdictMismatched}

// verdictRules say which words a verdict needs, and which would contradict it.
var verdictRules = map[verdict]struct {
	meaning, action string // what each must say; "" for nothing
	never           string // what none of its words may say
}{
	verdictNotReceived: {never: `(?i)\bdecide|unclear|probably received|may have|perhaps|SLOT|did not accept it|may be attached`},
	verdictNotAccepted: {never: `(?i)\bdecide|unclear|probably|may have|perhaps|SLOT|nothing was sent|\bnot sent\b|before the end`},
	verdictUnclear:     {`(?i)unclear|probably|perhaps|may have`, `(?i)\bdecide`, `(?i)nothing was sent|\bnot sent\b|before the end|same picture|same command|did not accept it`},
	verdictMismatched:  {`named another`, `incident`, `(?i)not understood|did not|probably|nothing was sent|\bnot sent\b|same picture|same command|SLOT`},
}

// contradictions are what the words of a cell say against its verdict.
func contradictions(v verdict, meaning string, actions ...string) (wrong []string) {
	rule := verdictRules[v]
	if !regexp.MustCompile(rule.meaning).MatchString(meaning) {
		wrong = append(wrong, meaning)
	}
	for _, text := range actions {
		if !regexp.MustCompile(rule.action).MatchString(text) {
			wrong = append(wrong, text)
		}
	}
	for _, text := range append(actions, meaning) {
		if found := regexp.MustCompile(rule.never).FindString(text); found != "" {
			wrong = append(wrong, text)
		}
	}
	return wrong
}

// lineIn is a slot whose latest request ended with the cause and the verdict, and the
// request.
func lineIn(c flows.Cause, v verdict, left flows.Transfer) (flows.SlotLine, flows.Attempt) {
	l := flows.SlotLine{State: flows.Failed, Cause: c, Tried: true, Transfer: left}
	a := flows.Attempt{State: flows.AttemptNotSent, Cause: c, Transfer: left}
	switch v {
	case verdictNotReceived:
		if c == flows.CauseFileChanged || c == flows.CauseUnreadable {
			l.State = flows.Missing
		}
	case verdictNotAccepted:
		a.State, a.Kind = flows.AttemptAnswered, flows.AnswerFailed
	case verdictUnclear:
		l.State, l.Cause, a.State = flows.Unclear, "", flows.AttemptUnclear
	case verdictMismatched:
		l.State, l.Cause, a.State, a.Kind = flows.Unclear, "", flows.AttemptAnswered, flows.AnswerMismatch
	}
	l.Attempt = a
	return l, a
}

// TestNoWordsContradictTheVerdict: every cause has words for every verdict, a cause of
// another version and none too; what a person reads is true whether the picture may have
// been received or not, and the remedy and the exit code are those of the same verdict.
func TestNoWordsContradictTheVerdict(t *testing.T) {
	causes := enumConstants(t, "Cause")
	causes["of another version"], causes["none"] = "of another version", ""
	for name, c := range causes {
		for _, v := range everyVerdict {
			w := causeText(c, v)
			checkSentences(t, name, w.Meaning, w.Remedy, w.Fact)
			if w.Command == "" || Clause(w.Command) != w.Command {
				t.Errorf("%s: %q is no clause for the command line", name, w.Command)
			}
			if _, ok := ExitCodeByNumber(w.Exit); !ok || w.Exit == 0 || (w.Exit == exitUnclear) != (v == verdictUnclear || v == verdictMismatched) {
				t.Errorf("%s, verdict %d: exit code %d", name, v, w.Exit)
			}
			for _, wrong := range contradictions(v, w.Meaning, w.Remedy, w.Command) {
				t.Errorf("%s, verdict %d: %q", name, v, wrong)
			}
			if c != flows.CauseTakenBack || v == verdictNotReceived { // nothing else can be taken back
				checkLine(t, c, v)
			}
		}
	}
	for _, lie := range []struct {
		c              flows.Cause
		words, verdict verdict
	}{{flows.CauseGateway, verdictUnclear, verdictNotReceived}, {flows.CauseUnknown, verdictUnclear, verdictMismatched}, {flows.CauseInterrupted, verdictNotReceived, verdictUnclear}, {flows.CauseNoAnswer, verdictUnclear, verdictNotAccepted}} {
		if w := causeText(lie.c, lie.words); len(contradictions(lie.verdict, w.Meaning, w.Remedy, w.Command)) == 0 {
			t.Errorf("negative control: the words of verdict %d pass for %d: %+v", lie.words, lie.verdict, w)
		}
	}
}

// checkLine reads the words that the faces choose for a slot and its request.
func checkLine(t *testing.T, c flows.Cause, v verdict) {
	t.Helper()
	transfers := []flows.Transfer{whole}
	if v == verdictNotReceived {
		transfers = []flows.Transfer{nothing, part, whole}
	}
	for _, left := range transfers {
		l, a := lineIn(c, v, left)
		line, attempt := LineCauseText(l), AttemptText(a)
		for _, w := range []CauseWords{line, attempt} {
			for _, wrong := range contradictions(v, w.Meaning, w.Remedy, w.Command) {
				t.Errorf("%s, verdict %d, %s left: %q", c, v, left, wrong)
			}
		}
		if long := SlotWords(l).Long; c != "" && long != line.Meaning {
			t.Errorf("%s, verdict %d, %s left: %q beside %q", c, v, left, long, line.Meaning)
		}
		if c != "" && line.Meaning != attempt.Meaning {
			t.Errorf("%s, verdict %d, %s left: the slot %q, its request %q", c, v, left, line.Meaning, attempt.Meaning)
		}
		if short := StandingText(l); v == verdictNotReceived && (short == "missing" && c != "" || (short == "not sent") != (left == nothing)) {
			t.Errorf("%s, %s left: in a list %q", c, left, short)
		}
	}
}

// TestAChangedFileIsNotAMissingPicture: a picture was chosen, and the words say what became
// of it.
func TestAChangedFileIsNotAMissingPicture(t *testing.T) {
	for _, c := range []flows.Cause{flows.CauseFileChanged, flows.CauseUnreadable} {
		l, _ := lineIn(c, verdictNotReceived, part)
		if w := SlotWords(l); w.Short != StoppedWord.String() || !strings.HasPrefix(w.Long, CauseFact(c)) || !strings.HasSuffix(w.Long, StoppedBeforeEnd.String()) {
			t.Errorf("%s: %+v", c, w)
		}
	}
	if w := SlotWords(flows.SlotLine{State: flows.Missing}); w != StateWords(flows.Missing) {
		t.Errorf("nothing was chosen: %+v", w)
	}
}

// TestAStartIsToldByWhatBecameOfIt: neither the cause alone nor the state alone says it.
func TestAStartIsToldByWhatBecameOfIt(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for want, c := range map[string]flows.Check{
		"No check was started.": {State: flows.CheckNone},
		"The check was not started. No connection. The start was not sent.":                                                              {State: flows.CheckNone, Cause: flows.CauseNoConnection, Transfer: nothing},
		"The check was not started. The answer has a status of the service's edge. The start stopped before the end, so no check began.": {State: flows.CheckNone, Cause: flows.CauseGateway, Transfer: part},
		"The check was not started. The service's edge could not reach the service. The start was sent, and probably began no check.":    {State: flows.CheckNone, Cause: flows.CauseEdge, Transfer: whole},
		"The check was not started. The service did not accept the sign-in. The start was not sent.":                                     {State: flows.CheckNone, Cause: flows.CausePaused, PausedBy: flows.CauseSignIn, Transfer: nothing},
		"An operator decided that the start was not received.":                                                                           {State: flows.CheckNone, Cause: flows.CauseNoAnswer, Transfer: whole, SentAt: at},
		"The check was not started.":                {State: flows.CheckNone, Status: 400, Refusal: foreign.Untrusted("no"), Transfer: whole, SentAt: at, EndedAt: at},
		"No check was started since the rejection.": {State: flows.CheckNone, Transfer: whole, SentAt: at, EndedAt: at},
	} {
		if got := StartText(c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	unclear := flows.Check{State: flows.CheckUnclear, Cause: flows.CauseGateway, Transfer: whole, SentAt: at}
	if got := StartCauseText(unclear); got.Meaning != "The answer has a status of the service's edge. The start may have been received." || got.Exit != exitUnclear {
		t.Errorf("%+v", got)
	}
}

// TestAStartWhoseAnswerWasLostIsUnclear: whatever the cause, and from the moment in which the
// start left, the words say that it may have been received, and what to do about that.
func TestAStartWhoseAnswerWasLostIsUnclear(t *testing.T) {
	causes := enumConstants(t, "Cause")
	causes["none"] = ""
	for name, cause := range causes {
		for _, state := range []flows.CheckState{flows.CheckReleasing, flows.CheckUnclear} {
			w := StartCauseText(flows.Check{State: state, Cause: cause, Transfer: whole, SentAt: time.Unix(1, 0)})
			for _, wrong := range contradictions(verdictUnclear, w.Meaning, w.Remedy, w.Command) {
				t.Errorf("%s, %s: %q", name, state, wrong)
			}
			if r, refused := refusals[cause]; refused && strings.Contains(w.Meaning, r.Fact) {
				t.Errorf("%s, %s: a refusal beside %q", name, state, w.Meaning)
			}
			if !strings.HasSuffix(w.Meaning, StartMaybeThere.String()) || w.Exit != exitUnclear {
				t.Errorf("%s, %s: %q, exit code %d", name, state, w.Meaning, w.Exit)
			}
		}
	}
}

// TestAStartThatWasNotSentNeedsNoDecision: whatever the cause, nothing is to be decided
// about a picture, on neither face, and the sentence is true of what left.
func TestAStartThatWasNotSentNeedsNoDecision(t *testing.T) {
	for name, cause := range enumConstants(t, "Cause") {
		for _, left := range transfers {
			w := StartCauseText(flows.Check{State: flows.CheckNone, Cause: cause, Transfer: left})
			for _, wrong := range contradictions(verdictNotReceived, w.Meaning, w.Remedy, w.Command) {
				t.Errorf("%s: %q", name, wrong)
			}
			for _, s := range []SendingText{StartWasNotSent, StartWasStopped, StartNotReached} {
				if told := strings.HasSuffix(w.Meaning, s.String()); told && left != unknown && !slices.Contains(s.TrueIn(), left) {
					t.Errorf("%s, %s left: %q", name, left, w.Meaning)
				}
			}
		}
	}
}
