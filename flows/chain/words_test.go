package chain_test

import (
	"testing"

	"dossier/flows/chain"
)

// A gap of one record is told as one.
func TestAFaultCountsWhatLacks(t *testing.T) {
	for want, f := range map[string]chain.Fault{
		"record 9 is missing":                           {Kind: chain.FaultMissing, Pos: 9, To: 9},
		"records 9 to 10 are missing":                   {Kind: chain.FaultMissing, Pos: 9, To: 10},
		"the end was cut off: record 9 is gone":         {Kind: chain.FaultTruncated, Pos: 9, To: 9},
		"the end was cut off: records 9 to 10 are gone": {Kind: chain.FaultTruncated, Pos: 9, To: 10},
	} {
		if got := f.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
