package desk

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/presence"
	"dossier/flows/scope"
)

// teamWorkText is the work of a team, a word for each dossier: who has it open, or had it.
func teamWorkText(t *testing.T, ds *Desks) string {
	t.Helper()
	list, err := ds.TeamWork(t.Context())
	if err != nil {
		return err.Error()
	}
	var words []string
	for _, w := range list {
		word := fmt.Sprint(w.Key.Applicant, " by ", w.Holder.Operator)
		if w.IsOpen {
			word = fmt.Sprint(w.Key.Applicant, " open at ", w.Worker.Operator)
			if !w.Worker.Typed.IsZero() {
				word += " who typed"
			}
		}
		words = append(words, word)
	}
	return strings.Join(words, ", ")
}

// TestTheTeamsWorkIsALeads proves who is said to work on what, live, that a lead who looks
// works on nothing, and that nobody but a lead of the group sees any of it.
func TestTheTeamsWorkIsALeads(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		m := newTeam(w)
		ofMaya, ofLars, ofLead, alone := m.operator(maya, "a"), m.operator(lars, "b"), m.operator(lead, "c"), m.operator(scope.Scope{}, "d")
		defer ofMaya.Close()
		defer ofLead.Close()
		m.work(ofMaya, "1x1")
		time.Sleep(time.Second)
		m.work(ofLars, canary)
		ofLars.NoteKeyPress()
		if _, err := ofMaya.Open("2x2", ""); err != nil { // nothing is recorded of it yet
			t.Fatal(err)
		}
		if _, err := ofLead.Open("1x1", ""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(presence.Interval)
		synctest.Wait()
		if got, want := teamWorkText(t, ofLead), "2x2 open at maya, "+canary+" open at lars who typed, 1x1 open at maya"; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		ofLars.Close()
		if got, want := teamWorkText(t, ofLead), "2x2 open at maya, "+canary+" by lars, 1x1 open at maya"; got != want {
			t.Errorf("lars left: %q, want %q", got, want)
		}
		apart := lead
		apart.Group = func() []string { return []string{"eva", "lars"} }
		other := m.operator(apart, "e")
		if got, want := teamWorkText(t, other), canary+" by lars"; got != want {
			t.Errorf("a lead of another group: %q, want %q", got, want)
		}
		for name, ds := range map[string]*Desks{"an operator": ofMaya, "a wizard without a team": alone} {
			if got := teamWorkText(t, ds); got != errNotLead.Error() {
				t.Errorf("%s sees %q", name, got)
			}
		}
	})
}

// TestWhereElseFilesMayHaveArrived proves that a colleague's and another process's inbox is
// known of, that one's own is neither, and what a killed session of another host leaves.
func TestWhereElseFilesMayHaveArrived(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		m := newTeam(w)
		ofMaya := m.operator(maya, "a")
		defer ofMaya.Close()
		d := m.work(ofMaya, "1x1")
		if _, known, err := ofMaya.FormerProcess(t.Context(), "1x1"); known || err != nil || ofMaya.HasColleague("1x1") || ofMaya.HasColleague("7x7") {
			t.Errorf("alone: %v, %v", known, err)
		}
		key := flows.Key{Origin: key.Origin, Applicant: "1x1"}
		left := journal.Presence{Session: "z", Operator: "lars", Host: "docs-2", PID: 7, At: time.Now().Add(-time.Minute)}
		for _, c := range []struct {
			operator string
			known    bool
		}{{"lars", false}, {"maya", true}} {
			left.Operator = c.operator
			if err := w.store.RecordPresence(t.Context(), key, left); err != nil {
				t.Fatal(err)
			}
			if former, known, err := ofMaya.FormerProcess(t.Context(), "1x1"); known != c.known || known && former.Host != "docs-2" || err != nil {
				t.Errorf("%s on another host: %v, %v", c.operator, known, err)
			}
		}
		self := journal.OwnPresence()
		for _, c := range []struct {
			host  string
			pid   int
			ended bool
		}{{ofMaya.Host(), 1 << 30, true}, {ofMaya.Host(), self.PID, false}, {"docs-2", 1 << 30, false}} {
			if got := ofMaya.HasEnded(journal.Presence{Host: c.host, PID: c.pid, StartTime: self.StartTime}); got != c.ended {
				t.Errorf("process %d on %q has ended: %t", c.pid, c.host, got)
			}
		}
		ofLars := m.operator(lars, "b")
		defer ofLars.Close()
		taken, err := ofLars.Open("1x1", "")
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // what the other desk still records comes first
		w.do(taken, flows.Opened{Reason: "shift change"})
		w.until(d, "taken over", func(s Snapshot) bool { return !s.IsHolder })
		if !ofLars.HasColleague("1x1") || !ofMaya.HasColleague("1x1") {
			t.Error("the colleague is not known")
		}
	})
}
