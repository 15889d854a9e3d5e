package journal

import (
	"regexp"
	"strings"
	"testing"

	"dossier/flows"
)

// TestPostgresFindsAnIndexForEverything forbids the reading of whole tables,
// bitmaps and sorting, which are right for the few rows of a test, and looks
// what is left.
func TestPostgresFindsAnIndexForEverything(t *testing.T) {
	s := open(t, database(t))
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{Pictures: []flows.SentPicture{{SHA256: flows.SHA256{1}, Slot: "x"}}}))
	conn, err := s.read.Conn(t.Context())
	requireNoErrors(t, err)
	defer func() { _ = conn.Close() }()
	_, err = conn.ExecContext(t.Context(), "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off")
	requireNoErrors(t, err)
	scans := regexp.MustCompile(`(Index Only Scan|Index Scan|Seq Scan|Sort)[^(]*`)
	for text, c := range map[string]struct {
		args []any
		want string
	}{
		recentDossiers: {[]any{origin, 5}, "Index Scan using dossiers_newest on dossiers"},
		findDossiers:   {[]any{origin, "x", 5}, "Index Scan using dossiers_newest on dossiers"},
		findPicture:    {[]any{origin, make([]byte, 32)}, "Index Scan using pictures_pkey on pictures"},
		getPictures:    {[]any{origin, "1x1"}, "Index Scan using pictures_of on pictures"},
		getHead:        {[]any{origin, "1x1"}, "Index Scan using dossiers_origin_applicant_key on dossiers"},
		recordsOf:      {[]any{origin, "1x1", 3}, "Index Scan using dossiers_origin_applicant_key on dossiers; Index Scan using records_place on records r; Index Scan using records_pos on records p"},
	} {
		rows, err := conn.QueryContext(t.Context(), "EXPLAIN "+s.engine.dialectSQL(text), c.args...)
		requireNoErrors(t, err)
		lines, err := collectRows(rows, func(scan rowScanner) (line string, err error) { return line, scan(&line) })
		requireNoErrors(t, err)
		var found []string
		for _, scan := range scans.FindAllString(strings.Join(lines, "\n"), -1) {
			found = append(found, strings.TrimSpace(scan))
		}
		if got := strings.Join(found, "; "); got != c.want {
			t.Errorf("%s\nplan %q\nwant %q\n%s", text, got, c.want, strings.Join(lines, "\n"))
		}
	}
}
