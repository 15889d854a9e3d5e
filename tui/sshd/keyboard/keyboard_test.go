package keyboard

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// typist is an input of which each piece is one read.
type typist chan string

func (t typist) Read(p []byte) (int, error) {
	piece, ok := <-t
	if !ok {
		return 0, io.EOF
	}
	return copy(p, piece), nil
}

// follow runs test with an input, and returns the events of it.
func follow(t *testing.T, test func(in typist)) (events []string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		in, ended := make(typist), make(chan struct{})
		go func() {
			defer close(ended)
			Follow(t.Context(), in, "xterm-256color", func(e uv.Event) { events = append(events, fmt.Sprintf("%T %v", e, e)) })
		}()
		test(in)
		close(in)
		<-ended
	})
	return events
}

// decodeAtOnce is what the library makes of a text by itself.
func decodeAtOnce(t *testing.T, text string) (events []string) {
	t.Helper()
	channel, done := make(chan uv.Event), make(chan struct{})
	go func() {
		defer close(done)
		for e := range channel {
			events = append(events, fmt.Sprintf("%T %v", e, e))
		}
	}()
	if err := uv.NewTerminalReader(struct{ io.Reader }{strings.NewReader(text)}, "xterm-256color").StreamEvents(t.Context(), channel); err != nil {
		t.Error(err)
	}
	close(channel)
	<-done
	return events
}

// Whatever pauses lie between the keys, they are those that the library sees.
func TestKeysAreTheLibrarysOwn(t *testing.T) {
	pieces := []string{"a", "\x1b[A", "\x1bOP", "\r", "\x1b[200~C:\\x y", " z.jpg\x1b[201~", "\x1b[27;5;99~", "ä", "漢", "\x1b[?2026;2$y", "\x7f"}
	want := decodeAtOnce(t, strings.Join(pieces, ""))
	if len(want) < 10 {
		t.Fatalf("the library sees %q", want)
	}
	for _, pause := range []time.Duration{0, time.Millisecond, decoderKept - time.Millisecond} {
		got := follow(t, func(in typist) {
			for _, piece := range pieces {
				in <- piece
				time.Sleep(pause)
			}
		})
		if !slices.Equal(got, want) {
			t.Errorf("with pauses of %s:\n%q, want\n%q", pause, got, want)
		}
	}
	got := follow(t, func(in typist) {
		for _, key := range []string{"a", "\x1b[A", "b"} {
			in <- key
			time.Sleep(time.Hour)
		}
	})
	if want := decodeAtOnce(t, "a\x1b[Ab"); !slices.Equal(got, want) {
		t.Errorf("with hours between: %q, want %q", got, want)
	}
}

// The end of the context ends everything at once, but not before an event that is on its way
// was taken.
func TestTheEndOfASessionEndsItsKeyboard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		in, ended, taken := make(typist), make(chan struct{}), make(chan struct{})
		go func() {
			defer close(ended)
			Follow(ctx, in, "xterm", func(uv.Event) { <-taken })
		}()
		begun := time.Now()
		in <- "a"
		synctest.Wait()
		end()
		close(in)
		synctest.Wait()
		select {
		case <-ended:
			t.Error("it ended with an event on its way")
		default:
		}
		close(taken)
		if <-ended; time.Since(begun) > 0 {
			t.Errorf("it took %s", time.Since(begun))
		}
	})
}
