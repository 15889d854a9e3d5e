package cli

import (
	"context"
	"os"
	"sync/atomic"
	"syscall"
)

// hangups gives HUP signals to a command that asked for them.
type hangups struct {
	taken   atomic.Bool
	command chan os.Signal
}

func newHangups() *hangups { return &hangups{command: make(chan os.Signal, 1)} }

// hangupsKey is the context's key of the hangups.
type hangupsKey struct{}

// TakeHangups returns the HUP signals from now on, which then no longer ask the command to
// end. It is for a service without a terminal: there the signal means "read your settings
// again" (systemd's ExecReload). Signals that were not received yet are one.
func TakeHangups(ctx context.Context) <-chan os.Signal {
	h, ok := ctx.Value(hangupsKey{}).(*hangups)
	if !ok {
		return nil // a context of no program: no signal comes
	}
	h.taken.Store(true)
	return h.command
}

// nextEndSignal waits for a signal that asks the command to end; false when it has ended.
func (h *hangups) nextEndSignal(command context.Context, received <-chan os.Signal) (os.Signal, bool) {
	for {
		select {
		case s := <-received:
			if s != syscall.SIGHUP || !h.taken.Load() {
				return s, true
			}
			h.forward(s)
		case <-command.Done():
			return nil, false
		}
	}
}

func (h *hangups) forward(s os.Signal) {
	select {
	case h.command <- s:
	default:
	}
}
