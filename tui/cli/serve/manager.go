package serve

import (
	"context"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Manager tells the service manager (systemd, sd_notify(3)) what the service does. Without
// one it tells nobody; a message that does not reach it is lost, as the protocol has it.
type Manager struct{ announce func() }

// Ready says that people can log in, on stderr too: not before the journal is open, as whoever
// connected until then would wait, and would be cut off if it cannot be opened.
func (m Manager) Ready() {
	m.announce()
	notifyManager(daemon.SdNotifyReady)
}

// Stopping says that the service takes no more connections and ends.
func (Manager) Stopping() { notifyManager(daemon.SdNotifyStopping) }

// beginReload says that the settings are read again. The func that it returns says that
// they were.
func beginReload() (end func()) {
	notifyManager(daemon.SdNotifyReloading + "\n" + daemon.SdNotifyMonotonicUsec())
	return func() { notifyManager(daemon.SdNotifyReady) }
}

// Watch gives a sign of life as often as the manager wants one, until ctx ends. isAlive
// blocks while the service does.
func (Manager) Watch(ctx context.Context, isAlive func()) {
	interval, err := daemon.SdWatchdogEnabled(false)
	if err != nil || interval <= 0 {
		return
	}
	ticker := time.NewTicker(interval / 2)
	defer ticker.Stop()
	for {
		isAlive()
		notifyManager(daemon.SdNotifyWatchdog)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func notifyManager(state string) { _, _ = daemon.SdNotify(false, state) }
