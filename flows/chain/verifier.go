package chain

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// FaultKind says what is wrong at a position.
type FaultKind string

// The kinds of faults.
const (
	FaultMissing     FaultKind = "missing"  // records are missing before this one
	FaultChanged     FaultKind = "changed"  // content and hash do not belong together
	FaultUnsealed    FaultKind = "unsealed" // written without the audit key
	FaultRemoved     FaultKind = "removed"  // content gone without a tombstone that counts it
	FaultTruncated   FaultKind = "cut off"  // the journal ends before a known head
	FaultHeadDiffers FaultKind = "other"    // a known head has another hash here
	FaultDuplicate   FaultKind = "doubled"  // a record stands where one was already
	FaultUnplaced    FaultKind = "unplaced" // a record has no position of a chain
	FaultForged      FaultKind = "forged"   // a head was not written with the audit key
)

// The kinds of faults of an entry alone.
const (
	FaultUnreadable FaultKind = "unreadable" // it holds no event
	FaultOutOfTurn  FaultKind = "order"      // it cannot follow the entry before it
)

// Fault is one thing that is wrong.
type Fault struct {
	Kind FaultKind
	Pos  uint64 // where
	To   uint64 // of a gap or a cut: the last position that is missing
}

// String is the fault in one sentence for an auditor.
func (f Fault) String() string {
	switch f.Kind {
	case FaultMissing:
		return f.spanText() + " missing"
	case FaultChanged:
		return fmt.Sprintf("record %d was changed, or the one before it was", f.Pos)
	case FaultUnsealed:
		return fmt.Sprintf("record %d was not written with the audit key", f.Pos)
	case FaultRemoved:
		return fmt.Sprintf("record %d lost its content, and no tombstone counts it", f.Pos)
	case FaultDuplicate:
		return fmt.Sprintf("record %d is there more than once", f.Pos)
	case FaultUnplaced:
		return "the position of a record is not a number above 0"
	case FaultForged:
		return fmt.Sprintf("a head of record %d that was given was not made with the audit key", f.Pos)
	case FaultTruncated:
		return "the end was cut off: " + f.spanText() + " gone"
	}
	return fmt.Sprintf("record %d is another one than the head that was written down", f.Pos)
}

// spanText names the missing records, with the verb.
func (f Fault) spanText() string {
	if f.Pos == f.To {
		return fmt.Sprintf("record %d is", f.Pos)
	}
	return fmt.Sprintf("records %d to %d are", f.Pos, f.To)
}

// maxFaults bounds how many faults are kept; all are counted.
const maxFaults = 20

// Report is the result of a verification.
type Report struct {
	Records    uint64 // read
	Removed    uint64 // of them without content, as tombstones say
	Last       uint64 // position of the last
	Hash       Hash   // of the last
	Sealed     bool   // the seals were checked, with the key
	Heads      int    // known heads that were found, and fit
	Faults     []Fault
	FaultCount uint64 // how many faults in all
}

// OK reports whether nothing is wrong.
func (r Report) OK() bool { return r.FaultCount == 0 }

// Verifier checks records one after the other, in memory that does not grow
// with their number.
type Verifier struct {
	key             AuditKey
	heads           []Head  // known, by position
	forged          []Fault // of heads: kept apart, so that no fault of a record is crowded out
	report          Report
	pendingRemovals map[uint64]*pendingRemoval // by the position of the tombstone that is expected
}

// pendingRemoval is what was found of the records that one tombstone counts.
type pendingRemoval struct {
	first uint64
	*RemovedDigest
}

// NewVerifier checks the chain of a journal. Without a key it does not check the
// seals. It compares no head of another journal.
func NewVerifier(journal string, key AuditKey, heads []Head) *Verifier {
	v := &Verifier{key: key, pendingRemovals: map[uint64]*pendingRemoval{}}
	v.report.Hash, v.report.Sealed = GenesisHash(journal), key.IsSet()
	for _, h := range heads {
		switch {
		case h.Journal != journal:
		case key.IsSet() && !key.VerifySeal(h.Pos, h.Hash, h.Seal):
			v.forged = append(v.forged, Fault{Kind: FaultForged, Pos: h.Pos})
		default:
			v.heads = append(v.heads, h)
		}
	}
	slices.SortFunc(v.heads, func(a, b Head) int { return cmp.Compare(a.Pos, b.Pos) })
	return v
}

// Add checks the next record. After a fault it goes on from the record's own hash, so
// that one change is one fault.
func (v *Verifier) Add(r Record) {
	if r.Pos == 0 {
		v.report.Records++
		v.addFault(Fault{Kind: FaultUnplaced})
		return
	}
	if want := v.report.Last + 1; r.Pos < want {
		v.addFault(Fault{Kind: FaultDuplicate, Pos: r.Pos})
	} else if r.Pos > want {
		v.addFault(Fault{FaultMissing, want, r.Pos - 1})
	} else if !r.follows(v.report.Hash) {
		v.addFault(Fault{Kind: FaultChanged, Pos: r.Pos})
	}
	if !v.key.verifyRecord(r) {
		v.addFault(Fault{Kind: FaultUnsealed, Pos: r.Pos})
	}
	switch {
	case r.IsRemoved():
		v.countRemoved(r)
	case r.IsJournalRecord():
		v.readJournalRecord(r)
	}
	v.report.Records++
	v.report.Last, v.report.Hash = r.Pos, r.Hash
	v.compareHeads(r)
}

// countRemoved counts a record without content for its tombstone, which comes later.
func (v *Verifier) countRemoved(r Record) {
	v.report.Removed++
	if r.TombstonePos <= r.Pos {
		v.addFault(Fault{Kind: FaultRemoved, Pos: r.Pos})
		return
	}
	if v.pendingRemovals[r.TombstonePos] == nil {
		v.pendingRemovals[r.TombstonePos] = &pendingRemoval{r.Pos, NewRemovedDigest()}
	}
	v.pendingRemovals[r.TombstonePos].Add(r.Pos, r.Leaf)
}

// readJournalRecord reads a record of the journal's own.
func (v *Verifier) readJournalRecord(r Record) {
	removal := v.pendingRemovals[r.Pos]
	delete(v.pendingRemovals, r.Pos)
	if removal == nil {
		removal = &pendingRemoval{r.Pos, NewRemovedDigest()}
	}
	t, err := DecodeTombstone(r.Entry.Body)
	if err != nil || t.Entries != removal.Count() || t.Digest != removal.Digest() {
		v.addFault(Fault{Kind: FaultRemoved, Pos: removal.first})
	}
}

// compareHeads compares a record with the heads that are known of its position.
func (v *Verifier) compareHeads(r Record) {
	for len(v.heads) > 0 && v.heads[0].Pos <= r.Pos {
		if v.heads[0].Pos == r.Pos {
			if v.heads[0].Hash == r.Hash {
				v.report.Heads++
			} else {
				v.addFault(Fault{Kind: FaultHeadDiffers, Pos: r.Pos})
			}
		}
		v.heads = v.heads[1:]
	}
}

// Finish returns the result once the last record has been added.
func (v *Verifier) Finish() Report {
	for _, pos := range slices.Sorted(maps.Keys(v.pendingRemovals)) {
		v.addFault(Fault{Kind: FaultRemoved, Pos: v.pendingRemovals[pos].first})
	}
	if n := len(v.heads); n > 0 {
		v.addFault(Fault{FaultTruncated, v.report.Last + 1, v.heads[n-1].Pos})
	}
	for _, f := range v.forged {
		v.addFault(f)
	}
	return v.report
}

func (v *Verifier) addFault(f Fault) {
	v.report.FaultCount++
	if len(v.report.Faults) < maxFaults {
		v.report.Faults = append(v.report.Faults, f)
	}
}
