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

// look runs until the journal is closed and sleeps while nobody watches.
func (sqliteEngine) look(j *Journal) {
	var eye eye
	defer eye.close()
	pace := time.NewTimer(lookEvery)
	defer pace.Stop()
	for {
		pause := pace.C
		if j.watchers.none() {
			pause = nil
		}
		select {
		case <-j.ctx.Done():
			return
		case <-pause:
		case <-j.watchers.kick:
		}
		eye.blink(j)
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
func (e *eye) blink(j *Journal) {
	if e.look(j) != nil {
		j.watchers.forget()
		e.close()
	}
}

func (e *eye) look(j *Journal) (err error) {
	if e.conn == nil {
		if e.conn, err = j.read.Conn(j.ctx); err != nil {
			e.conn = nil
			return err
		}
	}
	var version int64
	if err := e.conn.QueryRowContext(j.ctx, "PRAGMA data_version").Scan(&version); err != nil {
		return err
	}
	changed := version != e.version
	e.version = version
	for _, key := range j.watchers.due(changed) {
		head, err := e.head(j.ctx, key)
		if err != nil {
			return err
		}
		j.watchers.saw(key, head)
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
