package cli

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/spf13/cobra"
)

// Go prints an uncaught panic with its value, which can be a file's path or an
// applicant's name. The code that catches one calls the func of faultHandler: the
// program then ends in its usual way and prints only a reference.

// faultContextKey is the context's key of the func that ends the program.
type faultContextKey struct{}

// faultCause is the fault as the cause of the context's end.
type faultCause struct{ *Problem }

// withFaultHandler returns a context that ends when its fault func is called.
func withFaultHandler(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	fail := func() {
		cancel(faultCause{Problemf(ExitFailure, "stopped by an error of its own (error %s); what was recorded stays; run the same command again to go on", rand.Text()[:8])})
	}
	return context.WithValue(ctx, faultContextKey{}, fail), fail
}

// faultHandler is the func that ends the program of this context, nil when there is
// none.
func faultHandler(ctx context.Context) func() {
	fail, _ := ctx.Value(faultContextKey{}).(func())
	return fail
}

// executeRoot runs the command. A fault outranks whatever it led to, and an interrupt has no
// other text than its own.
func executeRoot(ctx context.Context, root *cobra.Command, fail func()) (err error) {
	defer func() {
		if recover() != nil {
			fail()
		}
		if fault, ok := errors.AsType[faultCause](context.Cause(ctx)); ok {
			err = fault.Problem
		} else if _, worded := errors.AsType[*Problem](err); !worded && errors.Is(err, context.Canceled) {
			err = NewProblem(ExitInterrupted, "interrupted", err)
		}
	}()
	return root.ExecuteContext(ctx)
}
