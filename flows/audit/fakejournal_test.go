package audit_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/chain"
	"dossier/flows/foreign"
	"dossier/tui/safe"
	"dossier/tui/safe/hostile"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const (
	service   = "https://personr.test/api/1.1/wf"
	applicant = "1763870400000x405886519539808060"
	ann       = "session-ann"
	bob       = "session-bob"
)

var (
	noon   = time.Date(2026, 3, 2, 12, 0, 0, 123_456_789, time.UTC)
	front  = flows.Slot{Need: "identity", Side: flows.Front}
	back   = flows.Slot{Need: "identity", Side: flows.Back}
	selfie = flows.Slot{Need: "selfie"}
	bill   = flows.Slot{Need: "address", Side: flows.Front}
	basic  = flows.Flow{Name: "KYC basic", Needs: []flows.Need{
		{Name: "identity", Title: "Identity document", AnyOf: []flows.DocType{flows.IDCard, flows.Passport}},
		{Name: "selfie", Title: "Selfie", AnyOf: []flows.DocType{flows.Selfie}},
		{Name: "address", Title: "Proof of address", AnyOf: []flows.DocType{flows.UtilityBill}},
	}}
)

// fakeJournal is a journal in memory, with a chain.
type fakeJournal struct {
	t       testing.TB
	key     chain.AuditKey
	now     time.Time
	records []chain.Record
	stories map[flows.Key]flows.Journey
}

func newFakeJournal(t testing.TB) *fakeJournal {
	t.Helper()
	key, err := chain.NewAuditKey(bytes.Repeat([]byte{7}, chain.AuditKeySize))
	if err != nil {
		t.Fatal(err)
	}
	return &fakeJournal{t: t, key: key, now: noon, stories: map[flows.Key]flows.Journey{}}
}

const journalID = "JOURNALOFTHETESTS"

// by appends events to a dossier, each of which must fit, seven seconds apart.
func (f *fakeJournal) by(key flows.Key, session string, events ...flows.Event) {
	f.t.Helper()
	for _, e := range events {
		f.now = f.now.Add(7 * time.Second)
		j, ok := f.stories[key]
		if !ok {
			j = flows.NewJourney(key)
		}
		entry := flows.Entry{
			Seq: j.Head() + 1, ID: fmt.Sprintf("entry-%d", len(f.records)+1), At: f.now,
			Session: session, Operator: strings.TrimPrefix(session, "session-"), Event: e,
		}
		next, err := j.Apply(entry)
		if err != nil {
			f.t.Fatalf("%s: %v", flows.EventName(e), err)
		}
		f.stories[key] = next
		body, err := flows.Encode(e)
		if err != nil {
			f.t.Fatal(err)
		}
		f.put(chain.Entry{
			Key: key, Seq: entry.Seq, ID: entry.ID, At: entry.At.UnixNano(), Session: session, Operator: entry.Operator, Body: body,
		})
	}
}

func (f *fakeJournal) put(e chain.Entry) {
	prev := chain.GenesisHash(journalID)
	if n := len(f.records); n > 0 {
		prev = f.records[n-1].Hash
	}
	f.records = append(f.records, chain.NewRecord(f.key, prev, uint64(len(f.records)+1), e))
}

// remove takes the content of the first n records away, as an administrator
// does when their time is over.
func (f *fakeJournal) remove(n int) {
	f.t.Helper()
	removed := chain.NewRemovedDigest()
	for _, r := range f.records[:n] {
		removed.Add(r.Pos, r.Entry.LeafHash())
	}
	body, err := chain.Tombstone{Rule: "older than 7y", Dossiers: 1, Entries: n, Digest: removed.Digest()}.Encode()
	if err != nil {
		f.t.Fatal(err)
	}
	f.now = f.now.Add(time.Minute)
	f.put(chain.Entry{ID: "tombstone-1", At: f.now.UnixNano(), Session: "session-root", Operator: "root", Body: body})
	for i, r := range f.records[:n] {
		f.records[i] = chain.Record{Pos: r.Pos, Leaf: r.Entry.LeafHash(), TombstonePos: uint64(len(f.records)), Hash: r.Hash, Seal: r.Seal}
	}
}

func (f *fakeJournal) Records(_ context.Context, visit func(chain.Record) error) error {
	for _, r := range f.records {
		if err := visit(r); err != nil {
			return err
		}
	}
	return nil
}

func (f *fakeJournal) RecordsOf(ctx context.Context, key flows.Key, visit func(chain.Record, chain.Hash) error) error {
	prev := chain.GenesisHash(journalID)
	return f.Records(ctx, func(r chain.Record) error {
		before := prev
		prev = r.Hash
		if r.Entry.Key != key {
			return nil
		}
		return visit(r, before)
	})
}

func (f *fakeJournal) Services(_ context.Context, applicant string) ([]string, error) {
	var list []string
	for _, r := range f.records {
		if k := r.Entry.Key; k.Applicant == applicant && !slices.Contains(list, k.Origin) {
			list = append(list, k.Origin)
		}
	}
	return list, nil
}

func (f *fakeJournal) Head(context.Context) (chain.Head, bool, error) {
	if len(f.records) == 0 {
		return chain.Head{}, false, nil
	}
	last := f.records[len(f.records)-1]
	return chain.Head{
		Schema: chain.HeadSchema, Journal: journalID, Pos: last.Pos, Hash: last.Hash, Seal: last.Seal, Key: f.key.ID(), At: f.now.Truncate(time.Second),
	}, true, nil
}

// receipt makes the receipt of a dossier, at a time of its own.
func (f *fakeJournal) receipt(key flows.Key) audit.Receipt {
	f.t.Helper()
	r, err := audit.MakeReceipt(f.t.Context(), f, f.key, key, noon.AddDate(1, 0, 0), "v1.2.3 0123456789ab")
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

func show(f foreign.Text) string { return safe.Line(f, safe.DetailMax).String() }

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what it was; look at the difference with -update and git diff", name)
	}
}

func mine() flows.Key { return flows.Key{Origin: service, Applicant: applicant} }

func picture(slot flows.Slot, n byte, overrides ...string) flows.FileChosen {
	return flows.FileChosen{
		Slot: slot, SHA256: flows.SHA256{n, 31: n}, Bytes: 1_234_567 + int64(n), MediaType: "image/jpeg", Pixels: flows.Size{Width: 2480, Height: 1748},
		Overrides: overrides,
	}
}

func sent(n flows.AttemptNumber, f flows.FileChosen) []flows.Event {
	return []flows.Event{f, flows.SendStarted{Attempt: n, Slot: f.Slot}, flows.Released{Attempt: n}}
}

func answered(n flows.AttemptNumber, errors, warnings []flows.Remark) flows.Answered {
	return flows.Answered{
		Attempt: n, Kind: flows.AnswerAccepted, Status: 200, Errors: errors, Warnings: warnings, Ray: fmt.Sprintf("8f2c0d%02dabcdef01-SYD", n),
		Echo: flows.Echo{Applicant: foreign.Untrusted(applicant), Type: foreign.Untrusted("ID_CARD"), Side: foreign.Untrusted("FRONT_SIDE"), Country: foreign.Untrusted("AUS")},
	}
}

func explainRemarks(codes ...string) []flows.Remark {
	var list []flows.Remark
	for _, c := range codes {
		raw, _ := foreign.Untrusted(c).MarshalJSON()
		list = append(list, flows.ParseRemark(raw))
	}
	return list
}

// attacks is one text of every kind of attack, none of them long.
func attacks() []string {
	all := hostile.Strings()
	return []string{all[0], all[27], all[40], all[60], all[84], all[95], all[110], all[125], `<img src=x onerror=alert(1)>`, "=HYPERLINK(\"http://evil.test\")"}
}

// rich is a long story: another document, a refused pair, a warning kept with a
// reason, an unclear picture decided, a takeover, a retry, a rejection with
// another try, and a second check that passes.
func rich(s *fakeJournal) {
	k := mine()
	s.by(k, ann,
		flows.Opened{}, flows.FlowChosen{Flow: basic},
		flows.DocumentChosen{Need: "identity", Type: flows.Passport, Country: "AUS"},
		flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"},
		flows.DocumentChosen{Need: "address", Type: flows.UtilityBill, Country: "AUS"})
	s.by(k, ann, sent(1, picture(front, 1))...)
	s.by(k, ann, answered(1, nil, nil), flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "DEU"})
	s.by(k, ann, sent(2, picture(front, 2))...)
	s.by(k, ann, answered(2, nil, nil))
	s.by(k, ann, sent(3, picture(back, 3))...)
	s.by(k, ann, answered(3, append(explainRemarks("dataNotReadable"), explainRemarks(attacks()...)...), nil))
	s.by(k, ann, sent(4, picture(front, 2))...)
	s.by(k, ann, answered(4, nil, nil))
	s.by(k, ann, sent(5, picture(back, 4, flows.FormatOverride("blurred", "the original is worn")))...)
	s.by(k, ann, answered(5, nil, append(explainRemarks("dataReadability"), flows.ParseRemark([]byte(`{"code":"slightlyDark","level":2}`)))),
		flows.WarningAcknowledged{Attempt: 5, Code: foreign.Untrusted("dataReadability"), Reason: "looked at it; everything can be read"},
		flows.WarningAcknowledged{Attempt: 5, Code: foreign.Untrusted("slightlyDark")})
	s.by(k, ann, picture(bill, 5), flows.SendStarted{Attempt: 6, Slot: bill}, flows.NotSent{Attempt: 6, Cause: flows.CauseNoConnection, RetryAfter: time.Second},
		flows.SendStarted{Attempt: 7, Slot: bill, RetryOf: 6}, flows.Released{Attempt: 7}, answered(7, nil, nil))
	s.by(k, ann, sent(8, picture(selfie, 6))...)
	s.by(k, bob, flows.Opened{Reason: "ann has gone home; agreed by phone", Connection: flows.Connection{Proxy: "proxy.test:3128", CustomRoots: true}},
		flows.Decided{Attempt: 8, Received: true, Reason: "seen in the dashboard"},
		flows.WarningAcknowledged{Attempt: 8, Code: foreign.Untrusted(flows.RemarksUnknown), Reason: "compared with the original"})
	s.by(k, bob, checked(1, "Rejected", "RETRY", "BAD_SELFIE", attacks()[0])...)
	s.by(k, bob, flows.SlotsReopened{Slots: []flows.Slot{selfie}, Labels: []foreign.Text{foreign.Untrusted("BAD_SELFIE")}})
	s.by(k, bob, sent(9, picture(selfie, 7))...)
	s.by(k, bob, answered(9, nil, nil))
	s.by(k, bob, checked(2, "Approved", "")...)
	s.by(k, bob, flows.Closed{Reason: "filed"})
}

// checked starts a check and gives its result.
func checked(n int, answer, rejectType string, labels ...string) []flows.Event {
	seen := flows.StatusSeen{
		Status: foreign.Untrusted("Reviewed"), Answer: foreign.Untrusted(answer), RejectType: foreign.Untrusted(rejectType), Modified: 1_767_225_600_000 + int64(n),
	}
	for _, l := range labels {
		seen.Labels = append(seen.Labels, foreign.Untrusted(l))
	}
	return []flows.Event{
		flows.CheckConfirmed{N: n}, flows.CheckReleased{N: n},
		flows.CheckAnswered{N: n, Started: true, Status: 200, Message: foreign.Untrusted("success"), Ray: "8f2c0dffabcdef01-SYD"},
		flows.StatusSeen{Status: foreign.Untrusted("Pending"), Modified: int64(n)}, seen,
	}
}

// complete is the shortest way to a check.
func complete(s *fakeJournal, k flows.Key) {
	s.by(k, ann, flows.Opened{}, flows.FlowChosen{Flow: flows.Flow{Name: "Selfie only", Needs: basic.Needs[1:2]}},
		flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"})
	s.by(k, ann, sent(1, picture(selfie, 9))...)
	s.by(k, ann, answered(1, nil, nil))
}
