package audit_test

import (
	"slices"
	"testing"

	"dossier/flows"
	"dossier/flows/audit"
)

// TestTheConnectionOfASessionIsShown proves that a receipt and a table name the proxy and
// the custom roots of a session, and nothing where none was recorded.
func TestTheConnectionOfASessionIsShown(t *testing.T) {
	for cell, connection := range map[string]flows.Connection{
		"":                                  {},
		"proxy proxy.test:3128":             {Proxy: "proxy.test:3128"},
		"custom roots":                      {CustomRoots: true},
		"proxy 10.0.0.1:1080, custom roots": {Proxy: "10.0.0.1:1080", CustomRoots: true},
		"proxy [fe80::1%=1;'@x\\u{1B}]:80":  {Proxy: "[fe80::1%=1;@x\x1b]:80"},
	} {
		s := newFakeJournal(t)
		s.by(mine(), ann, flows.Opened{Connection: connection})
		if h := s.receipt(mine()).Holders[0]; !h.Proxy.Is(connection.Proxy) || h.CustomRoots != connection.CustomRoots {
			t.Errorf("%q: the receipt has %t, %t", cell, h.Proxy.Empty(), h.CustomRoots)
		}
		text, _ := export(t, s, audit.CSV, audit.Scope{})
		rows := readCSV(t, text)
		if got := rows[1][slices.Index(rows[0], "detail")]; got != cell {
			t.Errorf("the table has %q, want %q", got, cell)
		}
	}
}
