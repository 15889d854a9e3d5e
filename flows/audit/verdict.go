package audit

import (
	"fmt"

	"dossier/assets"
	"dossier/flows"
)

// receiptLimits are what a receipt does not prove.
func receiptLimits() []string {
	return []string{
		"What the service holds now: only the service can say. This is what dossier sent and what it was answered.",
		"What the service's codes and labels mean: explanations marked “ours” are this program's. Where they begin with “Probably” they are inferred, because the service's manual does not list the codes.",
		"What the pictures show: they are not kept. Anybody who has a file can compare its SHA-256 with the one here.",
		"Who sat at the keyboard: operators are named as their computer or their key names them. Times are those of the computers' clocks.",
		"What was between the computers and the service: a session names its proxy, and says whether its settings chose custom roots. Earlier versions recorded neither.",
		"That nothing was removed before: a dossier that was removed when its time was over leaves only a count in the journal, no name.",
	}
}

const verifyHint = `Run "dossier audit verify --against FILE" on the journal, with the JSON of this receipt as FILE: it checks the whole chain and that it still holds the head named here.`

// notProvedText is what a receipt says that was made without the audit key.
const notProvedText = "Not proved: the audit key of this journal was not there, so it is not known who wrote these records. Only their links were verified."

// dossierVerdict says where the dossier stands. An open incident comes first: until
// it is settled nothing else counts.
func dossierVerdict(j flows.Journey, checks []Check) Verdict {
	v := checkVerdict(j, checks)
	if a, open := j.Incident(); open {
		text := fmt.Sprintf("Attempt %d: %s. %s", a.Number, assets.Mismatch.Short, assets.Mismatch.Long)
		return Verdict{VerdictStopped, text + " Apart from that: " + v.Text, v.Missing}
	}
	return v
}

func checkVerdict(j flows.Journey, checks []Check) Verdict {
	switch j.Check().State {
	case flows.CheckApproved:
		return Verdict{Code: VerdictApproved, Text: assets.CheckWords(flows.CheckApproved).Long}
	case flows.CheckFinal:
		return Verdict{Code: VerdictRejectedFinal, Text: lastResult(checks).Ours}
	case flows.CheckRejected:
		return Verdict{Code: VerdictRejectedRetry, Text: lastResult(checks).Ours}
	case flows.CheckStarted, flows.CheckReleasing, flows.CheckAsked:
		return Verdict{Code: VerdictRunning, Text: assets.CheckWords(j.Check().State).Long}
	case flows.CheckUnclear:
		return Verdict{Code: VerdictUnclear, Text: assets.CheckWords(flows.CheckUnclear).Long}
	}
	return uncheckedVerdict(j, checks)
}

// uncheckedVerdict is the verdict while no check runs and none has a result that stands.
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

// BlockerText says what is in the way of a check; slots and requirements are
// handles of the flow file.
func BlockerText(j flows.Journey, b flows.Blocker) string {
	at := b.Need
	if b.Slot.Need != "" {
		at = b.Slot.String()
	}
	if at == "" {
		return assets.BlockerText(j, b)
	}
	return at + ": " + assets.BlockerText(j, b)
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
	switch attemptOutcome(s) {
	case OutUnderWay:
		return "Begun; its end is not recorded yet."
	case OutNoAnswer:
		return assets.StateWords(flows.Awaiting).Long
	case OutAccepted:
		return assets.StateWords(flows.Accepted).Long
	case OutWarnings:
		return "Accepted with a warning."
	case OutErrors:
		return "Refused: the service named errors, and the picture does not count."
	default:
		return assets.AttemptText(s).Meaning
	}
}
