package startlist_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/flows/journal/tempdir"
	"dossier/flows/startlist"
)

// fillDossiers writes one dossier for each applicant, the last one first, whose picture
// was refused.
func fillDossiers(t testing.TB, j *journal.Journal, applicants ...string) {
	t.Helper()
	for n, applicant := range applicants {
		journey := flows.NewJourney(flows.Key{Origin: key.Origin, Applicant: applicant})
		for i, e := range join(opened("identity"), begun(front), answered(flows.AnswerRefused)) {
			if picture, ok := e.(flows.FileChosen); ok {
				picture.SHA256 = flows.SHA256{byte(n), 1}
				e = picture
			}
			entry := flows.Entry{Seq: uint64(i + 1), ID: fmt.Sprint(applicant, "-", i), At: noon.AddDate(0, 0, n), Session: "s", Operator: "maya", Event: e}
			next, err := journey.Apply(entry)
			if err != nil {
				t.Fatal(err)
			}
			sum := startlist.Summarize(next)
			sum.Release = next.ReleaseOf(e)
			if out := j.Append(t.Context(), journey.Key(), entry, sum); out.Result != journal.Done {
				t.Fatal(out)
			}
			journey = next
		}
	}
}

// tamper changes a journal's file without its triggers.
func tamper(t *testing.T, place, change string) {
	t.Helper()
	db, err := sql.Open("sqlite", place)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec("DROP TRIGGER IF EXISTS records_keep; DROP TRIGGER IF EXISTS records_stay; " + change); err != nil {
		t.Fatal(err)
	}
}

// listTexts are the rows as they are drawn: applicant, group, text and how far it is.
func listTexts(t *testing.T, list *startlist.List) []string {
	t.Helper()
	rows, err := list.Dossiers(t.Context(), startlist.Query{Origin: key.Origin, Limit: 9})
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, r := range rows {
		texts = append(texts, fmt.Sprintf("%s %s: %s %d/%d", r.Key.Applicant, r.Group, r.Text, r.Done, r.Total))
	}
	return texts
}

// TestNothingIsListedThatWasNotVerified: whatever somebody writes into the rows, the list
// says what the entries say; and a dossier whose entries were changed is damaged.
func TestNothingIsListedThatWasNotVerified(t *testing.T) {
	const refused, damaged = " needs you: identity.front refused, DRIVERS front 0/2", " needs you: damaged 0/0"
	whole := []string{"2x2" + refused, "1x1" + refused}
	for change, want := range map[string][]string{
		"SELECT 1": whole,
		"UPDATE dossiers SET standing = 'done', text = 'approved'":      whole,
		"UPDATE dossiers SET done = 2, total = 2":                       whole,
		"UPDATE dossiers SET updated = -updated":                        whole, // nor in another order
		"UPDATE dossiers SET head = 1":                                  whole,
		"UPDATE dossiers SET head = 99 WHERE applicant = '1x1'":         {"2x2" + refused, "1x1" + damaged},
		"UPDATE dossiers SET applicant = '3x3' WHERE applicant = '1x1'": {"2x2" + refused, "3x3" + damaged},
		"UPDATE records SET operator = 'x' WHERE pos = 2":               {"2x2" + refused, "1x1" + damaged},
		"UPDATE records SET seal = zeroblob(32) WHERE pos = 2":          {"2x2" + refused, "1x1" + damaged},
		"DELETE FROM records WHERE pos = 2":                             {"2x2" + refused, "1x1" + damaged},
		"UPDATE dossiers SET head = -1 WHERE applicant = '1x1'":         {"2x2" + refused, "1x1" + damaged},
		"UPDATE dossiers SET done = -1, total = -1":                     whole,
		"UPDATE records SET pos = -pos WHERE pos = 2":                   {"2x2" + refused, "1x1" + damaged},
		"DELETE FROM records WHERE pos <= 6":                            {"2x2" + refused, "1x1" + damaged},
		"INSERT INTO dossiers (origin, applicant, head, updated, done, total, standing, text) SELECT origin, '9x9', head, updated, 2, 2, 'done', 'approved' FROM dossiers LIMIT 1": {"2x2" + refused, "1x1" + refused, "9x9" + damaged},
	} {
		place := filepath.Join(tempdir.New(t), "data", "journal.db")
		j := journaltest.OpenAt(t, place)
		fillDossiers(t, j, "1x1", "2x2")
		read := startlist.NewList(j)
		if got := listTexts(t, read); fmt.Sprint(got) != fmt.Sprint(whole) {
			t.Fatalf("before: %q", got)
		}
		tamper(t, place, change)
		if got := listTexts(t, startlist.NewList(j)); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\n%q, want\n%q", change, got, want)
		}
		for _, text := range listTexts(t, read) { // what it knew already
			if text != "1x1"+refused && text != "2x2"+refused && text != "1x1"+damaged && text != "3x3"+damaged && text != "9x9"+damaged {
				t.Errorf("%s: listed again as %q", change, text)
			}
		}
	}
}

// source is a journal with one row; loads counts how often its entries are read.
type source struct {
	row     flows.Summary
	entries []flows.Entry
	err     error
	loads   int
}

func (s *source) RecentDossiers(context.Context, string, int) ([]flows.Summary, error) {
	return []flows.Summary{s.row}, nil
}

func (s *source) FindDossiers(ctx context.Context, origin, _ string, limit int) ([]flows.Summary, error) {
	return s.RecentDossiers(ctx, origin, limit)
}

func (s *source) VisitWork(_ context.Context, after uint64, visit func(pos uint64, row flows.Summary, operator string) error) error {
	for i, e := range s.entries {
		if err := visit(after+uint64(i)+1, s.row, e.Operator); err != nil {
			return err
		}
	}
	return nil
}

func (s *source) Load(context.Context, flows.Key, uint64) ([]flows.Entry, error) {
	s.loads++
	return s.entries, s.err
}

// TestADossierIsLoadedAgainWhenItChanged: and one that could not be believed, every time.
func TestADossierIsLoadedAgainWhenItChanged(t *testing.T) {
	opened := flows.Entry{Seq: 1, ID: "a", At: noon, Session: "s", Operator: "maya", Event: flows.Opened{}}
	closed := flows.Entry{Seq: 2, ID: "b", At: noon, Session: "s", Operator: "maya", Event: flows.Closed{}}
	s := &source{row: flows.Summary{Key: key, Head: 1, Updated: noon}, entries: []flows.Entry{opened}}
	list := startlist.NewList(s)
	for _, c := range []struct {
		head    uint64
		entries []flows.Entry
		err     error
		want    string
		loads   int
	}{
		{1, s.entries, nil, "", 1},
		{1, nil, errors.New("not asked"), "", 1},
		{2, s.entries, flows.ErrDamaged, string(startlist.Damaged), 2},
		{2, s.entries, flows.ErrNewer, string(startlist.NewerEntries), 3},
		{2, s.entries, nil, string(startlist.Damaged), 4},
		{2, []flows.Entry{closed}, nil, string(startlist.Damaged), 5},
		{2, []flows.Entry{opened, closed}, nil, string(startlist.Closed), 6},
		{2, nil, errors.New("not asked"), string(startlist.Closed), 6},
	} {
		s.row.Head, s.entries, s.err = c.head, c.entries, c.err
		rows, err := list.Dossiers(t.Context(), startlist.Query{Origin: key.Origin, Limit: 1})
		if err != nil || len(rows) != 1 || rows[0].Text != c.want || s.loads != c.loads || !rows[0].Updated.Equal(noon) {
			t.Errorf("%+v: %+v, %v, %d loads", c, rows, err, s.loads)
		}
	}
	// A dossier that was purged and begun again has as many entries as the one before it.
	later := opened
	later.At = noon.Add(time.Hour)
	s.row, s.err, s.entries = flows.Summary{Key: key, Head: 2, Updated: later.At}, nil, []flows.Entry{opened, {Seq: 2, ID: "c", At: later.At, Session: "s", Operator: "maya", Event: flows.Opened{}}}
	if rows, err := list.Dossiers(t.Context(), startlist.Query{Origin: key.Origin, Limit: 1}); err != nil || len(rows) != 1 || !rows[0].Updated.Equal(later.At) || rows[0].Text == string(startlist.Closed) {
		t.Errorf("begun again: %+v, %v", rows, err)
	}
	s.row.Head, s.err = 3, errors.New("the disk")
	if rows, err := list.Dossiers(t.Context(), startlist.Query{Origin: key.Origin, Needle: "1", Limit: 1}); !errors.Is(err, s.err) {
		t.Errorf("%+v, %v", rows, err)
	}
}

// BenchmarkList is the first list of 200 dossiers and the next one, beside the rows alone.
func BenchmarkList(b *testing.B) {
	j := journaltest.Open(b)
	var applicants []string
	for n := range 200 {
		applicants = append(applicants, fmt.Sprintf("%dx1", n))
	}
	fillDossiers(b, j, applicants...)
	b.Run("rows", func(b *testing.B) {
		for b.Loop() {
			if rows, err := j.RecentDossiers(b.Context(), key.Origin, 200); err != nil || len(rows) != 200 {
				b.Fatal(err)
			}
		}
	})
	list := startlist.NewList(j)
	for name, next := range map[string]func() *startlist.List{
		"first": func() *startlist.List { return startlist.NewList(j) }, "next": func() *startlist.List { return list },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if rows, err := next().Dossiers(b.Context(), startlist.Query{Origin: key.Origin, Limit: 200}); err != nil || len(rows) != 200 {
					b.Fatal(err)
				}
			}
		})
	}
}
