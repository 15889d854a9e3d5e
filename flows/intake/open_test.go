package intake

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/assets"
)

// What was opened stays what is sent, whatever happens to the name.
func TestFileKeepsItsBytes(t *testing.T) {
	photo := asJPEG(t, card(1200, 800))
	path := writeTemp(t, "a.jpg", photo)
	f, _, err := Open(t.Context(), path, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := os.Rename(writeTemp(t, "b.jpg", []byte("other")), path); err != nil {
		t.Fatal(err)
	}
	sent, err := io.ReadAll(io.NewSectionReader(f, 0, 1<<30))
	if err != nil || !bytes.Equal(sent, photo) {
		t.Errorf("read %d bytes, %v", len(sent), err)
	}
}

// A file that grows after its hash was taken is read only as far as it was
// hashed.
func TestFileDoesNotGrow(t *testing.T) {
	photo := asJPEG(t, card(1200, 800))
	path := writeTemp(t, "a.jpg", photo)
	f, _, err := Open(t.Context(), path, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := os.WriteFile(path, append(bytes.Clone(photo), "more"...), 0o600); err != nil {
		t.Fatal(err)
	}
	n, err := f.ReadAt(make([]byte, 10), f.Size()-4)
	if n != 4 || err != io.EOF {
		t.Errorf("read %d bytes, %v", n, err)
	}
}

func TestFileThatShrinksWhileReadIsAProblem(t *testing.T) {
	f := newFile(&memorySource{Reader: bytes.NewReader(make([]byte, 10))}, 20, time.Time{})
	_, err := f.computeHash(t.Context(), 20)
	if p, ok := errors.AsType[*Problem](err); !ok || p.Code != Changed {
		t.Errorf("got %v", err)
	}
}

// meddlingContext is a context that runs something whenever it is asked, which is between
// two reads.
type meddlingContext struct {
	context.Context
	do func()
}

func (m meddlingContext) Err() error {
	m.do()
	return nil
}

// A scanner may still be writing the file: what was checked would then not be
// what is sent.
func TestFileThatChangesWhileReadIsAProblem(t *testing.T) {
	photo, then := asJPEG(t, card(400, 300)), time.Unix(1_700_000_000, 0)
	changes := map[string]func(path string) error{
		"touched": func(path string) error { return os.Chtimes(path, then, then.Add(time.Second)) },
		"shrinks": func(path string) error { return os.Truncate(path, 100) },
		"grows": func(path string) error {
			return errors.Join(os.WriteFile(path, append(bytes.Clone(photo), 0), 0o600), os.Chtimes(path, then, then))
		},
	}
	for name, change := range changes {
		path := writeTemp(t, "a.jpg", photo)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
		ctx := meddlingContext{t.Context(), func() {
			if err := change(path); err != nil {
				t.Fatal(err)
			}
		}}
		f, report, err := NewFileBrowser("", "").Open(ctx, Ref{path})
		if f != nil || len(report.Problems) == 0 || codeOf(err) != Changed {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A name that leads to another file while the first is read changes nothing: only the first was
// opened.
func TestFileThatIsReplacedWhileReadStaysWhatItWas(t *testing.T) {
	photo := asJPEG(t, card(1200, 800))
	path := writeTemp(t, "a.jpg", photo)
	replace := sync.OnceValue(func() error { return os.Rename(writeTemp(t, "b.jpg", asJPEG(t, card(400, 300))), path) })
	ctx := meddlingContext{t.Context(), func() {
		if err := replace(); err != nil {
			t.Fatal(err)
		}
	}}
	f, report, err := Open(ctx, path, DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	sent, err := io.ReadAll(io.NewSectionReader(f, 0, 1<<30))
	if err != nil || !bytes.Equal(sent, photo) || report.SHA256 != sha256.Sum256(photo) || report.Width != 1200 {
		t.Errorf("read %d bytes, %+v, %v", len(sent), report, err)
	}
}

// A file of two gigabytes is refused by its size, without a byte being read: its holes would be
// read as zeros.
func TestHugeSparseFileIsNotRead(t *testing.T) {
	path := writeTemp(t, "a.jpg", asJPEG(t, card(400, 300)))
	if err := os.Truncate(path, 2<<30); err != nil {
		t.Fatal(err)
	}
	ctx := meddlingContext{t.Context(), func() { t.Error("a read began") }}
	_, report, err := Open(ctx, path, DefaultLimits())
	if codeOf(err) != TooLarge || report.Bytes != 2<<30 {
		t.Errorf("%v, %+v", err, report)
	}
	entries, err := NewFileBrowser("", "").List(t.Context(), Ref{filepath.Dir(path)})
	if err != nil || len(entries) != 1 || entries[0].Fitness != (Fitness{Word: IsTooLarge, Refused: true}) {
		t.Errorf("listed as %+v, %v", entries, err)
	}
}

func TestFileTellsItsSize(t *testing.T) {
	lim := DefaultLimits()
	lim.MinSide = 301
	path := writeTemp(t, "a.jpg", asJPEG(t, card(400, 300)))
	f, report, err := Open(t.Context(), path, DefaultLimits())
	if err != nil || f.Width() != 400 || f.Height() != 300 || f.Media() != JPEG || report.Width != 400 || report.Modified.IsZero() {
		t.Fatalf("%v, %+v", err, report)
	}
	_ = f.Close()
	if _, _, err := NewFileBrowser("", "").WithLimits(lim).Open(t.Context(), Ref{path}); codeOf(err) != TooFewPixels {
		t.Errorf("with stricter limits: %v", err)
	}
}

func TestStripPathTakesThePathOut(t *testing.T) {
	err := stripPath(&fs.PathError{Op: "read", Path: "/anna", Err: fs.ErrClosed})
	if err.Error() != fs.ErrClosed.Error() || stripPath(nil) != nil || stripPath(io.EOF) != io.EOF {
		t.Errorf("got %v", err)
	}
}

func TestCloseFromManyGoroutines(t *testing.T) {
	f, _, err := Open(t.Context(), writeTemp(t, "a.jpg", asJPEG(t, card(1200, 800))), DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := f.ReadAt(make([]byte, 100), 0); err != nil && !errors.Is(err, fs.ErrClosed) {
				t.Errorf("read: %v", err)
			}
			if err := f.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
	all.Wait()
	if _, err := f.ReadAt(make([]byte, 1), 0); !errors.Is(err, fs.ErrClosed) {
		t.Errorf("read after close: %v", err)
	}
}

func TestOpenStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := writeTemp(t, "a.jpg", asJPEG(t, card(1200, 800)))
	f, report, err := NewFileBrowser("", "").Open(ctx, Ref{path})
	if f != nil || report == nil || !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, %v, %v", f, report, err)
	}
}

// Names of files tend to be names of people: nothing that this package returns
// may print one, with any verb.
func TestNothingPrintsThePath(t *testing.T) {
	const canary = "anna-meier-passport"
	dir := filepath.Join(t.TempDir(), canary)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	var seen []any
	for _, h := range hostiles(t)[:10] {
		path := filepath.Join(dir, canary+h.name)
		if err := os.WriteFile(path, h.content, 0o600); err != nil {
			t.Fatal(err)
		}
		f, report, err := Open(t.Context(), path, DefaultLimits())
		seen = append(seen, report, *report, err)
		if f != nil {
			_ = f.Close()
			_, readErr := f.ReadAt(make([]byte, 1), 0)
			seen = append(seen, f, readErr)
		}
	}
	folder := NewFileBrowser(dir, dir)
	entries, err := folder.List(t.Context(), Ref{dir})
	place, placeErr := folder.Resolve("~/" + canary + "good.jpg")
	_, _, missing := Open(t.Context(), filepath.Join(dir, "no"), DefaultLimits())
	_, _, isFolder := Open(t.Context(), dir, DefaultLimits())
	_, listErr := folder.List(t.Context(), Ref{filepath.Join(dir, "no")})
	_, resolveErr := folder.Resolve(filepath.Join(dir, "no") + "/")
	seen = append(seen, entries, err, place, placeErr, missing, isFolder, listErr, resolveErr, folder.StartFolder(), folder.DisplayPath(Ref{dir}))
	for _, v := range seen {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
			if text := fmt.Sprintf(verb, v); strings.Contains(text, canary) || strings.Contains(text, fmt.Sprintf("%x", canary)) {
				t.Fatalf("%T prints the path with %s", v, verb)
			}
		}
	}
}

func TestRefPrintsNothingAndIsNotRecorded(t *testing.T) {
	if text := fmt.Sprintf("%v %+v %#v %s", Ref{"/x"}, Ref{"/x"}, Ref{"/x"}, Ref{"/x"}); strings.Contains(text, "/x") {
		t.Error(text)
	}
	if _, err := (Ref{"/x"}).MarshalJSON(); err == nil {
		t.Error("a path was written as JSON")
	}
}

// Every code has words, and every refused type has a way out.
func TestEveryCodeHasWords(t *testing.T) {
	for _, code := range []ProblemCode{NotFound, NoFolder, NotFolder, Unreadable, IsFolder, IsLink, IsPipe, IsDevice, Empty, BadHeader, NoSize, NoPixels, Truncated, Encrypted, OtherSecurity, NoPages, TooManyPixels, SideTooLong, TooFewPixels, Changed} {
		inList := code != NoFolder && code != NotFolder && code != NotFound
		if text := (&Problem{Code: code}).Error(); text == (&Problem{}).Error() || inList && assets.FileFaultWord(string(code)) == "cannot be sent" {
			t.Errorf("%s has no words", code)
		}
	}
	for _, code := range []WarningCode{NotSharp, TooDark, TooBright, SmallPicture, AlmostGrey, BlackAndWhite, ScreenSized, PDFForSelfie, NameMisleads, SideWays, Animated, NoEndMark, OnlyEncrypted, ForbidsChanges, ForbidsPrinting, UnknownProtection, Undecodable, NotDrawn} {
		word := assets.FileListWord(string(code))
		if w := (Warning{Code: code}); w.Text() == "" || w.Sentence() == "" || len(word) > len("black and white") {
			t.Errorf("%s has no words", code)
		}
	}
	for _, h := range hostiles(t) {
		if h.code == NotAccepted && len((&Problem{Code: h.code, Content: h.is}).Remedies()) == 0 {
			t.Errorf("%s has no way out", h.is)
		}
	}
}
