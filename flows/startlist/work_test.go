package startlist_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/flows/scope"
	"dossier/flows/startlist"
)

// open writes the first entry of a dossier.
func open(t testing.TB, j *journal.Journal, operator, applicant string, at time.Time) {
	t.Helper()
	journey := flows.NewJourney(flows.Key{Origin: key.Origin, Applicant: applicant})
	entry := flows.Entry{Seq: 1, ID: fmt.Sprint(operator, applicant, at.UnixNano()), At: at, Session: operator, Operator: operator, Event: flows.Opened{}}
	next, err := journey.Apply(entry)
	if err != nil {
		t.Fatal(err)
	}
	if out := j.Append(t.Context(), journey.Key(), entry, startlist.Summarize(next)); out.Result != journal.Done {
		t.Fatal(out)
	}
}

// applicantsOf are the applicants that a scope lists, in order.
func applicantsOf(t testing.TB, list *startlist.List, s scope.Scope, needle string, limit int) string {
	t.Helper()
	rows, err := list.Rows(t.Context(), startlist.Query{Origin: key.Origin, Scope: s, Needle: needle, Limit: limit})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range rows {
		names = append(names, r.Key.Applicant)
		if r.Holder.Operator == "" {
			t.Errorf("nobody holds %s", r.Key.Applicant)
		}
	}
	return strings.Join(names, " ")
}

// TestAListFollowsTheScope proves who sees which dossiers of a real journal, while entries
// come in, with a limit, and with a part of an ID.
func TestAListFollowsTheScope(t *testing.T) {
	j := journaltest.Open(t)
	list := startlist.NewList(j)
	maya, lead := scope.Scope{Operator: "maya"}, scope.Scope{Operator: "eva", IsLead: true}
	for i, who := range []string{"maya", "lars", "maya", "ole"} {
		open(t, j, who, fmt.Sprintf("%dx1", i), noon.Add(time.Duration(i)*time.Minute))
		applicantsOf(t, list, maya, "", 1) // what is read once is not read again
	}
	group := lead
	group.Group = func() []string { return []string{"eva", "lars"} }
	for _, c := range []struct {
		scope        scope.Scope
		needle, want string
		limit        int
	}{
		{maya, "", "2x1 0x1", 9}, {maya, "", "2x1", 1}, {maya, "1x1", "", 9}, {maya, "0x", "0x1", 9}, {maya, "", "", 0},
		{scope.Scope{Operator: "eva"}, "", "", 9},
		{lead, "", "3x1 2x1 1x1 0x1", 9}, {lead, "", "3x1 2x1", 2}, {lead.Own(), "", "", 9}, {group, "", "1x1", 9},
		{scope.Scope{}, "", "3x1 2x1 1x1 0x1", 9},
	} {
		if got := applicantsOf(t, list, c.scope, c.needle, c.limit); got != c.want {
			t.Errorf("%s %q, at most %d: %q, want %q", c.scope.Operator, c.needle, c.limit, got, c.want)
		}
	}
}

// TestADossierThatWasRemovedAndBegunAgainIsItsNewOperators proves that what the list has
// read of it before gives nobody a right to the new one.
func TestADossierThatWasRemovedAndBegunAgainIsItsNewOperators(t *testing.T) {
	j := journaltest.Open(t)
	list := startlist.NewList(j)
	maya, lars := scope.Scope{Operator: "maya"}, scope.Scope{Operator: "lars"}
	open(t, j, "maya", "1x1", noon)
	if got := applicantsOf(t, list, maya, "", 9); got != "1x1" {
		t.Fatal(got)
	}
	purge := journal.PurgeOptions{Rule: "test", Applicant: "1x1", Operator: "root", Session: "p", Now: noon, NewID: func() string { return "tombstone" }}
	if _, err := j.Purge(t.Context(), purge, nil); err != nil {
		t.Fatal(err)
	}
	open(t, j, "lars", "1x1", noon.Add(time.Hour))
	if got := applicantsOf(t, list, maya, "", 9); got != "" {
		t.Errorf("maya sees %q", got)
	}
	if got := applicantsOf(t, list, lars, "", 9); got != "1x1" {
		t.Errorf("lars sees %q", got)
	}
}

// BenchmarkScopedList is the list of one operator among 50 in a journal of 10,000 dossiers.
func BenchmarkScopedList(b *testing.B) {
	j := journaltest.Open(b)
	for i := range 10_000 {
		open(b, j, fmt.Sprintf("operator%d", i%50), fmt.Sprintf("%dx1", i), noon.Add(time.Duration(i)*time.Second))
	}
	own := scope.Scope{Operator: "operator7"}
	list := startlist.NewList(j)
	for name, next := range map[string]func() *startlist.List{
		"first": func() *startlist.List { return startlist.NewList(j) }, "next": func() *startlist.List { return list },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				applicantsOf(b, next(), own, "", 200)
			}
		})
	}
}
