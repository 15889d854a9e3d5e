package desk

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/personr"
)

// TestNothingCountsAsSentWhileItIsHeld proves what the others are told of a
// send: before the take-back has run out nothing is being sent.
func TestNothingCountsAsSentWhileItIsHeld(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		more := make(chan struct{})
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			<-more
			return w.service.releaseUpload(ctx, d, good)
		})
		d := w.open("a")
		defer d.Close()
		w.until(d, "greeted", func(s Snapshot) bool { return s.ApplicantFetched })
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		s := w.untilState(d, selfie, flows.Sending)
		until := s.Sends[1].TakeBackUntil
		for want, at := range map[string]time.Duration{"about to send selfie": -time.Second, "sending selfie": time.Second} {
			if got := d.activityText(until.Add(at)); got != want {
				t.Errorf("says %q, want %q", got, want)
			}
		}
		close(more)
		w.untilState(d, selfie, flows.Accepted)
		if got := d.activityText(until); got != "" {
			t.Errorf("afterwards it says %q", got)
		}
	})
}

// TestALostDossierIsToldWithItsReason proves that the notice of a takeover
// carries who, when and why beside our own words, and that no other one does.
func TestALostDossierIsToldWithItsReason(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		first := w.open("a")
		defer first.Close()
		w.plan(first)
		second := w.open("b")
		defer second.Close()
		w.until(second, "greeted", func(s Snapshot) bool { return s.ApplicantFetched })
		synctest.Wait() // what the first wrote meanwhile is known to the second
		w.do(second, flows.Opened{Reason: "shift change"})
		s := w.until(first, "told", func(s Snapshot) bool { return !s.IsHolder && said(s, "taken over by") })
		for _, n := range s.Notices {
			switch ours := strings.Contains(n.Text, "taken over by"); {
			case ours && (n.TakenOverBy != s.Journey.Holder() || n.TakenOverBy.Reason != "shift change" || n.TakenOverBy.Since.IsZero()):
				t.Errorf("told %+v", n)
			case !ours && n.TakenOverBy != (flows.Holder{}), strings.Contains(n.Text, "shift change"):
				t.Errorf("another notice: %+v", n)
			}
		}
	})
}
