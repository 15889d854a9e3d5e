package inbox

import (
	"strings"
	"testing"
	"time"
)

// TestEnds has a row for each way in which a transfer ends.
func TestEnds(t *testing.T) {
	for name, test := range map[string]struct {
		path string
		play func(w *world, u Writer, c *Tree)
		want End
		kept int64
		rows int
	}{
		"whole":                 {"front/x", func(w *world, u Writer, _ *Tree) { w.write(u, "aaE", 0) }, Whole, 3, 1},
		"declared":              {"front/x", func(w *world, u Writer, _ *Tree) { w.check(u.Declare(3)); w.write(u, "aaE", 0) }, Whole, 3, 1},
		"a clean close of half": {"front/x", func(w *world, u Writer, _ *Tree) { w.write(u, "aa", 0) }, NoEndMark, 2, 1},
		"a hole":                {"front/x", func(w *world, u Writer, _ *Tree) { w.write(u, "aa", 0); w.write(u, "E", 3) }, HasHole, 2, 1},
		"no beginning":          {"front/x", func(w *world, u Writer, _ *Tree) { w.write(u, "E", 3) }, HasHole, 0, 0},
		"fewer than declared":   {"front/x", func(w *world, u Writer, _ *Tree) { w.check(u.Declare(4)); w.write(u, "aaE", 0) }, TooShort, 3, 1},
		"declared and nothing":  {"front/x", func(w *world, u Writer, _ *Tree) { w.check(u.Declare(4)) }, TooShort, 0, 0},
		"fewer than set":        {"front/x", func(w *world, u Writer, c *Tree) { w.write(u, "aaE", 0); c.SetSize("front/x", 9) }, TooShort, 3, 1},
		"cut by size":           {"front/x", func(w *world, u Writer, c *Tree) { w.write(u, "aEa", 0); c.SetSize("front/x", 2) }, Whole, 2, 1},
		"size first":            {"front/x", func(w *world, u Writer, c *Tree) { c.SetSize("front/x", 0); w.write(u, "aE", 0) }, Whole, 2, 1},
		"disconnected":          {"front/x", func(w *world, u Writer, _ *Tree) { w.write(u, "aaE", 0); u.Break() }, Disconnected, 3, 1},
		"disconnected at once":  {"front/x", func(_ *world, u Writer, _ *Tree) { u.Break() }, Disconnected, 0, 0},
		"empty":                 {"front/x", func(*world, Writer, *Tree) {}, IsEmpty, 0, 0},
		"a desktop's":           {"front/.DS_Store", func(w *world, u Writer, _ *Tree) { w.write(u, "aaE", 0) }, Ignored, 0, 0},
		"a desktop's, renamed":  {"front/Thumbs.db.filepart", func(w *world, u Writer, _ *Tree) { w.write(u, "aaE", 0) }, Ignored, 0, 0},
		"._ without a byte":     {"front/._x.jpg", func(*world, Writer, *Tree) {}, Ignored, 0, 0},
		"AppleDouble":           {"front/._x.jpg", func(w *world, u Writer, _ *Tree) { w.write(u, appleDouble+"E", 0) }, Ignored, 0, 0},
		"a picture named ._":    {"front/._x.jpg", func(w *world, u Writer, _ *Tree) { w.write(u, "aaE", 0) }, Whole, 3, 1},
		"too large": {"front/x", func(w *world, u Writer, _ *Tree) {
			w.write(u, "aaE", 0)
			_, err := u.WriteAt([]byte("x"), 20*mib)
			w.refused(err, TooLarge)
			_, err = u.WriteAt([]byte("x"), 3)
			w.refused(err, TooLarge)
		}, WriteRefused, 0, 1},
		"declared too large":     {"front/x", func(w *world, u Writer, _ *Tree) { w.refused(u.Declare(20*mib+1), TooLarge) }, WriteRefused, 0, 1},
		"removed meanwhile":      {"front/x", func(w *world, u Writer, c *Tree) { w.write(u, "aaE", 0); w.check(c.Remove("front/x")) }, Vanished, 0, 0},
		"removed and broken off": {"front/x", func(w *world, u Writer, c *Tree) { w.write(u, "aa", 0); w.check(c.Remove("front/x")); u.Break() }, Vanished, 0, 0},
		"silent for too long": {"front/x", func(w *world, u Writer, _ *Tree) {
			w.write(u, "aaE", 0)
			w.wait(KeepFor)
			_, err := u.WriteAt([]byte("x"), 3)
			w.refused(err, Gone)
		}, Vanished, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := w.open("1x1")
			c := w.tree("K7F2")
			u := w.begin(c, test.path, Flags{})
			test.play(w, u, c)
			o := w.end(u, test.want)
			if test.want != Vanished && o.Bytes != test.kept {
				t.Errorf("%d bytes are kept, want %d", o.Bytes, test.kept)
			}
			list := d.Arrivals()
			if len(list) != test.rows {
				t.Fatalf("%d arrivals, want %d", len(list), test.rows)
			}
			if test.rows == 1 && (list[0].State == Complete) != (test.want == Whole) {
				t.Errorf("%+v", list[0])
			}
			if _, err := u.WriteAt([]byte("x"), 0); err == nil {
				t.Error("a closed upload takes more")
			}
			if again, _ := u.Close(); again != o {
				t.Errorf("closed again: %+v", again)
			}
		})
	}
}

// TestTheOldVersionStays until the new one is complete, and longer if it never is.
func TestTheOldVersionStays(t *testing.T) {
	w := newWorld(t)
	d := w.open("1x1")
	c := w.tree("K7F2")
	w.put(c, "front/a", "oldE", Flags{})
	u := w.begin(c, "front/a", Flags{Truncate: true})
	w.write(u, "ne", 0)
	w.shows(d.Arrivals(), row{"a", "front", Complete, 4}, row{"a", "front", Arriving, 2})
	w.wait(stallTime)
	w.shows(d.Arrivals(), row{"a", "front", Complete, 4}, row{"a", "front", BrokenOff, 2})
	w.end(u, NoEndMark)
	w.shows(d.Arrivals(), row{"a", "front", Complete, 4}, row{"a", "front", BrokenOff, 2})
	w.put(c, "front/a", "newE", Flags{Truncate: true})
	w.shows(d.Arrivals(), row{"a", "front", Complete, 4})
	if got := w.take(d, d.Arrivals()[0].ID); got != "newE" {
		t.Error("the old version is left")
	}
}

// TestContinuing: without TRUNC a file is new if it has a byte at 0, and continues what
// broke off if it begins where that ended; anything else is not complete. The order of the
// writes is that of the library's workers, so the first one decides nothing.
func TestContinuing(t *testing.T) {
	type part struct {
		text string
		off  int64
	}
	for name, test := range map[string]struct {
		parts []part
		want  End
		left  string
		size  int64
	}{
		"goes on":                 {[]part{{"cd", 2}, {"eE", 4}}, Whole, "abcdeE", 6},
		"goes on, any order":      {[]part{{"eE", 4}, {"cd", 2}}, Whole, "abcdeE", 6},
		"begins before the end":   {[]part{{"xcdE", 1}}, Whole, "axcdE", 5},
		"is new":                  {[]part{{"xy", 0}, {"E", 2}}, Whole, "xyE", 3},
		"is new, any order":       {[]part{{"E", 2}, {"xy", 0}}, Whole, "xyE", 3},
		"is new and shorter":      {[]part{{"E", 0}}, Whole, "E", 1},
		"leaves a hole":           {[]part{{"deE", 3}}, HasHole, "", 2},
		"breaks off again":        {[]part{{"cd", 2}}, NoEndMark, "", 4},
		"has nothing more to say": {nil, Disconnected, "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			d := w.open("1x1")
			c := w.tree("K7F2")
			u := w.begin(c, "front/a", Flags{Truncate: true})
			w.write(u, "ab", 0)
			u.Break()
			w.end(u, Disconnected)
			u = w.begin(c, "front/a", Flags{})
			for _, p := range test.parts {
				w.write(u, p.text, p.off)
			}
			w.end(u, test.want)
			state := BrokenOff
			if test.want == Whole {
				state = Complete
			}
			w.shows(d.Arrivals(), row{"a", "front", state, test.size})
			if state == Complete {
				if got := w.take(d, d.Arrivals()[0].ID); got != test.left {
					t.Errorf("%q, want %q", got, test.left)
				}
			}
		})
	}
}

// TestContinuingWhileTheOldConnectionIsStillThere: the server may not have noticed yet that
// a line is gone.
func TestContinuingWhileTheOldConnectionIsStillThere(t *testing.T) {
	w := newWorld(t)
	d := w.open("1x1")
	old := w.begin(w.tree("K7F2"), "front/a", Flags{Truncate: true})
	w.write(old, "ab", 0)
	second := w.tree("K7F2")
	w.isFile(second, "front/a", 2)
	u := w.begin(second, "front/a", Flags{})
	w.write(u, "c", 2)
	third := w.tree("K7F2")
	w.isFile(third, "front/a", 3)
	v := w.begin(third, "front/a", Flags{})
	w.write(v, "dE", 3)
	w.shows(d.Arrivals(), row{"a", "front", Arriving, 5})
	w.end(v, Whole)
	_, err := old.WriteAt([]byte("x"), 2)
	w.refused(err, Gone)
	w.end(old, Vanished)
	w.end(u, Vanished)
	if got := w.take(d, d.Arrivals()[0].ID); got != "abcdE" {
		t.Errorf("%q", got)
	}
}

// TestALookAtAContinuation changes nothing of what it continues: the sizes are those of
// both together for as long as both are there.
func TestALookAtAContinuation(t *testing.T) {
	w := newWorld(t)
	d := w.open("1x1")
	c := w.tree("K7F2")
	u := w.begin(c, "front/a", Flags{Truncate: true})
	w.write(u, "ab", 0)
	u.Break()
	w.end(u, Disconnected)
	u = w.begin(c, "front/a", Flags{})
	w.write(u, "cd", 2)
	w.isFile(c, "front/a", 4)
	w.check(d.Remove(d.Arrivals()[0].ID))
	w.isFile(c, "front/a", 2)
	w.shows(d.Arrivals(), row{"a", "front", BrokenOff, 2})
}

// TestContinuingAcrossChunks: the parts meet within a chunk, and chunks are moved.
func TestContinuingAcrossChunks(t *testing.T) {
	w := newWorld(t)
	d := w.open("1x1")
	whole := strings.Repeat("0123456789", 70*kib) + "E"
	const cut = 300*kib + 7
	c := w.tree("K7F2")
	u := w.begin(c, "a", Flags{Truncate: true})
	w.write(u, whole[:cut], 0)
	u.Break()
	w.end(u, Disconnected)
	u = w.begin(c, "a", Flags{})
	for at := len(whole); at > cut; at -= 32 * kib {
		from := max(cut, at-32*kib)
		w.write(u, whole[from:at], int64(from))
	}
	w.end(u, Whole)
	if got := w.take(d, d.Arrivals()[0].ID); got != whole {
		t.Error("the bytes differ")
	}
}

// TestTemporaryNames are arriving until they are renamed; one that never is counts as a
// name after a while.
func TestTemporaryNames(t *testing.T) {
	for name, want := range map[string]row{
		"front.part": {"front.part", "front", Arriving, 2}, "front/x.filepart": {"x.filepart", "front", Arriving, 2},
		"back.0a1b2c3d.partial": {"back.0a1b2c3d.partial", "back", Arriving, 2}, ".in.back.": {".in.back.", "back", Arriving, 2},
		".giosave12": {".giosave12", "", Arriving, 2}, ".part": {".part", "", Complete, 2}, "x.0a1b2c3g.partial": {"x.0a1b2c3g.partial", "", Arriving, 2},
	} {
		w := newWorld(t)
		d := w.open("1x1")
		w.put(w.tree("K7F2"), name, "aE", Flags{})
		w.shows(d.Arrivals(), want)
		if want.state == Arriving {
			_, err := d.OpenArrival(d.Arrivals()[0].ID)
			w.refused(err, NotComplete)
		}
		w.wait(stallTime)
		if want.state == Arriving {
			want.state = Complete
			w.shows(d.Arrivals(), want)
		}
	}
}

// TestRemoval is believed by clients at once, and by the wizard later.
func TestRemoval(t *testing.T) {
	w := newWorld(t)
	d := w.open("1x1")
	c := w.tree("K7F2")
	w.put(c, "front/a", "aE", Flags{})
	w.check(c.Remove("front/a"))
	w.isMissing(c, "front/a")
	w.refused(c.Remove("front/a"), NoSuchFile)
	w.wait(removalDelay - time.Millisecond)
	w.shows(d.Arrivals(), row{"a", "front", Complete, 2})
	w.wait(time.Millisecond)
	w.shows(d.Arrivals(), row{"a", "front", Removed, 0})
	_, err := d.OpenArrival(d.Arrivals()[0].ID)
	w.refused(err, Gone)
	if n := w.HeldBytes(); n != 0 {
		t.Errorf("%d bytes of a removed file", n)
	}
	w.wait(KeepFor)
	w.shows(d.Arrivals())
}
