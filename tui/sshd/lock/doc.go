// Package lock locks a wizard of the service at which nobody has typed for a while: its screen
// then shows who is locked, since when and what to do, and nothing of any applicant. What the
// wizard has begun goes on behind the lock, and files go on to arrive.
//
// A key press unlocks nothing: it proves that somebody sits there, not who. The connection
// cannot prove it either. SSH authenticates once, at its beginning (RFC 4252, 5.3: later
// requests are ignored), so a channel that is opened on it now, by a shared connection
// (ControlMaster) for one, proves no more than the login did. What counts is a connection that
// logged in after the lock. It unlocks the session by the code on the locked screen, which
// whoever sits elsewhere does not see: nobody's screen is opened from afar by mistake. Or it
// opens a wizard of its own: then the locked session ends, and its dossiers are free.
package lock
