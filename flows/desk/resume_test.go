package desk

import (
	"testing"

	"dossier/flows"
)

func TestOnlyAPersonsOrderEndsAPause(t *testing.T) {
	resumed := 0
	d := &Desk{cfg: Config{Resume: func() { resumed++ }}}
	for _, e := range []flows.Event{flows.Opened{}, flows.SendStarted{}, flows.NotSent{}, flows.DocumentChosen{}, flows.StatusSeen{}} {
		d.resumeClient(e)
	}
	if resumed != 0 {
		t.Errorf("resumed %d times without an order to send", resumed)
	}
	d.resumeClient(flows.FileChosen{})
	d.resumeClient(flows.CheckConfirmed{})
	if resumed != 2 {
		t.Errorf("resumed %d times, want 2", resumed)
	}
}
