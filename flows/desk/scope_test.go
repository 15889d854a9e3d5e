package desk

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/flows/scope"
	"dossier/flows/startlist"
)

// team is a service with one list and one store of entries for all its operators.
type team struct {
	w    *world
	list *startlist.List
}

func newTeam(w *world) team { return team{w, NewStartList(w.store)} }

// operator opens the desks of one session of an operator.
func (m team) operator(s scope.Scope, session string) *Desks {
	cfg := m.w.config(session)
	cfg.Key.Applicant, cfg.Operator, cfg.Scope = "", s.Operator, s
	return NewDesks(m.w.t.Context(), cfg, m.list)
}

// work opens a dossier and begins it.
func (m team) work(ds *Desks, applicant string) *Desk {
	m.w.t.Helper()
	d, err := ds.Open(applicant, "")
	if err != nil {
		m.w.t.Fatal(err)
	}
	m.w.do(d, flow())
	return d
}

var (
	maya = scope.Scope{Operator: "maya"}
	lars = scope.Scope{Operator: "lars"}
	lead = scope.Scope{Operator: "eva", IsLead: true}
)

// everythingOf is all that one operator's desks hand out: lists, and who has what open.
func everythingOf(t *testing.T, ds *Desks, needles ...string) string {
	t.Helper()
	var all []any
	for _, needle := range append(needles, "") {
		rows, err := ds.Dossiers(t.Context(), needle)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, rows)
	}
	open, err := ds.OpenElsewhere(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(append(all, open)...)
}

const canary = "4711471147114x471147114711000815" // lars' applicant

// TestOneOperatorsDossiersAreInNoOtherOperatorsLists proves that neither list nor search nor
// who has what open shows an operator what others work on, that the operator's own is all
// there, and that a dossier which changed hands is in both lists.
func TestOneOperatorsDossiersAreInNoOtherOperatorsLists(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		m := newTeam(w)
		ofMaya, ofLars := m.operator(maya, "a"), m.operator(lars, "b")
		defer ofMaya.Close()
		defer ofLars.Close()
		m.work(ofMaya, key.Applicant)
		m.work(ofLars, canary)
		synctest.Wait() // for their signs of life
		if all := everythingOf(t, ofMaya, canary, "4711", "lars"); strings.Contains(all, canary) || strings.Contains(all, "lars") || !strings.Contains(all, key.Applicant) {
			t.Errorf("maya sees %s", all)
		}
		if all := everythingOf(t, ofLars); !strings.Contains(all, canary) || strings.Contains(all, key.Applicant) {
			t.Errorf("lars sees %s", all)
		}
		d, err := ofMaya.Open(canary, "")
		if err != nil || d.Snapshot().IsHolder {
			t.Fatalf("watching: %v", err)
		}
		w.do(d, flows.Opened{Reason: "shift change"})
		synctest.Wait()
		if all := everythingOf(t, ofMaya); !strings.Contains(all, canary) {
			t.Errorf("maya took it over and sees %s", all)
		}
		if all := everythingOf(t, ofLars); !strings.Contains(all, canary) || !strings.Contains(all, "maya") {
			t.Errorf("lars, who lost it, sees %s", all)
		}
	})
}

// TestAFreeDossierOfAColleagueOpensWithAReasonAlone proves that nothing of it is seen and
// nothing recorded without one, and that the reason is in the journal.
func TestAFreeDossierOfAColleagueOpensWithAReasonAlone(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		m := newTeam(w)
		ofMaya, ofLars := m.operator(maya, "a"), m.operator(lars, "b")
		defer ofMaya.Close()
		m.work(ofLars, canary)
		ofLars.Close()
		at := flows.Key{Origin: key.Origin, Applicant: canary}
		before := w.store.events(at)
		for range 2 {
			d, err := ofMaya.Open(canary, "")
			refused, ok := errors.AsType[*scope.Refusal](err)
			if d != nil || !ok || refused.Access != scope.NeedsReason || refused.Holder != "lars" || refused.Since.IsZero() {
				t.Fatalf("opened: %v", err)
			}
		}
		if _, err := ofMaya.WasSentForOther(t.Context(), canary, flows.SHA256{1}); err == nil {
			t.Error("a question about a picture opened it")
		}
		if _, open := ofMaya.Journey(canary); open || !slices.Equal(w.store.events(at), before) {
			t.Fatalf("%v", w.store.events(at))
		}
		d, err := ofMaya.Open(canary, "lars is ill")
		if err != nil || !d.Snapshot().IsHolder {
			t.Fatalf("with a reason: %v", err)
		}
		if holder := d.Snapshot().Journey.Holder(); holder.Operator != "maya" || holder.Reason != "lars is ill" {
			t.Errorf("%+v", holder)
		}
		w.consistent()
	})
}

// TestWhoWatchesSeesNothingOnceTheHolderLeft proves that a dossier is taken from the screen
// of an operator who watched it, that its desk leaves, and that nobody got it by that.
func TestWhoWatchesSeesNothingOnceTheHolderLeft(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		m := newTeam(w)
		ofMaya, ofLars := m.operator(maya, "a"), m.operator(lars, "b")
		defer ofMaya.Close()
		first := m.work(ofLars, canary)
		d, err := ofMaya.Open(canary, "")
		if err != nil || d.Snapshot().IsHolder || d.Snapshot().Journey.Head() == 0 {
			t.Fatalf("watching: %v", err)
		}
		w.do(first, flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "DEU"})
		w.until(d, "the choice", func(s Snapshot) bool { return s.Journey.Head() == first.Snapshot().Journey.Head() })
		if err := d.PostAndWait(t.Context(), flows.Opened{}); err == nil {
			t.Error("it was taken over without a reason")
		}
		ofLars.Close()
		s := w.until(d, "the end", func(s Snapshot) bool { return s.Withheld && s.Ended })
		if s.Journey.Head() != 0 || s.ApplicantKnown || s.IsHolder || len(s.Others) > 0 || len(s.Notices) > 0 {
			t.Errorf("%+v", s)
		}
		if j, _ := ofMaya.Journey(canary); j.Head() != 0 {
			t.Error("its entries are still handed out")
		}
		if holder := first.Snapshot().Journey.Holder(); holder.Operator != "lars" || w.store.count(flows.Key{Origin: key.Origin, Applicant: canary}, "Opened") != 1 {
			t.Errorf("%+v", holder)
		}
		if _, err := ofMaya.Open(canary, ""); err == nil {
			t.Error("it opens again without a reason")
		}
		if d, err := ofMaya.Open(canary, "shift change"); err != nil || !d.Snapshot().IsHolder {
			t.Errorf("with a reason: %v", err)
		}
	})
}

// TestALeadLooksAndHoldsNothing proves that a lead sees every dossier of the group and takes
// none over by looking, not even one that nobody has open.
func TestALeadLooksAndHoldsNothing(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		m := newTeam(w)
		ofLead, ofLars := m.operator(lead, "a"), m.operator(lars, "b")
		defer ofLead.Close()
		m.work(ofLars, canary)
		d, err := ofLead.Open(canary, "")
		if err != nil {
			t.Fatal(err)
		}
		ofLars.Close()
		time.Sleep(time.Hour)
		if s := d.Snapshot(); s.Withheld || s.IsHolder || s.Journey.Holder().Operator != "lars" || s.Journey.Head() == 0 {
			t.Fatalf("%+v", s)
		}
		if all := everythingOf(t, ofLead, canary); strings.Contains(all, canary) {
			t.Errorf("a lead's own work: %s", all)
		}
		w.do(d, flows.Opened{Reason: "lars is ill"})
		w.until(d, "taken over", func(s Snapshot) bool { return s.IsHolder })
	})
}

// TestAnotherGroupsDossierIsNobodys proves that the account at the service divides operators
// and leads alike, whoever has the dossier open, and that the refusal names nobody.
func TestAnotherGroupsDossierIsNobodys(t *testing.T) {
	for _, other := range []scope.Scope{maya, lead} {
		virtual(t, func(t *testing.T, w *world) {
			m := newTeam(w)
			other.Group = func() []string { return []string{other.Operator} }
			mine, ofLars := m.operator(other, "a"), m.operator(lars, "b")
			defer mine.Close()
			defer ofLars.Close()
			m.work(ofLars, canary)
			synctest.Wait()
			d, err := mine.Open(canary, "a reason")
			if refused, ok := errors.AsType[*scope.Refusal](err); d != nil || !ok || *refused != (scope.Refusal{}) {
				t.Errorf("%v", err)
			}
			if all := everythingOf(t, mine, canary); strings.Contains(all, canary) || strings.Contains(all, "lars") {
				t.Errorf("%s", all)
			}
		})
	}
}
