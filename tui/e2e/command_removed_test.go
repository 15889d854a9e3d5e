package e2e

import (
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// TestUploadSaysThatItsDossierWasRemoved purges the journal between a picture's
// release and its answer, as an administrator may while this computer sleeps.
func TestUploadSaysThatItsDossierWasRemoved(t *testing.T) {
	var w *world
	var once sync.Once
	w = newCommandWorld(t, withService(func(c *sandbox.Config) {
		c.Record = func(sandbox.Upload) {
			once.Do(func() {
				if err := w.purge(anna); err != nil {
					t.Error(err)
				}
			})
		}
	}))
	w.unchecked = true // what arrived before is no longer recorded
	begin := time.Now()
	code, list, errs := w.upload("back.jpg", "--hold", "0s")
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("it took %s", took)
	}
	if code != cli.ExitUndecided || !strings.Contains(states(list), "unconfirmed") {
		t.Errorf("exit %d, %s", code, states(list))
	}
	for _, want := range []string{
		"the journal does not hold this dossier any more; run again to start over. It was removed, or an older copy is in place; nothing more is sent for it",
		"What became of a request could not be recorded",
	} {
		if !strings.Contains(errs, want) {
			t.Errorf("it says nothing of %q: %s", want, errs)
		}
	}
	for _, wrong := range []string{"damaged", "meanwhile", "--decide", "nothing moves"} {
		if strings.Contains(errs, wrong) {
			t.Errorf("it says %q: %s", wrong, errs)
		}
	}
	if code, list, errs := w.upload("back.jpg", "--hold", "0s"); code != cli.ExitSuccess || strings.Count(states(list), "accepted") != 3 {
		t.Errorf("anew: exit %d, %s; %s", code, states(list), errs)
	}
}
