package screen

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// recorder keeps what is written, one write after the other.
type recorder struct {
	mu     sync.Mutex
	writes []string
	err    error
	block  chan struct{} // not nil: a write waits for it
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.block != nil {
		<-r.block
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.writes = append(r.writes, string(bytes.Clone(p)))
	return len(p), r.err
}

func (r *recorder) take() []string {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	taken := r.writes
	r.writes = nil
	return taken
}

// showText has a model with a text draw it.
func showText(s *Screen, text string) { s.Attach(fixedModel{tea.NewView(text)}).View() }

// The first frame after a pause is drawn at once; of those that follow too soon only the last
// one is. Nothing is drawn while nothing changes.
func TestAFrameIsDrawnAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &recorder{}
		s := New(out, environ, 40, 5, nil)
		defer s.Close()
		showText(s, "alpha")
		if w := out.take(); len(w) != 1 || !strings.Contains(w[0], "alpha") {
			t.Fatalf("wrote %q", w)
		}
		for _, text := range []string{"bravo", "charlie", "delta"} {
			showText(s, text)
		}
		if w := out.take(); len(w) != 0 {
			t.Errorf("wrote %q too soon", w)
		}
		time.Sleep(frameInterval)
		if w := out.take(); len(w) != 1 || !strings.Contains(w[0], "delt") || strings.Contains(w[0], "brav") {
			t.Errorf("wrote %q", w)
		}
		time.Sleep(time.Minute)
		showText(s, "delta")
		if w := out.take(); len(w) != 0 {
			t.Errorf("wrote %q for the same frame", w)
		}
		showText(s, "echo")
		if w := out.take(); len(w) != 1 || strings.Contains(w[0], ansi.SetModeAltScreenSaveCursor) || len(w[0]) > 60 {
			t.Errorf("wrote %q after a minute", w)
		}
	})
}

// A session at which nobody looks keeps no cells.
func TestCellsAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(&recorder{}, environ, 40, 5, nil)
		defer s.Close()
		showText(s, "alpha")
		synctest.Wait()
		if s.terminal.cells == nil {
			t.Error("no cells after a frame")
		}
		for range 10 { // what is equal keeps none
			time.Sleep(cellsKept / 4)
			showText(s, "alpha")
		}
		if synctest.Wait(); s.terminal.cells != nil {
			t.Error("the cells are still there")
		}
	})
}

// A client that takes no output holds up nothing but its own screen.
func TestABlockedOutputHoldsUpNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &recorder{block: make(chan struct{})}
		s := New(out, environ, 40, 5, nil)
		for range 100 {
			showText(s, "alpha")
			s.Filter(nil, tea.RawMsg{Msg: "\a"})
		}
		close(out.block)
		synctest.Wait()
		time.Sleep(frameInterval)
		synctest.Wait()
		s.Close()
		if w := strings.Join(out.take(), ""); !strings.Contains(w, "alpha") || !strings.HasSuffix(w, restoreTitle) {
			t.Errorf("wrote %q", w)
		}
	})
}

// What a model writes itself is written at once, and by nobody else.
func TestRawSequencesAreWrittenAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &recorder{}
		s := New(out, environ, 40, 5, nil)
		defer s.Close()
		if s.Filter(nil, tea.RawMsg{Msg: "\a"}) != nil {
			t.Error("the program would write it too")
		}
		if w := out.take(); len(w) != 1 || w[0] != "\a" {
			t.Errorf("wrote %q", w)
		}
		if msg := s.Filter(nil, tea.KeyPressMsg{Code: 'a'}); msg == nil {
			t.Error("a key press is gone")
		}
	})
}

// A new size is drawn in whole with the view that was made for it, and once.
func TestANewSizeIsDrawnInWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &recorder{}
		s := New(out, environ, 40, 5, nil)
		defer s.Close()
		m := s.Attach(fixedModel{tea.NewView("alpha")})
		m.View()
		out.take()
		time.Sleep(time.Second)
		next, _ := m.Update(tea.WindowSizeMsg{Width: 60, Height: 8})
		if w := out.take(); len(w) != 0 {
			t.Errorf("wrote %q without a view", w)
		}
		next.View()
		if w := out.take(); len(w) != 1 || !strings.Contains(w[0], ansi.EraseEntireScreen) || !strings.Contains(w[0], "alpha") {
			t.Errorf("wrote %q", w)
		}
	})
}

// An output that fails ends the screen; closing it waits for nothing.
func TestAFailedOutputEndsTheScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(&recorder{err: errors.New("broken")}, environ, 40, 5, nil)
		showText(s, "alpha")
		synctest.Wait()
		showText(s, "bravo")
		s.Close()
		s.Close()
	})
}

// A panic while a frame is drawn ends that screen alone, and the terminal is given back.
func TestAPanicEndsTheScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, panicked := &recorder{}, false
		s := New(out, environ, 40, 5, func() { panicked = true })
		showText(s, "alpha")
		synctest.Wait()
		time.Sleep(frameInterval)
		synctest.Wait()
		s.show(frame{isSet: true, width: -1, height: -1})
		s.Close()
		if w := strings.Join(out.take(), ""); !panicked || !strings.HasSuffix(w, restoreTitle) {
			t.Errorf("panicked: %v; wrote %q", panicked, w)
		}
	})
}
