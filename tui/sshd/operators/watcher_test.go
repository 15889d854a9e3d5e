package operators

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dossier/flows/safefile"
)

// watched is a file with a watcher in a bubble of virtual time.
type watched struct {
	t      *testing.T
	path   string
	hangup chan os.Signal
	w      *Watcher

	mu   sync.Mutex
	said []string
}

// watch starts a watcher of a file with a text.
func watch(t *testing.T, text string) *watched {
	t.Helper()
	f := &watched{t: t, path: filepath.Join(t.TempDir(), "operators.toml"), hangup: make(chan os.Signal)}
	f.write(text)
	w, err := NewWatcher(Source{Path: f.path, FlowNames: flowNames, Hangup: f.hangup, Log: func(level slog.Level, line string) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if isRead := strings.Contains(line, " was read: "); isRead != (level == slog.LevelInfo) || !isRead && level != slog.LevelError {
			t.Errorf("%s: %s", level, line)
		}
		f.said = append(f.said, line)
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); w.Run(ctx) }()
	t.Cleanup(func() { stop(); <-done })
	f.w = w
	return f
}

func (f *watched) write(text string) {
	f.t.Helper()
	if err := os.WriteFile(f.path, []byte(text), 0o600); err != nil {
		f.t.Fatal(err)
	}
}

// wait lets virtual time pass and the watcher finish.
func (f *watched) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// expect checks what was said since the last time, and who may log in now.
func (f *watched) expect(name string, said []string, names ...string) {
	f.t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Equal(f.said, said) {
		f.t.Errorf("said %q, want %q", f.said, said)
	}
	f.said = nil
	var got []string
	for _, operator := range f.w.Operators().List() {
		got = append(got, operator.Name)
	}
	if !slices.Equal(got, names) {
		f.t.Errorf("%s: operators %q, want %q", name, got, names)
	}
}

// ticks is how many notifications wait.
func ticks(ch chan struct{}) (n int) {
	for {
		select {
		case <-ch:
			n++
		default:
			return n
		}
	}
}

var lars = strings.NewReplacer("maya", "lars", seededLine(1), seededLine(2)).Replace(op)

const readTwo, readOne, unreadable = "the operators file was read: 2 operators", "the operators file was read: 1 operator", "the operators file cannot be read: "

func TestAChangedFileIsReadWithinThreeSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := watch(t, op)
		news := f.w.Subscribe()
		if ticks(news) != 1 {
			t.Error("a new subscriber is not asked to look")
		}
		f.wait(10 * time.Second)
		f.expect("unchanged", nil, "maya")
		if ticks(news) != 0 {
			t.Error("told of nothing")
		}
		f.write(op + lars)
		f.wait(3 * time.Second)
		f.expect("changed", []string{readTwo}, "maya", "lars")
		if ticks(news) != 1 {
			t.Error("not told of the change")
		}
		f.w.Unsubscribe(news)
		f.write(lars)
		f.wait(3 * time.Second)
		f.expect("removed", []string{readOne}, "lars")
		if ticks(news) != 0 {
			t.Error("told after the end of the subscription")
		}
	})
}

// TestAFileBeingWrittenIsNotRead proves that the first part of a file, valid by itself, does
// not pass for the whole while its writer goes on.
func TestAFileBeingWrittenIsNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := watch(t, op+lars)
		f.wait(time.Second / 2)
		for i := range 5 {
			f.write(op + "#" + strings.Repeat("x", i))
			f.wait(time.Second)
			f.expect("in the middle", nil, "maya", "lars")
		}
		f.write(op + lars)
		f.wait(5 * time.Second)
		f.expect("back", nil, "maya", "lars")
	})
}

func TestABadFileChangesNothingAndIsNamedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := watch(t, op)
		news := f.w.Subscribe()
		ticks(news)
		f.write(op + "role = \"x\"\n" + lars + "rol = 1\n")
		f.wait(time.Minute)
		f.expect("unknown key", []string{"the operators file has errors; the operators stay as they were", `the operators file: line 4: operator.role: has to be "operator" or "lead"`, `the operators file: line 8: operator.rol: unknown key; did you mean "role"?`}, "maya")
		f.write(op + "role = \"x\"\n")
		f.wait(time.Minute)
		f.expect("other fault", []string{"the operators file has errors; the operators stay as they were", `the operators file: line 4: operator.role: has to be "operator" or "lead"`}, "maya")
		f.write("")
		f.wait(time.Minute)
		f.expect("empty", []string{"the operators file has errors; the operators stay as they were", "the operators file: line 1: there is no operator; one begins with [[operator]]"}, "maya")
		if err := os.Remove(f.path); err != nil {
			t.Fatal(err)
		}
		f.wait(time.Minute)
		f.expect("missing", []string{unreadable + "no such file or directory; the operators stay as they were"}, "maya")
		f.write(op)
		if err := os.Chmod(f.path, 0o666); err != nil {
			t.Fatal(err)
		}
		f.wait(time.Minute)
		f.expect("exposed", []string{unreadable + safefile.ErrWritable.Error() + "; the operators stay as they were"}, "maya")
		if ticks(news) != 0 {
			t.Error("subscribers were told of a file that changed nothing")
		}
		if err := os.Chmod(f.path, 0o600); err != nil {
			t.Fatal(err)
		}
		f.wait(time.Minute)
		f.expect("good again", []string{readOne}, "maya")
	})
}

// TestAHangupReadsAtOnce proves that a signal needs no second look, and that it answers also
// when nothing changed.
func TestAHangupReadsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := watch(t, op)
		f.write(op + lars)
		f.hangup <- os.Interrupt // any signal of this channel
		synctest.Wait()
		f.expect("changed", []string{readTwo}, "maya", "lars")
		f.hangup <- os.Interrupt
		synctest.Wait()
		f.expect("unchanged", []string{readTwo}, "maya", "lars")
		f.write("x")
		f.hangup <- os.Interrupt
		synctest.Wait()
		if len(f.said) < 2 || len(f.w.Operators().List()) != 2 {
			t.Errorf("a bad file: %q", f.said)
		}
	})
}

func TestSubscribersHearOfAnExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		end := time.Now().Add(time.Hour)
		f := watch(t, op+"expires = "+end.UTC().Format(time.RFC3339)+"\n"+lars)
		news := f.w.Subscribe()
		ticks(news)
		f.wait(time.Hour - time.Second)
		if ticks(news) != 0 {
			t.Error("told before the end")
		}
		f.wait(2 * time.Second)
		if ticks(news) != 1 {
			t.Error("not told of the end")
		}
		f.wait(time.Hour)
		if ticks(news) != 0 {
			t.Error("told twice")
		}
	})
}

// TestTheFirstReadingMustSucceed proves that the service does not start without operators,
// and that no error says where the file is.
func TestTheFirstReadingMustSucceed(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "operators.toml")
	for _, c := range []struct {
		text string
		mode fs.FileMode
		want string
	}{
		{"", 0, "no such file"}, {"x", 0o600, "line 1"}, {op, 0o622, "others may change it"}, {op, 0o602, "others may change it"}, {op, 0o644, ""},
	} {
		if c.mode != 0 {
			if err := errors.Join(os.WriteFile(path, []byte(c.text), 0o600), os.Chmod(path, c.mode)); err != nil {
				t.Fatal(err)
			}
		}
		_, err := NewWatcher(Source{Path: path, FlowNames: flowNames})
		_, readErr := Read(path, flowNames)
		if c.want == "" != (err == nil) || err != nil && !strings.Contains(err.Error(), c.want) || err != nil && strings.Contains(err.Error(), folder) {
			t.Errorf("%q, mode %o: %v, want %q", c.text, c.mode, err, c.want)
		}
		if (err == nil) != (readErr == nil) {
			t.Errorf("the watcher says %v, and reading once %v", err, readErr)
		}
	}
	if _, err := Read(folder, flowNames); !errors.Is(err, safefile.ErrNotRegular) {
		t.Errorf("a folder: %v", err)
	}
}
