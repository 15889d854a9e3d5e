package journal

import (
	"context"
	"os"
	"slices"
	"strings"
	"time"

	"dossier/flows"
	"dossier/flows/journal/process"
)

// GoneAfter is how long a session may be silent before it counts as gone.
const GoneAfter = 30 * time.Second

// Presence says that a session has a dossier open. It is a courtesy
// to the others: what may be written is decided by the journal's head alone,
// and who holds a dossier is said by its entries.
type Presence struct {
	Session   string
	Operator  string
	Host      string
	PID       int
	StartTime string    // of the process, as OwnPresence gives it; empty when unknown
	At        time.Time // UTC, the last beat
	Typed     time.Time // UTC, the operator's last key; zero when the session has no operator
	Doing     string    // "sending identity.front"; our own words, no names
}

// IsGone reports whether the session has ended: after GoneAfter without a beat,
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
		host = "unknown host"
	}
	return Presence{Host: host, PID: os.Getpid(), StartTime: process.StartTime(os.Getpid())}
}

const (
	putPresences = `INSERT INTO presences (origin, applicant, session, operator, host, pid, started, at, doing, typed) VALUES `
	presenceRow  = `(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	orReplace    = ` ON CONFLICT (origin, applicant, session) DO UPDATE SET operator = excluded.operator, host = excluded.host, pid = excluded.pid,
		started = excluded.started, at = excluded.at, doing = excluded.doing, typed = excluded.typed`
	dropExpiredPresences = `DELETE FROM presences WHERE origin = ? AND applicant = ? AND at < ?`
	dropPresence         = `DELETE FROM presences WHERE origin = ? AND applicant = ? AND session = ?`
	presenceColumns      = `SELECT session, operator, host, pid, started, at, doing, typed FROM presences`
	getPresences         = presenceColumns + ` WHERE origin = ? AND applicant = ? ORDER BY at DESC, session`
	getOpenDossiers      = `SELECT applicant, session, operator, host, pid, started, at, doing, typed FROM presences
		WHERE origin = ? AND at > ? ORDER BY at DESC, session`
	getActivePresences = presenceColumns + ` WHERE at > ? ORDER BY at DESC, session`
)

// PresenceExpiry is when the row of a killed session is removed by whoever opens the dossier.
const PresenceExpiry = time.Hour

// RecordPresence says that p.Session has the dossier open, at p.At. Rows that have been
// silent for an hour are removed on the way.
func (j *Journal) RecordPresence(ctx context.Context, key flows.Key, p Presence) error {
	if err := j.RecordPresences(ctx, []DossierPresence{{key, p}}); err != nil {
		return err
	}
	_, err := j.write.ExecContext(ctx, j.engine.dialectSQL(dropExpiredPresences), key.Origin, key.Applicant, p.At.Add(-PresenceExpiry).UnixNano())
	return j.journalError(err)
}

// DossierPresence is a session with the dossier that it has open.
type DossierPresence struct {
	Key flows.Key
	Presence
}

const maxPresenceRows = 100 // of one statement

// RecordPresences says for many sessions, each once, that they have a dossier open.
func (j *Journal) RecordPresences(ctx context.Context, list []DossierPresence) error {
	for rows := range slices.Chunk(list, maxPresenceRows) {
		var args []any
		for _, p := range rows {
			args = append(args, p.Key.Origin, p.Key.Applicant, p.Session, p.Operator, p.Host, p.PID, p.StartTime, p.At.UnixNano(), p.Doing, unixNanos(p.Typed))
		}
		text := putPresences + strings.Repeat(presenceRow+", ", len(rows)-1) + presenceRow + orReplace
		if _, err := j.write.ExecContext(ctx, j.engine.dialectSQL(text), args...); err != nil {
			return j.journalError(err)
		}
	}
	return nil
}

// Presences lists the sessions that said they have the dossier open, the last
// beat first. Those that are gone (IsGone) are listed too.
func (j *Journal) Presences(ctx context.Context, key flows.Key) ([]Presence, error) {
	return queryList(ctx, j, scanPresence, getPresences, key.Origin, key.Applicant)
}

func scanPresence(scan rowScanner) (Presence, error) {
	var (
		p         Presence
		at, typed int64
	)
	err := scan(&p.Session, &p.Operator, &p.Host, &p.PID, &p.StartTime, &at, &p.Doing, &typed)
	p.At = time.Unix(0, at).UTC()
	if typed != 0 {
		p.Typed = time.Unix(0, typed).UTC()
	}
	return p, err
}

// OpenDossier is a session with the applicant whose dossier it has open.
type OpenDossier struct {
	Applicant string
	Presence
}

// OpenDossiers lists the sessions of a service that said after a moment that they have a
// dossier open, the last beat first. Those that are gone (IsGone) are listed too.
func (j *Journal) OpenDossiers(ctx context.Context, origin string, since time.Time) ([]OpenDossier, error) {
	return queryList(ctx, j, scanOpenDossier, getOpenDossiers, origin, since.UnixNano())
}

func scanOpenDossier(scan rowScanner) (OpenDossier, error) {
	var o OpenDossier
	var err error
	o.Presence, err = scanPresence(func(to ...any) error { return scan(append([]any{&o.Applicant}, to...)...) })
	return o, err
}

// RemovePresence takes back what RecordPresence said. A session that is not there is no error.
func (j *Journal) RemovePresence(ctx context.Context, key flows.Key, session string) error {
	_, err := j.write.ExecContext(ctx, j.engine.dialectSQL(dropPresence), key.Origin, key.Applicant, session)
	return j.journalError(err)
}

// unixNanos is a time as it is stored; the zero time is 0.
func unixNanos(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

// ActivePresences lists the sessions that said after a moment that they have a dossier
// open, the last beat first; a session with several is listed once for each.
func (j *Journal) ActivePresences(ctx context.Context, since time.Time) ([]Presence, error) {
	return queryList(ctx, j, scanPresence, getActivePresences, since.UnixNano())
}
