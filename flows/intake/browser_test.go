package intake

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/flows/foreign"
)

// makeTree makes files and folders (names that end in a slash) under a fresh folder;
// each file is a minute older than the one before.
func makeTree(t testing.TB, names ...string) string {
	t.Helper()
	root := t.TempDir()
	newest := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	for i, name := range names {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(path, 0o700); err != nil {
				t.Fatal(err)
			}
			continue
		}
		at := newest.Add(-time.Duration(i) * time.Minute)
		if err := errors.Join(os.WriteFile(path, []byte("x"), 0o600), os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func namesOf(entries []Entry) []string {
	var names []string
	for _, e := range entries {
		names = append(names, foreign.Reveal(e.Name))
	}
	return names
}

func TestListOrder(t *testing.T) {
	root := makeTree(t, "notes.txt", "new.HEIC", "a.jpg", "z/", ".hidden.jpg", "b.JPEG", "archive/", "c.pdf", ".config/", "noending")
	if err := os.Symlink(filepath.Join(root, "a.jpg"), filepath.Join(root, "link.jpg")); err != nil {
		t.Fatal(err)
	}
	entries, err := NewFileBrowser("", "").List(t.Context(), Ref{root})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"a.jpg", "b.JPEG", "c.pdf", "new.HEIC", "notes.txt", "noending", "link.jpg", "archive", "z"}
	if got := namesOf(entries); !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	link, folder := entries[6], entries[8]
	if link.Fitness.Word != LinkEntry {
		t.Errorf("the link: %+v", link.Fitness)
	}
	if !folder.Dir || folder.Fitness.Word != FitnessFolder || entries[0].Bytes != 1 || entries[0].Modified.IsZero() {
		t.Errorf("%+v, %+v", folder.Fitness, entries[0])
	}
	inner, err := NewFileBrowser("", "").List(t.Context(), folder.Path)
	if err != nil || len(inner) != 0 {
		t.Errorf("an empty folder lists %v, %v", namesOf(inner), err)
	}
}

func TestListOfNoFolder(t *testing.T) {
	root := makeTree(t, "a.jpg")
	for name, want := range map[string]ProblemCode{"none": NotFound, "a.jpg": NotFound} {
		_, err := NewFileBrowser("", "").List(t.Context(), Ref{filepath.Join(root, name)})
		if p, ok := errors.AsType[*Problem](err); !ok || p.Code != want {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A huge folder is listed whole, but sizes are asked only up to the share, and
// other files cannot use up that of the accepted ones.
func TestSizesAreAskedWithinTheirShare(t *testing.T) {
	l := lister{statsLeft: [2]int{2, 1}}
	var asked [4]int
	for range 5 {
		for _, r := range []rank{rankOther, rankPicture, rankAccepted} {
			if l.spendStat(r) {
				asked[r]++
			}
		}
	}
	if asked != [4]int{2, 0, 1, 0} {
		t.Errorf("asked %v", asked)
	}
}

func TestManyFilesAreAllListed(t *testing.T) {
	root := t.TempDir()
	manyFiles(t, root, maxStatsAccepted+10)
	entries, err := NewFileBrowser("", "").List(t.Context(), Ref{root})
	if err != nil || len(entries) != maxStatsAccepted+10 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	known := slices.IndexFunc(entries, func(e Entry) bool { return e.Bytes < 0 })
	last := entries[len(entries)-1]
	if known != maxStatsAccepted || !last.Modified.IsZero() || last.Fitness.Word != "JPEG" {
		t.Errorf("%d entries with a size; the last: %+v", known, last.Fitness)
	}
}

func manyFiles(t testing.TB, root string, n int) {
	t.Helper()
	for i := range n {
		f, err := os.Create(filepath.Join(root, fmt.Sprintf("scan-%06d.jpg", i)))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			_, _ = f.WriteString("x")
		}
		_ = f.Close()
	}
}

func TestAListHasEveryChunkAndCanBeCancelled(t *testing.T) {
	root := t.TempDir()
	manyFiles(t, root, chunkSize+50)
	all, err := NewFileBrowser("", "").List(t.Context(), Ref{root})
	if err != nil || len(all) != chunkSize+50 {
		t.Errorf("%d entries, %v", len(all), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := NewFileBrowser("", "").List(ctx, Ref{root}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestFitness(t *testing.T) {
	lim := DefaultLimits()
	tests := []struct {
		name    string
		size    int64
		word    string
		refused bool
	}{
		{"a.jpg", 10, "JPEG", false},
		{"a.JPG", 10, "JPEG", false},
		{"a.Jpeg", -1, "JPEG", false},
		{"scan.jpg ", 10, "JPEG", false},
		{"scan.jpg\u00a0", 10, "JPEG", false},
		{"a.png", lim.MaxBytes, "PNG", false},
		{"a.png", lim.MaxBytes + 1, IsTooLarge, true},
		{"a.pdf", 10, "PDF", false},
		{"a.pdf", 0, IsEmpty, true},
		{"IMG_1.HEIC", 10, "HEIC", false},
		{"a.webp", 0, IsEmpty, true},
		{"a.docx", 10, "office document", false},
		{"a.mov", lim.MaxBytes + 1, "video", false},
		{"jpg", 10, OtherFile, false},
		{"a.", 10, OtherFile, false},
		{"", 10, OtherFile, false},
		{"a.jpg.exe", 10, OtherFile, false},
	}
	for _, test := range tests {
		if got := FitnessOf(contentFromName(test.name), test.size, lim); got != (Fitness{test.word, test.refused}) {
			t.Errorf("%q of %d bytes: %+v", test.name, test.size, got)
		}
	}
}

func TestPlacesAndParents(t *testing.T) {
	home, cwd := makeTree(t, "Downloads/", "Pictures/"), t.TempDir()
	f := NewFileBrowser(home, cwd).StartingAt(filepath.Join(home, "Pictures"))
	var got []string
	for _, ref := range f.Places(Ref{}, nil) {
		got = append(got, ref.path)
	}
	if want := []string{home + "/Pictures", cwd, home + "/Downloads", home}; !slices.Equal(got, want) {
		t.Errorf("places %q", got)
	}
	if up := f.Parent(Ref{home + "/Pictures"}); up != (Ref{home}) || !f.Parent(Ref{"/"}).IsZero() || !f.Parent(Ref{}).IsZero() {
		t.Errorf("the parent is %q", up.path)
	}
	if in := f.StartingIn(Ref{home}).StartFolder(); in != (Ref{home}) || f.StartingIn(Ref{}).StartFolder() != (Ref{home + "/Pictures"}) {
		t.Errorf("begins in %q", in.path)
	}
}

// A desktop in another language has other names for its folders.
func TestUserFoldersArePlaces(t *testing.T) {
	home := makeTree(t, "Téléchargements/", "Bilder/", "Downloads/")
	f := NewFileBrowser(home, "").WithUserFolders([]string{home + "/Téléchargements", home + "/Bureau", home + "/Bilder"})
	if got, want := f.Places(Ref{}, nil), []Ref{{home + "/Téléchargements"}, {home + "/Bilder"}, {home}}; !slices.Equal(got, want) {
		t.Errorf("places %q", got)
	}
	if f.StartFolder() != (Ref{home + "/Téléchargements"}) {
		t.Errorf("begins in %q", f.StartFolder().path)
	}
}

func TestStart(t *testing.T) {
	home, cwd := makeTree(t, "Downloads/"), t.TempDir()
	if NewFileBrowser(home, cwd).StartFolder() != (Ref{filepath.Join(home, "Downloads")}) {
		t.Error("does not start at Downloads")
	}
	if bare := t.TempDir(); NewFileBrowser(bare, cwd).StartFolder() != (Ref{bare}) || NewFileBrowser("", cwd).StartFolder() != (Ref{cwd}) {
		t.Error("does not fall back to home and to the current folder")
	}
	if got := foreign.Reveal(NewFileBrowser("/home/a", "").DisplayPath(Ref{"/home/anna/x"})); got != "/home/anna/x" {
		t.Errorf("another home is shown as %s", got)
	}
}

func TestResolve(t *testing.T) {
	home := makeTree(t, "Downloads/scan.jpg", "Downloads/sub/", "$x/", "*/")
	cwd := makeTree(t, "here/front.jpg", "a.jpg")
	f := NewFileBrowser(home, cwd)
	wsl := `\\wsl$\Ubuntu` + strings.ReplaceAll(home, "/", `\`)
	tests := []struct{ text, dir, partial, file string }{
		{"", home + "/Downloads", "", ""},
		{"sc", home + "/Downloads", "sc", ""},
		{"scan.jpg", home + "/Downloads", "scan.jpg", home + "/Downloads/scan.jpg"},
		{"~", home, "", ""},
		{"$HOME", home, "", ""},
		{"~/Down", home, "Down", ""},
		{"$HOME/Downloads/sc", home + "/Downloads", "sc", ""},
		{home + "/Downloads/scan.jpg", home + "/Downloads", "scan.jpg", home + "/Downloads/scan.jpg"},
		{"/", "/", "", ""},
		{"here/", cwd + "/here", "", ""},
		{"./a.jpg", cwd, "a.jpg", cwd + "/a.jpg"},
		{"here/../a.jpg", cwd, "a.jpg", cwd + "/a.jpg"},
		{"sub/", home + "/Downloads/sub", "", ""},
		{"~/..", filepath.Dir(home), "", ""},
		{"~/$x/", home + "/$x", "", ""},
		{"~/*/", home + "/*", "", ""},
		{"~/Downloads", home, "Downloads", ""},
		{wsl + `\Downloads\`, home + "/Downloads", "", ""},
		{wsl + `\Downloads\sc`, home + "/Downloads", "sc", ""},
		{wsl + `\Downloads\scan.jpg`, home + "/Downloads", "scan.jpg", home + "/Downloads/scan.jpg"},
	}
	for _, test := range tests {
		got, err := f.Resolve(test.text)
		if want := (TypedPath{Ref{test.dir}, test.partial, Ref{test.file}}); err != nil || got != want {
			t.Errorf("%q: got {%s %s %s}, %v", test.text, got.Dir.path, got.Partial, got.File.path, err)
		}
	}
	for _, text := range []string{"/no such/x", "~anna/x", "$PATH/x", "a\x00b/x", "~/Downloads/scan.jpg/x"} {
		if _, err := f.Resolve(text); codeOf(err) != NoFolder {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"/mnt/q/Users/", "/mnt/q/Users/id", "'/mnt/q/Users/id'", `Q:\Users\`, `Q:\Users\id.jpg`} {
		if _, err := f.Resolve(text); codeOf(err) != OtherComputer {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// A typed link or pipe is handed on, so that opening it can say what it is.
func TestResolveFindsALink(t *testing.T) {
	root := makeTree(t, "dir/")
	for _, link := range []string{"to-file", "to-dir"} {
		target := map[string]string{"to-file": "/nowhere", "to-dir": filepath.Join(root, "dir")}[link]
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
		place, err := NewFileBrowser("", "").Resolve(filepath.Join(root, link))
		if err != nil || place.File.IsZero() != (link == "to-dir") {
			t.Errorf("%s: %v, file %t", link, err, !place.File.IsZero())
		}
	}
}

func TestComplete(t *testing.T) {
	home := makeTree(t, "Downloads/scan-back.jpg", "Downloads/scan-front.jpg", "Downloads/Upper.JPG", "Downloads/übung.png",
		"Downloads/.secret.jpg", "Downloads/evil\x1b[2J.jpg", "Downloads/e\u0301t\u00e9.pdf", "Documents/", "Dx1", "dx2", "Dx")
	f := NewFileBrowser(home, home)
	tests := []struct {
		text, completed string
		candidates      []string
	}{
		{"~", "~/", nil},
		{"~/Dow", "~/Downloads/", nil},
		{"~/Do", "~/Do", []string{"~/Documents/", "~/Downloads/"}},
		{"~/Downloads/sc", "~/Downloads/scan-", []string{"~/Downloads/scan-back.jpg", "~/Downloads/scan-front.jpg"}},
		{"sc", "scan-", []string{"scan-back.jpg", "scan-front.jpg"}},
		{"scan-b", "scan-back.jpg", nil},
		{"upp", "Upper.JPG", nil},
		{"Ü", "übung.png", nil},
		{"\u00e9", "e\u0301t\u00e9.pdf", nil},
		{".s", ".secret.jpg", nil},
		{"evil", "evil", nil},
		{"zzz", "zzz", nil},
		{"~/dX", "~/dX", []string{"~/Dx", "~/Dx1", "~/dx2"}},
		{"~/Dx", "~/Dx", []string{"~/Dx", "~/Dx1"}},
		{"/no such/x", "/no such/x", nil},
		{home + "/Dow", home + "/Downloads/", nil},
	}
	for _, test := range tests {
		completed, candidates := f.Complete(test.text)
		if completed != test.completed || !slices.Equal(candidates, test.candidates) {
			t.Errorf("%q: %q %q", test.text, completed, candidates)
		}
	}
	if _, all := f.Complete("~/Downloads/"); len(all) != 5 {
		t.Errorf("an empty name offers %q", all)
	}
}

// BenchmarkPicker is what a picker needs that reads a folder of 100,000 files with the
// information of each file.
func BenchmarkPicker(b *testing.B) {
	root := hundredThousand(b)
	for b.Loop() {
		names, err := os.ReadDir(root)
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range names {
			if _, err := name.Info(); err != nil && !errors.Is(err, fs.ErrNotExist) {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkListHundredThousand(b *testing.B) { benchmarkList(b, hundredThousand(b)) }

func BenchmarkListTenThousand(b *testing.B) {
	root := b.TempDir()
	manyFiles(b, root, 10_000)
	benchmarkList(b, root)
}

func benchmarkList(b *testing.B, root string) {
	for b.Loop() {
		if _, err := NewFileBrowser("", "").List(b.Context(), Ref{root}); err != nil {
			b.Fatal(err)
		}
	}
}

func hundredThousand(b *testing.B) string {
	root := b.TempDir()
	manyFiles(b, root, 100_000)
	return root
}
