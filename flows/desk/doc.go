// Package desk runs one dossier: it orders and appends events, does the work
// that follows from them, and tells its subscribers the new state. It is the
// only place where effects start. Everything runs through one goroutine, so that
// the journal and the work under way can never disagree: callers post without
// waiting, a request asks before its last byte leaves, and an answer comes back
// as a message like any other.
//
// It promises that every fact is in the journal before anything is done about
// it, that no attempt gets a second request, that the last byte of a picture
// leaves only after its release is durable, and that what a journal could not
// take is kept and tried again: only the write is repeated, never the request.
//
// It refuses to send for a session that does not hold the dossier, to send a
// picture that was sent for another applicant unless a reason was given, and to
// send or record anything once the dossier was removed or is damaged. It keeps
// no bytes of a picture: it reads them from the open file while they are sent.
package desk
