package desk

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/flows/journal/servertest"
	"dossier/flows/notice"
	"dossier/personr/sandbox"
)

// forge writes into the journal's database as somebody without the key does: past the
// program and past the triggers.
func (r *realWorld) forge(statements ...string) {
	r.t.Helper()
	driver, place, drop := "sqlite", r.place+"?_pragma=busy_timeout(20000)", "DROP TRIGGER records_keep" // an open desk writes too
	if journal.IsPostgresAddress(r.place) {
		driver, place, drop = "pgx", r.place+"&search_path=dossier", drop+" ON records"
	}
	db, err := sql.Open(driver, place)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, text := range append([]string{drop}, statements...) {
		if _, err := db.ExecContext(r.t.Context(), text); err != nil {
			r.t.Fatal(err)
		}
	}
}

// blob is a value of bytes in the words of the journal's database.
func (r *realWorld) blob(b []byte) string {
	if journal.IsPostgresAddress(r.place) {
		return fmt.Sprintf(`'\x%x'::BYTEA`, b)
	}
	return fmt.Sprintf("x'%x'", b)
}

func (r *realWorld) encode(e flows.Event) string {
	r.t.Helper()
	body, err := flows.Encode(e)
	if err != nil {
		r.t.Fatal(err)
	}
	return r.blob(body)
}

// onBothDatabases runs a test of forged records on a file and on a server.
func onBothDatabases(t *testing.T, rules func() []sandbox.Rule, test func(*testing.T, *realWorld)) {
	for _, engine := range []string{"file", "server"} {
		t.Run(engine, func(t *testing.T) {
			r := newReal(t, rules()...)
			if engine == "server" {
				r.place = servertest.SharedServer(t).Database(t)
				r.store = journaltest.OpenAt(t, r.place)
			}
			test(t, r)
		})
	}
}

// TestARefusalThatIsTurnedIntoAnAcceptanceStartsNothing proves that a dossier whose
// records were changed can only be looked at: nothing after the change is drawn, and
// nothing is done.
func TestARefusalThatIsTurnedIntoAnAcceptanceStartsNothing(t *testing.T) {
	unreadable := func() []sandbox.Rule {
		u := rule("upload", "unreadable")
		u.SubType = string(flows.Back)
		return []sandbox.Rule{u}
	}
	onBothDatabases(t, unreadable, func(t *testing.T, r *realWorld) {
		d := r.open()
		r.do(d, r.jpeg(front, "front"), r.jpeg(back, "back"), r.jpeg(selfie, "selfie"), r.jpeg(address, "bill"))
		r.untilState(d, back, flows.Refused)
		r.untilState(d, address, flows.Accepted)
		d.Close()
		seq := r.acceptRefused()
		d = r.start(r.config("b"))
		t.Cleanup(d.Close)
		s := d.Snapshot()
		if !s.Damaged || s.Fault == nil || *s.Fault != (chain.EntryFault{Kind: chain.FaultChanged, Seq: seq}) || s.Journey.Head() != seq-1 {
			t.Fatalf("opened at entry %d: damaged %t, %v", s.Journey.Head(), s.Damaged, s.Fault)
		}
		for _, e := range []flows.Event{flows.Opened{Reason: "x"}, flows.CheckConfirmed{N: 1}, r.jpeg(back, "again")} {
			if err := d.PostAndWait(t.Context(), e); !errors.Is(err, flows.ErrDamaged) {
				t.Errorf("%s: %v", flows.EventName(e), err)
			}
		}
		if n := r.service.Checks(r.key.Applicant); n != 0 {
			t.Errorf("%d checks", n)
		}
	})
}

// acceptRefused makes the answers that refused a picture ones that accepted it, and returns
// the number of the first.
func (r *realWorld) acceptRefused() (first uint64) {
	var forged []string
	for _, e := range r.entries() {
		if a, ok := e.Event.(flows.Answered); ok && len(a.Errors) > 0 {
			a.Errors = nil
			forged = append(forged, fmt.Sprintf("UPDATE records SET body = %s WHERE seq = %d", r.encode(a), e.Seq))
			if first == 0 {
				first = e.Seq
			}
		}
	}
	r.forge(forged...)
	return first
}

// TestAForgedEntryTakesNothingOver proves that an entry which the program did not write is
// no news of another session, wherever it comes from.
func TestAForgedEntryTakesNothingOver(t *testing.T) {
	none := func() []sandbox.Rule { return nil }
	onBothDatabases(t, none, func(t *testing.T, r *realWorld) {
		d := r.open()
		r.do(d, r.jpeg(selfie, "selfie"))
		r.untilState(d, selfie, flows.Accepted)
		head := d.Snapshot().Journey.Head()
		nothing := r.blob(make([]byte, len(chain.Hash{})))
		r.forge(
			fmt.Sprintf(`INSERT INTO records (pos, dossier, seq, id, at, session, operator, body, hash, seal)
				SELECT pos + 1, dossier, seq + 1, 'forged', at, 'mallory', 'mallory', %s, %s, %s FROM records WHERE seq = %d`,
				r.encode(flows.Opened{Reason: "urgent"}), nothing, nothing, head),
			"UPDATE chain SET last = last + 1", "UPDATE dossiers SET head = head + 1")
		s := r.until(d, "damaged", func(s Snapshot) bool { return s.Damaged })
		if s.Fault == nil || *s.Fault != (chain.EntryFault{Kind: chain.FaultUnsealed, Seq: head + 1}) || !s.IsHolder || s.Journey.Head() != head {
			t.Errorf("at entry %d, holder %t: %v", s.Journey.Head(), s.IsHolder, s.Fault)
		}
		for _, n := range s.Notices {
			if n.Code == notice.TakenOver || strings.Contains(fmt.Sprint(n), "mallory") {
				t.Errorf("told %+v", n)
			}
		}
		if n := s.Notices[len(s.Notices)-1]; n.Code != notice.Damaged || n.Fault == nil {
			t.Errorf("told %+v", n)
		}
	})
}
