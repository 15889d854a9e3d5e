package desk

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/personr"
)

// noCancelStore is a journal that loses every cancellation.
type noCancelStore struct{ *memStore }

func (s noCancelStore) Append(ctx context.Context, key flows.Key, e flows.Entry, sum flows.Summary) journal.Outcome {
	if _, cancels := e.Event.(flows.SendCancelled); cancels {
		return journal.Outcome{Result: journal.Unknown, Err: errCut}
	}
	return s.memStore.Append(ctx, key, e, sum)
}

// TestWhatWasTakenBackStaysHereUnrecorded: the operator reads that nothing more is sent,
// so neither the first nor the last byte leaves, although the journal works again.
func TestWhatWasTakenBackStaysHereUnrecorded(t *testing.T) {
	for name, left := range map[string]flows.Transfer{"in the hold": flows.TransferNone, "under way": flows.TransferPart} {
		t.Run(name, func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				w.hold = 3 * time.Second
				proceed := make(chan struct{})
				w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
					release := d.Release
					d.Release = func(ctx context.Context) error {
						<-proceed
						return release(ctx)
					}
					return w.service.releaseUpload(ctx, d, good)
				})
				cfg := w.config("a")
				cfg.Store = noCancelStore{w.store}
				d := w.start(cfg)
				defer d.Close()
				w.plan(d)
				w.do(d, w.file(selfie, "selfie"))
				if left == flows.TransferPart {
					time.Sleep(w.hold)
				}
				synctest.Wait()
				d.TakeBack()
				synctest.Wait()
				if !said(d.Snapshot(), "so nothing more is sent for it") {
					t.Errorf("the operator reads %v", texts(d.Snapshot()))
				}
				close(proceed)
				time.Sleep(time.Minute)
				w.arrived()
				l, _ := d.Snapshot().Journey.Line(selfie)
				if !l.IsTakenBack() || l.Transfer != left {
					t.Errorf("%s, %s, %q left", l.State, l.Cause, l.Transfer)
				}
			})
		})
	}
}

// TestWhatWasTakenBackIsNamedAsOnTheScreens: a picture is the front only where there is a
// back.
func TestWhatWasTakenBackIsNamedAsOnTheScreens(t *testing.T) {
	for name, slot := range map[string]flows.Slot{"front": front, "back": back, "selfie": selfie, "address": address} {
		virtual(t, func(t *testing.T, w *world) {
			w.hold = 3 * time.Second
			d := w.open("a")
			defer d.Close()
			w.plan(d)
			w.do(d, w.file(slot, "picture"))
			d.TakeBack()
			synctest.Wait()
			if !said(d.Snapshot(), name+": taken back; ") {
				t.Errorf("%s: the operator reads %v", name, texts(d.Snapshot()))
			}
		})
	}
}
