// Package journaltest gives tests a journal of their own and makes its appends
// fail as told.
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
)

// Keys gives the one audit key of the tests.
func Keys(bool) (chain.Key, error) { return chain.NewKey(bytes.Repeat([]byte{7}, chain.KeySize)) }

// KeyFile writes that key into a file, as DOSSIER_AUDIT_KEY names it, and returns
// its path. Each folder gets one.
func KeyFile(t testing.TB, folder string) string {
	t.Helper()
	path := filepath.Join(folder, "audit.key")
	if err := os.WriteFile(path, []byte(strings.Repeat("07", chain.KeySize)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Open returns an empty journal in a file that goes away with the test.
func Open(t testing.TB) *journal.Journal {
	t.Helper()
	return OpenAt(t, filepath.Join(t.TempDir(), "data", "journal.db"))
}

// OpenAt opens the journal at a place until the test ends.
func OpenAt(t testing.TB, place string) *journal.Journal {
	t.Helper()
	s, err := journal.Open(t.Context(), place, Keys)
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

// Store is the part of a journal that Faulty stands in for.
type Store interface {
	Append(ctx context.Context, key flows.Key, e flows.Entry, s journal.Summary) journal.Outcome
	Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error)
	SentHash(ctx context.Context, origin string, hash flows.SHA256) ([]journal.Sent, error)
	Watch(ctx context.Context, key flows.Key) <-chan struct{}
}

// Fault is what goes wrong with an append.
type Fault int

const (
	// None lets the append pass.
	None Fault = iota
	// Durable writes the entry and says Unknown.
	Durable
	// Lost writes nothing and says Unknown.
	Lost
	// Conflicting writes nothing and says Conflict.
	Conflicting
)

// ErrInjected is the error of every append that was made to fail.
var ErrInjected = errors.New("fault injected by the test")

// Faulty is a store whose appends fail by plan.
type Faulty struct {
	Store
	plan func(n int, e flows.Entry) Fault

	mu sync.Mutex
	n  int
}

// Wrap returns a store that asks plan before each append; n counts the calls
// of Append from 1. Plan may be called from any goroutine, one at a time, and
// may block to hold an append back.
func Wrap(s Store, plan func(n int, e flows.Entry) Fault) *Faulty {
	return &Faulty{Store: s, plan: plan}
}

// Nth plans one fault, at the n-th append counted from 1.
func Nth(n int, f Fault) func(int, flows.Entry) Fault {
	return func(now int, _ flows.Entry) Fault {
		if now == n {
			return f
		}
		return None
	}
}

// Append does what the plan says for this call.
func (f *Faulty) Append(ctx context.Context, key flows.Key, e flows.Entry, s journal.Summary) journal.Outcome {
	switch f.next(e) {
	case Durable:
		if out := f.Store.Append(ctx, key, e, s); out.Result != journal.Done {
			return out
		}
		return journal.Outcome{Result: journal.Unknown, Err: ErrInjected}
	case Lost:
		return journal.Outcome{Result: journal.Unknown, Err: ErrInjected}
	case Conflicting:
		return journal.Outcome{Result: journal.Conflict, Err: ErrInjected}
	}
	return f.Store.Append(ctx, key, e, s)
}

func (f *Faulty) next(e flows.Entry) Fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.n++
	return f.plan(f.n, e)
}
