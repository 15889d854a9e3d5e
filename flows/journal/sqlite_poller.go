package journal

import (
	"context"
	"database/sql"
	"time"

	"dossier/flows"
)

// pollInterval is how often the file is looked at for the writes of other
// processes. SQLite has no notification; one look reads a counter in shared
// memory, for all watchers together.
const pollInterval = 250 * time.Millisecond

const getHead = `SELECT head FROM dossiers WHERE origin = ? AND applicant = ?`

// watchChanges runs until the journal is closed and sleeps while nobody watches.
func (sqliteEngine) watchChanges(j *Journal) {
	var eye databasePoller
	defer eye.closeConn()
	pace := time.NewTimer(pollInterval)
	defer pace.Stop()
	for {
		pause := pace.C
		if j.watchers.isEmpty() {
			pause = nil
		}
		select {
		case <-j.ctx.Done():
			return
		case <-pause:
		case <-j.watchers.wake:
		}
		eye.poll(j)
		pace.Reset(pollInterval)
	}
}

// databasePoller is a connection of its own: data_version says whether others have
// written since the same connection asked before.
type databasePoller struct {
	conn    *sql.Conn
	version int64
}

// poll looks once. When that fails, nothing is known any more, and the next
// look is through a new connection.
func (e *databasePoller) poll(j *Journal) {
	if e.pollHeads(j) != nil {
		j.watchers.invalidateHeads()
		e.closeConn()
	}
}

func (e *databasePoller) pollHeads(j *Journal) (err error) {
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
	for _, key := range j.watchers.keysToCheck(changed) {
		head, err := e.readHead(j.ctx, key)
		if err != nil {
			return err
		}
		j.watchers.recordHead(key, head)
	}
	return nil
}

// readHead is the number of the dossier's last entry; 0 when it has none.
func (e *databasePoller) readHead(ctx context.Context, key flows.Key) (uint64, error) {
	var head uint64
	err := e.conn.QueryRowContext(ctx, getHead, key.Origin, key.Applicant).Scan(&head)
	if isNoRows(err) {
		return 0, nil
	}
	return head, err
}

func (e *databasePoller) closeConn() {
	if e.conn != nil {
		_ = e.conn.Close()
		e.conn = nil
	}
}
