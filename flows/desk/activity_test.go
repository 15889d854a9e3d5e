package desk

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/personr"
)

// TestNothingCountsAsSentWhileItIsHeld proves what the others are told of a
// send: before the take-back has run out nothing is being sent.
func TestNothingCountsAsSentWhileItIsHeld(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.hold = time.Minute
		held, more := make(chan struct{}), make(chan struct{})
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			<-held
			if o, begun := w.service.beginUpload(ctx, d); !begun {
				return o
			}
			<-more
			return w.service.releaseUpload(ctx, d, good)
		})
		d := w.open("a")
		defer d.Close()
		w.until(d, "greeted", func(s Snapshot) bool { return s.ApplicantFetched })
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Sending)
		if got := d.activityText(); got != "about to send selfie" {
			t.Errorf("in the hold it says %q", got)
		}
		close(held)
		w.until(d, "begun", func(s Snapshot) bool { return s.Sends[1].Begun })
		if got := d.activityText(); got != "sending selfie" {
			t.Errorf("after it it says %q", got)
		}
		close(more)
		w.untilState(d, selfie, flows.Accepted)
		if got := d.activityText(); got != "" {
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
			switch ours := strings.Contains(assets.NoticeText(n), "taken over by"); {
			case ours && (n.TakenOverBy != s.Journey.Holder() || n.TakenOverBy.Reason != "shift change" || n.TakenOverBy.Since.IsZero()):
				t.Errorf("told %+v", n)
			case !ours && n.TakenOverBy != (flows.Holder{}), strings.Contains(assets.NoticeText(n), "shift change"):
				t.Errorf("another notice: %+v", n)
			}
		}
	})
}
