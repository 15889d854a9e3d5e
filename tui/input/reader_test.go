package input

import (
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// keyboard is a reader and the terminal that it reads.
type keyboard struct {
	t       *testing.T
	reader  *Reader
	in      *io.PipeWriter
	dropped []bool
}

func newKeyboard(t *testing.T) *keyboard {
	source, in := io.Pipe()
	k := &keyboard{t: t, in: in}
	k.reader = NewReader(source, func(tooLong bool) { k.dropped = append(k.dropped, tooLong) })
	if err := k.reader.Resume(); err != nil {
		t.Fatal(err)
	}
	return k
}

// send sends what the reader then has read ahead.
func (k *keyboard) send(s string) {
	k.t.Helper()
	if _, err := io.WriteString(k.in, s); err != nil {
		k.t.Error(err)
	}
	synctest.Wait()
}

// read is what one read gives now; nothing when it would wait.
func (k *keyboard) read() string {
	k.t.Helper()
	k.reader.mu.Lock()
	if len(k.reader.pieces) == 0 {
		k.reader.pieces = k.reader.queue.next()
	}
	empty := len(k.reader.pieces) == 0
	k.reader.mu.Unlock()
	if empty {
		return ""
	}
	buf := make([]byte, 4096)
	n, err := k.reader.Read(buf)
	if err != nil {
		k.t.Error(err)
	}
	return string(buf[:n])
}

// readAll is everything that waits.
func (k *keyboard) readAll() string {
	all := ""
	for s := k.read(); s != ""; s = k.read() {
		all += s
	}
	return all
}

func (k *keyboard) end() { _ = k.in.Close() }

// TestCtrlCOvertakesWaitingInput proves that ctrl+c is never behind more than a frame of other input,
// whatever was typed before it.
func TestCtrlCOvertakesWaitingInput(t *testing.T) {
	const reads = 1 + keysInFrame/keysPerRead
	for name, before := range map[string]string{
		"nothing":               "",
		"a few keys":            "abc\x1b[A",
		"10,000 characters":     strings.Repeat("a", 10_000),
		"10,000 arrows":         strings.Repeat("\x1b[B", 10_000),
		"10,000 keys in turn":   strings.Repeat("a\r", 5_000),
		"10,000 answers":        strings.Repeat("\x1b[?1c", 10_000),
		"answers and keys":      strings.Repeat("\x1b[?1c", 10_000) + "abc",
		"a paste without end":   "\x1b[200~" + strings.Repeat("a", 10_000),
		"a string without end":  "\x1b]11;" + strings.Repeat("a", 10_000),
		"a control without end": "\x1b[" + strings.Repeat("1;", 10_000),
		"100 pastes":            strings.Repeat("\x1b[200~a\x1b[201~", 100),
	} {
		for _, key := range []string{"\x03", "\x1b[99;5u", "\x1b[27;5;99~"} {
			synctest.Test(t, func(t *testing.T) {
				k := newKeyboard(t)
				defer k.end()
				k.send(before)
				k.send(key)
				for n := 1; ; n++ {
					if got := k.read(); strings.Contains(got, "\x03") {
						break
					} else if got == "" || n > reads {
						t.Errorf("%s: no ctrl+c after %d reads", name, n)
						break
					}
				}
			})
		}
	}
}

// TestKeysAreCoalesced proves that a burst costs little: characters become a paste, and
// equal keys are bounded.
func TestKeysAreCoalesced(t *testing.T) {
	for name, c := range map[string]struct {
		in, want string
	}{
		"typed":            {strings.Repeat("a", maxTyped), strings.Repeat("a", maxTyped)},
		"pasted":           {strings.Repeat("ä", maxTyped+1) + "\r", pasteStart + strings.Repeat("ä", maxTyped+1) + pasteEnd + "\r"},
		"far too much":     {strings.Repeat("a", maxPaste+2), ""},
		"equal keys":       {strings.Repeat("\x1b[B", 10_000) + "\r", strings.Repeat("\x1b[B", maxQueuedKeys)},
		"keys in turn":     {strings.Repeat("\x1b[B\x1b[A", 5_000), strings.Repeat("\x1b[B\x1b[A", maxQueuedKeys/2)},
		"a long paste":     {pasteStart + strings.Repeat("漢", 3_000) + pasteEnd, pasteStart + strings.Repeat("漢", 3_000) + pasteEnd},
		"keys and a paste": {"abcde" + pasteStart + "x" + pasteEnd + "fghij", "abcde" + pasteStart + "x" + pasteEnd + "fghij"},
	} {
		synctest.Test(t, func(t *testing.T) {
			k := newKeyboard(t)
			defer k.end()
			k.send(c.in)
			if got := k.readAll(); got != c.want {
				t.Errorf("%s: %d bytes %.100q, want %d", name, len(got), got, len(c.want))
			}
			if refused := len(k.dropped) > 0; refused != (c.want == "") {
				t.Errorf("%s: refused %v", name, refused)
			}
		})
	}
}

// TestIncompleteSequencesTimeOut proves that no beginning of a sequence holds the keyboard.
func TestIncompleteSequencesTimeOut(t *testing.T) {
	for name, c := range map[string]struct {
		in, want string
		after    time.Duration
		refused  bool
	}{
		"escape":                      {"\x1b", escapeKey, escapeTimeout, false},
		"a control sequence":          {"\x1b[1;", "", sequenceTimeout, false},
		"a string":                    {"\x1b]11;rgb", "", sequenceTimeout, false},
		"alt and a bracket":           {"\x1b[", "\x1b[91;3u", sequenceTimeout, false},
		"a paste":                     {"\x1b[200~abc", "", pasteTimeout, true},
		"a paste, its end torn apart": {"\x1b[200~abc\x1b[20", "", pasteTimeout, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			k := newKeyboard(t)
			defer k.end()
			k.send(c.in)
			time.Sleep(c.after - time.Millisecond)
			k.send("") // still inside: the rest would be joined
			if got := k.readAll(); got != "" {
				t.Errorf("%s: gives %q too early", name, got)
			}
			time.Sleep(2 * time.Millisecond)
			synctest.Wait()
			if got := k.readAll(); got != c.want || c.refused != (len(k.dropped) > 0) {
				t.Errorf("%s: gives %q, refused %v", name, got, k.dropped)
			}
			k.send("x")
			if got := k.readAll(); got != "x" {
				t.Errorf("%s: the next key gives %q", name, got)
			}
		})
	}
}

// TestASequenceThatIsCutInABurstIsOneKey proves that the rest of it may be late, as it is over a
// line that loses packets, and that a lone ESC after a burst is a key in the end.
func TestASequenceThatIsCutInABurstIsOneKey(t *testing.T) {
	const down, wheel = "\x1b[B", "\x1b[<65;10;10M"
	for _, whole := range []string{down, wheel} {
		for cut := 1; cut < len(whole); cut++ {
			synctest.Test(t, func(t *testing.T) {
				k := newKeyboard(t)
				defer k.end()
				burst := strings.Repeat(wheel, burstSize/len(wheel)+1)
				k.send(burst + whole)
				want := k.readAll()
				k.send(burst + whole[:cut])
				time.Sleep(cutTimeout - time.Millisecond)
				k.send(whole[cut:])
				if got := k.readAll(); got != want {
					t.Errorf("%q cut after %d bytes gives %q, whole it gives %q", whole, cut, got, want)
				}
				k.send(burst + "\x1b")
				before := k.readAll()
				time.Sleep(cutTimeout + time.Millisecond)
				if synctest.Wait(); k.readAll() != escapeKey || strings.Contains(before, escapeKey) {
					t.Errorf("an ESC after a burst is no key; before it came %q", before)
				}
			})
		}
	}
}

// TestASlowPasteIsOnePaste proves that bytes that come one by one, seconds apart, are one
// paste, with its end torn apart.
func TestASlowPasteIsOnePaste(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeyboard(t)
		defer k.end()
		for _, b := range pasteStart {
			k.send(string(b))
		}
		for _, b := range "a/b.jpg" + pasteEnd {
			k.send(string(b))
			time.Sleep(pasteTimeout - time.Second)
		}
		if got, want := k.readAll(), pasteStart+"a/b.jpg"+pasteEnd; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// TestAPausedReaderReadsNothing proves that a read that waits ends at a pause, and that the
// end of the input is told after what came before it.
func TestAPausedReaderReadsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := newKeyboard(t)
		ended := make(chan error, 1)
		go func() {
			_, err := k.reader.Read(make([]byte, 10))
			ended <- err
		}()
		synctest.Wait()
		k.reader.Pause()
		if err := <-ended; !errors.Is(err, io.EOF) {
			t.Errorf("the read ends with %v", err)
		}
		k.end()
	})
	synctest.Test(t, func(t *testing.T) {
		k := newKeyboard(t)
		k.send("ab")
		gone := errors.New("gone")
		_ = k.in.CloseWithError(gone)
		synctest.Wait()
		if got := k.read(); got != "ab" {
			t.Errorf("got %q", got)
		}
		if _, err := k.reader.Read(make([]byte, 10)); !errors.Is(err, gone) {
			t.Errorf("the end is %v", err)
		}
	})
}

// What fails while keys are read ahead ends the session that has asked to be told, without
// the panic's value.
func TestAPanicIsReported(t *testing.T) {
	reported := make(chan struct{})
	var once sync.Once
	r := NewReader(strings.NewReader("x"), nil)
	r.OnPanic(func() { once.Do(func() { close(reported) }) })
	r.parser.sink = nil // every key panics
	if err := r.Resume(); err != nil {
		t.Fatal(err)
	}
	defer r.Pause()
	<-reported
}
