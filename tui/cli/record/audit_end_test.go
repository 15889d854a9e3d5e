package record

import (
	"testing"

	"dossier/flows/chain"
)

func TestTheEndIsComparedWithTheLastRecord(t *testing.T) {
	at := func(pos uint64, hash byte) chainEnd { return chainEnd{pos, chain.Hash{hash}} }
	for name, c := range map[string]struct {
		before, read, after chainEnd
		isWhole             bool
	}{
		"the end":                 {at(5, 1), at(5, 1), at(5, 1), true},
		"appended before reading": {at(5, 1), at(7, 2), at(7, 2), true},
		"appended after reading":  {at(5, 1), at(5, 1), at(7, 2), true},
		"appended all the time":   {at(5, 1), at(6, 3), at(7, 2), true},
		"behind the records":      {at(3, 1), at(5, 1), at(3, 1), false},
		"at nothing":              {at(0, 9), at(5, 1), at(0, 9), false},
		"ahead of the records":    {at(9, 1), at(5, 1), at(9, 1), false},
		"another hash":            {at(5, 2), at(5, 1), at(5, 2), false},
		"another hash by now":     {at(5, 1), at(5, 1), at(5, 2), false},
		"set back while reading":  {at(5, 1), at(5, 1), at(3, 1), false},
	} {
		if fault := endFault(c.before, c.read, c.after); (fault == "") != c.isWhole {
			t.Errorf("%s: %q", name, fault)
		}
	}
}
