package journaltest

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
)

func TestFaultsDoWhatTheySay(t *testing.T) {
	key := flows.Key{Origin: "https://api.example", Applicant: "1x1"}
	for _, c := range []struct {
		fault   Fault
		result  journal.Result
		written int
	}{
		{NoFault, journal.Done, 1}, {FaultDurable, journal.Unknown, 1}, {FaultLost, journal.Unknown, 0}, {FaultConflict, journal.Conflict, 0},
	} {
		t.Run(fmt.Sprint(c.result, c.written), func(t *testing.T) {
			store := NewFaultyStore(Open(t), FaultAtNth(1, c.fault))
			entry := flows.Entry{Seq: 1, ID: "e1", At: time.Unix(1, 0), Session: "s", Operator: "o", Event: flows.Opened{}}
			out := store.Append(t.Context(), key, entry, flows.Summary{})
			if out.Result != c.result || (out.Err == nil) != (c.fault == NoFault) {
				t.Errorf("outcome %v", out)
			}
			if out.Err != nil && !errors.Is(out.Err, ErrInjected) {
				t.Errorf("error %v is not the injected one", out.Err)
			}
			entries, err := store.Load(t.Context(), key, 0)
			if err != nil || len(entries) != c.written {
				t.Errorf("%d entries, %v; want %d", len(entries), err, c.written)
			}
		})
	}
}

func TestOnlyTheNthAppendFails(t *testing.T) {
	plan := FaultAtNth(2, FaultLost)
	if got := [3]Fault{plan(1, flows.Entry{}), plan(2, flows.Entry{}), plan(3, flows.Entry{})}; got != [3]Fault{NoFault, FaultLost, NoFault} {
		t.Errorf("plan %v", got)
	}
}
