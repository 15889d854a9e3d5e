package assets

import (
	"fmt"

	"dossier/flows"
	"dossier/flows/rejection"
)

const startAsked = "The check was asked for; its start is not answered yet."

// checkStates are the words for where a check stands.
var checkStates = map[flows.CheckState]Words{
	flows.CheckNone:      {"no check", "No check was started."},
	flows.CheckAsked:     {"starting", startAsked},
	flows.CheckReleasing: {"starting", startAsked},
	flows.CheckUnclear:   {"start unclear", "The start of the check may have been received; whether a check began is not known."},
	flows.CheckStarted:   {"check running", "The check is running; there is no result yet."},
	flows.CheckApproved:  {"approved", "The check is passed."},
	flows.CheckRejected:  {"rejected", "The check is not passed."},
	flows.CheckFinal:     {"rejected, no other try", "The check is not passed. There is no other try."},
}

// CheckWords are the words for where a check stands.
func CheckWords(s flows.CheckState) Words { return checkStates[s] }

// finalities are the words for what may follow a rejection.
var finalities = map[rejection.Finality]Words{
	rejection.Undocumented: {"undocumented", "The service does not say whether another try is possible."},
	rejection.Retry:        {"another try", "Another try is possible."},
	rejection.Final:        {"no other try", "There is no other try."},
}

// FinalityWords are the words for what may follow a rejection.
func FinalityWords(f rejection.Finality) Words { return finalities[f] }

// Mismatch is an answer that names something else than was sent: what
// happened, and what it means.
var Mismatch = Words{
	"an answer named another applicant or document",
	"The picture may be attached to another applicant: a privacy incident.",
}

// blockers are what stands in the way of a check, as clauses. Those about one
// picture say it of a picture that is in no slot any more; of any other the
// words for its state are used.
var blockers = map[flows.BlockerKind]string{
	flows.BlockClosed:       "the dossier is closed",
	flows.BlockNoFlow:       "no flow is chosen yet",
	flows.BlockIncident:     Mismatch.Short,
	flows.BlockCheckExists:  "a check is running, or has ended",
	flows.BlockReopen:       "the check was rejected, and nobody has said which pictures to replace",
	flows.BlockNoChecksLeft: fmt.Sprintf("all %d checks of this applicant are used; ask Personr", flows.MaxChecks),
	flows.BlockNeed:         "no document is chosen yet",
	flows.BlockMissing:      Clause(slotStates[flows.Missing].Long),
	flows.BlockBusy:         Clause(slotStates[flows.Awaiting].Long),
	flows.BlockUnclear:      Clause(slotStates[flows.Unclear].Long),
	flows.BlockRefused:      Clause(slotStates[flows.Refused].Long),
	flows.BlockSetAside:     Clause(slotStates[flows.SetAside].Long),
	flows.BlockNotSent:      Clause(slotStates[flows.Failed].Long),
	flows.BlockWarning:      Clause(acceptedWithWarning.Long),
}

// BlockerText is what stands in the way of a check, as a clause. Which picture
// or requirement it is about, the caller says before it.
func BlockerText(j flows.Journey, b flows.Blocker) string {
	l, ok := j.Line(b.Slot)
	switch {
	case !ok, b.Kind == flows.BlockIncident:
		return blockers[b.Kind]
	case l.State == flows.Sending:
		return "held or being sent; it has no answer yet"
	case l.State == flows.Unclear:
		return blockers[flows.BlockUnclear]
	}
	return Clause(SlotWords(l).Long)
}
