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
	must(t, s.Append(t.Context(), anna, entry(1, "a"), Summary{Pictures: []Picture{{SHA256: flows.SHA256{1}, Slot: "x"}}}))
	conn, err := s.read.Conn(t.Context())
	try(t, err)
	defer func() { _ = conn.Close() }()
	_, err = conn.ExecContext(t.Context(), "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off")
	try(t, err)
	scans := regexp.MustCompile(`(Index Only Scan|Index Scan|Seq Scan|Sort)[^(]*`)
	for text, c := range map[string]struct {
		args []any
		want string
	}{
		startList:   {[]any{origin, 5}, "Index Scan using dossiers_newest on dossiers"},
		findDossier: {[]any{origin, "x", 5}, "Index Scan using dossiers_newest on dossiers"},
		sentHash:    {[]any{origin, make([]byte, 32)}, "Index Scan using pictures_pkey on pictures"},
		getPictures: {[]any{origin, "1x1"}, "Index Scan using pictures_of on pictures"},
		headOf:      {[]any{origin, "1x1"}, "Index Scan using dossiers_origin_applicant_key on dossiers"},
		loadEntries: {[]any{origin, "1x1", 3}, "Index Scan using records_place on records; Index Scan using dossiers_origin_applicant_key on dossiers"},
	} {
		rows, err := conn.QueryContext(t.Context(), "EXPLAIN "+s.engine.sql(text), c.args...)
		try(t, err)
		lines, err := collect(rows, func(scan scanner) (line string, err error) { return line, scan(&line) })
		try(t, err)
		var found []string
		for _, scan := range scans.FindAllString(strings.Join(lines, "\n"), -1) {
			found = append(found, strings.TrimSpace(scan))
		}
		if got := strings.Join(found, "; "); got != c.want {
			t.Errorf("%s\nplan %q\nwant %q\n%s", text, got, c.want, strings.Join(lines, "\n"))
		}
	}
}
