//go:build unix

package e2e

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"

	"dossier/flows/journal/servertest"
	"dossier/flows/journal/tempdir"
)

// journalPlace is the database that is contended for.
type journalPlace struct {
	place string // what journal.Open takes
	// trouble takes the database away for a while and brings it back; nil where
	// that takes longer than the run.
	trouble func(ctx context.Context) error
	times   int // how often, spread over the run
}

// newJournalPlace makes an empty database of a kind.
func newJournalPlace(t *testing.T, kind string, length time.Duration) journalPlace {
	t.Helper()
	switch kind {
	case "sqlite":
		g := journalPlace{place: filepath.Join(tempdir.New(t), "journal", "j.db")}
		if length >= longRun {
			g.trouble, g.times = func(ctx context.Context) error { return lockOut(ctx, g.place, func() {}) }, 1
		}
		return g
	case "postgres":
		server := servertest.DedicatedServer(t)
		g := journalPlace{place: server.Database(t), times: 1}
		if length >= longRun {
			g.times = 2
		}
		g.trouble = func(context.Context) error {
			server.Kill(t)
			time.Sleep(2 * time.Second)
			server.Start(t)
			return nil
		}
		return g
	default:
		t.Fatalf("-contend-places: there is no database %q; use sqlite or postgres", kind)
	}
	return journalPlace{}
}

// longRun is a run in which the database may be away for some seconds.
const longRun = 20 * time.Second

// lockOut keeps a journal's file locked for longer than its writers wait, as a
// backup program may do. It calls got when it has the lock.
func lockOut(ctx context.Context, path string, got func()) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	for _, statement := range []string{"PRAGMA busy_timeout = 20000", "BEGIN IMMEDIATE"} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	got()
	time.Sleep(6 * time.Second)
	_, err = conn.ExecContext(ctx, "ROLLBACK")
	return err
}
