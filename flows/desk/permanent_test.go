package desk

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/notice"
)

// failingStore is a journal that fails in one thing from a moment on.
type failingStore struct {
	*memStore
	in  string
	err error // nil: it does what it is asked
}

func (s *failingStore) fail(in string) error {
	if s.mu.Lock(); s.in != in {
		s.mu.Unlock()
		return nil
	}
	defer s.mu.Unlock()
	return s.err
}

func (s *failingStore) begin(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.err = err
}

func (s *failingStore) Append(ctx context.Context, key flows.Key, e flows.Entry, sum flows.Summary) journal.Outcome {
	if err := s.fail("append"); err != nil {
		return journal.Outcome{Err: err}
	}
	return s.memStore.Append(ctx, key, e, sum)
}

func (s *failingStore) Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error) {
	if err := s.fail("load"); err != nil {
		return nil, err
	}
	return s.memStore.Load(ctx, key, after)
}

func (s *failingStore) FindPicture(ctx context.Context, origin string, hash flows.SHA256) ([]journal.PictureUse, error) {
	if err := s.fail("find"); err != nil {
		return nil, err
	}
	return s.memStore.FindPicture(ctx, origin, hash)
}

func (s *failingStore) Presences(ctx context.Context, key flows.Key) ([]journal.Presence, error) {
	if err := s.fail("presences"); err != nil {
		return nil, err
	}
	return s.memStore.Presences(ctx, key)
}

// permanentErrors are errors that waiting does not end, as a journal reports them.
var permanentErrors = []error{
	journal.ErrDamaged, journal.ErrChainEnd, journal.ErrReplaced, journal.ErrWrongKey, fmt.Errorf("its layout has version 9: %w", flows.ErrNewer),
}

// TestAPermanentErrorOfTheJournalEndsTheWork proves that nothing waits for a journal that is
// of no use any more, whatever it failed in, and that its reason is said.
func TestAPermanentErrorOfTheJournalEndsTheWork(t *testing.T) {
	for _, in := range []string{"append", "load", "find"} {
		for _, broken := range permanentErrors {
			t.Run(fmt.Sprint(in, " ", broken), func(t *testing.T) {
				virtual(t, func(t *testing.T, w *world) {
					store := &failingStore{memStore: w.store, in: in}
					cfg := w.config("a")
					cfg.Store, cfg.Presences = store, store
					d := w.start(cfg)
					defer d.Close()
					w.plan(d)
					synctest.Wait()
					store.begin(broken)
					begin := time.Now()
					ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
					defer cancel()
					err := d.PostAndWait(ctx, w.file(selfie, "selfie"))
					if in == "load" { // only what looks for others' entries reads
						w.until(d, "damaged", func(s Snapshot) bool { return s.Damaged })
						err = d.PostAndWait(ctx, w.file(front, "front"))
					}
					if !errors.Is(err, broken) {
						t.Errorf("after %s: %v", time.Since(begin), err)
					}
					s := w.until(d, "damaged", func(s Snapshot) bool { return s.Damaged })
					if s.InOutage || s.Removed || s.DamageReason != journal.Reason(broken) || s.DamageReason == "" {
						t.Errorf("outage %t, removed %t, reason %q", s.InOutage, s.Removed, s.DamageReason)
					}
					if n := s.Notices[0]; n.Code != notice.Damaged || assets.NoticeText(n) != assets.DamagedText(nil, journal.Reason(broken)) {
						t.Errorf("says %q", assets.NoticeText(n))
					}
					store.begin(nil) // the file is as it was, and what was refused meanwhile is not
					time.Sleep(time.Minute)
					if !d.Snapshot().Damaged {
						t.Error("it goes on")
					}
				})
			})
		}
	}
}

// TestAHolderThatCannotBeLookedUpIsNotTakenOver opens a dossier whose holder cannot be
// looked for.
func TestAHolderThatCannotBeLookedUpIsNotTakenOver(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		first := w.open("a")
		w.plan(first)
		first.Close()
		store := &failingStore{memStore: w.store, in: "presences", err: journal.ErrDamaged}
		cfg := w.config("b")
		cfg.Store, cfg.Presences = store, store
		d := w.start(cfg)
		defer d.Close()
		if s := d.Snapshot(); !s.Damaged || s.IsHolder || s.InOutage || s.DamageReason != journal.ErrDamaged.Error() {
			t.Errorf("damaged %t, holder %t, outage %t, %q", s.Damaged, s.IsHolder, s.InOutage, s.DamageReason)
		}
	})
}

// TestAPermanentErrorOfAReadEndsTheWork: the question comes from another
// goroutine than the desk's own.
func TestAPermanentErrorOfAReadEndsTheWork(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		store := &failingStore{memStore: w.store, in: "find", err: journal.ErrDamaged}
		cfg := w.config("a")
		cfg.Store, cfg.Presences = store, store
		d := w.start(cfg)
		defer d.Close()
		if _, err := d.WasSentForOther(t.Context(), flows.SHA256{1}); !errors.Is(err, journal.ErrDamaged) {
			t.Error(err)
		}
		synctest.Wait()
		if !d.Snapshot().Damaged {
			t.Error("it goes on")
		}
	})
}
