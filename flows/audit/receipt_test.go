package audit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/chain"
	"dossier/flows/foreign"
)

// TestTheReceiptTellsTheWholeStory holds the form of the JSON, which auditors'
// programs read.
func TestTheReceiptTellsTheWholeStory(t *testing.T) {
	s := newFakeJournal(t)
	complete(s, flows.Key{Origin: service, Applicant: "1x1"}) // somebody else's records lie around
	rich(s)
	text, err := s.receipt(mine()).JSON()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "rich.json", text)
	for _, b := range text {
		if b != '\n' && (b < ' ' || b > '~') {
			t.Fatalf("byte %#x in the JSON", b)
		}
	}
}

// TestTheReceiptIsAHead proves that a receipt serves as a head that was written
// down, line by line as a log is read, and that no foreign text can pose as one.
func TestTheReceiptIsAHead(t *testing.T) {
	s := newFakeJournal(t)
	k := mine()
	complete(s, k)
	forged := `{"schema":1,"journal":"X","pos":9,"hash":"` + strings.Repeat("1", 64) + `","seal":"` + strings.Repeat("2", 64) + `","key":"k","at":"2026-01-01T00:00:00Z"}`
	s.by(k, ann, picture(selfie, 8, flows.FormatOverride(flows.CodeReplace, "\n"+forged)), flows.SendStarted{Attempt: 2, Slot: selfie}, flows.Released{Attempt: 2},
		answered(2, []flows.Remark{flows.ParseRemark([]byte(forged))}, nil))
	text, err := s.receipt(k).JSON()
	if err != nil {
		t.Fatal(err)
	}
	found, err := chain.ReadHeads(bytes.NewReader(text))
	if want, _, _ := s.Head(t.Context()); err != nil || len(found.Heads) != 1 || found.Heads[0] != want || found.Unreadable.Count+found.Several.Count > 0 {
		t.Errorf("found %+v, %v", found, err)
	}
	if found, err := chain.ReadHeads(strings.NewReader(forged)); err != nil || len(found.Heads) != 1 {
		t.Errorf("the forged head proves nothing: %v", err)
	}
}

// TestVerdicts proves that the first line of a receipt says what happened, and
// that reasons of a final rejection are marked.
func TestVerdicts(t *testing.T) {
	k := mine()
	mismatch := answered(2, nil, nil)
	mismatch.Kind, mismatch.Echo.Applicant = flows.AnswerMismatch, foreign.Untrusted("9x9")
	for name, c := range map[string]struct {
		tell   func(*fakeJournal)
		want   audit.VerdictCode
		text   string
		secret bool
	}{
		"nothing": {func(s *fakeJournal) { s.by(k, ann, flows.Opened{}) }, audit.VerdictIncomplete, "no check was started", false},
		"a picture lacks": {func(s *fakeJournal) {
			s.by(k, ann, flows.Opened{}, flows.FlowChosen{Flow: basic}, flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"})
		}, audit.VerdictIncomplete, "Something is missing", false},
		"complete": {func(s *fakeJournal) { complete(s, k) }, audit.VerdictReady, "Nothing is missing", false},
		"running":  {func(s *fakeJournal) { complete(s, k); s.by(k, ann, checked(1, "", "")[:3]...) }, audit.VerdictRunning, "there is no result yet", false},
		"start lost": {func(s *fakeJournal) {
			complete(s, k)
			s.by(k, ann, flows.CheckConfirmed{N: 1}, flows.CheckReleased{N: 1}, flows.CheckLost{N: 1, Cause: flows.CauseNoAnswer})
		}, audit.VerdictUnclear, "may have been received", false},
		"approved": {func(s *fakeJournal) { complete(s, k); s.by(k, ann, checked(1, "Approved", "")...) }, audit.VerdictApproved, "passed", false},
		"another try": {func(s *fakeJournal) { complete(s, k); s.by(k, ann, checked(1, "Rejected", "RETRY", "BAD_SELFIE")...) },
			audit.VerdictRejectedRetry, "The service says so", false},
		"a final label, another try": {func(s *fakeJournal) { complete(s, k); s.by(k, ann, checked(1, "Rejected", "RETRY", "FORGERY")...) },
			audit.VerdictRejectedRetry, "Another try is possible", true},
		"final by the label": {func(s *fakeJournal) { complete(s, k); s.by(k, ann, checked(1, "Rejected", "", "FORGERY")...) },
			audit.VerdictRejectedFinal, "inferred from the labels", true},
		"final without a label": {func(s *fakeJournal) { complete(s, k); s.by(k, ann, checked(1, "Rejected", "FINAL")...) },
			audit.VerdictRejectedFinal, "The service says so", true},
		"another person's answer": {func(s *fakeJournal) {
			complete(s, k)
			s.by(k, ann, picture(selfie, 8, flows.FormatOverride(flows.CodeReplace, "sharper")), flows.SendStarted{Attempt: 2, Slot: selfie}, flows.Released{Attempt: 2}, mismatch)
		}, audit.VerdictStopped, "may be attached to another applicant", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newFakeJournal(t)
			c.tell(s)
			r := s.receipt(k)
			if r.Verdict.Code != c.want || !strings.Contains(r.Verdict.Text, c.text) || r.ComplianceOnly != c.secret {
				t.Errorf("%s, %q, for compliance only: %t", r.Verdict.Code, r.Verdict.Text, r.ComplianceOnly)
			}
		})
	}
}

// TestTheVerdictSaysWhatTheTableSays proves that what lacks is told in the words
// of the table, and that an address which the service does not know is not told
// as a wish for another picture.
func TestTheVerdictSaysWhatTheTableSays(t *testing.T) {
	refused := func(status int, errors ...string) flows.Answered {
		a := flows.Answered{Attempt: 1, Kind: flows.AnswerRefused, Cause: flows.CauseRefused, Status: status}
		if len(errors) > 0 {
			a = answered(1, explainRemarks(errors...), nil)
		}
		return a
	}
	for name, c := range map[string]struct {
		events []flows.Event
		want   string
	}{
		"chosen":   {[]flows.Event{picture(selfie, 9)}, "Chosen, not sent yet."},
		"sent":     {sent(1, picture(selfie, 9)), "Sent, no answer yet."},
		"404":      {append(sent(1, picture(selfie, 9)), refused(404)), "The service refused the request (HTTP 404); its address may be wrong."},
		"400":      {append(sent(1, picture(selfie, 9)), refused(400)), "The service refused the request (HTTP 400)."},
		"a remark": {append(sent(1, picture(selfie, 9)), refused(200, "dataNotReadable")), "The service wants another picture."},
	} {
		s := newFakeJournal(t)
		s.by(mine(), ann, flows.Opened{}, flows.FlowChosen{Flow: flows.Flow{Name: "Selfie only", Needs: basic.Needs[1:2]}},
			flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"})
		s.by(mine(), ann, c.events...)
		r := s.receipt(mine())
		same := "selfie: " + strings.ToLower(c.want[:1]) + strings.TrimSuffix(c.want[1:], ".")
		if got := r.Needs[0].Slots[0].Ours; got != c.want || len(r.Verdict.Missing) != 1 || r.Verdict.Missing[0] != same {
			t.Errorf("%s: %q, %q", name, got, r.Verdict.Missing)
		}
	}
}

// TestFinalLabelsCarryTheNote proves that every label of a final rejection says
// whom it is for, also one that would be harmless alone.
func TestFinalLabelsCarryTheNote(t *testing.T) {
	s := newFakeJournal(t)
	complete(s, mine())
	s.by(mine(), ann, checked(1, "Rejected", "FINAL", "FORGERY", "BAD_SELFIE")...)
	result := s.receipt(mine()).Checks[0].Results[0]
	if result.Note != audit.TippingOffNote || len(result.Labels) != 2 || !result.Labels[0].ComplianceOnly || !result.Labels[1].ComplianceOnly {
		t.Errorf("%+v", result)
	}
}

// TestIncidentsAreTold proves that a wrong answer, and who settled it, is in the
// receipt after it was settled too.
func TestIncidentsAreTold(t *testing.T) {
	s := newFakeJournal(t)
	k := mine()
	complete(s, k)
	wrong := answered(2, nil, nil)
	wrong.Kind, wrong.Echo.Applicant = flows.AnswerMismatch, foreign.Untrusted("9x9")
	s.by(k, ann, picture(selfie, 8, flows.FormatOverride(flows.CodeReplace, "sharper")), flows.SendStarted{Attempt: 2, Slot: selfie}, flows.Released{Attempt: 2}, wrong)
	if r := s.receipt(k); len(r.Incidents) != 1 || r.Incidents[0].Resolved != nil || !r.Incidents[0].Echo.Applicant.Is("9x9") {
		t.Errorf("open: %+v", r.Incidents)
	}
	s.by(k, ann, flows.IncidentResolved{Reason: "Personr has put it right"})
	r := s.receipt(k)
	if d := r.Incidents[0].Resolved; d == nil || !d.Reason.Is("Personr has put it right") || !d.Operator.Is("ann") || r.Verdict.Code == audit.VerdictStopped {
		t.Errorf("settled: %+v, %s", d, r.Verdict.Code)
	}
}

// TestChecksElsewhereAreTold proves that a check which a link or another tool
// has started stands beside the dossier's own.
func TestChecksElsewhereAreTold(t *testing.T) {
	s := newFakeJournal(t)
	complete(s, mine())
	s.by(mine(), ann, checked(1, "Rejected", "RETRY", "BAD_SELFIE")...)
	s.by(mine(), ann, flows.StatusSeen{Status: foreign.Untrusted("Pending"), Modified: 77},
		flows.StatusSeen{Status: foreign.Untrusted("Reviewed"), Answer: foreign.Untrusted("Approved"), Modified: 78})
	list := s.receipt(mine()).Checks
	if len(list) != 2 || list[0].Elsewhere || list[0].Results[0].Verdict != audit.VerdictRejectedRetry || !list[1].Elsewhere || list[1].Results[0].Verdict != audit.VerdictApproved {
		t.Errorf("%+v", list)
	}
}

// TestWhatIsNotWantedAnyMoreIsStillTold proves that a picture which was sent for
// a side that a later choice dropped does not vanish.
func TestWhatIsNotWantedAnyMoreIsStillTold(t *testing.T) {
	s := newFakeJournal(t)
	k := mine()
	s.by(k, ann, flows.Opened{}, flows.FlowChosen{Flow: basic}, flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "AUS"})
	s.by(k, ann, sent(1, picture(front, 1))...)
	s.by(k, ann, answered(1, nil, nil))
	s.by(k, ann, sent(2, picture(back, 2))...)
	s.by(k, ann, answered(2, nil, nil), flows.DocumentChosen{Need: "identity", Type: flows.Passport, Country: "AUS"})
	slots := s.receipt(k).Needs[0].Slots
	last := slots[len(slots)-1]
	if len(slots) != 2 || last.Slot != "identity.back" || last.State != "no longer wanted" || len(last.Attempts) != 1 || last.Attempts[0].SetAside == nil {
		t.Errorf("%+v", slots)
	}
}

func TestReceiptsThatCanNotBeMade(t *testing.T) {
	s := newFakeJournal(t)
	complete(s, mine())
	makeReceipt := func(key flows.Key) error {
		_, err := audit.MakeReceipt(t.Context(), s, s.key, key, noon, "test")
		return err
	}
	if err := makeReceipt(flows.Key{Origin: service, Applicant: "9x9"}); !errors.Is(err, audit.ErrNoDossier) {
		t.Errorf("of nobody: %v", err)
	}
	whole := s.records
	s.records = append(s.records[:2:2], s.records[3:]...)
	if err := makeReceipt(mine()); !errors.Is(err, flows.ErrDamaged) {
		t.Errorf("with a record missing: %v", err)
	}
	s.records = whole
	s.put(chain.Entry{
		Key: mine(), Seq: uint64(len(whole)) + 1, ID: "newer", At: noon.UnixNano(), Session: ann, Operator: "ann",
		Body: []byte(`{"v":99,"kind":"Secret","event":{}}`),
	})
	if err := makeReceipt(mine()); !errors.Is(err, flows.ErrNewer) || strings.Contains(err.Error(), "Secret") {
		t.Errorf("of a newer program: %v", err)
	}
}

// forgeries change the third record of a journal as somebody without the audit key can.
var forgeries = map[string]func(r *chain.Record){
	"content": func(r *chain.Record) { r.Entry.Operator = "mallory" },
	"hash":    func(r *chain.Record) { r.Hash[0] ^= 1 },
	"seal":    func(r *chain.Record) { r.Seal[0] ^= 1 },
	"length":  func(r *chain.Record) { r.Malformed = true },
	"a leaf beside other content": func(r *chain.Record) {
		r.Leaf, r.TombstonePos, r.Entry.Operator = r.Entry.LeafHash(), 99, "mallory"
	},
}

// TestAReceiptIsMadeOfVerifiedRecordsOnly proves that nothing is filed that the program did
// not write, neither a record nor the head, and that a receipt made without the audit key
// says that it proves nothing.
func TestAReceiptIsMadeOfVerifiedRecordsOnly(t *testing.T) {
	for name, forge := range forgeries {
		s := newFakeJournal(t)
		complete(s, mine())
		forge(&s.records[2])
		var fault *chain.EntryFault
		if _, err := audit.MakeReceipt(t.Context(), s, s.key, mine(), noon, "test"); !errors.As(err, &fault) || fault.Seq != 3 {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := newFakeJournal(t)
	complete(s, mine())
	complete(s, flows.Key{Origin: service, Applicant: "9x9"})
	forgeries["seal"](&s.records[len(s.records)-1])
	if _, err := audit.MakeReceipt(t.Context(), s, s.key, mine(), noon, "test"); !errors.Is(err, audit.ErrHeadForged) {
		t.Errorf("a forged head: %v", err)
	}
	forgeries["seal"](&s.records[2])
	r, err := audit.MakeReceipt(t.Context(), s, chain.AuditKey{}, mine(), noon, "test")
	if err != nil || r.Proof.Seals || !strings.HasPrefix(r.Proof.Ours, "Not proved") {
		t.Errorf("without the key: %+v, %v", r.Proof, err)
	}
	forgeries["content"](&s.records[2])
	if _, err := audit.MakeReceipt(t.Context(), s, chain.AuditKey{}, mine(), noon, "test"); !errors.Is(err, flows.ErrDamaged) {
		t.Errorf("without the key, another content: %v", err)
	}
}

// TestAnExportCountsWhatIsNotAsItWasWritten proves that the records are shown as they are,
// and that the faults among them are counted.
func TestAnExportCountsWhatIsNotAsItWasWritten(t *testing.T) {
	for _, scope := range []audit.Scope{{}, {Applicant: applicant}, {Applicant: applicant, Origin: service}} {
		for name, forge := range forgeries {
			s := newFakeJournal(t)
			complete(s, flows.Key{Origin: "https://other.test", Applicant: applicant})
			complete(s, mine())
			write := func() audit.Count {
				n, err := audit.Export{Source: s, Scope: scope, Format: audit.JSONL, Journal: journalID, AuditKey: s.key}.Write(t.Context(), io.Discard)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			whole := write()
			forge(&s.records[len(s.records)-2])
			n := write()
			if whole.Faults != 0 || n.Faults == 0 || n.First == "" || n.Records+n.Removed != whole.Records {
				t.Errorf("%+v, %s: %+v, then %+v", scope, name, whole, n)
			}
		}
	}
}

// TestTheReceiptCanBeReadBack proves that its form loses nothing.
func TestTheReceiptCanBeReadBack(t *testing.T) {
	s := newFakeJournal(t)
	rich(s)
	r := s.receipt(mine())
	text, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var back audit.Receipt
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	back.Head = r.Head
	if again, err := back.JSON(); err != nil || !bytes.Equal(again, text) {
		t.Errorf("read back it differs: %v", err)
	}
}
