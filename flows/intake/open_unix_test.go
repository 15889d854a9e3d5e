//go:build linux || darwin

package intake

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// What is no file must be told apart, without hanging and without leaving a
// descriptor open.
func TestWhatIsNoFile(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(unix.Mkfifo(at("pipe.jpg"), 0o600))
	must(os.WriteFile(at("real.jpg"), asJPEG(t, card(400, 300)), 0o600))
	must(os.WriteFile(at("text.jpg"), []byte("hello"), 0o600))
	must(os.Symlink(at("real.jpg"), at("link.jpg")))
	must(os.Symlink(at("nowhere"), at("dangling.jpg")))
	must(os.Mkdir(at("folder.jpg"), 0o700))
	must(os.Symlink(dir, at("linked-folder")))
	socket, err := net.Listen("unix", at("s.jpg"))
	must(err)
	defer func() { _ = socket.Close() }()
	tests := map[string]ProblemCode{
		at("pipe.jpg"):               IsPipe,
		at("s.jpg"):                  IsPipe,
		at("link.jpg"):               IsLink,
		at("dangling.jpg"):           IsLink,
		at("folder.jpg"):             IsFolder,
		at("none.jpg"):               NotFound,
		at("text.jpg"):               NotAccepted,
		at("real.jpg") + "/":         NotFound,
		at("a\x00b"):                 NotFound,
		"":                           NotFound,
		"/dev/zero":                  IsDevice,
		"/dev/null":                  IsDevice,
		at("linked-folder/none.jpg"): NotFound,
		at("linked-folder/real.jpg"): "",
	}
	before := openDescriptors(t)
	for path, want := range tests {
		if got := verdict(t, path); got != want {
			t.Errorf("%q: %s, want %s", filepath.Base(path), got, want)
		}
	}
	if after := openDescriptors(t); after > before {
		t.Errorf("%d descriptors before, %d after", before, after)
	}
}

// verdict opens with a deadline, because the fault it guards against is a hang.
func verdict(t *testing.T, path string) ProblemCode {
	t.Helper()
	answer := make(chan ProblemCode, 1)
	go func() {
		f, _, err := Open(t.Context(), path, DefaultLimits())
		if err == nil {
			_ = f.Close()
		}
		p, _ := errors.AsType[*Problem](err)
		if p == nil {
			p = &Problem{}
		}
		answer <- p.Code
	}()
	select {
	case code := <-answer:
		return code
	case <-time.After(10 * time.Second):
		t.Fatal("opening hangs")
		return ""
	}
}

func openDescriptors(t *testing.T) int {
	t.Helper()
	if runtime.GOOS != "linux" {
		return 0
	}
	names, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(names)
}

func TestOpenProblems(t *testing.T) {
	tests := map[unix.Errno]ProblemCode{
		unix.EACCES: Unreadable, unix.EIO: Unreadable, unix.EMFILE: TooManyOpen, unix.ENFILE: TooManyOpen,
		unix.ENOENT: NotFound, unix.ENOTDIR: NotFound, unix.ELOOP: IsLink, unix.EOPNOTSUPP: IsPipe,
	}
	for errno, want := range tests {
		p := openProblem(errno)
		if p.Code != want || !errors.Is(p, errno) {
			t.Errorf("%v: %s, want %s", errno, p.Code, want)
		}
	}
}

func TestInterruptedOpenIsRepeated(t *testing.T) {
	calls := 0
	fd, err := retryEINTR(func() (int, error) {
		calls++
		if calls < 3 {
			return -1, unix.EINTR
		}
		return 7, nil
	})
	if fd != 7 || err != nil || calls != 3 {
		t.Errorf("%d, %v after %d calls", fd, err, calls)
	}
}
