package journal

import (
	"errors"
	"slices"

	"dossier/flows"
)

// temporaryErrors are the errors that may end while a program waits: a lock is released, a
// server comes back, or somebody frees space or grants the missing rights. They say nothing
// about what the journal holds. ErrClosed is one of them because its program is ending.
var temporaryErrors = []error{
	ErrReadOnly, ErrWriteProtected, ErrProtected, ErrTooManyFiles, ErrFull, ErrDisk, ErrBusy, ErrClosed,
	ErrUnreachable, ErrCertificate, ErrSignIn, ErrNoDatabase, ErrNoRights, ErrNotOwner, ErrStandby, ErrNotDurable,
	ErrTooManyConnections, ErrLockTimeout,
}

// IsPermanent reports whether it is of no use to wait until a journal works again: it is
// damaged, another one is in its place, or this program may not use it. An error that is not
// one of this package's texts, such as a timeout, is never permanent.
func IsPermanent(err error) bool {
	return isJournalError(err) && !slices.ContainsFunc(temporaryErrors, func(t error) bool { return errors.Is(err, t) })
}

// Reason is what is wrong with a journal and what to do, as a clause about it: "its disk
// is full; free some space and try again". It is empty for an error that is not one of
// this package's texts, which may hold anything.
func Reason(err error) string {
	if known, ok := errors.AsType[*journalError](err); ok {
		return known.text
	}
	if errors.Is(err, flows.ErrNewer) {
		return "something in it is " + flows.ErrNewer.Error()
	}
	return ""
}
