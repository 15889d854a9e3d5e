//go:build unix

package e2e

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"

	"dossier/tui/cli"
)

// TestUploadWaitsForTheJournal locks the journal's file for longer than its
// writers wait: the run says so, waits, and goes on to its end.
func TestUploadWaitsForTheJournal(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for SQLite's locks")
	}
	t.Parallel()
	var w *world
	var lock sync.Once
	var locked sync.WaitGroup
	w = newWorld(t, withHandler(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			lock.Do(func() { // before anything is chosen
				ctx, got := context.WithCancel(t.Context())
				locked.Go(func() {
					defer got()
					if err := lockOut(t.Context(), w.journal, got); err != nil {
						t.Error(err)
					}
				})
				<-ctx.Done()
			})
			next.ServeHTTP(rw, r)
		})
	}))
	w.drawPictures("a.jpg", "b.jpg", "c.jpg")
	code, list, errs := w.run(uploadArgs(w.file("a.jpg"), w.file("b.jpg"), w.file("c.jpg"), "--hold", "0s")...)
	locked.Wait()
	if code != cli.ExitSuccess || len(list) != 3 {
		t.Errorf("it ended with %d: %s%s", code, states(list), errs)
	}
	if !strings.Contains(errs, "waiting for it") || !strings.Contains(errs, "is back") {
		t.Errorf("it did not say that it waits: %q", errs)
	}
	if n := len(w.service.Uploads()); n != 3 {
		t.Errorf("%d pictures at the service", n)
	}
}
