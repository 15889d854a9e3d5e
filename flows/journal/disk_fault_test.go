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
	"dossier/flows/journal/racetest"
	"dossier/flows/journal/tempdir"
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
	case racetest.Enabled: // the engine of disktest is twenty times slower then
		return n > 1 && n%20 > 0
	}
	return n > 6 && n%11 > 0
}

// run lets the n-th call fail in a stage and says how many failed. Then the
// disk is well again, and so must the journal be.
func (t *trial) run(n int, lasting bool, stage func(*trial, func())) int {
	stage(t, func() { t.disk.InjectFault(t.fault, n, lasting) })
	hit := t.disk.ClearFaults()
	if t.j == nil {
		t.openJournal()
	}
	if t.j == nil {
		t.t.Fatal("does not open after the fault")
	}
	t.appendEntries()
	if last := t.tries[len(t.tries)-1]; last.out.Result != Done {
		t.t.Errorf("after the fault: %v, %v", last.out.Result, last.out.Err)
	}
	killed := t.disk.Image()
	requireNoErrors(t.t, t.j.Close())
	t.check(killed, len(t.tries))
	noted := 0
	for loss := range t.disk.Losses(disktest.KeepNothing, nil) {
		if loss.Mark > noted && (*everyFault || loss.Mark == len(t.tries)) {
			noted = loss.Mark
			t.check(loss.Image, noted)
		}
	}
	return hit
}

func (t *trial) runOpenStage(arm func()) {
	arm()
	t.openJournal()
}

func (t *trial) runWorkStage(arm func()) {
	arm()
	t.openJournal()
	if t.j == nil {
		return
	}
	for range 4 {
		t.appendEntries()
	}
	_, err := t.j.RecentDossiers(t.t.Context(), origin, 9)
	t.requireJournalError(err)
}

func (t *trial) runCloseStage(arm func()) {
	t.openJournal()
	t.appendEntries()
	arm()
	t.requireJournalError(t.j.Close())
	t.j = nil
}

// openJournal opens the journal, or leaves j nil.
func (t *trial) openJournal() {
	j, err := onDisk(t.t, t.disk)
	t.requireJournalError(err)
	if err != nil {
		t.requireJournalError(j.Close())
		return
	}
	t.j = j
}

// appendEntries puts an entry behind the last that can be read.
func (t *trial) appendEntries() {
	list, err := t.j.Load(t.t.Context(), anna, 0)
	t.requireJournalError(err)
	e := entry(uint64(len(list))+1, fmt.Sprint("try", len(t.tries)))
	out := t.j.Append(t.t.Context(), anna, e, sumOf(len(t.tries)*3))
	if out.Result != Conflict { // which is looked at later
		t.requireJournalError(out.Err)
	}
	if (out.Err == nil) != (out.Result == Done) {
		t.t.Errorf("%v, %v", out.Result, out.Err)
	}
	t.tries = append(t.tries, tried{e, out})
	t.disk.Mark(len(t.tries))
}

// requireJournalError makes sure that an error is the journal's own for this fault, to the
// letter: nothing of what the system said is in it.
func (t *trial) requireJournalError(err error) {
	if err == nil {
		return
	}
	*t.said++
	if want := faultOf[t.fault.Name]; !errors.Is(err, want) || err.Error() != want.Error() {
		t.t.Errorf("%s: said %q, want %q", t.fault.Name, err, want)
	}
}

// check opens an image with the product's engine. What was done of the first
// tries is there; what met a conflict is not, and an earlier one is in its
// place: the head could not be read.
func (t *trial) check(image disktest.Image, tries int) {
	path := filepath.Join(tempdir.New(t.t), "journal.db")
	defer func() { _ = os.RemoveAll(filepath.Dir(path)) }()
	requireNoErrors(t.t, image.Save(path))
	j, err := Open(t.t.Context(), path, testKeys)
	if err != nil {
		t.t.Fatalf("open: %v", err)
	}
	defer func() { _ = j.Close() }()
	requireSound(t.t, j)
	list := load(t.t, j, anna, 0)
	for i, one := range t.tries[:tries] {
		at := slices.IndexFunc(list, func(e flows.Entry) bool { return e.ID == one.entry.ID })
		taken := slices.ContainsFunc(t.tries[:i], func(o tried) bool { return slices.Contains(list, o.entry) && o.entry.Seq == one.entry.Seq })
		switch {
		case one.out.Result == Done && (at < 0 || list[at].Seq != one.entry.Seq):
			t.t.Errorf("entry %d was done and is not there", one.entry.Seq)
		case one.out.Result == Conflict && (at >= 0 || !taken):
			t.t.Errorf("entry %d: the fault was taken for a conflict", one.entry.Seq)
		}
	}
}
