//go:build unix

package e2e

import (
	"io"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"dossier/tui/cli"
)

// TestAnInterruptedUploadSaysWhatIsUnclear proves that ctrl+c while an answer is awaited
// leaves the operator with the decision and not with "run again". It is not parallel: the
// signal reaches every run of this process.
func TestAnInterruptedUploadSaysWhatIsUnclear(t *testing.T) {
	interrupt := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.URL.Path, "upload") {
				next.ServeHTTP(w, r)
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			_ = syscall.Kill(syscall.Getpid(), syscall.SIGINT)
			<-r.Context().Done()
		})
	}
	w := newWorld(t, withHandler(interrupt))
	w.drawSamples("front.jpg")
	w.terminal = true
	code, list, errs := w.run("upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=PASSPORT", "identity="+w.file("front.jpg"))
	if code != cli.ExitInterrupted || !strings.Contains(states(list), "identity.front unconfirmed") {
		t.Fatalf("exit %d, %s, %s", code, states(list), errs)
	}
	for _, want := range []string{
		"dossier: interrupted; something may have been received; an operator must decide: --decide SLOT=received|again",
		"next: dossier upload --applicant " + anna + " --decide SLOT=received",
	} {
		if !strings.Contains(errs, want) {
			t.Errorf("%q lacks %q", errs, want)
		}
	}
	if strings.Contains(errs, "did not answer") { // it was not given the time
		t.Errorf("blames the service: %s", errs)
	}
}
