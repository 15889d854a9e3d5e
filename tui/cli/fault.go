package cli

import (
	"context"
	"crypto/rand"
	"errors"

	"github.com/spf13/cobra"
)

// A panic that nobody catches is printed with its value and every goroutine,
// and a value can be a file's path or a person's name. Whoever catches one calls
// the func of faultOf: the program then ends in its usual way, and all it says
// is a reference.

// faultKey is the context's key of the func that ends the program.
type faultKey struct{}

// stopped is the fault as the cause of the context's end.
type stopped struct{ *Problem }

// withFaults returns a context that ends when its fault func is called.
func withFaults(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	fail := func() {
		cancel(stopped{problem(Failure, "stopped by a fault of its own (fault %s); what was recorded stays; run dossier again to go on", rand.Text()[:8])})
	}
	return context.WithValue(ctx, faultKey{}, fail), fail
}

// faultOf is the func that ends the program of this context, nil when there is
// none.
func faultOf(ctx context.Context) func() {
	fail, _ := ctx.Value(faultKey{}).(func())
	return fail
}

// execute runs the command. A fault outranks whatever it led to.
func execute(ctx context.Context, root *cobra.Command, fail func()) (err error) {
	defer func() {
		if recover() != nil {
			fail()
		}
		if fault, ok := errors.AsType[stopped](context.Cause(ctx)); ok {
			err = fault.Problem
		}
	}()
	return root.ExecuteContext(ctx)
}
