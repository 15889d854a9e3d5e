package inbox

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"testing"
)

// A wizard reads a file while it is in the inbox. Whoever is last gives the memory back,
// and only then.
func TestAnOpenedFileLivesUntilItsLastReader(t *testing.T) {
	for name, end := range map[string]func(*Dossier, ID){
		"removed":                    func(d *Dossier, id ID) { _ = d.Remove(id) },
		"the whole registry emptied": func(d *Dossier, _ ID) { d.box.registry.Clear() },
	} {
		w := newWorld(t)
		d := w.open("one")
		content := bytes.Repeat([]byte("xE"), 1000) // E is the end mark
		id := w.put(w.tree(string(d.Code())), "front", string(content), Flags{}).ID
		one, err := d.OpenArrival(id)
		if err != nil {
			t.Fatal(err)
		}
		other, err := d.OpenArrival(id)
		if err != nil {
			t.Fatal(err)
		}
		end(d, id)
		_, _ = one.Close(), one.Close()
		got, err := io.ReadAll(io.NewSectionReader(other, 0, other.Size()))
		if !bytes.Equal(got, content) || err != nil {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		_ = other.Close()
		if _, err := other.ReadAt(make([]byte, 1), 0); !errors.Is(err, fs.ErrClosed) {
			t.Errorf("%s: read after the last one closed it: %v", name, err)
		}
		_, err = d.OpenArrival(id)
		w.refused(err, Gone)
		if held := w.HeldBytes(); held != 0 {
			t.Errorf("%s: %d bytes are still held", name, held)
		}
	}
}

// What a wizard looks at stays as it is, whatever a client does with its name: it was
// hashed, and may be sent.
func TestAnOpenedFileDoesNotChange(t *testing.T) {
	for name, change := range map[string]func(*world, *Tree){
		"removed":         func(w *world, c *Tree) { w.check(c.Remove("front/a")) },
		"replaced":        func(w *world, c *Tree) { w.put(c, "front/a", "other bytesE", Flags{Truncate: true}) },
		"a desktop's now": func(w *world, c *Tree) { w.check(c.Rename("front/a", "front/.DS_Store")) },
		"cut":             func(_ *world, c *Tree) { c.SetSize("front/a", 1) },
		"continued": func(w *world, c *Tree) {
			u := w.begin(c, "front/a", Flags{})
			w.write(u, "xxE", 3)
			_, _ = u.Close()
		},
	} {
		w := newWorld(t)
		d := w.open("one")
		c := w.tree(string(d.Code()))
		w.put(c, "front/a", "passportE", Flags{})
		opened, err := d.OpenArrival(d.Arrivals()[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		change(w, c)
		w.wait(removalDelay)
		if got, err := io.ReadAll(io.NewSectionReader(opened, 0, opened.Size())); string(got) != "passportE" || err != nil {
			t.Errorf("%s: %q, %v", name, got, err)
		}
		_ = opened.Close()
		w.wait(2 * KeepFor)
	}
}
