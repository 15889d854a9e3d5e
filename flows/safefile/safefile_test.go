//go:build unix

package safefile

import (
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// specialFiles makes one of each kind of file and returns the folder. None may be waited
// for, or read without an end.
func specialFiles(t *testing.T) (at func(name string) string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "s") // the path of a socket is short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	at = func(name string) string { return filepath.Join(folder, name) }
	socket, err := net.Listen("unix", at("socket"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = socket.Close() })
	for _, made := range []error{
		os.WriteFile(at("file"), []byte("text"), 0o600), os.WriteFile(at("exposed"), []byte("text"), 0o644), os.Chmod(at("exposed"), 0o644), os.WriteFile(at("empty"), nil, 0o600),
		os.Symlink("file", at("link")), os.Symlink("/dev/zero", at("zero")), os.Symlink("pipe", at("link to a pipe")), os.Symlink("loop", at("loop")),
		syscall.Mkfifo(at("pipe"), 0o600), os.Mkdir(at("folder"), 0o700), os.Link(at("file"), at("second name")),
		os.WriteFile(at("sparse"), nil, 0o600), os.Truncate(at("sparse"), 20<<30),
	} {
		if made != nil {
			t.Fatal(made)
		}
	}
	return at
}

// TestOnlyRegularFilesAreOpened proves for each kind of file that it is opened or refused at once, and
// that no error holds the path.
func TestOnlyRegularFilesAreOpened(t *testing.T) {
	at := specialFiles(t)
	limit, private, noLink := Rules{MaxBytes: 100}, Rules{MaxBytes: 100, Private: true}, Rules{MaxBytes: 100, NoLink: true}
	tooLarge := &TooLargeError{100}
	for _, c := range []struct {
		name  string
		rules Rules
		want  error
	}{
		{"file", limit, nil}, {"file", private, nil}, {"file", noLink, nil}, {"file", Rules{MaxBytes: 4}, nil}, {"file", Rules{MaxBytes: 3}, &TooLargeError{3}},
		{"empty", limit, nil}, {"exposed", limit, nil}, {"exposed", private, ErrExposed},
		{"link", limit, nil}, {"link", private, nil}, {"link", noLink, ErrLink}, {"second name", private, nil}, {"second name", noLink, nil},
		{"pipe", limit, ErrNotRegular}, {"link to a pipe", limit, ErrNotRegular}, {"socket", limit, ErrNotRegular}, {"folder", limit, ErrNotRegular},
		{"zero", limit, ErrNotRegular}, {"zero", noLink, ErrLink}, {"sparse", limit, tooLarge}, {"none", limit, fs.ErrNotExist}, {"loop", limit, syscall.ELOOP},
	} {
		_, err := Read(at(c.name), c.rules)
		checkCause(t, c.name, err, c.want, at(""))
		checkCause(t, c.name+", only checked", Check(at(c.name), c.rules), c.want, at(""))
	}
}

// TestOnlyRegularFilesAreWritten proves the same for files that are added to or made.
func TestOnlyRegularFilesAreWritten(t *testing.T) {
	at := specialFiles(t)
	for name, want := range map[string]error{
		"file": nil, "new": nil, "link": nil, "pipe": ErrNotRegular, "socket": ErrNotRegular, "folder": ErrNotRegular, "zero": ErrNotRegular, "no/folder": fs.ErrNotExist,
	} {
		file, err := OpenAppend(at(name), Rules{})
		checkCause(t, name, err, want, at(""))
		if err == nil {
			_, err = file.WriteString("more")
			err = errors.Join(err, file.Close())
		}
		if want == nil && err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, want := range map[string]error{"fresh": nil, "file": fs.ErrExist, "link": fs.ErrExist, "pipe": fs.ErrExist, "folder": fs.ErrExist} {
		file, err := Create(at(name))
		checkCause(t, name+", to be made", err, want, at(""))
		_ = file.Close()
	}
	if text, err := os.ReadFile(at("file")); string(text) != "textmoremore" {
		t.Errorf("%q, %v", text, err)
	}
	for _, name := range []string{"new", "fresh"} {
		if info, err := os.Stat(at(name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", name, info, err)
		}
	}
}

func TestOpenFolderOpensFoldersOnly(t *testing.T) {
	at := specialFiles(t)
	for name, want := range map[string]error{"folder": nil, "file": fs.ErrInvalid, "pipe": fs.ErrInvalid, "zero": fs.ErrInvalid, "none": fs.ErrNotExist} {
		folder, err := OpenFolder(at(name))
		checkCause(t, name, err, want, at(""))
		_ = folder.Close()
	}
}

// TestAPartNeverPassesForTheWhole proves that reading ends with an error at the limit,
// however the bytes come.
func TestAPartNeverPassesForTheWhole(t *testing.T) {
	for _, length := range []int{0, 99, 100, 101, 5000} {
		text := strings.Repeat("x", length)
		for name, in := range map[string]io.Reader{"at once": strings.NewReader(text), "bytewise": oneByteReader{strings.NewReader(text)}} {
			got, err := ReadAll(in, 100)
			if isTooLarge := length > 100; len(got) != min(length, 100) || (err != nil) != isTooLarge {
				t.Errorf("%d bytes %s: %d were read, %v", length, name, len(got), err)
			}
		}
	}
}

// TestAReadThatFailsNamesNoPath proves it for a file whose own errors hold its path, as
// those of other systems and of the standard input do.
func TestAReadThatFailsNamesNoPath(t *testing.T) {
	folder, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = folder.Close() }()
	_, err = ReadAll(folder, 100)
	checkCause(t, "a folder", err, syscall.EISDIR, folder.Name())
}

type oneByteReader struct{ io.Reader }

func (r oneByteReader) Read(p []byte) (int, error) { return r.Reader.Read(p[:min(len(p), 1)]) }

func checkCause(t *testing.T, name string, err, want error, folder string) {
	t.Helper()
	if large, ok := want.(*TooLargeError); ok {
		got, isLarge := errors.AsType[*TooLargeError](err)
		if !isLarge || *got != *large {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
		return
	}
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", name, err, want)
	}
	if err != nil && strings.Contains(err.Error(), folder) {
		t.Errorf("%s: the error holds the path: %v", name, err)
	}
}
