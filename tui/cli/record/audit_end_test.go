package record

import (
	"testing"

	"dossier/flows/chain"
)

func TestTheEndIsComparedWithTheLastRecord(t *testing.T) {
	at := func(pos uint64, hash byte) chainEnd {
		return endOfRecords(chain.Report{Last: pos, Hash: chain.Hash{hash}})
	}
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

// TestAnEndThatIsNotWholeIsNotShownAsZero proves that what the journal has in the place of a
// number or a hash is never read as one: zeros would be a value.
func TestAnEndThatIsNotWholeIsNotShownAsZero(t *testing.T) {
	read := endOfRecords(chain.Report{Last: 5, Hash: chain.Hash{1}})
	noHash, noNumber := read, read
	noHash.hash, noNumber.pos = chain.HashColumn{}, chain.NumberColumn{}
	const found = ", and its last record is 5 with 0100000000000000"
	for want, wrong := range map[string]chainEnd{
		"the journal says that it ends with record 5 and something that is no hash" + found:                                noHash,
		"the journal says that it ends with something that is no number of a record and 0100000000000000" + found:          noNumber,
		"the journal says that it ends with something that is no number of a record and something that is no hash" + found: {},
	} {
		if before, after := endFault(wrong, read, read), endFault(read, read, wrong); before != want || after != want {
			t.Errorf("%q, and after the reading %q, want %q", before, after, want)
		}
	}
	empty := endOfRecords(chain.Report{})
	if fault := endFault(chainEnd{hash: empty.hash}, empty, empty); fault == "" {
		t.Error("no number passes for the beginning")
	}
}
