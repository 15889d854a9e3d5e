package chain_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dossier/flows"
	"dossier/flows/chain"
)

const journal = "TESTJOURNAL"

func key(t interface{ Fatal(...any) }, b byte) chain.AuditKey {
	k, err := chain.NewAuditKey(bytes.Repeat([]byte{b}, chain.AuditKeySize))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func entry(seq uint64) chain.Entry {
	return chain.Entry{
		Key: flows.Key{Origin: "https://api.example", Applicant: "1x2"}, Seq: seq, ID: fmt.Sprint("id", seq), At: int64(seq) * 1000,
		Session: "s", Operator: "maya", Body: []byte(`{"v":1}`),
	}
}

// written is a chain of n entries.
func written(k chain.AuditKey, n int) []chain.Record {
	prev := chain.GenesisHash(journal)
	var list []chain.Record
	for i := range n {
		r := chain.NewRecord(k, prev, uint64(i+1), entry(uint64(i+1)))
		prev = r.Hash
		list = append(list, r)
	}
	return list
}

func verify(k chain.AuditKey, list []chain.Record, heads ...chain.Head) chain.Report {
	v := chain.NewVerifier(journal, k, heads)
	for _, r := range list {
		v.Add(r)
	}
	return v.Finish()
}

func headOf(r chain.Record) chain.Head {
	return chain.Head{Schema: chain.HeadSchema, Journal: journal, Pos: r.Pos, Hash: r.Hash, Seal: r.Seal}
}

// The values were computed by another program (hashlib of Python) over the bytes
// that the doc comments describe; a change of the form breaks every journal.
func TestTheFormNeverChanges(t *testing.T) {
	k := key(t, 7)
	r := chain.NewRecord(k, chain.GenesisHash(journal), 1, entry(1))
	for name, pair := range map[string][2]string{
		"genesis": {chain.GenesisHash(journal).String(), genesisHash},
		"leaf":    {entry(1).LeafHash().String(), leafHash},
		"hash":    {r.Hash.String(), linkHash},
		"seal":    {r.Seal.String(), sealHash},
		"key":     {k.ID(), keyID},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %s, was %s", name, pair[0], pair[1])
		}
	}
}

func TestAWholeChainVerifies(t *testing.T) {
	k := key(t, 7)
	list := written(k, 5)
	r := verify(k, list, headOf(list[2]), headOf(list[4]))
	if !r.OK() || r.Records != 5 || r.Last != 5 || r.Hash != list[4].Hash || r.Heads != 2 || !r.Sealed {
		t.Errorf("%+v", r)
	}
	if r := verify(chain.AuditKey{}, list); !r.OK() || r.Sealed {
		t.Errorf("without a key: %+v", r)
	}
	if r := verify(k, nil); !r.OK() || r.Hash != chain.GenesisHash(journal) {
		t.Errorf("empty: %+v", r)
	}
}

// Each change is one that somebody with the database and without the key could
// make; the last ones are only seen with a head that was written down.
func TestChangesAreFound(t *testing.T) {
	k := key(t, 7)
	for name, c := range map[string]struct {
		change func(list []chain.Record) []chain.Record
		want   []chain.FaultKind
	}{
		"operator changed":  {func(l []chain.Record) []chain.Record { l[2].Entry.Operator = "ben"; return l }, []chain.FaultKind{chain.FaultChanged}},
		"applicant changed": {func(l []chain.Record) []chain.Record { l[2].Entry.Key.Applicant = "1x3"; return l }, []chain.FaultKind{chain.FaultChanged}},
		"time changed":      {func(l []chain.Record) []chain.Record { l[2].Entry.At++; return l }, []chain.FaultKind{chain.FaultChanged}},
		"body changed":      {func(l []chain.Record) []chain.Record { l[2].Entry.Body = []byte("{}"); return l }, []chain.FaultKind{chain.FaultChanged}},
		"removed":           {func(l []chain.Record) []chain.Record { return slices.Delete(l, 2, 3) }, []chain.FaultKind{chain.FaultMissing}},
		"first removed":     {func(l []chain.Record) []chain.Record { return l[1:] }, []chain.FaultKind{chain.FaultMissing}},
		"swapped content": {func(l []chain.Record) []chain.Record { l[1].Entry, l[2].Entry = l[2].Entry, l[1].Entry; return l },
			[]chain.FaultKind{chain.FaultChanged, chain.FaultChanged}},
		"written again without the key": {func(l []chain.Record) []chain.Record {
			other := written(key(t, 8), 5)
			return append(l[:3], other[3:]...)
		}, []chain.FaultKind{chain.FaultUnsealed, chain.FaultUnsealed}},
		"content taken out": {func(l []chain.Record) []chain.Record {
			l[1].Leaf, l[1].TombstonePos, l[1].Entry = l[1].Entry.LeafHash(), 4, chain.Entry{}
			return l
		}, []chain.FaultKind{chain.FaultRemoved}},
		"end cut off": {func(l []chain.Record) []chain.Record { return l[:3] }, []chain.FaultKind{chain.FaultTruncated}},
		"doubled":     {func(l []chain.Record) []chain.Record { return slices.Insert(l, 3, l[2]) }, []chain.FaultKind{chain.FaultDuplicate}},
		"end replaced": {func(l []chain.Record) []chain.Record {
			e := entry(5)
			e.Operator = "ben"
			l[4] = chain.NewRecord(k, l[3].Hash, 5, e)
			return l
		}, []chain.FaultKind{chain.FaultHeadDiffers}},
	} {
		whole := written(k, 5)
		r := verify(k, c.change(written(k, 5)), headOf(whole[4]))
		var kinds []chain.FaultKind
		for _, f := range r.Faults {
			kinds = append(kinds, f.Kind)
		}
		if !slices.Equal(kinds, c.want) || r.OK() {
			t.Errorf("%s: %v, want %v", name, r.Faults, c.want)
		}
	}
}

func TestACutEndIsNotSeenWithoutAHead(t *testing.T) {
	k := key(t, 7)
	if r := verify(k, written(k, 5)[:3]); !r.OK() {
		t.Errorf("%v: then heads would not be needed", r.Faults)
	}
	other := headOf(written(k, 5)[4])
	other.Journal = "ANOTHER"
	if r := verify(k, written(k, 5)[:3], other); !r.OK() {
		t.Errorf("the head of another journal counted: %v", r.Faults)
	}
}

// chainWithTombstone is a chain in which records 2 and 4 were removed, properly.
func chainWithTombstone(k chain.AuditKey) []chain.Record {
	list := written(k, 5)
	removed := chain.NewRemovedDigest()
	for _, i := range []int{1, 3} {
		list[i].Leaf, list[i].TombstonePos, list[i].Entry = list[i].Entry.LeafHash(), 6, chain.Entry{}
		removed.Add(list[i].Pos, list[i].Leaf)
	}
	body, _ := chain.Tombstone{Rule: "older than 7y", Dossiers: 1, Entries: removed.Count(), Digest: removed.Digest()}.Encode()
	return append(list, chain.NewRecord(k, list[4].Hash, 6, chain.Entry{ID: "t", At: 1, Session: "s", Operator: "maya", Body: body}))
}

func TestWhatATombstoneCountsMayBeGone(t *testing.T) {
	k := key(t, 7)
	if r := verify(k, chainWithTombstone(k)); !r.OK() || r.Removed != 2 || r.Records != 6 {
		t.Errorf("%+v", r)
	}
	for name, change := range map[string]func(l []chain.Record) []chain.Record{
		"one more": func(l []chain.Record) []chain.Record {
			l[2].Leaf, l[2].TombstonePos, l[2].Entry = l[2].Entry.LeafHash(), 6, chain.Entry{}
			return l
		},
		"one brought back":     func(l []chain.Record) []chain.Record { l[1] = written(k, 5)[1]; return l },
		"another tombstone":    func(l []chain.Record) []chain.Record { l[1].TombstonePos = 7; return l },
		"a tombstone in front": func(l []chain.Record) []chain.Record { l[3].TombstonePos = 1; return l },
		"no tombstone":         func(l []chain.Record) []chain.Record { return l[:5] },
	} {
		if r := verify(k, change(chainWithTombstone(k))); r.OK() {
			t.Errorf("%s: not found", name)
		}
	}
}

// TestContentBesideALeafIsFound proves that an entry is not believed for a leaf that fits the
// chain: the leaf is of what was there before.
func TestContentBesideALeafIsFound(t *testing.T) {
	k := key(t, 7)
	for name, change := range map[string]func(removed, kept *chain.Record){
		"put back": func(r, _ *chain.Record) { r.Entry = entry(2) },
		"replaced": func(r, _ *chain.Record) {
			r.Entry = entry(2)
			r.Entry.Body = []byte(`{"v":2}`)
		},
		"its place only": func(r, _ *chain.Record) { r.Entry.Key, r.Entry.Seq = entry(2).Key, 2 },
		"replaced where nothing was removed": func(_, r *chain.Record) {
			r.Leaf, r.TombstonePos = r.Entry.LeafHash(), 6
			r.Entry.Body = []byte(`{"v":2}`)
		},
	} {
		list := chainWithTombstone(k)
		change(&list[1], &list[2])
		if r := verify(k, list); r.OK() || r.Faults[0].Kind != chain.FaultChanged {
			t.Errorf("%s: the verification found %v", name, r.Faults)
		}
		second, third := k.CheckEntry(list[0].Hash, list[1], 2), k.CheckEntry(list[1].Hash, list[2], 3)
		if list[1].Entry.Seq == 2 && second == nil || list[2].IsRemoved() && third == nil {
			t.Errorf("%s: it was believed", name)
		}
	}
}

func TestAForgedHeadIsToldFromABrokenJournal(t *testing.T) {
	k := key(t, 7)
	list := written(k, 3)
	forged := headOf(list[1])
	forged.Hash = chain.Hash{1}
	r := verify(k, list, forged, headOf(list[2]))
	if len(r.Faults) != 1 || r.Faults[0].Kind != chain.FaultForged || r.Heads != 1 {
		t.Errorf("%+v", r)
	}
	other := written(key(t, 8), 3)
	if r := verify(chain.AuditKey{}, list, headOf(other[2])); r.Heads != 1 {
		t.Errorf("hashes do not depend on the key: %+v", r)
	}
}

// TestForgedHeadsHideNoFaultOfARecord has more forged heads than faults are kept.
func TestForgedHeadsHideNoFaultOfARecord(t *testing.T) {
	k := key(t, 7)
	list := written(k, 5)
	forged := headOf(list[1])
	forged.Seal = chain.Hash{1}
	list[3].Entry.Operator = "ben"
	r := verify(k, list, append(slices.Repeat([]chain.Head{forged}, 50), headOf(written(k, 9)[8]))...)
	want := []chain.Fault{{Kind: chain.FaultChanged, Pos: 4}, {Kind: chain.FaultTruncated, Pos: 6, To: 9}, {Kind: chain.FaultForged, Pos: 2}}
	if r.FaultCount != 52 || len(r.Faults) != 20 || !slices.Equal(r.Faults[:3], want) {
		t.Errorf("%d faults, first %v", r.FaultCount, r.Faults[:3])
	}
}

func TestARecordOfTheJournalsOwnThatNobodyKnowsIsAFault(t *testing.T) {
	k := key(t, 7)
	odd := chain.NewRecord(k, chain.GenesisHash(journal), 1, chain.Entry{ID: "t", At: 1, Body: []byte(`{"v":1,"kind":"Else","event":{}}`)})
	if r := verify(k, []chain.Record{odd}); r.OK() {
		t.Error("it passed")
	}
}

func TestPlacesAreMarkedForWhoHasTheKey(t *testing.T) {
	a, b := key(t, 7), key(t, 8)
	if again := key(t, 7); again.PlaceID("/x") != a.PlaceID("/x") || a.PlaceID("/x") == a.PlaceID("/y") || a.PlaceID("/x") == b.PlaceID("/x") || (chain.AuditKey{}).PlaceID("/x") != "" || len(a.PlaceID("/x")) != 16 {
		t.Error(a.PlaceID("/x"), b.PlaceID("/x"))
	}
}

func TestFaultsAreCountedAllAndKeptFew(t *testing.T) {
	k := key(t, 7)
	list := written(k, 100)
	for i := range list {
		list[i].Seal = chain.Hash{}
	}
	if r := verify(k, list); r.FaultCount != 100 || len(r.Faults) != 20 {
		t.Errorf("%d failures, %d kept", r.FaultCount, len(r.Faults))
	}
}

// Whatever one byte of whatever record is changed, it is found.
func TestAnyChangeIsFound(t *testing.T) {
	k := key(t, 7)
	rapid.Check(t, func(t *rapid.T) {
		list := chainWithTombstone(k)
		r := &list[rapid.IntRange(0, len(list)-1).Draw(t, "record")]
		fields := []*string{&r.Entry.ID, &r.Entry.Session, &r.Entry.Operator, &r.Entry.Key.Origin, &r.Entry.Key.Applicant}
		switch n := rapid.IntRange(0, 8).Draw(t, "field"); {
		case n < len(fields) && !r.IsRemoved():
			*fields[n] += rapid.StringN(1, 3, 9).Draw(t, "more")
		case n == 5 && !r.IsRemoved():
			r.Entry.At += rapid.Int64Range(1, 9).Draw(t, "later")
		case n == 6 && !r.IsRemoved():
			r.Entry.Body = append(slices.Clone(r.Entry.Body), ' ')
		case n == 7:
			r.Hash[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		default:
			r.Seal[rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
		}
		if verify(k, list).OK() {
			t.Fatal("a change was not found")
		}
	})
}

func TestTheKeyIsNotPrinted(t *testing.T) {
	k, err := chain.NewAuditKey([]byte("0123456789abcdef0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	holder := struct{ key chain.AuditKey }{k}
	for _, text := range []string{fmt.Sprintf("%v %+v %#v", k, k, k), fmt.Sprintf("%v %+v %#v", holder, holder, holder)} {
		if strings.Contains(text, "0123456789abcdef") {
			t.Error("the key was printed")
		}
	}
}
