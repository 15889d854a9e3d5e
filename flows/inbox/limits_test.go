package inbox

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"dossier/flows"
)

// TestWritesAreCheckedBeforeMemoryIsTaken: an offset of 2^60 once ended a whole process.
func TestWritesAreCheckedBeforeMemoryIsTaken(t *testing.T) {
	for _, off := range []int64{-1, math.MinInt64, 20 * mib, 20*mib - 1, 1 << 60, math.MaxInt64} {
		w := newWorld(t)
		u := w.begin(w.tree("maya"), "x", Flags{})
		_, err := u.WriteAt([]byte("xx"), off)
		w.refused(err, TooLarge)
		if n := w.HeldBytes(); n != 0 {
			t.Errorf("a write at %d took %d bytes", off, n)
		}
		w.end(u, WriteRefused)
	}
	w := newWorld(t)
	u := w.begin(w.tree("maya"), "x", Flags{})
	w.write(u, "E", 20*mib-1)
	if n := w.HeldBytes(); n != chunkSize {
		t.Errorf("one byte at the end of the largest file took %d bytes", n)
	}
	w.end(u, HasHole)
}

// TestLimits has a row for each limit: what is refused, and that what was there stays.
func TestLimits(t *testing.T) {
	w := newWorld(t)
	w.cfg.Limits = Limits{FileBytes: 2 * chunkSize, OperatorBytes: 3 * chunkSize, TotalBytes: 4 * chunkSize, Files: 5, Folders: 3, Depth: 2}
	w.memory.limit = 4 * chunkSize
	d := w.open("1x1")
	c := w.tree("K7F2")
	chunk := strings.Repeat("x", chunkSize-1) + "E"
	w.put(c, "a", chunk+chunk, Flags{})
	w.put(c, "b", chunk, Flags{})
	full := w.begin(c, "c", Flags{})
	_, err := full.WriteAt([]byte("x"), 0)
	w.refused(err, InboxFull)
	if o := w.end(full, WriteRefused); o.Reason != InboxFull || o.Limit != 3*chunkSize {
		t.Errorf("%+v", o)
	}
	ann := w.Box("ann").Tree(Login{User: "ann"})
	w.put(ann, "a", chunk, Flags{})
	_, err = w.begin(ann, "b", Flags{}).WriteAt([]byte("x"), 0)
	w.refused(err, ServerFull)

	w.end(w.begin(c, "front/.DS_Store", Flags{}), Ignored)
	w.end(w.begin(c, "front/empty", Flags{}), IsEmpty)
	w.begin(c, "d", Flags{})
	w.begin(c, "e", Flags{}) // what is only remembered made room
	_, err = c.Create("f", Flags{})
	w.refused(err, TooManyFiles)

	w.check(c.Mkdir("m"), c.Mkdir("m/n"), c.Mkdir("front"), c.Mkdir("front/n"))
	w.refused(c.Mkdir("front/n/o"), TooDeep)
	w.refused(c.Mkdir("o"), TooManyFolders)
	w.refused(c.Mkdir("m"), Exists)
	w.refused(c.Mkdir("a"), Exists)
	w.refused(c.Mkdir("a/b"), Exists)
	w.refused(c.Rename("a", "o/p"), TooManyFolders)
	w.refused(c.Rename("a", "m/n/o/p"), TooDeep)
	w.refused(c.Mkdir(strings.Repeat("x", maxPathBytes+1)), NameTooLong)
	w.shows(d.Arrivals()[:2], row{"a", "", Complete, 2 * chunkSize}, row{"b", "", Complete, chunkSize})
}

// TestEmptyFoldersAreForgotten: else an operator would run out of them one day.
func TestEmptyFoldersAreForgotten(t *testing.T) {
	w := newWorld(t)
	w.open("1x1")
	c := w.tree("K7F2")
	w.put(c, "kept/a", "aE", Flags{})
	w.check(c.Mkdir("empty"), c.Mkdir("empty/too"), w.tree("maya").Mkdir("loose"))
	w.wait(KeepFor - 1)
	w.isDir(c, "empty/too")
	w.wait(1)
	w.isMissing(c, "empty")
	w.isMissing(c, "empty/too")
	w.isMissing(w.tree("maya"), "loose")
	w.isDir(c, "kept")
	if n := w.Box("maya").countFolders(); n != 1 {
		t.Errorf("%d folders are left", n)
	}
}

// TestScatteredWrites: the bookkeeping of holes is bounded too.
func TestScatteredWrites(t *testing.T) {
	w := newWorld(t)
	u := w.begin(w.tree("maya"), "x", Flags{})
	for i := range int64(maxSpans) {
		w.write(u, "x", 2*i)
	}
	_, err := u.WriteAt([]byte("x"), 2*maxSpans)
	w.refused(err, TooScattered)
	w.end(u, WriteRefused)
}

// TestReadMemoryCounts until the wizard has read it, and is zero then.
func TestReadMemoryCounts(t *testing.T) {
	w := newWorld(t)
	w.memory.limit = chunkSize
	d := w.open("1x1")
	c := w.tree("K7F2")
	w.put(c, "a", "secretE", Flags{})
	bytesOfA := d.place.files[0].content.chunks[0].Bytes()
	id := d.Arrivals()[0].ID
	opened, err := d.OpenArrival(id)
	if err != nil {
		t.Fatal(err)
	}
	w.check(d.Remove(id))
	w.shows(d.Arrivals())
	w.isMissing(c, "a")
	u := w.begin(c, "b", Flags{})
	_, err = u.WriteAt([]byte("x"), 0)
	w.refused(err, ServerFull)
	if !bytes.HasPrefix(bytesOfA, []byte("secretE")) {
		t.Error("the test looks at other bytes")
	}
	w.check(opened.Close(), opened.Close())
	if _, err := opened.ReadAt(make([]byte, 1), 0); err == nil {
		t.Error("a closed file can be read")
	}
	w.put(c, "c", "E", Flags{})
}

// TestClear: nothing is left, and nothing more is opened.
func TestClear(t *testing.T) {
	w := newWorld(t)
	d := w.open("1x1")
	c := w.tree("maya")
	u := w.begin(c, "K7F2/front", Flags{})
	w.write(u, "xE", 0)
	w.put(c, "y", "E", Flags{})
	w.Clear()
	if w.HeldBytes() != 0 || len(d.Arrivals())+len(d.Unassigned()) != 0 {
		t.Error("something is left")
	}
	w.end(u, Vanished)
	_, err := w.begin(c, "z", Flags{}).WriteAt([]byte("x"), 0)
	w.refused(err, ServerFull)
}

// TestChanges has a row for each renaming and removal.
func TestChanges(t *testing.T) {
	for _, test := range []struct {
		do   func(c *Tree) error
		want Reason
		left []string // of K7F2
	}{
		{func(c *Tree) error { return c.Rename("K7F2/a", "K7F2/front") }, "", []string{"front", "b", "m/c"}},
		{func(c *Tree) error { return c.Rename("K7F2/a", "K7F2/b") }, "", []string{"b", "m/c"}},
		{func(c *Tree) error { return c.Rename("K7F2/a", "K7F2/a") }, "", []string{"a", "b", "m/c"}},
		{func(c *Tree) error { return c.Rename("K7F2/a", "K7F2/new/a") }, "", []string{"new/a", "b", "m/c"}},
		{func(c *Tree) error { return c.Rename("K7F2/m", "K7F2/front/m") }, "", []string{"a", "b", "front/m/c"}},
		{func(c *Tree) error { return c.Rename("K7F2/m", "K7F2/m/n") }, NotAllowed, nil},
		{func(c *Tree) error { return c.Rename("K7F2/m", "K7F2/front") }, Exists, nil},
		{func(c *Tree) error { return c.Rename("K7F2/m", "K7F2/b") }, Exists, nil},
		{func(c *Tree) error { return c.Rename("K7F2/m", "K7F2/x/y/z/u/v") }, TooDeep, nil},
		{func(c *Tree) error { return c.Rename("K7F2/front", "K7F2/x") }, NotAllowed, nil},
		{func(c *Tree) error { return c.Rename("K7F2", "K7F2/x") }, NotAllowed, nil},
		{func(c *Tree) error { return c.Rename("K7F2/a", "K7F2/m") }, IsFolder, nil},
		{func(c *Tree) error { return c.Rename("K7F2/a", "K7F2/receipt.json") }, NotAllowed, nil},
		{func(c *Tree) error { return c.Rename("K7F2/receipt.json", "K7F2/x") }, NotAllowed, nil},
		{func(c *Tree) error { return c.Rename("K7F2/x", "K7F2/y") }, NoSuchFile, nil},
		{func(c *Tree) error { return c.Rename("K7F2/a", "a") }, AcrossCodes, nil},
		{func(c *Tree) error { return c.Rename("K7F2/a", "M3XQ/a") }, NoSuchCode, nil},
		{func(c *Tree) error { return c.Rename("M3XQ/a", "K7F2/a") }, NoSuchCode, nil},
		{func(c *Tree) error { return c.Remove("K7F2/front") }, NotAllowed, nil},
		{func(c *Tree) error { return c.Remove("K7F2/m/c") }, "", []string{"a", "b"}},
		{func(c *Tree) error { return c.Remove("K7F2/m") }, NotAllowed, nil},
		{func(c *Tree) error { return c.Remove("M3XQ/m") }, NoSuchCode, nil},
		{func(c *Tree) error { return c.RemoveFolder("K7F2/m") }, NotEmpty, nil},
		{func(c *Tree) error { return c.RemoveFolder("K7F2/front") }, NotAllowed, nil},
		{func(c *Tree) error { return c.RemoveFolder("K7F2/a") }, NoSuchFile, nil},
		{func(c *Tree) error { return c.Remove("K7F2/receipt.json") }, NotAllowed, nil},
		{func(c *Tree) error { _, err := c.Create("K7F2/receipt.html", Flags{}); return err }, NotAllowed, nil},
		{func(c *Tree) error { _, err := c.Create("K7F2/m", Flags{}); return err }, IsFolder, nil},
		{func(c *Tree) error { _, err := c.Create("K7F2/a/x", Flags{}); return err }, Exists, nil},
	} {
		w := newWorld(t)
		d := w.open("1x1")
		c := w.tree("maya")
		w.put(c, "K7F2/a", "aE", Flags{})
		w.put(c, "K7F2/b", "bE", Flags{})
		w.put(c, "K7F2/m/c", "cE", Flags{})
		if test.left == nil {
			test.left = []string{"a", "b", "m/c"}
		}
		if err := test.do(c); test.want == "" {
			w.check(err)
		} else {
			w.refused(err, test.want)
		}
		w.wait(KeepFor) // what was removed is forgotten
		if n := len(d.Arrivals()); n != len(test.left) {
			t.Errorf("%d files are left, want %v", n, test.left)
		}
		for _, path := range test.left {
			if w.stat(c, "K7F2/"+path).Size != 2 {
				t.Errorf("%s is gone", path)
			}
		}
	}
	w := newWorld(t)
	w.open("1x1")
	c := w.tree("K7F2")
	w.check(c.Mkdir("m"), c.RemoveFolder("m"))
	w.isMissing(c, "m")
}

// TestAssign moves what came without a code, and says what something is for.
func TestAssign(t *testing.T) {
	w := newWorld(t)
	d, ann := w.open("1x1"), openFor(w, "ann")
	u := w.begin(w.tree("maya"), "front", Flags{})
	w.write(u, "a", 0)
	id := d.Unassigned()[0].ID
	w.refused(d.Assign(id, "front"), StillArriving)
	w.write(u, "E", 1)
	w.end(u, Whole)
	w.shows(d.Unassigned(), row{"front", "", Complete, 2})
	w.refused(ann.Assign(id, "front"), Gone)
	w.refused(d.Assign(id, "tail"), NoSuchSlot)
	w.check(d.Assign(id, "back"))
	w.shows(d.Unassigned())
	w.shows(d.Arrivals(), row{"front", "back", Complete, 2})
	w.check(d.Assign(id, "front"))
	w.shows(d.Arrivals(), row{"front", "front", Complete, 2})
	if a := d.Arrivals()[0]; !a.KeptTo.IsZero() || !a.Client.Is("SSH-2.0-OpenSSH_9.2") {
		t.Errorf("%+v", a)
	}
	d.SetSlots([]Slot{{Name: "selfie", Aliases: []string{"front"}}})
	w.shows(d.Arrivals(), row{"front", "selfie", Complete, 2})
	w.check(d.Remove(id))
	w.refused(d.Remove(id), Gone)
	w.refused(d.Assign(id, "selfie"), Gone)

	v := w.begin(w.tree("K7F2"), "holiday.jpg", Flags{})
	w.write(v, "a", 0)
	w.check(d.Assign(d.Arrivals()[0].ID, "selfie"))
	w.write(v, "E", 1)
	if o := w.end(v, Whole); o.Slot != "selfie" {
		t.Errorf("arrived for %q", o.Slot)
	}

	w.put(w.tree("maya"), "x", "aE", Flags{})
	if a := d.Unassigned()[0]; !a.KeptTo.Equal(w.now().Add(KeepFor)) {
		t.Errorf("kept to %v", a.KeptTo)
	}
	w.wait(KeepFor)
	w.shows(d.Unassigned())
}

func openFor(w *world, operator string) *Dossier {
	w.Helper()
	d, err := w.Box(operator).Open(flows.Key{Origin: "https://x", Applicant: "1x1"}, slots())
	if err != nil {
		w.Fatal(err)
	}
	return d
}

// TestSubscribers hear of every change, of progress now and then, and of nobody else.
func TestSubscribers(t *testing.T) {
	w := newWorld(t)
	d, ann := w.open("1x1"), openFor(w, "ann")
	mine, other := d.Subscribe(), ann.Subscribe()
	<-mine
	<-other
	heard := func(want bool, what string) {
		t.Helper()
		select {
		case <-mine:
			if !want {
				t.Errorf("%s ticks", what)
			}
		default:
			if want {
				t.Errorf("%s does not tick", what)
			}
		}
	}
	c := w.tree("K7F2")
	u := w.begin(c, "a", Flags{})
	heard(true, "a new file")
	w.write(u, "a", 0)
	heard(true, "a first byte")
	w.write(u, "a", 1)
	heard(false, "the next byte at once")
	w.wait(progressInterval)
	heard(true, "the sweep after it")
	w.end(u, NoEndMark)
	heard(true, "an end")
	w.wait(progressInterval)
	heard(true, "a new state")
	w.wait(progressInterval)
	heard(false, "nothing")
	w.check(c.Remove("a"))
	heard(true, "a removal")
	w.wait(removalDelay)
	heard(true, "a removal that is believed")
	_, _ = c.Create("M3XQ/a", Flags{})
	heard(true, "a refusal")
	d.Unsubscribe(mine)
	w.put(c, "b", "E", Flags{})
	heard(false, "what is unsubscribed")
	select {
	case <-other:
		t.Error("another operator hears of it")
	default:
	}
	if fmt.Sprintf("%+v", w.tree("K7F2").box.unassigned.views()) != "[]" {
		t.Error("something is unassigned")
	}
}

// TestNothingPrintsANameOrPath: neither values nor errors.
func TestNothingPrintsANameOrPath(t *testing.T) {
	w := newWorld(t)
	d := w.open("1x1")
	c := w.tree("maya")
	w.put(c, "K7F2/Erika Mustermann/passport.jpg", "E", Flags{})
	u := w.begin(c, "K7F2/Erika Mustermann.jpg", Flags{})
	_, err := c.Create("K7F2/Erika/1/2/3/4/5", Flags{})
	o, _ := u.Close()
	info, _ := c.Stat("K7F2/Erika Mustermann")
	for _, value := range []any{d.Arrivals(), d, u, u.(*Upload).held, c, o, err, info, d.place, d.place.folders} {
		if text := fmt.Sprintf("%v %+v %#v", value, value, value); strings.Contains(text, "Erika") || strings.Contains(text, "passport") {
			t.Errorf("%T prints a name", value)
		}
	}
}

// TestSidesStayKnown: a wizard that knows no side (yet, or no more) takes none away, and what
// one wizard of the operator wants replaces what another one wanted before.
func TestSidesStayKnown(t *testing.T) {
	w := newWorld(t)
	first, second := openFor(w, "maya"), openFor(w, "maya")
	isFor := func(path, slot string) {
		t.Helper()
		if o := w.put(w.tree("K7F2"), path, "aE", Flags{}); o.Slot != slot {
			t.Errorf("%s arrived for %q, want %q", path, o.Slot, slot)
		}
	}
	isFor("back", "back")
	first.SetSlots(nil)
	second.SetSlots([]Slot{})
	isFor("back", "back")
	second.SetSlots([]Slot{{Name: "selfie"}})
	isFor("back", "")
	first.SetSlots(slots())
	isFor("back", "back")

	ticks := first.Subscribe()
	defer first.Unsubscribe(ticks)
	<-ticks // the first
	first.SetSlots(slots())
	if len(ticks) != 0 {
		t.Error("what did not change is a change")
	}
}
