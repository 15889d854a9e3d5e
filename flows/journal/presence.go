package journal

import (
	"os"
	"time"
)

// GoneAfter is how long a session may be silent before it counts as gone.
const GoneAfter = 30 * time.Second

// Presence is a session's word that it has a dossier open. It is a courtesy
// to the others: what may be written is decided by the journal's head alone,
// and who holds a dossier is said by its entries.
type Presence struct {
	Session   string
	Operator  string
	Host      string
	PID       int
	StartTime string    // of the process, as Here gives it; empty when unknown
	At        time.Time // UTC, the last beat
	Typed     time.Time // UTC, the person's last key; zero when the session has no person
	Doing     string    // "sending identity.front"; our own words, no names
}

// IsGone reports whether the session is no more: after GoneAfter without a beat,
// or at once when it ran on this host and alive denies its process.
func (p Presence) IsGone(now time.Time, host string, alive func(pid int, start string) bool) bool {
	if now.Sub(p.At) > GoneAfter {
		return true
	}
	return p.Host == host && p.PID != 0 && !alive(p.PID, p.StartTime)
}

// OwnPresence is the presence of this process: its host, number and start time. The
// caller adds session, operator and the rest.
func OwnPresence() Presence {
	host, err := os.Hostname()
	if err != nil {
		host = "this host"
	}
	return Presence{Host: host, PID: os.Getpid(), StartTime: processStartTime(os.Getpid())}
}
