package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/flows/notice"
)

// ErrRemoved says that the entries this session knows are not in the journal
// any more: an administrator purged it while the dossier was open, perhaps on a
// machine that slept. What the journal holds now, if anything, is
// another dossier of the same applicant.
var ErrRemoved = errors.New("this dossier was removed from the journal")

// reloadTimeout bounds one read of the journal.
const reloadTimeout = 10 * time.Second

// reloadResult is what the latest reload found.
type reloadResult struct {
	ids       map[string]bool
	hasOthers bool // some entries are other sessions'
}

// reloadEntries reads what was appended after our head, by any session.
func (r *recorder) reloadEntries() error {
	if r.permanentErr != nil {
		return r.permanentErr
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), reloadTimeout)
	defer cancel()
	// The latest known entry is read again: it shows whether the past is still there.
	entries, err := r.cfg.Store.Load(ctx, r.cfg.Key, max(r.journey.Head(), 1)-1)
	var fault *chain.EntryFault
	if err != nil && !errors.As(err, &fault) {
		r.journalReason = journal.Reason(err)
		if permanent := r.failIfPermanent(err); permanent != nil {
			return permanent
		}
		r.noteReadFailure()
		return err
	}
	if err := r.adoptEntries(entries, fault); err != nil {
		return r.failPermanently(err)
	}
	r.noteReadSuccess()
	return nil
}

// adoptEntries applies the entries that were read and verified, up to the first fault, if
// any. Its error is permanent: nothing after it can be believed.
func (r *recorder) adoptEntries(read []flows.Entry, fault *chain.EntryFault) error {
	entries, found := r.trimKnownEntry(read)
	if !found && fault == nil {
		return ErrRemoved
	}
	r.latestReload = reloadResult{ids: map[string]bool{}}
	for _, e := range entries {
		next, err := r.journey.Apply(e)
		if err != nil {
			return &chain.EntryFault{Kind: chain.FaultOutOfTurn, Seq: e.Seq}
		}
		r.latestReload.ids[e.ID] = true
		r.latestReload.hasOthers = r.latestReload.hasOthers || e.Session != r.cfg.Session
		r.noteFoundEntry(e)
		r.adoptJourney(next, e)
	}
	if fault != nil {
		return fault
	}
	return nil
}

// trimKnownEntry removes the known entry from the beginning of what was read; false says
// that it is not there.
func (r *recorder) trimKnownEntry(read []flows.Entry) ([]flows.Entry, bool) {
	if r.journey.Head() == 0 {
		return read, true
	}
	if len(read) == 0 || read[0].Seq != r.journey.Head() || read[0].ID != r.journey.LastID() {
		return nil, false
	}
	return read[1:], true
}

// noteFoundEntry takes note of an entry that was read: it may be a fact or a choice of
// ours whose append had failed, and others' entries are counted during an outage.
func (r *recorder) noteFoundEntry(e flows.Entry) {
	r.removePending(e.ID)
	for _, c := range r.postponed {
		c.isStale = c.isStale || e.Session != r.cfg.Session
		if c.id == e.ID {
			c.isRecorded = true
			r.owner.choiceRecorded(e.Event)
		}
	}
	if r.outage == nil {
		return
	}
	if r.outage.resolveUncertain(e.ID) {
		r.owner.choiceRecorded(e.Event)
	}
	if e.Session != r.cfg.Session {
		r.outage.countOther(e.Operator)
	}
}

// needsReload reports whether the latest read failed.
func (r *recorder) needsReload() bool { return r.readFailed }

// noteReadFailure says once that the journal cannot be read.
func (r *recorder) noteReadFailure() {
	if !r.readFailed {
		r.readFailed = true
		r.beginOutage()
		r.notify(notice.Notice{Code: notice.JournalUnreadable, RetryEvery: journalRetryInterval, Reason: r.journalReason, IsProblem: true})
	}
}

// noteReadSuccess says that the journal has been read up to its head: a choice that is
// not there was not recorded.
func (r *recorder) noteReadSuccess() {
	r.readFailed = false
	if r.outage != nil {
		r.outage.loseUncertain()
	}
}

// journalReadError says what it means for an entry that the journal could not be read: it
// waits, unless nothing will ever be recorded.
func (r *recorder) journalReadError(entry, err error) error {
	if r.permanentErr != nil {
		return r.permanentErr
	}
	return fmt.Errorf("%w: %w", entry, err)
}
