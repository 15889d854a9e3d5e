package desk

import (
	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/foreign"
	"dossier/flows/journal"
	"dossier/flows/notice"
)

// Snapshot is the state at one instant. It is a value that does not change.
type Snapshot struct {
	Journey          flows.Journey
	Session          string
	IsHolder         bool     // this session may choose and send
	Operators        []string // who wrote the dossier's entries, each once
	Others           []journal.Presence
	Sends            map[flows.AttemptNumber]flows.SendProgress
	Applicant        Applicant // in memory only, never recorded
	ApplicantKnown   bool      // Applicant is set
	Reachability     flows.Reachability
	Notices          []notice.Notice // the latest, oldest first
	RawAnswers       map[flows.AttemptNumber]foreign.Text
	Pending          int  // answers that could not be recorded yet
	Damaged          bool // this dossier is not as it was written: Journey ends before Fault; or the journal is of no use any more
	Fault            *chain.EntryFault
	DamageReason     string // what is wrong with the journal as a whole, in its own words; "" when it is only this dossier
	Removed          bool   // this dossier is not in the journal any more
	LostOutcomes     int    // so many outcomes of requests that were sent are lost to the journal
	InOutage         bool   // the journal cannot be read or written now
	OutageReason     string // why, in the journal's own words; "" when that is not known
	ApplicantFetched bool   // the service was asked about the applicant
	TakenBack        TakenBack
	Withheld         bool // the operator may not look into the dossier any more: nothing of it is here
	Ended            bool // the desk has closed
}

// IsStopped reports whether nothing more is recorded of the dossier here, and so nothing
// sent: it was removed, it is not as it was written, the journal is of no use any more, or
// the operator may not look into it any more.
func (s Snapshot) IsStopped() bool { return s.Removed || s.Damaged || s.Withheld }

// TakenBack is the latest picture that was taken back before it was sent. IDs grow,
// so that a newer one is recognised; the zero value says that none was.
type TakenBack struct {
	ID   int
	Slot flows.Slot
}

// Applicant is whom the dossier is about, as the service says.
type Applicant struct{ First, Last, Flow foreign.Text }

// maxNotices bounds the list in a snapshot.
const maxNotices = 20
