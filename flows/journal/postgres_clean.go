package journal

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"
)

// vacuumTables are the tables that hold something of a dossier.
const vacuumTables = "records, dossiers, pictures, presences"

const (
	// fileNumbers tell of each table in which file it is.
	fileNumbers = `SELECT pg_relation_filenode('records'), pg_relation_filenode('dossiers'),
		pg_relation_filenode('pictures'), pg_relation_filenode('presences')`

	// nextTransaction is after every transaction that has ended.
	nextTransaction = `SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint`

	// runningTransactions are the other transactions of this database, of all users:
	// every role may know that they run.
	runningTransactions = `SELECT virtualxid FROM pg_locks JOIN pg_stat_activity USING (pid)
			WHERE locktype = 'virtualxid' AND granted AND pid <> pg_backend_pid() AND datname = current_database()
		UNION ALL SELECT transaction::text FROM pg_prepared_xacts WHERE database = current_database()`

	// standbyLimits is up to where standby servers want rows kept. Those without a slot
	// are shown to roles alone that may see the server's statistics.
	standbyLimits = `SELECT xmin::text::bigint FROM pg_replication_slots WHERE xmin IS NOT NULL
		UNION ALL SELECT backend_xmin::text::bigint FROM pg_stat_replication WHERE backend_xmin IS NOT NULL`
)

// The limits of a cleaning, which holds others up and so does not wait for long.
const (
	cleanLockTimeout     = 2 * time.Second
	snapshotTimeout      = time.Second
	snapshotPollInterval = 20 * time.Millisecond
)

// rewriteTables rewrites the tables without what was removed: an ordinary
// VACUUM leaves its bytes in the pages until something else needs the room.
// Nobody can read or write meanwhile, so it does not wait for long to begin. Done
// is false when another session held a lock or may still see what was removed;
// then the bytes stay for now. The server's log of changes is its
// administrator's: what it holds goes with its files.
func (j *Journal) rewriteTables(ctx context.Context) (done bool, err error) {
	conn, err := j.write.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close() }()
	for _, text := range []string{"SET statement_timeout = 0", "SET lock_timeout = " + formatMilliseconds(cleanLockTimeout)} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return false, err
		}
	}
	unseen, err := waitForSnapshots(ctx, conn)
	if err == nil {
		done, err = vacuumFull(ctx, conn)
	}
	if errors.Is(j.engine.classifyError(err), ErrLockTimeout) {
		_, err = conn.ExecContext(ctx, "VACUUM "+vacuumTables)
	}
	// The settings of the address again.
	if _, e := conn.ExecContext(context.WithoutCancel(ctx), "RESET ALL"); err == nil {
		err = e
	}
	return done && unseen && err == nil, err
}

// vacuumFull checks that the tables' files were replaced: where the role may not do
// this, the server only warns.
func vacuumFull(ctx context.Context, conn *sql.Conn) (done bool, err error) {
	var before, after [4]int64
	read := func(n *[4]int64) error {
		return conn.QueryRowContext(ctx, fileNumbers).Scan(&n[0], &n[1], &n[2], &n[3])
	}
	if err := read(&before); err != nil {
		return false, err
	}
	if _, err := conn.ExecContext(ctx, "VACUUM FULL "+vacuumTables); err != nil {
		return false, err
	}
	if err := read(&after); err != nil {
		return false, err
	}
	for i := range before {
		if before[i] == after[i] {
			return false, ErrNotOwner
		}
	}
	return true, nil
}

// waitForSnapshots waits a moment until the server keeps no removed rows for others:
// for a transaction that began earlier, or a standby server that is late. The first
// round waits for those that run now, the second for those that began meanwhile,
// whose view reaches back as far. What begins later sees the removal.
func waitForSnapshots(ctx context.Context, conn *sql.Conn) (bool, error) {
	end := time.Now().Add(snapshotTimeout)
	var next int64
	if err := conn.QueryRowContext(ctx, nextTransaction).Scan(&next); err != nil {
		return false, err
	}
	for range 2 {
		earlier, err := queryColumn[string](ctx, conn, runningTransactions)
		if err != nil {
			return false, err
		}
		ended, err := waitUntil(ctx, end, func() (bool, error) {
			now, err := queryColumn[string](ctx, conn, runningTransactions)
			return !slices.ContainsFunc(earlier, func(t string) bool { return slices.Contains(now, t) }), err
		})
		if err != nil || !ended {
			return false, err
		}
	}
	return waitUntil(ctx, end, func() (bool, error) {
		limits, err := queryColumn[int64](ctx, conn, standbyLimits)
		return !slices.ContainsFunc(limits, func(limit int64) bool { return isXIDBefore(limit, next) }), err
	})
}

// isXIDBefore compares numbers of transactions as the server does: they have 32
// bits and begin again after the last one.
func isXIDBefore(a, b int64) bool { return int32(uint32(a)-uint32(b)) < 0 }

// waitUntil reports whether something holds before the end. No query is broken off
// for the time's sake: the connection would break with it.
func waitUntil(ctx context.Context, end time.Time, holds func() (bool, error)) (bool, error) {
	for {
		if ok, err := holds(); ok || err != nil || time.Now().After(end) {
			return ok && err == nil, err
		}
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(snapshotPollInterval):
		}
	}
}

// queryColumn is the only column of a query.
func queryColumn[T any](ctx context.Context, conn *sql.Conn, text string) ([]T, error) {
	rows, err := conn.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	return collectRows(rows, func(scan rowScanner) (value T, err error) {
		err = scan(&value)
		return value, err
	})
}
