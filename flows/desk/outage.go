package desk

import (
	"fmt"
	"slices"
	"time"

	"dossier/flows/notice"
)

// ErrMaybeRecorded says that an entry may be in the journal although it was not
// acknowledged, and that the journal cannot be asked yet.
var ErrMaybeRecorded = fmt.Errorf("%w, or it was and the journal failed", ErrNotRecorded)

// journalRetryInterval is the pause between two tries while the journal cannot be used.
const journalRetryInterval = time.Second

// outage is a time in which the journal could not be read or written, and what
// was found when it came back.
type outage struct {
	since                    time.Time
	wasHolder                bool            // this session held the dossier when it began
	otherEntries             int             // entries of others that were found
	otherOperators           []string        // their operators, each once
	uncertain                map[string]bool // IDs of choices that may have been recorded
	recordedCount, lostCount int             // of those: found in the journal, or not
}

// beginOutage begins an outage, unless there is one.
func (r *recorder) beginOutage() {
	if r.outage == nil {
		r.outage = &outage{since: r.cfg.Now(), wasHolder: r.isHolder(), uncertain: map[string]bool{}}
	}
}

// endOutage says when an outage is over, and what happened meanwhile. The names of
// those who wrote are foreign text and not part of the sentence.
func (r *recorder) endOutage() {
	if r.outage == nil || r.permanentErr == nil && r.isJournalFailing() {
		return
	}
	o := r.outage
	r.outage, r.journalReason = nil, ""
	if r.permanentErr != nil {
		return
	}
	taken := o.wasHolder && !r.isHolder()
	r.notify(notice.Notice{Code: notice.JournalBack, Outage: o.summary(r.cfg.Now(), taken), IsProblem: taken || o.lostCount > 0, Operators: o.otherOperators})
}

// isJournalFailing reports whether the journal fails in anything that is wanted of it.
func (r *recorder) isJournalFailing() bool {
	return r.readFailed || r.sendsBlocked || r.holdBlocked || len(r.pending) > 0 || len(r.postponed) > 0
}

// noteSendsBlocked takes note of whether the journal kept a send from beginning,
// and says so once.
func (r *recorder) noteSendsBlocked(blocked bool) { r.noteBlocked(&r.sendsBlocked, blocked) }

// noteHoldBlocked takes note of whether the journal kept this session from becoming the
// holder of a dossier whose holder is gone: it must not be taken for one that is held.
func (r *recorder) noteHoldBlocked(blocked bool) { r.noteBlocked(&r.holdBlocked, blocked) }

func (r *recorder) noteBlocked(noted *bool, blocked bool) {
	if blocked && !*noted {
		r.beginOutage()
		r.notify(notice.Notice{Code: notice.JournalUnwritable, Reason: r.journalReason, IsProblem: true})
	}
	*noted = blocked
}

// markUncertain remembers an operator's choice that may or may not have been
// recorded: which of the two is said when the journal is back.
func (r *recorder) markUncertain(id string) {
	r.beginOutage()
	r.outage.uncertain[id] = true
}

// resolveUncertain counts an uncertain choice that was found; false says that id is none.
func (o *outage) resolveUncertain(id string) bool {
	if !o.uncertain[id] {
		return false
	}
	o.recordedCount++
	delete(o.uncertain, id)
	return true
}

// loseUncertain counts the uncertain choices that were not found as lost.
func (o *outage) loseUncertain() {
	o.lostCount += len(o.uncertain)
	clear(o.uncertain)
}

func (o *outage) countOther(operator string) {
	o.otherEntries++
	if !slices.Contains(o.otherOperators, operator) {
		o.otherOperators = append(o.otherOperators, operator)
	}
}

func (o *outage) summary(now time.Time, taken bool) notice.Outage {
	return notice.Outage{
		Took: now.Sub(o.since).Round(time.Second), ChoiceLost: o.lostCount > 0, ChoiceRecorded: o.recordedCount > 0,
		TakenOver: taken, OtherEntries: o.otherEntries,
	}
}
