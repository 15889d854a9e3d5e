package sshd

import (
	"context"

	"dossier/tui/steps"
)

// noInbox stands for an inbox that could not be opened.
type noInbox struct{ why string }

// Browse says why nothing can arrive.
func (n noInbox) Browse(context.Context, steps.Ref, string) steps.Listing {
	return steps.Listing{Fault: n.why}
}

// Complete does nothing: there are no paths here.
func (noInbox) Complete(_ steps.Ref, typed string) (string, []string) { return typed, nil }

// Paste is text: what it names is on another computer.
func (noInbox) Paste(string) steps.PastedPaths { return steps.PastedPaths{} }

// Examine finds nothing: there are no files here.
func (n noInbox) Examine(_ context.Context, ref steps.Ref) steps.FileReport {
	return steps.FileReport{Ref: ref, Fault: n.why, Temporary: true}
}

// Peek finds what Examine finds.
func (n noInbox) Peek(ctx context.Context, ref steps.Ref) steps.FileReport {
	return n.Examine(ctx, ref)
}
