package desk

import (
	"testing"
	"time"

	"dossier/flows"
)

func TestOnlyAPersonsOrderEndsAPause(t *testing.T) {
	resumed := 0
	d := newDesk(t.Context(), Config{Resume: func() { resumed++ }, Now: time.Now})
	for _, e := range []flows.Event{flows.Opened{}, flows.SendStarted{}, flows.NotSent{}, flows.DocumentChosen{}, flows.StatusSeen{}} {
		d.choiceRecorded(e)
	}
	if resumed != 0 {
		t.Errorf("resumed %d times without an order to send", resumed)
	}
	d.choiceRecorded(flows.FileChosen{})
	d.choiceRecorded(flows.CheckConfirmed{})
	if resumed != 2 {
		t.Errorf("resumed %d times, want 2", resumed)
	}
}
