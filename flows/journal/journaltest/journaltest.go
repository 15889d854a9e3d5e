// Package journaltest gives tests a journal of their own and makes its appends
// fail as planned.
package journaltest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/flows/journal/tempdir"
)

// AuditKey gives the one audit key of the tests.
func AuditKey(bool) (chain.AuditKey, error) {
	return chain.NewAuditKey(bytes.Repeat([]byte{7}, chain.AuditKeySize))
}

// WriteKeyFile writes that key into a file, as DOSSIER_AUDIT_KEY names it, and returns
// its path. Each folder gets one.
func WriteKeyFile(t testing.TB, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "audit.key")
	if err := os.WriteFile(path, []byte(strings.Repeat("07", chain.AuditKeySize)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Open returns an empty journal in a file that goes away with the test.
func Open(t testing.TB) *journal.Journal {
	t.Helper()
	return OpenAt(t, filepath.Join(tempdir.New(t), "data", "journal.db"))
}

// OpenAt opens the journal at a place until the test ends.
func OpenAt(t testing.TB, place string) *journal.Journal {
	t.Helper()
	s, err := journal.Open(t.Context(), place, AuditKey)
	if err != nil {
		t.Fatalf("open journal: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close journal: %v", err)
		}
	})
	return s
}

// Store is the part of a journal that FaultyStore replaces.
type Store interface {
	Append(ctx context.Context, key flows.Key, e flows.Entry, s flows.Summary) journal.Outcome
	Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error)
	FindPicture(ctx context.Context, origin string, hash flows.SHA256) ([]journal.PictureUse, error)
	Watch(ctx context.Context, key flows.Key) <-chan struct{}
}

// Fault is what goes wrong with an append.
type Fault int

const (
	// NoFault lets the append pass.
	NoFault Fault = iota
	// FaultDurable writes the entry and says Unknown.
	FaultDurable
	// FaultLost writes nothing and says Unknown.
	FaultLost
	// FaultConflict writes nothing and says Conflict.
	FaultConflict
)

// ErrInjected is the error of every append that was made to fail.
var ErrInjected = errors.New("fault injected by the test")

// FaultyStore is a store whose appends fail by plan.
type FaultyStore struct {
	Store
	plan func(n int, e flows.Entry) Fault

	mu sync.Mutex
	n  int
}

// NewFaultyStore returns a store that asks plan before each append; n counts the calls
// of Append from 1. Plan may be called from any goroutine, one at a time, and
// may block to hold an append back.
func NewFaultyStore(s Store, plan func(n int, e flows.Entry) Fault) *FaultyStore {
	return &FaultyStore{Store: s, plan: plan}
}

// FaultAtNth plans one fault, at the n-th append counted from 1.
func FaultAtNth(n int, f Fault) func(int, flows.Entry) Fault {
	return func(now int, _ flows.Entry) Fault {
		if now == n {
			return f
		}
		return NoFault
	}
}

// Append does what the plan says for this call.
func (f *FaultyStore) Append(ctx context.Context, key flows.Key, e flows.Entry, s flows.Summary) journal.Outcome {
	switch f.nextFault(e) {
	case FaultDurable:
		if out := f.Store.Append(ctx, key, e, s); out.Result != journal.Done {
			return out
		}
		return journal.Outcome{Result: journal.Unknown, Err: ErrInjected}
	case FaultLost:
		return journal.Outcome{Result: journal.Unknown, Err: ErrInjected}
	case FaultConflict:
		return journal.Outcome{Result: journal.Conflict, Err: ErrInjected}
	}
	return f.Store.Append(ctx, key, e, s)
}

func (f *FaultyStore) nextFault(e flows.Entry) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	return f.plan(f.n, e)
}
