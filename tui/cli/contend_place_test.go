//go:build unix

package cli_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"testing"
	"time"
)

// ground is the database that is contended for.
type ground struct {
	place string // what journal.Open takes
	// trouble takes the database away for a while and brings it back; nil where
	// that takes longer than the run.
	trouble func(ctx context.Context) error
	times   int // how often, spread over the run
}

// newGround makes an empty database of a kind.
func newGround(t *testing.T, kind string, length time.Duration) ground {
	t.Helper()
	switch kind {
	case "sqlite":
		g := ground{place: filepath.Join(t.TempDir(), "journal", "j.db")}
		if length >= longRun {
			g.trouble, g.times = func(ctx context.Context) error { return lockOut(ctx, g.place) }, 1
		}
		return g
	default:
		t.Fatalf("-contend-places: there is no database %q; use sqlite", kind)
	}
	return ground{}
}

// longRun is a run in which the database may be away for some seconds.
const longRun = 20 * time.Second

// lockOut keeps a journal's file locked for longer than its writers wait, as a
// backup program may do.
func lockOut(ctx context.Context, path string) error {
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
	time.Sleep(7 * time.Second)
	_, err = conn.ExecContext(ctx, "ROLLBACK")
	return err
}
