package journal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal/tempdir"
)

const origin = "https://api.example"

var (
	anna = flows.Key{Origin: origin, Applicant: "17x21"}
	ben  = flows.Key{Origin: origin, Applicant: "17x99"}
)

// testKeys gives the one audit key of these tests.
func testKeys(bool) (chain.AuditKey, error) {
	return chain.NewAuditKey(bytes.Repeat([]byte{7}, chain.AuditKeySize))
}

// place is where a new journal may be made: a file, or for the tests below
// TestOnPostgres an empty database.
func place(t testing.TB) string {
	t.Helper()
	if onPostgres(t) {
		return database(t)
	}
	return filepath.Join(tempdir.New(t), "data", "journal.db")
}

func open(t testing.TB, path string) *Journal {
	t.Helper()
	s, err := Open(t.Context(), path, testKeys)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func entry(seq uint64, id string) flows.Entry {
	return flows.Entry{
		Seq: seq, ID: id, At: time.Unix(1_700_000_000, int64(seq)).UTC(), Session: "s1", Operator: "op",
		Event: flows.Decided{Attempt: 1, Reason: id},
	}
}

func requireDone(t testing.TB, out Outcome) {
	t.Helper()
	if out.Result != Done || out.Err != nil {
		t.Fatalf("append: %v, %v", out.Result, out.Err)
	}
}

func load(t testing.TB, s *Journal, key flows.Key, after uint64) []flows.Entry {
	t.Helper()
	list, err := s.Load(t.Context(), key, after)
	if err != nil {
		t.Fatalf("load: %v", err)
	}
	return list
}

func TestEntriesComeBackAsTheyWereAfterReopening(t *testing.T) {
	path := place(t)
	s := open(t, path)
	want := []flows.Entry{entry(1, "a"), entry(2, "b"), entry(3, "c")}
	want[1].Event = flows.NotSent{Attempt: 1, Cause: flows.CauseEdge, RetryAfter: 7}
	for _, e := range want {
		requireDone(t, s.Append(t.Context(), anna, e, flows.Summary{}))
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = open(t, path)
	if got := load(t, s, anna, 0); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := load(t, s, anna, 2); len(got) != 1 || got[0] != want[2] {
		t.Errorf("behind 2: %v", got)
	}
	if got := load(t, s, ben, 0); len(got) != 0 {
		t.Errorf("another dossier has %d entries", len(got))
	}
}

func TestBodiesAreTheBytesOfTheCodec(t *testing.T) {
	s := open(t, place(t))
	e := entry(1, "a")
	requireDone(t, s.Append(t.Context(), anna, e, flows.Summary{}))
	var got []byte
	if err := s.read.QueryRow("SELECT body FROM records").Scan(&got); err != nil {
		t.Fatal(err)
	}
	if want, _ := flows.Encode(e.Event); !bytes.Equal(got, want) {
		t.Errorf("stored %q, encoded %q", got, want)
	}
}

func TestAConflictIsAPositionTakenSkippedOrAnIDUsed(t *testing.T) {
	s := open(t, place(t))
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{Text: "first"}))
	for name, e := range map[string]flows.Entry{
		"taken": entry(1, "b"), "gap": entry(3, "c"), "same ID": entry(2, "a"),
	} {
		if out := s.Append(t.Context(), anna, e, flows.Summary{Text: "lost"}); out.Result != Conflict || out.Err == nil {
			t.Errorf("%s: %v, %v", name, out.Result, out.Err)
		}
	}
	if out := s.Append(t.Context(), ben, entry(2, "d"), flows.Summary{}); out.Result != Conflict {
		t.Errorf("second entry of an empty dossier: %v", out.Result)
	}
	list, err := s.RecentDossiers(t.Context(), origin, 9)
	if err != nil || len(list) != 1 || list[0].Text != "first" || list[0].Head != 1 {
		t.Errorf("a refused append left its summary: %v, %v", list, err)
	}
}

func TestAnEntryThatIsWrongInItselfIsNoConflict(t *testing.T) {
	s := open(t, place(t))
	for name, e := range map[string]flows.Entry{"number 0": entry(0, "a"), "no ID": entry(1, "")} {
		if out := s.Append(t.Context(), anna, e, flows.Summary{}); out.Result != Unknown || out.Err == nil {
			t.Errorf("%s: %v, %v", name, out.Result, out.Err)
		}
	}
}

func TestACancelledContextDoesNotStopAnAppend(t *testing.T) {
	s := open(t, place(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	requireDone(t, s.Append(ctx, anna, entry(1, "a"), flows.Summary{}))
}

func TestAnAppendToAClosedJournalIsUnknown(t *testing.T) {
	s := open(t, place(t))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if out := s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}); out.Result != Unknown || !errors.Is(out.Err, ErrClosed) {
		t.Errorf("append: %v, %v", out.Result, out.Err)
	}
	if _, err := s.Load(t.Context(), anna, 0); !errors.Is(err, ErrClosed) {
		t.Errorf("load: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Errorf("second close: %v", err)
	}
}

func TestEntriesCanNotBeChangedOrRemoved(t *testing.T) {
	s := open(t, place(t))
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	for _, text := range []string{"UPDATE records SET operator = 'x'", "DELETE FROM records", "DELETE FROM dossiers"} {
		if _, err := s.write.Exec(text); err == nil {
			t.Errorf("%s was allowed", text)
		}
	}
	if got := load(t, s, anna, 0); len(got) != 1 || got[0] != entry(1, "a") {
		t.Errorf("entries now %v", got)
	}
}

func TestTheStartListIsTheLastSummariesNewestFirst(t *testing.T) {
	s := open(t, place(t))
	full := flows.Summary{Done: 1, Total: 3, Group: "waiting", Text: "check running"}
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{Text: "old"}))
	requireDone(t, s.Append(t.Context(), ben, entry(1, "b"), flows.Summary{}))
	requireDone(t, s.Append(t.Context(), anna, entry(2, "c"), full))
	requireDone(t, s.Append(t.Context(), flows.Key{Origin: "https://other.example", Applicant: "17x21"}, entry(1, "d"), full))
	list, err := s.RecentDossiers(t.Context(), origin, 9)
	if err != nil || len(list) != 2 {
		t.Fatalf("%v, %v", list, err)
	}
	want := full
	want.Key, want.Head, want.Updated = anna, 2, entry(2, "c").At
	if fmt.Sprint(list[0]) != fmt.Sprint(want) || list[1].Key != ben {
		t.Errorf("list %v", list)
	}
	if list, _ := s.RecentDossiers(t.Context(), origin, 1); len(list) != 1 || list[0].Key != anna {
		t.Errorf("first row: %v", list)
	}
	if list, _ := s.RecentDossiers(t.Context(), origin, 0); len(list) != 0 {
		t.Errorf("no rows asked for, got %d", len(list))
	}
}

func TestFindLooksInsideApplicantIDs(t *testing.T) {
	s := open(t, place(t))
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	requireDone(t, s.Append(t.Context(), ben, entry(1, "b"), flows.Summary{}))
	for needle, want := range map[string]int{"x9": 1, "17x": 2, "%": 0, "_": 0, "x21": 1} {
		if list, err := s.FindDossiers(t.Context(), origin, needle, 9); err != nil || len(list) != want {
			t.Errorf("%q: %d rows, %v; want %d", needle, len(list), err, want)
		}
	}
}

func TestPicturesFollowTheLastSummary(t *testing.T) {
	s := open(t, place(t))
	one, two := flows.SHA256{1}, flows.SHA256{2}
	first := []flows.SentPicture{
		{SHA256: one, Slot: "identity.front", Attempt: 1, State: "released"}, {SHA256: two, Slot: "identity.back", Attempt: 2, State: "released"},
	}
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{Pictures: first}))
	requireDone(t, s.Append(t.Context(), ben, entry(1, "b"), flows.Summary{Pictures: []flows.SentPicture{{SHA256: one, Slot: "selfie", State: "lost"}, {SHA256: one, Slot: "selfie", State: "lost"}}}))
	expect := func(hash flows.SHA256, want ...PictureUse) {
		t.Helper()
		got, err := s.FindPicture(t.Context(), origin, hash)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v, %v; want %v", hash, got, err, want)
		}
	}
	ofBen := PictureUse{Key: ben, Slot: "selfie", State: "lost"}
	expect(one, PictureUse{anna, "identity.front", 1, "released"}, ofBen)
	requireDone(t, s.Append(t.Context(), anna, entry(2, "c"), flows.Summary{Pictures: []flows.SentPicture{{SHA256: two, Slot: "identity.back", Attempt: 2, State: "answered"}}}))
	expect(one, ofBen)
	expect(two, PictureUse{anna, "identity.back", 2, "answered"})
	if got, _ := s.FindPicture(t.Context(), "https://other.example", two); len(got) != 0 {
		t.Errorf("met at another service: %v", got)
	}
}

// TestANumberThatDoesNotFitHidesNoOther writes by hand what no program writes into a row
// of the start list and into a record: the others are read all the same, nothing passes
// for a number, and no error repeats it.
func TestANumberThatDoesNotFitHidesNoOther(t *testing.T) {
	s := open(t, place(t))
	fillEntries(t, s)
	tamper(t, s, "UPDATE dossiers SET head = -4711 WHERE applicant = '"+anna.Applicant+"'", nil)
	tamper2(t, s, "UPDATE records SET pos = -4711 WHERE pos = 4")
	rows, err := s.RecentDossiers(t.Context(), origin, 9)
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		if isChanged := row.Head > 4; isChanged != (row.Key == anna) {
			t.Errorf("%s has head %d", row.Key.Applicant, row.Head)
		}
	}
	list, err := s.Load(t.Context(), anna, 0)
	if fault, ok := errors.AsType[*chain.EntryFault](err); !ok || fault.Seq != 2 || len(list) != 1 || strings.Contains(err.Error(), "4711") {
		t.Errorf("%d entries, %v", len(list), err)
	}
	if r := verifyChain(t, s); r.OK() || r.Records != 12 || !slices.Contains(r.Faults, chain.Fault{Kind: chain.FaultUnplaced}) {
		t.Errorf("%+v", r)
	}
}

// execByHand writes a test's statement in the words of the journal's database.
func execByHand(s *Journal, text string) string {
	if _, file := s.engine.(sqliteEngine); file {
		return text
	}
	if strings.HasPrefix(text, "DROP TRIGGER") {
		text += " ON records"
	}
	return s.engine.dialectSQL(strings.ReplaceAll(text, "zeroblob(32)", "decode(repeat('00', 32), 'hex')"))
}

// tamper changes entries that triggers protect.
func tamper(t *testing.T, s *Journal, change string, body []byte) {
	t.Helper()
	for _, text := range []string{"DROP TRIGGER records_keep", "DROP TRIGGER records_stay"} {
		if _, err := s.write.Exec(execByHand(s, text)); err != nil {
			t.Fatal(err)
		}
	}
	var args []any
	if body != nil {
		args = append(args, body)
	}
	if _, err := s.write.Exec(execByHand(s, change), args...); err != nil {
		t.Fatal(err)
	}
}

func TestPicturesThatDidNotChangeAreNotWritten(t *testing.T) {
	s := open(t, place(t))
	sum := flows.Summary{Pictures: []flows.SentPicture{{SHA256: flows.SHA256{2}, Slot: "b"}, {SHA256: flows.SHA256{1}, Slot: "a"}}}
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), sum))
	before := changes(t, s)
	requireDone(t, s.Append(t.Context(), anna, entry(2, "b"), sum))
	if rows := changes(t, s) - before; rows != 4 {
		t.Errorf("%d rows written, want the summary, the record and twice the chain", rows)
	}
}

func changes(t *testing.T, s *Journal) (n int) {
	t.Helper()
	requireNoErrors(t, s.write.QueryRow("SELECT total_changes()").Scan(&n))
	return n
}

func TestCloseWaitsForAppends(t *testing.T) {
	path := place(t)
	other, s := open(t, path), open(t, path)
	tx, err := other.write.BeginTx(t.Context(), nil) // holds the append back
	requireNoErrors(t, err)
	_, err = tx.Exec("UPDATE chain SET last = last")
	requireNoErrors(t, err)
	appended, closed := make(chan Outcome, 1), make(chan int, 1)
	go func() { appended <- s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}) }()
	waitFor(t, func() bool { return s.write.Stats().InUse == 1 })
	go func() {
		_ = s.Close()
		list, _ := other.Load(t.Context(), anna, 0)
		closed <- len(list)
	}()
	waitFor(t, func() bool { return s.ctx.Err() != nil })
	requireNoErrors(t, tx.Rollback())
	if n := <-closed; n != 1 {
		t.Error("closed before the append was through")
	}
	requireDone(t, <-appended)
}
