//go:build unix

package e2e

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"dossier/flows"
	"dossier/tui/cli"
)

// TestAnUploadInterruptedInTheHoldSaysThatPicturesWereChosen proves that ctrl+c before the
// first byte does not call pictures missing that were chosen. It is not parallel: the signal
// reaches every run of this process.
func TestAnUploadInterruptedInTheHoldSaysThatPicturesWereChosen(t *testing.T) {
	w := newWorld(t)
	w.drawSamples("front.jpg", "back.jpg", "selfie-2.jpg")
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for w.countChosen(anna) < 3 {
			time.Sleep(20 * time.Millisecond) // asks a file of another goroutine
		}
		_ = syscall.Kill(syscall.Getpid(), syscall.SIGINT)
	}()
	code, _, errs := w.upload("back.jpg", "--hold", "5m")
	<-ended
	if code != cli.ExitInterrupted || len(w.service.Uploads()) != 0 {
		t.Fatalf("exit %d: %s", code, errs)
	}
	for _, want := range []string{"identity.front: It was cancelled. Nothing was sent.", "identity.back: Chosen, not sent yet."} {
		if !strings.Contains(errs, want) {
			t.Errorf("%q lacks %q", errs, want)
		}
	}
	if strings.Contains(errs, "No picture is chosen yet") {
		t.Errorf("says %q", errs)
	}
}

// countChosen is how many pictures the journal says were chosen.
func (w *world) countChosen(applicant string) (n int) {
	entries, _ := w.load(applicant) // none while the journal is made
	for _, e := range entries {
		if _, ok := e.Event.(flows.FileChosen); ok {
			n++
		}
	}
	return n
}
