package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// orderlyEnd is how long a command may go on after a second signal: what became of a
// released picture can still be recorded. Then the program ends, whatever it waits for.
const orderlyEnd = 800 * time.Millisecond

// contextOfSignals returns a context that ends with the first signal; a second one ends the
// program. A reader of the output that goes away is no signal: it would kill the program
// while a picture is on its way, and what became of it would be unclear.
func contextOfSignals(exit func(code int)) (context.Context, context.CancelFunc) {
	if exit == nil {
		exit = os.Exit
	}
	signal.Ignore(syscall.SIGPIPE)
	received := make(chan os.Signal, 8)
	signal.Notify(received, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	ctx, interrupt := context.WithCancel(context.Background())
	commandEnd, stop := context.WithCancel(context.Background())
	go watchSignals(commandEnd, received, interrupt, func() { exit(int(ExitInterrupted)) })
	return ctx, func() {
		signal.Stop(received)
		stop()
		interrupt()
	}
}

// watchSignals calls interrupt at the first signal, and exit a while after a second one. It
// ends with the command. A second HUP is none: when a terminal is closed, the system sends
// one and the shell another.
func watchSignals(command context.Context, received <-chan os.Signal, interrupt, exit func()) {
	interrupted := false
	for {
		select {
		case s := <-received:
			if interrupted && s != syscall.SIGHUP {
				exitAfter(command, orderlyEnd, exit)
				return
			}
			interrupt()
			interrupted = true
		case <-command.Done():
			return
		}
	}
}

func exitAfter(command context.Context, wait time.Duration, exit func()) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		exit()
	case <-command.Done():
	}
}
