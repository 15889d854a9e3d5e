package flows

import (
	"reflect"
	"time"
)

// Event is something that happened to a dossier. Only this package declares
// events. Each stands in the file of its subject with its class and its rule; a
// new one is also listed in eventPrototypes (codec.go).
type Event interface {
	eventClass() eventClass
	// apply changes j, which is a copy, or says why e does not fit.
	apply(j *Journey, e Entry) error
}

// eventClass says who may append an event and what a conflict does to it.
type eventClass int

const (
	choiceClass eventClass = iota // the operator's, as holder; dropped on conflict
	gateClass                     // the program's before an effect, as holder; checked again on conflict
	factClass                     // the result of an effect; any session that made the request appends it
)

// IsChoice reports whether e is an operator's choice: on a conflict it is asked
// again instead of being appended on the new head.
func IsChoice(e Event) bool { return e.eventClass() == choiceClass }

// Entry is one line of a dossier's journal. The desk stamps it; Apply sees
// nothing else, so time and identity are data.
type Entry struct {
	Seq      uint64    // 1 for the first of the dossier, without gaps
	ID       string    // unique; shows whether an append of unknown outcome took place
	After    string    // ID of the entry before it, as the writer knows it; "" in what was read from a journal
	At       time.Time // UTC, never earlier than the entry before
	Session  string    // the run of the program that wrote it
	Operator string    // who used the program then
	Event    Event
}

// EventName is the event's name as stored and shown: "FileChosen".
// A nil or a pointer has no name and is never stored.
func EventName(e Event) string {
	if e == nil {
		return ""
	}
	return reflect.TypeOf(e).Name()
}

// AttemptOf is the attempt that an event is about, 0 for none.
func AttemptOf(e Event) AttemptNumber {
	if about, ok := e.(interface{ attemptNumber() AttemptNumber }); ok {
		return about.attemptNumber()
	}
	return 0
}
