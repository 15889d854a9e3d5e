package journal

import (
	"strings"
	"testing"
)

func TestListsAndLooksAreReadFromAnIndex(t *testing.T) {
	s := open(t, place(t))
	for text, c := range map[string]struct {
		args []any
		want string
	}{
		recentDossiers: {[]any{origin, 5}, "SEARCH dossiers USING INDEX dossiers_newest (origin=?)"},
		findDossiers:   {[]any{origin, "x", 5}, "SEARCH dossiers USING INDEX dossiers_newest (origin=?)"},
		findPicture:    {[]any{origin, make([]byte, 32)}, "SEARCH pictures USING PRIMARY KEY (origin=? AND sha256=?)"},
		getPictures:    {[]any{origin, "1x1"}, "SEARCH pictures USING COVERING INDEX pictures_of (origin=? AND applicant=?)"},
		getHead:        {[]any{origin, "1x1"}, "SEARCH dossiers USING INDEX sqlite_autoindex_dossiers_1 (origin=? AND applicant=?)"},
	} {
		plan := explain(t, s, text, c.args)
		if plan != c.want {
			t.Errorf("%s\nplan %q\nwant %q", text, plan, c.want)
		}
	}
	plan := explain(t, s, recordsOf, []any{origin, "1x1", 3})
	for _, want := range []string{"SEARCH r USING INDEX sqlite_autoindex_records_2 (dossier=? AND seq>?)", "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)"} {
		if !strings.Contains(plan, want) || strings.Contains(plan, "SCAN") || strings.Contains(plan, "TEMP") {
			t.Errorf("load: %s", plan)
		}
	}
}

// TestWorkIsReadFromItsPosition proves that what is new costs what is new.
func TestWorkIsReadFromItsPosition(t *testing.T) {
	s := open(t, place(t))
	if plan := explain(t, s, workAfter, []any{7}); plan != "SEARCH r USING INTEGER PRIMARY KEY (rowid>?); SEARCH d USING INTEGER PRIMARY KEY (rowid=?)" {
		t.Error(plan)
	}
}

func explain(t *testing.T, s *Journal, text string, args []any) string {
	t.Helper()
	rows, err := s.read.Query("EXPLAIN QUERY PLAN "+text, args...)
	requireNoErrors(t, err)
	steps, err := collectRows(rows, func(scan rowScanner) (string, error) {
		var id, parent, unused int
		var detail string
		return detail, scan(&id, &parent, &unused, &detail)
	})
	requireNoErrors(t, err)
	return strings.Join(steps, "; ")
}
