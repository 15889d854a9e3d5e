// Package notice names what the desk tells its operator. It holds codes and values;
// the words are in package assets, as for everything that says what was sent.
package notice

import (
	"time"

	"dossier/flows"
	"dossier/flows/chain"
)

// Code is what a notice says.
type Code string

// What happened to the journal, and to this session in it.
const (
	JournalUnreadable Code = "journal unreadable"
	JournalUnwritable Code = "journal unwritable"
	JournalBack       Code = "journal back"       // Outage says what was found
	PictureUnrecorded Code = "picture unrecorded" // what became of a picture, until the journal is back
	CheckUnrecorded   Code = "check unrecorded"   // what became of a start
	StatusUnrecorded  Code = "status unrecorded"  // the status of the applicant
	TakenOver         Code = "taken over"         // TakenOverBy and Operators say by whom
	NothingWaits      Code = "nothing waits"      // a take-back with nothing to take back
	NothingWaitsNow   Code = "nothing waits now"  // the same, after something was sent
	TakenBack         Code = "taken back"         // Slot and Transfer say what, and how much had left
	OtherApplicant    Code = "other applicant"    // Transfer says how much had left when it was found
	Removed           Code = "removed"            // the journal does not hold the dossier any more
	Damaged           Code = "damaged"            // Fault says what is not as it was written, or Reason what is wrong with the whole journal
	NotHolder         Code = "not holder"         // somebody else holds the dossier
	StateChanged      Code = "state changed"      // something else happened first
	MaybeRecorded     Code = "maybe recorded"     // the journal failed in the middle of a choice
	NotRecorded       Code = "not recorded"       // a choice could not be recorded
	PictureClosed     Code = "picture closed"     // the file is not open any more
	OutOfTurn         Code = "out of turn"        // Rule says which rule of the domain
	JournalSilent     Code = "journal silent"     // any other failure of a choice
)

// Notice is something to tell the operator. It holds no foreign text but in Operators
// and TakenOverBy.
type Notice struct {
	ID        int
	Code      Code
	IsProblem bool
	Slot      flows.Slot // of TakenBack; of OutOfTurn the picture or the requirement that it is about, if any
	// HasOtherSide says that the document of Slot has two sides. A picture of any other
	// document is not known to its operator by its side.
	HasOtherSide bool
	Transfer     flows.Transfer    // of TakenBack and OtherApplicant: how much had left
	Rule         string            // of OutOfTurn: the domain's words, or the code of an objection
	RetryEvery   time.Duration     // of JournalUnreadable
	Reason       string            // what is wrong with the journal and what to do, in its own words; "" when that is not known
	Fault        *chain.EntryFault // of Damaged
	LostOutcome  bool              // what became of a request cannot be recorded any more
	Outage       Outage            // of JournalBack
	Operators    []string          // the operators it speaks of, if any: foreign text
	// TakenOverBy is who took the dossier over, when and why: foreign text, and set
	// only when that is what the notice says.
	TakenOverBy flows.Holder
}

// Outage is what was found when the journal came back.
type Outage struct {
	Took           time.Duration // whole seconds
	ChoiceLost     bool          // what the operator chose last was not recorded
	ChoiceRecorded bool          // it was
	TakenOver      bool          // somebody took the dossier over meanwhile
	OtherEntries   int           // entries of others that were found
}
