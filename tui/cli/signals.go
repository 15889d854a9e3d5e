package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// shutdownGracePeriod is how long a command may go on after a second signal: what became
// of a released picture can still be recorded. Then the program exits, whatever it waits for.
const shutdownGracePeriod = 800 * time.Millisecond

// hangupGracePeriod is the grace period after a second HUP. It is longer, as nobody asked
// for more haste: when a terminal is closed, the system sends one HUP and the shell another.
const hangupGracePeriod = 5 * time.Second

// endSignals are the signals that ask a program to end. QUIT (ctrl+\) is one of them: what
// Go does with it, a list of all goroutines, is of no use to a person and ends the program
// while a picture is on its way.
var endSignals = []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT}

// contextOfSignals returns a context that ends with the first signal; the second ends the
// program. A reader of the output that goes away is no signal: it would kill the program
// while a picture is on its way, and what became of it would be unclear.
func contextOfSignals(exit func(code int)) (context.Context, context.CancelFunc) {
	if exit == nil {
		exit = os.Exit
	}
	signal.Ignore(syscall.SIGPIPE)
	received := make(chan os.Signal, 2)
	signal.Notify(received, endSignals...)
	hangups := newHangups()
	ctx, interrupt := context.WithCancel(context.WithValue(context.Background(), hangupsKey{}, hangups))
	commandEnd, stop := context.WithCancel(context.Background())
	go watchSignals(commandEnd, received, hangups, interrupt, func() { exit(int(ExitInterrupted)) })
	return ctx, func() {
		signal.Stop(received)
		stop()
		interrupt()
	}
}

// watchSignals calls interrupt at the first signal, and exit when the grace period after the
// second is over. It ends with the command.
func watchSignals(command context.Context, received <-chan os.Signal, h *hangups, interrupt, exit func()) {
	atFirst := func(os.Signal) { interrupt() }
	atSecond := func(s os.Signal) { exitAfter(command, gracePeriod(s), exit) }
	for _, act := range []func(os.Signal){atFirst, atSecond} {
		s, ok := h.nextEndSignal(command, received)
		if !ok {
			return
		}
		act(s)
	}
}

// gracePeriod is how long a command may go on after its second signal.
func gracePeriod(second os.Signal) time.Duration {
	if second == syscall.SIGHUP {
		return hangupGracePeriod
	}
	return shutdownGracePeriod
}

func exitAfter(command context.Context, grace time.Duration, exit func()) {
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-timer.C:
		exit()
	case <-command.Done():
	}
}
