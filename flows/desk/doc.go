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
//
// # Checks before an append
//
// Between a check and the append after it, another process can be faster. So no check
// counts by itself; this makes each one safe:
//
//   - The holder, the flow, the numbers of attempts and checks, what a slot allows, that a
//     picture was not sent already for this applicant: the entry names its position and the
//     ID of the entry before it, and the journal takes it only there. After a conflict the
//     state is read and the rule applied again.
//   - Whether a picture was sent for another applicant: the journal asks in the
//     transaction of the release. Looking before the first byte only saves bytes.
//   - Whether the journal and its audit key are those that were opened: the step of the
//     chain, the first statement of each append and purge, returns the names of both. That
//     a file is still at its place is looked at again after each of them.
//   - That the chain's end is its last record, and not before what was appended from here:
//     asked next in the same transaction.
//   - The first opening: one row begins the chain, and one link makes the file. Migrations
//     run under a lock and look again inside it.
//   - What a purge removes: presences, rows and sealed records are read in the transaction
//     that removes them. A session that opens the dossier later finds its past gone.
//   - The target of a copy: it is empty in the transaction that fills it. The source is
//     compared before the commit; what is added to it after that is not in the copy.
//
// Three checks cannot be made safe here:
//
//   - Whether a holder lives, before a takeover: it may beat a moment later. It loses the
//     dossier then, and its release is not taken.
//   - Whether a check runs that was started elsewhere, before pictures are sent: only the
//     service knows.
//   - Whether a picture is free while an older version of the program sends it: that one
//     checks outside the transaction, so its release is recorded although this one's was.
package desk
