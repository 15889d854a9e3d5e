package files_test

import (
	"context"
	"testing"

	"dossier/flows"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// closedInbox is an inbox that nothing can be sent to.
type closedInbox struct{ *stepstest.Folder }

const noInboxReason = "No code is left. Try again."

func (closedInbox) Browse(context.Context, steps.Ref, string) steps.Listing {
	return steps.Listing{Fault: noInboxReason}
}

func (closedInbox) Delivery([]flows.SlotLine, flows.Slot, string) steps.Delivery {
	return steps.Delivery{Name: "No inbox"}
}

func (closedInbox) WaitForChange(ctx context.Context, _ uint64) { <-ctx.Done() }

// Without an inbox the screen says why, offers no command, and copies none.
func TestWithoutAnInboxTheScreenSaysWhy(t *testing.T) {
	f := stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t))
	stepstest.PlayScreen(t, f, closedInbox{&stepstest.Folder{}}, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
		p.Sees("No inbox", noInboxReason)
		p.SeesNot("scp", "another window", "command above")
		p.Press("ctrl+y", "enter")
		p.Settle()
		if len(p.Actions) != 0 {
			t.Errorf("%+v", p.Actions)
		}
		p.SeesNot("command above")
	})
}
