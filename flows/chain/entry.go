package chain

import (
	"errors"
	"fmt"

	"dossier/flows"
)

// CheckRecord says what is wrong with a record that follows the hash prev; "" when nothing
// is. It is what can be known of a record without the rest of its chain: that a later one
// is missing shows only when the whole chain is verified. The empty key checks no seal.
func (k AuditKey) CheckRecord(prev Hash, r Record) FaultKind {
	switch {
	case !k.verifyRecord(r):
		return FaultUnsealed
	case !r.follows(prev):
		return FaultChanged
	}
	return ""
}

// verifyRecord reports whether the record's seal is this key's. The empty key accepts every record.
func (k AuditKey) verifyRecord(r Record) bool {
	return !k.IsSet() || k.VerifySeal(r.Pos, r.Hash, r.Seal)
}

// CheckEntry says what is wrong with the record of the entry that should have the number
// want in its dossier; nil when nothing is.
func (k AuditKey) CheckEntry(prev Hash, r Record, want uint64) *EntryFault {
	kind := k.CheckRecord(prev, r)
	if r.Entry.Seq != want {
		kind = FaultMissing
	}
	if kind == "" {
		return nil
	}
	return &EntryFault{kind, want}
}

// Decode is the entry as a journey applies it. The error is an *EntryFault for one that
// holds no event, and flows.ErrNewer for one that a newer program wrote.
func (e Entry) Decode() (flows.Entry, error) {
	event, err := flows.Decode(e.Body)
	switch {
	case errors.Is(err, flows.ErrNewer):
		return flows.Entry{}, fmt.Errorf("entry %d of this dossier is %w", e.Seq, flows.ErrNewer)
	case err != nil:
		return flows.Entry{}, &EntryFault{FaultUnreadable, e.Seq}
	}
	return flows.Entry{Seq: e.Seq, ID: e.ID, At: e.Time(), Session: e.Session, Operator: e.Operator, Event: event}, nil
}

// EntryFault is an entry of a dossier that is not as it was written. As an error it is
// flows.ErrDamaged.
type EntryFault struct {
	Kind FaultKind
	Seq  uint64 // the entry's number in its dossier
}

// Error is the fault in a clause that names the entry only.
func (f *EntryFault) Error() string {
	text := "was changed, or the record before it was"
	switch f.Kind {
	case FaultMissing:
		text = "is missing"
	case FaultUnsealed:
		text = "was not written with the audit key"
	case FaultUnreadable:
		text = "cannot be read"
	case FaultOutOfTurn:
		text = "cannot follow the one before it"
	}
	return fmt.Sprintf("entry %d of this dossier %s", f.Seq, text)
}

// Is reports that a fault is damage.
func (f *EntryFault) Is(target error) bool { return target == flows.ErrDamaged }
