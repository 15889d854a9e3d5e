package inbox

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"dossier/flows"

	"pgregory.net/rapid"
)

// TestCoverage compares the spans with a table of bytes.
func TestCoverage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var c coverage
		var written [64]bool
		for range rapid.IntRange(0, 20).Draw(t, "steps") {
			from := rapid.IntRange(0, 60).Draw(t, "from")
			if rapid.IntRange(0, 5).Draw(t, "cut") == 0 {
				c = c.cut(int64(from))
				clear(written[from:])
				continue
			}
			to := rapid.IntRange(from+1, 64).Draw(t, "to")
			c = c.add(span{int64(from), int64(to)})
			for i := from; i < to; i++ {
				written[i] = true
			}
		}
		var again [64]bool
		for i, s := range c {
			if s.from >= s.to || i > 0 && s.from <= c[i-1].to {
				t.Fatalf("%v is not in order", c)
			}
			for at := s.from; at < s.to; at++ {
				again[at] = true
			}
		}
		for _, s := range c.gaps(64) {
			for at := s.from; at < s.to; at++ {
				if again[at] {
					t.Fatalf("the gap %v is covered in %v", s, c)
				}
			}
		}
		if again != written || int(c.prefix()) != slices.Index(append(written[:], false), false) {
			t.Fatalf("%v, want %v", c, written)
		}
	})
}

// modelUpload is an open upload, with what was written through it.
type modelUpload struct {
	upload  Writer
	tree    *Tree
	path    string
	written map[int64]byte
}

// TestAnyOrderOfCalls draws calls of two operators at random. Whatever their order: no
// limit is passed, nothing is complete with a hole or without its end, what is taken is
// what one upload wrote, and nothing is left at the end.
func TestAnyOrderOfCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := time.Unix(0, 0)
		draws := uint32(0)
		limits := Limits{FileBytes: 3 * chunkSize, OperatorBytes: 5 * chunkSize, TotalBytes: 7 * chunkSize, Files: 6, Folders: 4, Depth: 2}
		r := New(Config{Limits: limits, Now: func() time.Time { return clock }, Complete: endsWithE, Random: func() uint32 { draws += 77777; return draws }})
		paths := []string{"front", "front/a", "b.part", "b", "m/c", ".DS_Store", "m", "receipt.json"}
		var dossiers []*Dossier
		var trees []*Tree
		for _, operator := range []string{"maya", "ann"} {
			d, err := r.Box(operator).Open(flows.Key{Applicant: "1x1"}, slots())
			if err != nil {
				t.Fatal(err)
			}
			dossiers = append(dossiers, d)
			trees = append(trees, r.Box(operator).Tree(Login{User: string(d.Code())}), r.Box(operator).Tree(Login{User: operator}))
		}
		var open []modelUpload
		var read []*Opened
		path := rapid.SampledFrom(paths)
		tree := rapid.SampledFrom(trees)
		pick := func(t *rapid.T) int {
			if len(open) == 0 {
				t.Skip("nothing is open")
			}
			return rapid.IntRange(0, len(open)-1).Draw(t, "upload")
		}
		t.Repeat(map[string]func(*rapid.T){
			"create": func(t *rapid.T) {
				c, p := tree.Draw(t, "tree"), path.Draw(t, "path")
				flags := Flags{Exclusive: rapid.Bool().Draw(t, "exclusive"), Truncate: rapid.Bool().Draw(t, "truncate")}
				if u, err := c.Create(p, flags); err == nil {
					open = append(open, modelUpload{u, c, p, map[int64]byte{}})
				}
			},
			"write": func(t *rapid.T) {
				u := open[pick(t)]
				off := rapid.SampledFrom([]int64{0, 1, 2, 3, chunkSize - 1, chunkSize, 2 * chunkSize, 3*chunkSize - 1, 3 * chunkSize, -1}).Draw(t, "at")
				text := rapid.SampledFrom([]string{"a", "bc", "E", "dE", "\x00\x05\x16\x07"}).Draw(t, "text")
				if _, err := u.upload.WriteAt([]byte(text), off); err == nil {
					for i := range len(text) {
						u.written[off+int64(i)] = text[i]
					}
				}
			},
			"fill": func(t *rapid.T) {
				u := open[pick(t)]
				_, _ = u.upload.WriteAt(bytes.Repeat([]byte("f"), chunkSize), rapid.SampledFrom([]int64{0, 3, chunkSize}).Draw(t, "at"))
			},
			"size": func(t *rapid.T) {
				tree.Draw(t, "tree").SetSize(path.Draw(t, "path"), rapid.Int64Range(-1, 5).Draw(t, "size"))
			},
			"break":  func(t *rapid.T) { open[pick(t)].upload.Break() },
			"rename": func(t *rapid.T) { _ = tree.Draw(t, "tree").Rename(path.Draw(t, "from"), path.Draw(t, "to")) },
			"remove": func(t *rapid.T) { _ = tree.Draw(t, "tree").Remove(path.Draw(t, "path")) },
			"mkdir":  func(t *rapid.T) { _ = tree.Draw(t, "tree").Mkdir(path.Draw(t, "path")) },
			"rmdir":  func(t *rapid.T) { _ = tree.Draw(t, "tree").RemoveFolder(path.Draw(t, "path")) },
			"wait": func(t *rapid.T) {
				clock = clock.Add(rapid.SampledFrom([]time.Duration{time.Second, removalDelay, stallTime, KeepFor}).Draw(t, "for"))
				r.Sweep()
			},
			"close": func(t *rapid.T) {
				i := pick(t)
				_, _ = open[i].upload.Close()
				open = slices.Delete(open, i, i+1)
			},
			"read": func(t *rapid.T) {
				d := rapid.SampledFrom(dossiers).Draw(t, "dossier")
				for _, a := range d.Arrivals() {
					if x, err := d.OpenArrival(a.ID); err == nil {
						read = append(read, x)
						return
					}
				}
			},
			"assign": func(t *rapid.T) {
				d := rapid.SampledFrom(dossiers).Draw(t, "dossier")
				for _, a := range d.Unassigned() {
					_ = d.Assign(a.ID, slots()[0].Name)
				}
			},
			"": func(t *rapid.T) { checkBoxes(t, r, limits) },
		})
		for _, x := range read {
			_ = x.Close()
		}
		for _, u := range open {
			_, _ = u.upload.Close()
		}
		r.Clear()
		if n := r.HeldBytes(); n != 0 || r.memory.used != 0 {
			t.Fatalf("%d bytes are in use at the end", n)
		}
	})
}

func checkBoxes(t *rapid.T, r *Registry, limits Limits) {
	if r.HeldBytes() > limits.TotalBytes || r.HeldBytes() != r.memory.used {
		t.Fatalf("%d bytes are in use, %d are counted", r.HeldBytes(), r.memory.used)
	}
	for _, box := range r.allBoxes() {
		files := 0
		for _, p := range box.places() {
			for _, h := range p.files {
				if h.isKept() {
					files++
				}
				checkHeld(t, h, box)
			}
		}
		if files > limits.Files || box.countFolders() > limits.Folders || box.budget.used > limits.OperatorBytes {
			t.Fatalf("%d files, %d folders, %d bytes", files, box.countFolders(), box.budget.used)
		}
	}
}

func checkHeld(t *rapid.T, h *held, box *Box) {
	switch size := h.covered.prefix(); {
	case h.place.box != box || h.isDropped:
		t.Fatal("a file is in a wrong place")
	case h.covered.end() > box.registry.cfg.Limits.FileBytes:
		t.Fatalf("a file of %d bytes", h.covered.end())
	case !h.isComplete() || !h.removedAt.IsZero():
	case size != h.covered.end() || h.failure != nil || h.isDisconnected || size < h.declared || !endsWithE(h.content, size):
		t.Fatalf("complete: %+v", h)
	}
}

// TestManyConnectionsAtOnce: six uploads, a wizard, a sweep and a client that removes and
// renames at the same time, for two operators.
func TestManyConnectionsAtOnce(t *testing.T) {
	w := newWorld(t)
	var all sync.WaitGroup
	for _, operator := range []string{"maya", "ann"} {
		d := openFor(w, operator)
		for i := range 6 {
			all.Go(func() {
				c := w.Box(operator).Tree(Login{User: string(d.Code())})
				for round := range 20 {
					u, err := c.Create(fmt.Sprintf("front/%d", i), Flags{Truncate: round%2 == 0})
					if err != nil {
						t.Error(err)
						return
					}
					var writers sync.WaitGroup
					for at := range int64(8) {
						writers.Go(func() { _, _ = u.WriteAt([]byte{operator[0], 'E'}, 2*at) })
					}
					writers.Wait()
					_, _ = c.Stat(fmt.Sprintf("front/%d", i))
					if _, err := u.Close(); err != nil {
						if r, ok := errors.AsType[*Refusal](err); !ok || r.Reason != Gone {
							t.Error(err)
						}
					}
				}
			})
		}
		all.Go(func() {
			c := w.Box(operator).Tree(Login{User: string(d.Code())})
			for i := range 200 {
				_ = c.Rename(fmt.Sprintf("front/%d", i%6), fmt.Sprintf("back/%d", i%6))
				_, _ = c.List("front")
				_ = c.Remove(fmt.Sprintf("back/%d", i%7))
				w.wait(time.Millisecond)
			}
		})
		all.Go(func() {
			ticks := d.Subscribe()
			defer d.Unsubscribe(ticks)
			for range 50 {
				for _, a := range d.Arrivals() {
					opened, err := d.OpenArrival(a.ID)
					if err != nil {
						continue
					}
					text := make([]byte, 2)
					if _, err := opened.ReadAt(text, 0); err != nil || text[0] != operator[0] {
						t.Errorf("bytes of another operator: %v", err)
					}
					_ = opened.Close()
					_ = d.Remove(a.ID)
				}
				_ = d.Unassigned()
				w.Locked()
			}
		})
	}
	all.Wait()
}

// FuzzPaths: no path leads out of the operator's own box, and none makes it panic.
func FuzzPaths(f *testing.F) {
	for _, path := range []string{
		"", "/", "~", "~/x", "..", "K7F2/../../etc/passwd", "K7F2//front/./a", "k7f2", "M3XQ/front", "\x00", "\xff\xfe/\xff", "a\\b",
		".giosave", ".part", ".in.", "._", "front/.DS_Store", "IMG_0001\u202f.jpg", "receipt.json", "K7F2/receipt.json",
	} {
		f.Add(path, "K7F2/x")
	}
	f.Fuzz(func(t *testing.T, path, other string) {
		w := newWorld(t)
		d, ann := w.open("1x1"), openFor(w, "ann")
		for _, c := range []*Tree{w.tree("maya"), w.tree("K7F2")} {
			_, _ = c.Stat(path)
			_, _ = c.List(path)
			_, _ = c.Read(path)
			_ = c.Mkdir(other)
			if u, err := c.Create(path, Flags{}); err == nil {
				w.write(u, "aE", 0)
				c.SetSize(path, 2)
				if _, err := u.Close(); err != nil {
					t.Errorf("a whole file: %v", err)
				}
				if info, err := c.Stat(path); err != nil || info.Size != 2 {
					t.Errorf("its own file: %+v %v", info, err)
				}
			}
			_ = c.Rename(path, other)
			_ = c.RemoveFolder(other)
			_ = c.Remove(other)
		}
		d.Arrivals()
		if len(ann.Arrivals())+len(ann.Unassigned()) != 0 {
			t.Error("a path leads to another operator's box")
		}
	})
}
