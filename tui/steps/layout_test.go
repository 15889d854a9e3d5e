package steps

import (
	"fmt"
	"strings"
	"testing"

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
