// Package pgclean makes a PostgreSQL server drop its copies of what was removed from a
// journal. It promises that done is only said when no file of the journal's tables can
// hold what was removed before; the server's log of changes is its administrator's. It
// knows the names of the tables and nothing of what they hold.
package pgclean

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// ErrNotOwner says that the role may remove rows but not rewrite the tables.
var ErrNotOwner = errors.New("only the owner of the tables can rewrite them")

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
	setLockTimeout       = "SET lock_timeout = '2s'"
	snapshotTimeout      = time.Second
	snapshotPollInterval = 20 * time.Millisecond
)

// Rewrite rewrites the tables without what was removed: an ordinary VACUUM leaves its
// bytes in the pages until something else needs the room. Nobody can read or write
// meanwhile, so it waits for 2 s at most to begin. Done is false when another session held
// a lock or may still see what was removed; then the bytes stay for now. The search path
// of conn must name the schema of the tables, and its settings are those of the address
// afterwards. The error is ErrNotOwner, or the server's.
func Rewrite(ctx context.Context, conn *sql.Conn) (done bool, err error) {
	for _, text := range []string{"SET statement_timeout = 0", setLockTimeout} {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return false, err
		}
	}
	unseen, err := waitForSnapshots(ctx, conn)
	if err == nil {
		done, err = vacuumFull(ctx, conn)
	}
	if isLockTimeout(err) {
		_, err = conn.ExecContext(ctx, "VACUUM "+vacuumTables)
	}
	if _, e := conn.ExecContext(context.WithoutCancel(ctx), "RESET ALL"); err == nil {
		err = e
	}
	return done && unseen && err == nil, err
}

// isLockTimeout reports whether others held the tables for too long: lock_not_available,
// or a deadlock that was ended at this session's cost.
func isLockTimeout(err error) bool {
	var coded *pgconn.PgError
	return errors.As(err, &coded) && (coded.Code == "55P03" || coded.Code == "40P01")
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
	defer func() { _ = rows.Close() }()
	var list []T
	for rows.Next() {
		var value T
		if err := rows.Scan(&value); err != nil {
			return nil, err
		}
		list = append(list, value)
	}
	return list, rows.Err()
}
