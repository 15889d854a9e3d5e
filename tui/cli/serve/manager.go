package serve

import (
	"context"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// Manager tells the service manager (systemd, sd_notify(3)) what the service does. Without
// one it does nothing; a message that does not reach it is lost, as the protocol has it.
type Manager struct{}

// Ready says that people can log in.
func (Manager) Ready() { notifyManager(daemon.SdNotifyReady) }

// Stopping says that the service takes no more connections and ends.
func (Manager) Stopping() { notifyManager(daemon.SdNotifyStopping) }

// beginReload says that the settings are read again. The func that it returns says that
// they were.
func (m Manager) beginReload() (end func()) {
	notifyManager(daemon.SdNotifyReloading + "\n" + daemon.SdNotifyMonotonicUsec())
	return m.Ready
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
