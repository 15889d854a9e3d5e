package journal

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/synctest"

	"dossier/flows"
	"dossier/flows/journal/disktest"
)

var everyFault = flag.Bool("every-fault", false, "in TestNoFaultOfTheDiskIsTakenForSuccess let every call fail and lose the power after every entry")

// faultOf is what the journal says to a fault of the disk.
var faultOf = map[string]error{
	"disk full": ErrFull, "busy": ErrBusy, "read-only": ErrReadOnly, "cannot open": ErrReadOnly,
	"write error": ErrDisk, "sync error": ErrDisk, "read error": ErrDisk, "truncate error": ErrDisk,
	"delete error": ErrDisk, "access error": ErrDisk, "lock error": ErrDisk,
}

// trial is the life of one journal on a disk that fails.
type trial struct {
	t     *testing.T
	disk  *disktest.Disk
	j     *Journal
	fault disktest.Fault
	tries []tried
	said  *int // how many errors the journal reported, over many trials
}

// tried is an append and what became of it.
type tried struct {
	entry flows.Entry
	out   Outcome
}

// stage is a part of a journal's life; it begins with arm.
type stage struct {
	name  string
	image disktest.Image
	run   func(r *trial, arm func())
}

func TestNoFaultOfTheDiskIsTakenForSuccess(t *testing.T) {
	t.Parallel()
	prepared := disktest.New(t, nil)
	record(t, prepared, func() (*Journal, error) { return onDisk(t, prepared) }, 3)
	stages := []stage{
		{"making", nil, (*trial).runOpenStage}, {"working", prepared.Image(), (*trial).runWorkStage}, {"closing", prepared.Image(), (*trial).runCloseStage},
	}
	cases := 0
	for _, fault := range disktest.AllFaults() {
		said := 0
		for _, s := range stages {
			for _, lasting := range []bool{false, true} {
				cases += s.failEach(t, fault, lasting, &said)
			}
		}
		if said == 0 && fault.Call != disktest.CallTruncate { // only a close truncates; what it leaves is moved later
			t.Errorf("%s: the journal never noticed", fault.Name)
		}
	}
	t.Logf("%d faults", cases)
}

// failEach lets the first call of the fault's kind fail, then the second, and
// so on, until none fails any more, and says how often one did.
func (s stage) failEach(t *testing.T, fault disktest.Fault, lasting bool, said *int) (cases int) {
	for n := 1; ; n++ {
		if isLeftOut(n) {
			continue
		}
		hit := 0
		synctest.Test(t, func(t *testing.T) { // so that waits take no time
			r := &trial{t: t, disk: disktest.New(t, s.image), fault: fault, said: said}
			hit = r.run(n, lasting, s.run)
		})
		if t.Failed() {
			t.Fatalf("%s, call %d while %s, lasting %v", fault.Name, n, s.name, lasting)
		}
		if hit == 0 {
			return cases
		}
		cases++
	}
}

// isLeftOut says which calls do not fail in a short run.
func isLeftOut(n int) bool {
	switch {
	case *everyFault:
		return false
	case raced:
		return n > 1 && n%20 > 0
	}
	return n > 6 && n%11 > 0
}

// run lets the n-th call fail in a stage and says how many failed. Then the
// disk is well again, and so must the journal be.
func (r *trial) run(n int, lasting bool, stage func(*trial, func())) int {
	stage(r, func() { r.disk.InjectFault(r.fault, n, lasting) })
	hit := r.disk.ClearFaults()
	if r.j == nil {
		r.openJournal()
	}
	if r.j == nil {
		r.t.Fatal("does not open after the fault")
	}
	r.appendEntries()
	if last := r.tries[len(r.tries)-1]; last.out.Result != Done {
		r.t.Errorf("after the fault: %v, %v", last.out.Result, last.out.Err)
	}
	killed := r.disk.Image()
	requireNoErrors(r.t, r.j.Close())
	r.check(killed, len(r.tries))
	noted := 0
	for loss := range r.disk.Losses(disktest.KeepNothing, nil) {
		if loss.Mark > noted && (*everyFault || loss.Mark == len(r.tries)) {
			noted = loss.Mark
			r.check(loss.Image, noted)
		}
	}
	return hit
}

func (r *trial) runOpenStage(arm func()) {
	arm()
	r.openJournal()
}

func (r *trial) runWorkStage(arm func()) {
	arm()
	r.openJournal()
	if r.j == nil {
		return
	}
	for range 4 {
		r.appendEntries()
	}
	_, err := r.j.RecentDossiers(r.t.Context(), origin, 9)
	r.requireJournalError(err)
}

func (r *trial) runCloseStage(arm func()) {
	r.openJournal()
	r.appendEntries()
	arm()
	r.requireJournalError(r.j.Close())
	r.j = nil
}

// openJournal opens the journal, or leaves j nil.
func (r *trial) openJournal() {
	j, err := onDisk(r.t, r.disk)
	r.requireJournalError(err)
	if err != nil {
		r.requireJournalError(j.Close())
		return
	}
	r.j = j
}

// appendEntries puts an entry behind the last that can be read.
func (r *trial) appendEntries() {
	list, err := r.j.Load(r.t.Context(), anna, 0)
	r.requireJournalError(err)
	e := entry(uint64(len(list))+1, fmt.Sprint("try", len(r.tries)))
	out := r.j.Append(r.t.Context(), anna, e, sumOf(len(r.tries)*3))
	if out.Result != Conflict { // which is looked at later
		r.requireJournalError(out.Err)
	}
	if (out.Err == nil) != (out.Result == Done) {
		r.t.Errorf("%v, %v", out.Result, out.Err)
	}
	r.tries = append(r.tries, tried{e, out})
	r.disk.Mark(len(r.tries))
}

// requireJournalError makes sure that an error is the journal's own for this fault, to the
// letter: nothing of what the system said is in it.
func (r *trial) requireJournalError(err error) {
	if err == nil {
		return
	}
	*r.said++
	if want := faultOf[r.fault.Name]; !errors.Is(err, want) || err.Error() != want.Error() {
		r.t.Errorf("%s: said %q, want %q", r.fault.Name, err, want)
	}
}

// check opens an image with the product's engine. What was done of the first
// tries is there; what met a conflict is not, and an earlier one is in its
// place: the head could not be read.
func (r *trial) check(image disktest.Image, tries int) {
	path := filepath.Join(memory(r.t), "journal.db")
	defer func() { _ = os.RemoveAll(filepath.Dir(path)) }()
	requireNoErrors(r.t, image.Save(path))
	j, err := Open(r.t.Context(), path, testKeys)
	if err != nil {
		r.t.Fatalf("open: %v", err)
	}
	defer func() { _ = j.Close() }()
	requireSound(r.t, j)
	list := load(r.t, j, anna, 0)
	for i, one := range r.tries[:tries] {
		at := slices.IndexFunc(list, func(e flows.Entry) bool { return e.ID == one.entry.ID })
		taken := slices.ContainsFunc(r.tries[:i], func(o tried) bool { return slices.Contains(list, o.entry) && o.entry.Seq == one.entry.Seq })
		switch {
		case one.out.Result == Done && (at < 0 || list[at].Seq != one.entry.Seq):
			r.t.Errorf("entry %d was done and is not there", one.entry.Seq)
		case one.out.Result == Conflict && (at >= 0 || !taken):
			r.t.Errorf("entry %d: the fault was taken for a conflict", one.entry.Seq)
		}
	}
}
