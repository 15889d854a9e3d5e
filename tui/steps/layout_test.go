package steps

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/tui/theme"
)

// TestListSaysWhatItLeavesOut: the rows and the line under them fit into the room, count
// every row, and show the highlighted one.
func TestListSaysWhatItLeavesOut(t *testing.T) {
	f := Frame{Theme: theme.New(true)}
	for n := range 12 {
		for room := 1; room < 12; room++ {
			for at := NoRow; at < n; at++ {
				from, to, left := VisibleRows(n, 0, max(at, 0), room)
				rest := f.RenderRest("", left, room)
				if to-from+len(rest) > room {
					t.Fatalf("%d rows in %d lines: %d rows and %q", n, room, to-from, rest)
				}
				if left != n-(to-from) || at >= 0 && (at < from || at >= to) {
					t.Fatalf("%d rows in %d lines, highlighted %d: [%d, %d) and %d more", n, room, at, from, to, left)
				}
				if said := strings.Contains(strings.Join(rest, ""), fmt.Sprintf("%d more", left)); said != (left > 0 && room > rowsWithoutRest) {
					t.Fatalf("%d rows in %d lines, %d left out: %q", n, room, left, rest)
				}
			}
		}
	}
}

// TestSentenceIsCutAtAClause: what is left of a sentence that is too long is words as they
// were, and a whole clause where one fits.
func TestSentenceIsCutAtAClause(t *testing.T) {
	const stopped = "✓ Front: stopped by you before the end: the service did not get a complete picture."
	for _, c := range []struct {
		text  string
		width int
		want  string
	}{
		{stopped, 90, stopped},
		{stopped, 78, "✓ Front: stopped by you before the end…"},
		{stopped, 30, "✓ Front: stopped by you…"},
		{"✓ Selfie: taken back by you; nothing was sent.", 35, "✓ Selfie: taken back by you…"},
		{"Choose another back; the front is sent again with it.", 30, "Choose another back…"},
		{"No longer held; open it again. It was removed.", 40, "No longer held; open it again.…"},
		{"nothinghere", 5, "noth…"},
	} {
		styled := theme.New(true).Bad.Render(c.text)
		if got := ansi.Strip(ShortenSentence(styled, c.width)); got != c.want {
			t.Errorf("%q in %d cells: %q", c.text, c.width, got)
		}
	}
}
