package cli

import (
	"context"
	"os/signal"
	"syscall"
	"time"
)

// orderlyEnd is how long a command may take to end in order after a signal: enough for
// what became of a released picture to be recorded. After it a second signal ends the
// program at once, as a command may be waiting for a pipe or a disk.
const orderlyEnd = 5 * time.Second

// contextOfSignals returns a context that ends with the first signal. A reader of the
// output that goes away is none: without this its signal would kill the program while a
// picture is on its way, and what became of it would be unclear.
func contextOfSignals() (context.Context, context.CancelFunc) {
	signal.Ignore(syscall.SIGPIPE)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	unwatch := restoreSignals(ctx, stop)
	return ctx, func() { unwatch(); stop() }
}

// restoreSignals calls stop a while after the context has ended, so that the next signal
// has its usual effect. The func that it returns calls that off.
func restoreSignals(ctx context.Context, stop func()) (unwatch func()) {
	watch, cancel := context.WithCancel(context.Background())
	context.AfterFunc(ctx, func() {
		timer := time.NewTimer(orderlyEnd)
		defer timer.Stop()
		select {
		case <-timer.C:
			stop()
		case <-watch.Done():
		}
	})
	return cancel
}
