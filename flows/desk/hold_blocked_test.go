package desk

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/journal"
)

// blockedStore is a journal that takes nothing while it is blocked, and says why.
type blockedStore struct {
	*memStore
	blocked atomic.Bool
}

func (s *blockedStore) Append(ctx context.Context, key flows.Key, e flows.Entry, sum flows.Summary) journal.Outcome {
	if s.blocked.Load() {
		return journal.Outcome{Err: journal.ErrFull}
	}
	return s.memStore.Append(ctx, key, e, sum)
}

// TestADossierThatCouldNotBeTakenOverIsNotCalledHeld opens a dossier whose holder is gone
// in a journal that takes nothing: nobody holds it, and what is wrong is said.
func TestADossierThatCouldNotBeTakenOverIsNotCalledHeld(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		first := w.open("a")
		w.plan(first)
		first.Close()
		store := &blockedStore{memStore: w.store}
		store.blocked.Store(true)
		cfg := w.config("b")
		cfg.Store = store
		d := w.start(cfg)
		defer d.Close()
		s := w.until(d, "an outage", func(s Snapshot) bool { return s.InOutage })
		reason := assets.Sentence(journal.ErrFull.Error())
		if s.IsHolder || s.OutageReason != journal.ErrFull.Error() || !said(s, assets.JournalUnwritable.String()+" "+reason) {
			t.Errorf("holder %t, %q, %v", s.IsHolder, s.OutageReason, texts(s))
		}
		if n := strings.Count(strings.Join(texts(s), "\n"), reason); n != 1 {
			t.Errorf("it was said %d times", n)
		}
		store.blocked.Store(false)
		s = w.until(d, "taken over", func(s Snapshot) bool { return s.IsHolder && !s.InOutage })
		if s.OutageReason != "" {
			t.Errorf("still %q", s.OutageReason)
		}
	})
}
