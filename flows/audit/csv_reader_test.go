package audit_test

import (
	"strings"
	"testing"
)

// readCSV is a second reader of the table, as RFC 4180 section 2 has it and no wider:
// lines end in CRLF, a cell is in quotes as a whole or has none, and a cell without
// quotes has no comma and no line end. It reads CRLF in a cell as one line end, like
// encoding/csv.
func readCSV(t *testing.T, text string) (rows [][]string) {
	t.Helper()
	text = strings.TrimPrefix(text, "\ufeff")
	for row := []string(nil); text != ""; {
		cell, end := cutCell(t, text)
		row, text = append(row, cell), end
		switch {
		case strings.HasPrefix(text, ","):
			text = text[1:]
		case strings.HasPrefix(text, "\r\n"):
			rows, row, text = append(rows, row), nil, text[2:]
		default:
			t.Fatalf("after the cell %q: %.20q", cell, text)
		}
	}
	return rows
}

// cutCell cuts the first cell off.
func cutCell(t *testing.T, text string) (cell, rest string) {
	t.Helper()
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, ",\r\n\"")
		if end < 0 {
			t.Fatalf("the last line does not end: %.20q", text)
		}
		return text[:end], text[end:]
	}
	for rest = text[1:]; ; {
		before, after, found := strings.Cut(rest, `"`)
		if !found {
			t.Fatal("a quote is not closed")
		}
		if cell += before; !strings.HasPrefix(after, `"`) {
			return strings.ReplaceAll(cell, "\r\n", "\n"), after
		}
		cell, rest = cell+`"`, after[1:]
	}
}
