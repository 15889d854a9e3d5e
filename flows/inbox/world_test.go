package inbox

import (
	"bytes"
	"errors"
	"io"
	"sync"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
)

// world is a registry with a clock of its own. Its files end with an E.
type world struct {
	*testing.T
	*Registry
	mu    sync.Mutex
	clock time.Time
	draws uint32
	// receipts are what connections can fetch.
	receipts ReceiptFunc
}

const kib, mib = 1 << 10, 1 << 20

func newWorld(t *testing.T) *world {
	w := &world{T: t, clock: time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)}
	w.Registry = New(Config{Limits: DefaultLimits(20 * mib), Now: w.now, Random: w.random, Complete: endsWithE})
	t.Cleanup(func() {
		w.Clear()
		if n := w.HeldBytes(); n != 0 {
			t.Errorf("%d bytes are in use at the end", n)
		}
	})
	return w
}

func endsWithE(r io.ReaderAt, size int64) bool {
	last := make([]byte, 1)
	n, _ := r.ReadAt(last, size-1)
	return n == 1 && last[0] == 'E'
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock
}

func (w *world) wait(d time.Duration) {
	w.mu.Lock()
	w.clock = w.clock.Add(d)
	w.mu.Unlock()
	w.Sweep()
}

// random makes K7F2 first.
func (w *world) random() uint32 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.draws++
	var bits uint32
	for i, c := range []byte("K7F2") {
		bits |= uint32(bytes.IndexByte([]byte(codeAlphabet), c)) << (5 * i)
	}
	return bits + w.draws - 1
}

func slots() []Slot {
	return []Slot{{"front", nil}, {"back", []string{"rear"}}, {"selfie", nil}, {"bank-statement", nil}}
}

// open opens the dossier of an applicant for maya.
func (w *world) open(applicant string) *Dossier {
	w.Helper()
	d, err := w.Box("maya").Open(flows.Key{Origin: "https://x", Applicant: applicant}, slots())
	if err != nil {
		w.Fatal(err)
	}
	return d
}

func (w *world) tree(user string) *Tree {
	return w.Box("maya").Tree(Login{User: user, Client: foreign.Untrusted("SSH-2.0-OpenSSH_9.2"), Key: "SHA256:key", Receipts: w.receipts})
}

// begin opens an upload.
func (w *world) begin(t *Tree, path string, flags Flags) Writer {
	w.Helper()
	u, err := t.Create(path, flags)
	if err != nil {
		w.Fatalf("%s: %v", path, err)
	}
	return u
}

// write writes part of a file.
func (w *world) write(u Writer, text string, off int64) {
	w.Helper()
	if n, err := u.WriteAt([]byte(text), off); err != nil || n != len(text) {
		w.Fatalf("%d bytes written: %v", n, err)
	}
}

// end closes an upload and compares how it ended.
func (w *world) end(u Writer, want End) Outcome {
	w.Helper()
	o, err := u.Close()
	if o.End != want || (err == nil) != (want == Whole || want == Ignored || want == IsEmpty) {
		w.Errorf("ended %d with %v, want %d", o.End, err, want)
	}
	return o
}

// put sends a whole file.
func (w *world) put(t *Tree, path, text string, flags Flags) Outcome {
	w.Helper()
	u := w.begin(t, path, flags)
	w.write(u, text, 0)
	return w.end(u, Whole)
}

// refused compares the reason of an error.
func (w *world) refused(err error, want Reason) {
	w.Helper()
	if r, ok := errors.AsType[*Refusal](err); !ok || r.Reason != want {
		w.Errorf("%v, want %s", err, want)
	}
}

func (w *world) stat(t *Tree, path string) Info {
	w.Helper()
	info, err := t.Stat(path)
	if err != nil {
		w.Errorf("%s: %v", path, err)
	}
	return info
}

func (w *world) isDir(t *Tree, path string) {
	w.Helper()
	if !w.stat(t, path).IsDir {
		w.Errorf("%s is no folder", path)
	}
}

func (w *world) isFile(t *Tree, path string, size int64) {
	w.Helper()
	if info := w.stat(t, path); info.IsDir || info.Size != size {
		w.Errorf("%s: %+v, want %d bytes", path, info, size)
	}
}

func (w *world) isMissing(t *Tree, path string) {
	w.Helper()
	_, err := t.Stat(path)
	w.refused(err, NoSuchFile)
}

// listed compares the names in a folder.
func (w *world) listed(t *Tree, path string, want ...string) {
	w.Helper()
	list, err := t.List(path)
	if err != nil || len(list) != len(want) {
		w.Fatalf("%s: %d entries, want %d: %v", path, len(list), len(want), err)
	}
	for i, info := range list {
		if !info.Name.Is(want[i]) {
			w.Errorf("%s: entry %d is not %s", path, i, want[i])
		}
	}
}

// row is what an arrival should be.
type row struct {
	name, slot string
	state      State
	bytes      int64
}

// shows compares what a wizard sees.
func (w *world) shows(got []Arrival, want ...row) {
	w.Helper()
	if len(got) != len(want) {
		w.Fatalf("%d arrivals, want %d: %+v", len(got), len(want), got)
	}
	for i, r := range want {
		if a := got[i]; !a.Name.Is(r.name) || a.Slot != r.slot || a.State != r.state || a.Bytes != r.bytes {
			w.Errorf("arrival %d: %+v, want %+v", i, a, r)
		}
	}
}

// take reads a file out of the inbox.
func (w *world) take(d *Dossier, id ID) string {
	w.Helper()
	opened, err := d.OpenArrival(id)
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _, _ = opened.Close(), d.Remove(id) }()
	text := make([]byte, opened.Size())
	if _, err := opened.ReadAt(text, 0); err != nil && !errors.Is(err, io.EOF) {
		w.Fatal(err)
	}
	return string(text)
}
