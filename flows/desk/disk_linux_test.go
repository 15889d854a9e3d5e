package desk

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/disktest"
	"dossier/flows/journal/journaltest"
)

// TestNothingLeavesWhenTheDiskIsFull fills the journal's disk just before a
// release is recorded: the last byte stays, nothing is said to be accepted, and
// with space the picture goes once.
func TestNothingLeavesWhenTheDiskIsFull(t *testing.T) {
	r := newReal(t)
	disk := disktest.MountSmall(t, "2m")
	r.store = journaltest.OpenAt(t, filepath.Join(disk, "data", "journal.db"))
	var free func()
	full := make(chan bool)
	cfg := r.config("a")
	cfg.Store = journaltest.NewFaultyStore(r.store, func(_ int, e flows.Entry) journaltest.Fault {
		if flows.EventName(e.Event) == "Released" && free == nil {
			free = r.fill(disk)
			close(full)
		}
		return journaltest.NoFault
	})
	d := r.start(cfg)
	r.t.Cleanup(d.Close)
	r.plan(d)
	picture := r.jpeg(selfie, "selfie")
	r.do(d, picture)
	<-full
	end := time.Now().Add(500 * time.Millisecond)
	for time.Now().Before(end) {
		if s := stateOf(d.Snapshot(), selfie); s == flows.Awaiting || s == flows.Accepted {
			t.Fatalf("%s on a full disk", s)
		}
		time.Sleep(10 * time.Millisecond)
	}
	if n := len(r.service.Uploads()); n > 0 {
		t.Fatalf("%d uploads that nobody recorded", n)
	}
	free()
	s := r.untilState(d, selfie, flows.Failed)
	if l, _ := s.Journey.Line(selfie); l.Cause != flows.CauseJournal {
		t.Fatalf("failed by %s", l.Cause)
	}
	r.do(d, picture)
	r.untilState(d, selfie, flows.Accepted)
	if n := len(r.service.Uploads()); n != 1 {
		t.Fatalf("%d uploads", n)
	}
	r.honest(d)
}

// fill leaves no room on the disk, nor in what the journal's log has already.
func (r *realWorld) fill(disk string) (free func()) {
	free = disktest.FillDisk(r.t, disk)
	key := flows.Key{Origin: r.key.Origin, Applicant: "another"}
	for n := uint64(1); ; n++ {
		e := flows.Entry{Seq: n, ID: fmt.Sprint("filler", n), At: time.Now(), Session: "s", Operator: "o", Event: flows.Opened{}}
		if out := r.store.Append(r.t.Context(), key, e, flows.Summary{}); out.Result != journal.Done {
			return free
		}
	}
}
