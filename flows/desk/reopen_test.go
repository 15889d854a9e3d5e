package desk

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/personr"
)

// passingFaults are what ends the work on a dossier and can be mended while the program
// runs: a backup is restored, or the file is put back. Each is met in one thing.
var passingFaults = []struct {
	in  string
	err error
}{
	{"load", &chain.EntryFault{Kind: chain.FaultChanged, Seq: 5}}, {"load", journal.ErrDamaged},
	{"load", fmt.Errorf("entry 5: %w", flows.ErrNewer)}, {"append", journal.ErrReplaced}, {"append", journal.ErrChainEnd},
}

// TestADossierThatWasMendedIsLoadedAgain opens a dossier again in the same program, before
// and after what ended its work was mended. Nothing that was sent is sent again.
func TestADossierThatWasMendedIsLoadedAgain(t *testing.T) {
	for _, fault := range passingFaults {
		t.Run(fmt.Sprint(fault.in, " ", fault.err), func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				w.hold = time.Second
				w.service.upload.set(func(ctx context.Context, n int, d personr.Document) personr.UploadOutcome {
					if n == 0 {
						return w.service.releaseUpload(ctx, d, silent)
					}
					<-ctx.Done() // bytes move until the end
					return personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.Cancelled}}
				})
				store := &failingStore{memStore: w.store, in: fault.in}
				cfg := w.config("office")
				cfg.Key.Applicant, cfg.Store, cfg.Presences = "", store, store
				o := NewDesks(t.Context(), cfg, NewStartList(store))
				defer o.Close()
				former, err := o.Open(key.Applicant, "")
				if err != nil {
					t.Fatal(err)
				}
				w.plan(former)
				w.do(former, w.file(selfie, "selfie"))
				w.untilState(former, selfie, flows.Awaiting)
				w.do(former, w.file(front, "front"))
				w.untilState(former, front, flows.Sending)
				store.begin(fault.err)
				former.Post(w.file(back, "back"))
				w.until(former, "stopped", Snapshot.IsStopped)
				if d, err := o.Open(key.Applicant, ""); err == nil {
					synctest.Wait()
					if !d.Snapshot().IsStopped() {
						t.Error("it goes on with what was not mended")
					}
				} else if !errors.Is(err, fault.err) {
					t.Error(err)
				}
				store.begin(nil)
				d, err := o.Open(key.Applicant, "")
				if err != nil || d == former || !former.Snapshot().Ended {
					t.Fatalf("%v, the same desk %t", err, d == former)
				}
				w.until(d, "holding", func(s Snapshot) bool { return s.IsHolder })
				w.want(d, "front failed, back missing, selfie unconfirmed, address.front missing")
				if open, err := o.OpenElsewhere(t.Context()); err != nil || len(open) != 0 {
					t.Errorf("it is said to be open elsewhere: %v, %v", open, err)
				}
				time.Sleep(time.Hour)
				w.arrived("selfie")
				if n := w.service.called("upload"); n != 2 {
					t.Errorf("%d requests", n)
				}
				if again, err := o.Open(key.Applicant, ""); again != d || err != nil {
					t.Errorf("a desk that works was opened again: %v", err)
				}
				w.consistent()
			})
		})
	}
}
