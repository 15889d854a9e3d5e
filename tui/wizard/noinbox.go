package wizard

import (
	"context"

	"dossier/flows"
	"dossier/tui/steps"
)

// NoInbox is an inbox that takes no files. It shows none of the server's either.
type NoInbox struct {
	Reason string // our own words: a sentence, with what to do
}

var _ steps.Inbox = NoInbox{}

// Browse says why nothing can arrive.
func (n NoInbox) Browse(context.Context, steps.Ref, string) steps.Listing {
	return steps.Listing{Fault: n.Reason}
}

// Complete does nothing: there are no paths here.
func (NoInbox) Complete(_ steps.Ref, typed string) (string, []string) { return typed, nil }

// Paste is text: what it names is on another computer.
func (NoInbox) Paste(string) steps.PastedPaths { return steps.PastedPaths{} }

// Examine finds nothing: there are no files here.
func (n NoInbox) Examine(_ context.Context, ref steps.Ref) steps.FileReport {
	return steps.FileReport{Ref: ref, Fault: n.Reason, Temporary: true}
}

// Peek finds what Examine finds.
func (n NoInbox) Peek(ctx context.Context, ref steps.Ref) steps.FileReport {
	return n.Examine(ctx, ref)
}

// Delivery has no command: no way leads here.
func (NoInbox) Delivery([]flows.SlotLine, flows.Slot, string) steps.Delivery {
	return steps.Delivery{Name: "No inbox"}
}

// WaitForChange waits for the end: nothing changes here.
func (NoInbox) WaitForChange(ctx context.Context, _ uint64) { <-ctx.Done() }
