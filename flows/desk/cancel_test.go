package desk

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dossier/flows"
	"dossier/personr"
	"dossier/personr/sandbox"
)

var cancels = flag.Int("desk-cancels", 60, "how many sends TestTakenBack takes back at random moments")

// cancelRounds are more than a busy machine needs until sends fell on both sides of the release.
const cancelRounds = 6

// TestTakenBackAtAnyMoment takes sends back while they are on their way, with
// the true client, journal and a service: what the journal never let go is not
// at the service, and what is there was let go. It goes on until some were taken back in
// time and some too late.
func TestTakenBackAtAnyMoment(t *testing.T) {
	var back, left int64
	for range cancelRounds {
		count := takenBack(t, *cancels, nil)
		t.Logf("%d sends: %d taken back in time, %d too late; at the service %d, of those never let go %d",
			*cancels, count.back.Load(), count.left.Load(), count.bodies.Load(), count.lies.Load())
		if n := count.lies.Load(); n > 0 {
			t.Fatalf("%d pictures are at the service that the journal never let go", n)
		}
		if back, left = back+count.back.Load(), left+count.left.Load(); back > 0 && left > 0 {
			return
		}
	}
	t.Errorf("all fell on one side of the release: %d taken back in time, %d too late", back, left)
}

// The control: a gate that lets the byte go without asking must be caught.
func TestTakenBackNegativeControl(t *testing.T) {
	if count := takenBack(t, 4, ungated); count.lies.Load() == 0 {
		t.Error("the check does not see a gate that is off")
	}
}

// ungated is a service whose requests do not wait for their release.
func ungated(s Service) Service { return ungatedService{s} }

type ungatedService struct{ Service }

func (u ungatedService) UploadDocument(ctx context.Context, d personr.Document) personr.UploadOutcome {
	d.Hold, d.Begin = 0, nil
	d.Release = func(context.Context) error { return nil }
	return u.Service.UploadDocument(ctx, d)
}

// outcomes is what became of all sends.
type outcomes struct{ back, left, bodies, lies atomic.Int64 }

// takenBack sends n pictures, each for an applicant of its own, some at a time.
func takenBack(t *testing.T, n int, wrap func(Service) Service) *outcomes {
	t.Helper()
	r := newReal(t, sandbox.Rule{Call: "upload", Do: sandbox.Action{Kind: sandbox.KindDelay, BytesPerSecond: 40 << 20}})
	count, next := new(outcomes), atomic.Int64{}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := next.Add(1); i <= int64(n) && t.Context().Err() == nil; i = next.Add(1) {
				r.takeOneBack(fmt.Sprintf("%dx7", i), count, wrap)
			}
		})
	}
	all.Wait()
	return count
}

func (r *realWorld) takeOneBack(applicant string, count *outcomes, wrap func(Service) Service) {
	cfg := r.config("s-" + applicant)
	cfg.Key.Applicant, cfg.TakeBackDelay = applicant, rand.N(16*time.Millisecond)
	if wrap != nil {
		cfg.Service, cfg.TakeBackDelay = wrap(cfg.Service), time.Minute
	}
	d := r.start(cfg)
	defer d.Close()
	r.plan(d)
	r.do(d, r.jpeg(selfie, applicant))
	r.until(d, "begun", func(s Snapshot) bool { l, _ := s.Journey.Line(selfie); return l.State != flows.Chosen })
	if wrap != nil {
		for end := time.Now().Add(r.patience); len(r.service.UploadsOf(applicant)) == 0 && time.Now().Before(end); {
			time.Sleep(time.Millisecond) // a request that asks nobody is through before anybody could call it back
		}
	} else {
		time.Sleep(rand.N(14 * time.Millisecond)) // the moment is what is random
	}
	d.TakeBack()
	s := r.until(d, "settled", func(s Snapshot) bool {
		l, _ := s.Journey.Line(selfie)
		return len(s.Sends) == 0 && l.State != flows.Sending && l.State != flows.Awaiting && l.State != flows.Chosen
	})
	letGo := false
	for _, a := range s.Journey.Attempts() {
		letGo = letGo || !a.ReleasedAt.IsZero()
	}
	bodies := 0
	for _, u := range r.service.UploadsOf(applicant) {
		if u.Judged {
			bodies++
		}
	}
	count.bodies.Add(int64(bodies))
	switch {
	case letGo:
		count.left.Add(1)
	default:
		count.back.Add(1)
		count.lies.Add(int64(bodies))
	}
}
