package journal

import (
	"context"
	"database/sql"
	"time"

	"dossier/flows"
)

// lookEvery is how often the file is looked at for the writes of other
// processes. SQLite has no notification; one look reads a counter in shared
// memory, for all watchers together.
const lookEvery = 250 * time.Millisecond

const headOf = `SELECT head FROM dossiers WHERE origin = ? AND applicant = ?`

// Watch returns a channel that ticks when the dossier may have new entries:
// once soon after the call, so that nothing between a Load and the Watch is
// missed, at once for appends through this value, and within about 250 ms for
// those of other processes. Ticks that were not taken are one tick. The channel
// is closed when ctx ends or the journal is closed.
func (s *SQLite) Watch(ctx context.Context, key flows.Key) <-chan struct{} {
	ch := s.watchers.add(key)
	context.AfterFunc(ctx, func() { s.watchers.remove(key, ch) })
	s.poll.Do(func() { s.polled.Go(s.look) })
	return ch
}

// look runs until the journal is closed and sleeps while nobody watches.
func (s *SQLite) look() {
	var eye eye
	defer eye.close()
	pace := time.NewTimer(lookEvery)
	defer pace.Stop()
	for {
		pause := pace.C
		if s.watchers.none() {
			pause = nil
		}
		select {
		case <-s.ctx.Done():
			return
		case <-pause:
		case <-s.watchers.kick:
		}
		eye.blink(s)
		pace.Reset(lookEvery)
	}
}

// eye is a connection of its own: data_version says whether others have
// written since the same connection asked before.
type eye struct {
	conn    *sql.Conn
	version int64
}

// blink looks once. When that fails, nothing is known any more, and the next
// look is through a new connection.
func (e *eye) blink(s *SQLite) {
	if e.look(s) != nil {
		s.watchers.forget()
		e.close()
	}
}

func (e *eye) look(s *SQLite) (err error) {
	if e.conn == nil {
		if e.conn, err = s.read.Conn(s.ctx); err != nil {
			e.conn = nil
			return err
		}
	}
	var version int64
	if err := e.conn.QueryRowContext(s.ctx, "PRAGMA data_version").Scan(&version); err != nil {
		return err
	}
	changed := version != e.version
	e.version = version
	for _, key := range s.watchers.due(changed) {
		head, err := e.head(s.ctx, key)
		if err != nil {
			return err
		}
		s.watchers.saw(key, head)
	}
	return nil
}

// head is the number of the dossier's last entry; 0 when it has none.
func (e *eye) head(ctx context.Context, key flows.Key) (uint64, error) {
	var head uint64
	err := e.conn.QueryRowContext(ctx, headOf, key.Origin, key.Applicant).Scan(&head)
	if absent(err) {
		return 0, nil
	}
	return head, err
}

func (e *eye) close() {
	if e.conn != nil {
		_ = e.conn.Close()
		e.conn = nil
	}
}
