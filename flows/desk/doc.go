// Package desk runs one dossier: it orders and appends events, does the work
// that follows from them, and tells its watchers the new state. It is the only
// place where effects start. Everything runs through one goroutine, so that
// what the journal holds and what is under way can never disagree: a face posts
// without waiting, a request asks at its gate, an answer comes back as a
// message like any other.
package desk
