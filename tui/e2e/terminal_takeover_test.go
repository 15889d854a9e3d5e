package e2e

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal/servertest"
)

// slowBody is a body of which little is read until hurry is closed, and always some: a client
// whose bytes nobody takes gives up by itself.
type slowBody struct {
	io.ReadCloser
	hurry <-chan struct{}
}

func (b slowBody) Read(p []byte) (int, error) {
	select {
	case <-b.hurry:
	case <-time.After(100 * time.Millisecond):
		p = p[:min(len(p), 2<<10)]
	}
	return b.ReadCloser.Read(p)
}

// slowSecondUpload is a service that reads the second upload slowly until hurry is closed.
func slowSecondUpload(hurry <-chan struct{}) option {
	var uploads atomic.Int32
	return withHandler(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "upload") && uploads.Add(1) == 2 {
				r.Body = slowBody{r.Body, hurry}
			}
			next.ServeHTTP(w, r)
		})
	})
}

// TestATakeOverFromAnotherHost: two hosts share a journal in PostgreSQL. An operator at one
// takes over, with a reason, what a colleague at the other is sending: the colleague's screen
// says so, and the picture that was on its way stops before its last byte.
func TestATakeOverFromAnotherHost(t *testing.T) {
	t.Parallel()
	hurry := make(chan struct{})
	r := newTerminalWith(t, slowSecondUpload(hurry), withJournal(servertest.SharedServer(t).Database(t)))
	first := newService(r)
	first.initialise("--first")
	maya, lars := first.maya(), newColleague(t, "lars")
	first.writeOperators(operatorText("maya", "operator", first.publicKey()), lars.text("operator"))
	first.start()
	second := first.another("docs-2.example")
	r.padPicture("back.jpg", 50)
	maya.logIn(first)
	r.openDossier()
	first.sendByCopy(front, "front.jpg", "front")
	r.WaitFor(back, "✓ front")
	_, began := r.traffic.notify()
	first.sendByCopy(back, "back.jpg", "back")
	<-began

	lars.logIn(second)
	lars.openApplicant(anna)
	lars.WaitFor("In use by maya", "✓ front")
	lars.takeOver()
	r.WaitFor("In use by lars", "Taken over at")
	close(hurry)
	r.settle()
	if n := len(r.uploadsOf(anna)); n != 1 {
		t.Errorf("the service has %d pictures", n)
	}
	lars.WaitGone("In use by maya")
	for _, e := range r.entries(anna) {
		if opened, ok := e.Event.(flows.Opened); ok && e.Operator == "lars" && opened.Reason != "" {
			return
		}
	}
	t.Error("the journal has no reason")
}
