package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows"
	"dossier/flows/presence"
	"dossier/personr"
)

// newHeads are the numbers of entries with which somebody began the dossier again
// after it was removed; the session that still has it open knows six.
var newHeads = map[string]uint64{"nothing": 0, "fewer": 4, "as many": 6, "more": 9}

// replace removes the dossier and begins it again with n entries.
func (w *world) replace(n uint64) {
	w.t.Helper()
	w.store.purge(key)
	if n == 0 {
		return
	}
	d := w.open("other")
	defer d.Close()
	w.do(d, flow())
	synctest.Wait() // the applicant's first status is recorded
	for i := 0; d.Snapshot().Journey.Head() < n; i++ {
		w.do(d, flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: []flows.Country{"AUS", "NZL"}[i%2]})
	}
	if head := d.Snapshot().Journey.Head(); head != n {
		w.t.Fatalf("it was begun again with %d entries, not %d", head, n)
	}
}

// removed checks what a session says of a dossier that was removed, and that it
// has left what lies there now alone.
func (w *world) removed(d *Desk) {
	w.t.Helper()
	synctest.Wait() // who was answered may be ahead of what is shown
	s := d.Snapshot()
	if !s.Removed || s.Damaged || s.InOutage || s.Pending != 0 {
		w.t.Errorf("removed %t, damaged %t, away %t, %d pending", s.Removed, s.Damaged, s.InOutage, s.Pending)
	}
	all := strings.Join(texts(s), "\n")
	if !strings.Contains(all, "The journal does not hold this dossier any more; open it again.") {
		w.t.Errorf("it says: %q", all)
	}
	if strings.Contains(all, "damaged") || strings.Contains(all, "something else happened") {
		w.t.Errorf("it says: %q", all)
	}
	entries, err := w.store.Load(w.t.Context(), key, 0)
	if err != nil {
		w.t.Fatal(err)
	}
	if slices.ContainsFunc(entries, func(e flows.Entry) bool { return e.Session == "a" }) {
		w.t.Errorf("it wrote into another dossier: %v", w.store.events(key))
	}
}

func TestARemovedDossierIsNoticedByAChoice(t *testing.T) {
	for name, n := range newHeads {
		t.Run(name, func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				d := w.open("a")
				defer d.Close()
				w.plan(d)
				synctest.Wait()
				w.replace(n)
				for range 3 {
					if err := d.PostAndWait(t.Context(), w.file(selfie, "selfie")); !errors.Is(err, ErrRemoved) || errors.Is(err, flows.ErrDamaged) {
						t.Errorf("%v", err)
					}
				}
				d.Post(w.file(selfie, "selfie"))
				d.TakeBack()
				time.Sleep(time.Minute)
				w.removed(d)
				w.arrived()
			})
		})
	}
}

// TestARemovedDossierIsNoticedWithoutAChoice: a session that looks on is told
// with its next sign of life, a watcher too.
func TestARemovedDossierIsNoticedWithoutAChoice(t *testing.T) {
	for name, n := range newHeads {
		for _, session := range []string{"a", "watcher"} {
			t.Run(fmt.Sprint(name, " ", session), func(t *testing.T) {
				virtual(t, func(t *testing.T, w *world) {
					holder := w.open("a")
					defer holder.Close()
					w.plan(holder)
					synctest.Wait() // the applicant's first status is recorded
					d := holder
					if session != "a" {
						d = w.open(session)
						defer d.Close()
					}
					synctest.Wait()
					w.replace(n)
					time.Sleep(presence.Interval + time.Second)
					w.removed(d)
					if n := len(d.Snapshot().Notices); n != 1 {
						t.Errorf("it says the same again: %q", texts(d.Snapshot()))
					}
				})
			})
		}
	}
}

func TestTheGateOfARemovedDossierStaysShut(t *testing.T) {
	for name, n := range newHeads {
		t.Run(name, func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				w.hold = 3 * time.Second
				d := w.open("a")
				defer d.Close()
				w.plan(d)
				synctest.Wait()
				w.do(d, w.file(selfie, "selfie"))
				w.untilState(d, selfie, flows.Sending)
				w.replace(n)
				time.Sleep(time.Minute)
				w.removed(d)
				w.arrived()
				if s := d.Snapshot(); s.LostOutcomes != 0 || said(s, "could not be recorded") {
					t.Errorf("nothing had left, but %d are lost: %q", s.LostOutcomes, texts(s))
				}
			})
		})
	}
}

// TestAnAnswerAboutARemovedDossierIsGivenUp: it came before or after the removal
// showed, or the journal was away meanwhile.
func TestAnAnswerAboutARemovedDossierIsGivenUp(t *testing.T) {
	for name, n := range newHeads {
		for _, when := range []string{"first news", "afterwards", "away"} {
			t.Run(fmt.Sprint(name, " ", when), func(t *testing.T) {
				virtual(t, func(t *testing.T, w *world) {
					answer := make(chan struct{})
					w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
						return w.service.releaseUpload(ctx, d, once(answer))
					})
					d, store := w.cutOff("a")
					defer d.Close()
					w.plan(d)
					synctest.Wait() // the applicant's first status is recorded
					w.do(d, w.file(selfie, "selfie"))
					w.untilState(d, selfie, flows.Awaiting)
					switch when {
					case "away":
						store.off.Store(true)
						close(answer)
						w.until(d, "pending", func(s Snapshot) bool { return s.Pending == 1 })
						w.replace(n)
						store.off.Store(false)
					case "afterwards":
						w.replace(n)
						w.until(d, "removed", func(s Snapshot) bool { return s.Removed })
						close(answer)
					default:
						w.replace(n)
						close(answer)
					}
					s := w.until(d, "given up", func(s Snapshot) bool { return s.LostOutcomes == 1 })
					time.Sleep(time.Minute)
					w.removed(d)
					if last := s.Notices[len(s.Notices)-1]; !last.LostOutcome || !last.IsProblem {
						t.Errorf("%+v", last)
					}
				})
			})
		}
	}
}

func TestAWaitingChoiceForARemovedDossierIsAnswered(t *testing.T) {
	for name, n := range newHeads {
		t.Run(name, func(t *testing.T) {
			virtual(t, func(t *testing.T, w *world) {
				d, store := w.cutOff("a")
				defer d.Close()
				w.plan(d)
				synctest.Wait()
				store.off.Store(true)
				result := make(chan error, 1)
				go func() { result <- d.PostAndWait(t.Context(), w.file(selfie, "selfie")) }()
				time.Sleep(time.Minute - aMoment)
				w.replace(n)
				store.off.Store(false)
				begin := time.Now()
				if err := <-result; !errors.Is(err, ErrRemoved) {
					t.Errorf("%v", err)
				}
				if took := time.Since(begin); took > time.Second {
					t.Errorf("it waited %s", took)
				}
				w.removed(d)
			})
		})
	}
}

// TestARemovedDossierIsBegunAnew: the same program opens it again. A look at
// its pictures does not take its desk away from who looks at it.
func TestARemovedDossierIsBegunAnew(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		o := w.office()
		defer o.Close()
		old, err := o.Open(key.Applicant, "")
		if err != nil {
			t.Fatal(err)
		}
		w.plan(old)
		synctest.Wait() // the applicant's first status is recorded
		w.store.purge(key)
		w.until(old, "removed", func(s Snapshot) bool { return s.Removed })
		if _, err := o.WasSentForOther(t.Context(), key.Applicant, flows.SHA256{}); err != nil || old.Snapshot().Ended {
			t.Fatalf("%v, ended %t", err, old.Snapshot().Ended)
		}
		d, err := o.Open(key.Applicant, "")
		if err != nil || d == old || !old.Snapshot().Ended {
			t.Fatalf("%v, the same desk %t", err, d == old)
		}
		w.complete(d)
		if again, err := o.Open(key.Applicant, ""); again != d || err != nil {
			t.Fatalf("a desk that is open was opened again: %v", err)
		}
		if n := len(w.service.arrivals()); n != 4 {
			t.Errorf("%d pictures arrived", n)
		}
		w.consistent()
	})
}
