// Package wizard makes a wizard over the desks of a journal. It holds what a terminal of
// this computer and a session over SSH have in common: the journal that is opened after the
// first frame, and what is said of a picture that was looked at. Where pictures come from
// and where the wizard is drawn is told by the caller.
package wizard
