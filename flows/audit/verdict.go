package audit

import (
	"fmt"
	"strings"

	"dossier/assets"
	"dossier/flows"
)

// receiptLimits are what a receipt does not prove.
func receiptLimits() []string {
	return []string{
		"What the service holds now: only the service can say. This is what dossier sent and what it was answered.",
		"What the service's codes and labels mean: explanations marked “ours” are this program's. Where they begin with “Probably” they are inferred, because the service's manual does not list the codes.",
		"What the pictures show: they are not kept. Whoever has a file can compare its SHA-256 with the one here.",
		"Who sat at the keyboard: operators are named as their computer, or their key, named them. Times are those of the computers' clocks.",
		"That nothing was removed before: a dossier whose time was over leaves no name behind, only a count in the journal.",
	}
}

const verifyHint = `Run "dossier audit verify --against FILE" on the journal, with the JSON of this receipt as FILE: it checks the whole chain and that it still holds the head named here.`

// dossierVerdict says where the dossier stands. An open incident comes first: until
// it is settled nothing else counts.
func dossierVerdict(j flows.Journey, checks []Check) Verdict {
	v := checkVerdict(j, checks)
	if a, open := j.Incident(); open {
		text := fmt.Sprintf("An answer to attempt %d named another applicant or document, so a picture may lie with somebody else.", a.Number)
		return Verdict{VerdictStopped, text + " Apart from that: " + v.Text, v.Missing}
	}
	return v
}

func checkVerdict(j flows.Journey, checks []Check) Verdict {
	switch j.Check().State {
	case flows.CheckApproved:
		return Verdict{Code: VerdictApproved, Text: "The service has passed the check."}
	case flows.CheckFinal:
		return Verdict{Code: VerdictRejectedFinal, Text: lastResult(checks).Ours}
	case flows.CheckRejected:
		return Verdict{Code: VerdictRejectedRetry, Text: lastResult(checks).Ours}
	case flows.CheckStarted, flows.CheckReleasing, flows.CheckAsked:
		return Verdict{Code: VerdictRunning, Text: "A check was asked for, and no result is recorded yet."}
	case flows.CheckUnclear:
		return Verdict{Code: VerdictUnclear, Text: "The start of a check may have arrived, and the answer was lost."}
	}
	return uncheckedVerdict(j, checks)
}

// uncheckedVerdict is the verdict while no check runs and none has the last word.
func uncheckedVerdict(j flows.Journey, checks []Check) Verdict {
	since := ""
	if lastResult(checks).Verdict != "" {
		since = " since the last rejection"
	}
	var missing []string
	for _, b := range j.StartBlockers() {
		if b.Kind != flows.BlockClosed {
			missing = append(missing, BlockerText(j, b))
		}
	}
	switch {
	case j.IsClosed():
		return Verdict{VerdictIncomplete, "Closed before a check was started" + since + ".", missing}
	case len(missing) == 0:
		return Verdict{Code: VerdictReady, Text: "Nothing is missing, and no check was started" + since + "."}
	}
	return Verdict{VerdictIncomplete, "Something is missing, and no check was started" + since + ".", missing}
}

// lastResult is the latest result of any check, or an empty one.
func lastResult(checks []Check) (last Result) {
	for _, c := range checks {
		for _, r := range c.Results {
			last = r
		}
	}
	return last
}

// BlockerText says what is in the way of a check, in the words in which the table of
// pictures says it; slots and needs are handles of the flow file.
func BlockerText(j flows.Journey, b flows.Blocker) string {
	at := b.Need
	if b.Slot.Need != "" {
		at = b.Slot.String()
	}
	words := map[flows.BlockerKind]string{
		flows.BlockClosed:       "the dossier is closed",
		flows.BlockCheckExists:  "a check runs, or has ended",
		flows.BlockReopen:       "after a rejection nobody has said which pictures to replace",
		flows.BlockNoFlow:       "no flow was chosen",
		flows.BlockIncident:     "an incident is not settled",
		flows.BlockNoChecksLeft: "all checks of the applicant are used",
		flows.BlockNeed:         "no document was chosen",
		flows.BlockMissing:      "no picture was sent",
		flows.BlockBusy:         "a picture is on its way",
		flows.BlockUnclear:      "unclear whether the picture was received",
		flows.BlockRefused:      "the picture was refused",
		flows.BlockSetAside:     "the picture was set aside",
		flows.BlockNotSent:      "the picture was not sent",
		flows.BlockWarning:      "a warning that nobody has read and kept",
	}[b.Kind]
	if l, ok := j.Line(b.Slot); ok && (b.Kind == flows.BlockBusy || b.Kind == flows.BlockRefused) {
		words = strings.TrimSuffix(stateText(l), ".")
		words = strings.ToLower(words[:1]) + words[1:]
	}
	if at == "" {
		return words
	}
	return at + ": " + words
}

// SlotText says in a sentence or two where a slot stands and, when its picture did
// not go or may have gone, why.
func SlotText(l flows.SlotLine) string {
	switch {
	case l.State == flows.Failed && l.Cause != "":
		return assets.CauseText(l.Cause).Meaning
	case l.State == flows.Unclear && l.Attempt.Cause != "":
		return assets.ReleasedCauseText(l.Attempt.Cause).Meaning
	}
	return stateText(l)
}

// stateText is where a slot stands, in a sentence.
func stateText(l flows.SlotLine) string {
	switch l.State {
	case flows.Missing:
		return "No picture."
	case flows.Chosen:
		return "Chosen, not sent yet."
	case flows.Sending:
		return "Being sent."
	case flows.Awaiting:
		return "Sent, no answer yet."
	case flows.Unclear:
		return "Unclear whether it was received."
	case flows.Refused:
		return refusedText(l.Attempt)
	case flows.Failed:
		return "Not sent."
	case flows.SetAside:
		return "Set aside: it was accepted and does not count any more."
	}
	switch {
	case l.Assumed:
		return "Taken as received, by a person's decision."
	case len(l.Open) > 0:
		return "Accepted with a warning that nobody has read and kept."
	case len(l.Attempt.Acknowledged) > 0:
		return "Accepted with a warning that somebody has read and kept."
	}
	return "Accepted."
}

// refusedText tells a service that looked at the picture from one that did not
// take the request, which another picture would not change.
func refusedText(s flows.Attempt) string {
	switch {
	case len(s.Errors) > 0 || s.Cause == flows.CauseTooLarge || s.Status < 400:
		return "The service wants another picture."
	case s.Status == 404 || s.Status == 405:
		return fmt.Sprintf("The service did not accept it (HTTP %d); the address may be wrong.", s.Status)
	}
	return fmt.Sprintf("The service did not accept it (HTTP %d).", s.Status)
}

func attemptOutcome(s flows.Attempt) Outcome {
	switch s.State {
	case flows.AttemptNotSent:
		return OutNotSent
	case flows.AttemptSending:
		return OutUnderWay
	case flows.AttemptReleased:
		return OutNoAnswer
	case flows.AttemptUnclear:
		return OutUnknown
	}
	switch {
	case s.Kind == flows.AnswerRefused:
		return OutRefused
	case s.Kind == flows.AnswerFailed || s.Kind == flows.AnswerThrottled:
		return OutFailed
	case s.Kind != flows.AnswerAccepted:
		return OutMismatch
	case len(s.Errors) > 0:
		return OutErrors
	case len(s.Warnings) > 0:
		return OutWarnings
	}
	return OutAccepted
}

// outcomeText is what became of an attempt, in a sentence.
func outcomeText(s flows.Attempt) string {
	switch o := attemptOutcome(s); o {
	case OutUnderWay:
		return "Begun; its end is not recorded yet."
	case OutNoAnswer:
		return "Sent; its answer is not recorded yet."
	case OutAccepted:
		return "The service took it without a remark."
	case OutWarnings:
		return "The service took it and gave warnings."
	case OutErrors:
		return "The service named faults; the picture does not count."
	case OutMismatch:
		return "The answer named another applicant or document than was sent."
	case OutUnknown:
		return assets.ReleasedCauseText(s.Cause).Meaning
	default:
		if s.Cause == "" {
			return unknownCauseText
		}
		return assets.CauseText(s.Cause).Meaning
	}
}
