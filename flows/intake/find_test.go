package intake

import (
	"maps"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"
)

// The names of the field: as they are on the disk, and as people write them.
const (
	decomposed   = "Fu\u0308hrerschein.png"                       // macOS writes accents in two signs
	composed     = "F\u00fchrerschein.png"                        // everybody else in one
	narrowBlank  = "Screenshot 2026-01-05 at 4.42.48\u202fPM.png" // macOS before AM and PM
	plainBlank   = "Screenshot 2026-01-05 at 4.42.48 PM.png"      // as it is typed
	noBreakBlank = "Anna\u00a0Muster/front.jpg"                   // copied from a web page
	wideBlank    = "身分証\u3000表/front.jpg"                         // Japanese
	tailed       = "scan.jpg "                                    // a blank after the ending
)

func fieldBrowser(t *testing.T) (FileBrowser, string) {
	home := makeTree(t, decomposed, narrowBlank, noBreakBlank, wideBlank, tailed, "a b.jpg", "it's.jpg", `back\slash.jpg`, "sub/")
	f := NewFileBrowser(home, home)
	f.host = "desk"
	return f, home
}

// Each line: what somebody gives, and the file it is.
func TestFindFileReadsPathsAsPeopleHaveThem(t *testing.T) {
	f, home := fieldBrowser(t)
	url := func(path string) string { return "file://" + address("")(filepath.Join(home, path)) }
	tests := []struct{ text, file string }{
		{decomposed, decomposed},
		{composed, decomposed},
		{home + "/" + composed, decomposed},
		{"~/" + composed, decomposed},
		{narrowBlank, narrowBlank},
		{plainBlank, narrowBlank},
		{"'" + home + "/" + plainBlank + "'", narrowBlank},
		{strings.ReplaceAll(home+"/"+plainBlank, " ", `\ `), narrowBlank},
		{"Anna Muster/front.jpg", noBreakBlank},
		{noBreakBlank, noBreakBlank},
		{"身分証 表/front.jpg", wideBlank},
		{wideBlank, wideBlank},
		{tailed, tailed},
		{home + "/" + tailed, tailed},
		{"a b.jpg", "a b.jpg"},
		{`"a b.jpg"`, "a b.jpg"},
		{`a\ b.jpg`, "a b.jpg"},
		{"~/a b.jpg", "a b.jpg"},
		{"'~/a b.jpg'", "a b.jpg"},
		{"$HOME/a b.jpg", "a b.jpg"},
		{"./a b.jpg\n", "a b.jpg"},
		{" a b.jpg ", "a b.jpg"},
		{"sub/../a b.jpg", "a b.jpg"},
		{url("a b.jpg"), "a b.jpg"},
		{"file://desk" + strings.TrimPrefix(url("a b.jpg"), "file://"), "a b.jpg"},
		{"file://localhost" + strings.TrimPrefix(url("a b.jpg"), "file://"), "a b.jpg"},
		{url(composed), decomposed},
		{"'" + url("a b.jpg") + "'", "a b.jpg"},
		{"x-special/nautilus-clipboard\ncopy\n" + url("a b.jpg") + "\n", "a b.jpg"},
		{"copy\n" + url("a b.jpg"), "a b.jpg"},
		{"cut\r\n" + url(plainBlank) + "\r\n", narrowBlank},
		{"# a comment\r\n" + url("a b.jpg") + "\r\n", "a b.jpg"},
		{"\u202a" + home + "/a b.jpg", "a b.jpg"},
		{"\x1b[200~" + home + "/a b.jpg\x1b[201~", "a b.jpg"},
		{"it's.jpg", "it's.jpg"},
		{`it\'s.jpg`, "it's.jpg"},
		{`back\slash.jpg`, `back\slash.jpg`},
	}
	for _, test := range tests {
		ref, err := f.FindFile(test.text)
		if err != nil || ref.path != filepath.Clean(home)+"/"+test.file {
			t.Errorf("%q: %q, %v", test.text, ref.path, err)
		}
	}
}

// Mistakes are told apart: each has its own next step.
func TestFindFileTellsMistakesApart(t *testing.T) {
	f, home := fieldBrowser(t)
	for _, name := range []string{"caf\u00e9.jpg", "cafe\u0301.jpg"} { // one name in two spellings
		if err := os.WriteFile(filepath.Join(home, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := unix.Mkfifo(filepath.Join(home, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(home, "a b.jpg"), filepath.Join(home, "link.jpg")); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		text string
		want ProblemCode
	}{
		{"", NotFound},
		{"none.jpg", NotFound},
		{"'none.jpg'", NotFound},
		{home + "/none.jpg", NotFound},
		{"file://" + home + "/none.jpg", NotFound},
		{"~/no/none.jpg", NoFolder},
		{"a b.jpg/none.jpg", NoFolder},
		{"'/no such/none.jpg'", NoFolder},
		{"sub", IsFolder},
		{"sub/", IsFolder},
		{"a b.jpg/", NotFolder},
		{"a b.jpg/.", NotFolder},
		{"a b.jpg//", NotFolder},
		{"'a b.jpg/'", NotFolder},
		{`a\ b.jpg/`, NotFolder},
		{home + "/a b.jpg/", NotFolder},
		{"file://" + home + "/a%20b.jpg/", NotFolder},
		{"~/a b.jpg/", NotFolder},
		{"none.jpg/", NotFound},
		{"pipe/", NotFolder},
		{"link.jpg/", IsLink},
		{"Anna Muster", IsFolder},
		{"/dev/null", IsDevice},
		{"pipe", IsPipe},
		{"link.jpg", IsLink},
		{"caf\u00e9.jpg", ""},
		{"cafe\u0301.jpg", ""},
		{"a\x00b", NotFound},
		{strings.Repeat("a/", 3000), NotFound},
		{`Q:\Users\anna\id.jpg`, OtherComputer},
		{`"Q:\Users\Anna M\id.jpg"`, OtherComputer},
		{"file:///Q:/Users/anna/id.jpg", OtherComputer},
		{`\\nas\scans\id.jpg`, OtherComputer},
		{`\\wsl$\Ubuntu\no\id.jpg`, OtherComputer},
		{"/mnt/q/Users/anna/id.jpg", OtherComputer},
		{"'/mnt/q/Users/Anna M/id.jpg'", OtherComputer},
		{"file:///mnt/q/Users/Anna%20M/id.jpg", OtherComputer},
		{"/cygdrive/q/Users/anna/id.jpg", OtherComputer},
		{"/mnt/quarterly/id.jpg", NoFolder},
		{"smb://nas/scans/id.jpg", OtherComputer},
		{"file://other/scans/id.jpg", OtherComputer},
		{"https://example.com/id.jpg", OtherComputer},
		{"file:///.file/id=6571367.12345", FileNumber},
	}
	for _, test := range tests {
		if _, err := f.FindFile(test.text); codeOf(err) != test.want {
			t.Errorf("%q: %v, want %q", test.text, err, test.want)
		}
	}
}

// Two names that differ in their spelling alone are never chosen between.
func TestFindFileNeverGuesses(t *testing.T) {
	home := makeTree(t, "at\u00a04.jpg", "at\u202f4.jpg", "one\u00a0folder/a.jpg", "one\u3000folder/a.jpg")
	f := NewFileBrowser(home, home)
	for _, text := range []string{"at 4.jpg", "at\u30004.jpg", "one folder/a.jpg"} {
		if ref, err := f.FindFile(text); codeOf(err) != Ambiguous {
			t.Errorf("%q was read as %q, %v", text, ref.path, err)
		}
	}
	if ref, err := f.FindFile("at\u202f4.jpg"); err != nil || ref.path != home+"/at\u202f4.jpg" {
		t.Errorf("an exact name is not taken: %v", err)
	}
}

// A Windows path is taken under WSL, where drives are at /mnt/c and the root is \\wsl$\NAME;
// a file that is missing there is not on another computer.
func TestFindFileUnderWSL(t *testing.T) {
	f := browserWith(false)
	disk := treeOf("/mnt/c/Users/Anna M/id.jpg")
	maps.Copy(disk, treeOf("/home/anna/x.jpg"))
	f.lstat, f.readNames = disk.lstat, disk.readNames
	for text, want := range map[string]string{
		`C:\Users\Anna M\id.jpg`:                         "/mnt/c/Users/Anna M/id.jpg",
		`"C:\Users\Anna M\id.jpg"`:                       "/mnt/c/Users/Anna M/id.jpg",
		`c:/Users/Anna M/id.jpg`:                         "/mnt/c/Users/Anna M/id.jpg",
		`file:///C:/Users/Anna%20M/id.jpg`:               "/mnt/c/Users/Anna M/id.jpg",
		`\\wsl$\Ubuntu\home\anna\x.jpg`:                  "/home/anna/x.jpg",
		`\\wsl.localhost\Ubuntu\home\anna\x.jpg`:         "/home/anna/x.jpg",
		`file://wsl.localhost/Ubuntu-24/home/anna/x.jpg`: "/home/anna/x.jpg",
		`/cygdrive/c/Users/Anna M/id.jpg`:                "/mnt/c/Users/Anna M/id.jpg",
		`'/mnt/c/Users/Anna M/id.jpg'`:                   "/mnt/c/Users/Anna M/id.jpg",
	} {
		if ref, err := f.FindFile(text); err != nil || ref.path != want {
			t.Errorf("%s was found at %q, %v", text, ref.path, err)
		}
		checkPaste(t, f, text, []string{want})
	}
	for text, want := range map[string]ProblemCode{
		`C:\Users\Anna M\none.jpg`:       NotFound,
		`C:\no\id.jpg`:                   NoFolder,
		"/mnt/c/Users/Anna M/none.jpg":   NotFound,
		"/cygdrive/c/no/id.jpg":          NoFolder,
		`D:\id.jpg`:                      OtherComputer,
		"/mnt/d/id.jpg":                  OtherComputer,
		"file:///D:/Users/anna/id.jpg":   OtherComputer,
		`\\wsl$\Ubuntu\home\anna\no.jpg`: OtherComputer, // perhaps of another distribution
	} {
		if _, err := f.FindFile(text); codeOf(err) != want {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	windows := browserWith(true, `c:\Users\id.jpg`)
	checkPaste(t, windows, "/mnt/c/Users/id.jpg", []string{`c:\Users\id.jpg`})
}

func TestFindFileKnowsTheHomesOfAccounts(t *testing.T) {
	f, home := fieldBrowser(t)
	f.homeOf = func(name string) (string, bool) { return home, name == "bruno" }
	if ref, err := f.FindFile("~bruno/a b.jpg"); err != nil || ref.path != home+"/a b.jpg" {
		t.Errorf("%q, %v", ref.path, err)
	}
	if self, err := user.Current(); err == nil {
		if got, ok := homeOfAccount(self.Username); !ok || got != self.HomeDir {
			t.Errorf("the home of this account is %q", got)
		}
	}
}

// What is listed, typed in part, completed and pasted is one file in every spelling.
func TestSpellingIsFoldedEverywhere(t *testing.T) {
	f, home := fieldBrowser(t)
	entries, err := f.List(t.Context(), Ref{home})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"F\u00fchrer": decomposed, "f\u00dcHRER": decomposed, "4.42.48 pm": narrowBlank, "anna muster": "Anna\u00a0Muster"} {
		var got []string
		for _, e := range FilterEntries(entries, text) {
			got = append(got, filepath.Base(e.Path.path))
		}
		if !slices.Equal(got, []string{want}) {
			t.Errorf("%q lists %q", text, got)
		}
	}
	for text, want := range map[string]string{
		"~/F\u00fch": "~/" + decomposed, "~/Screenshot 2026-01-05 at 4.42.48 P": "~/" + narrowBlank,
		"~/Anna M": "~/Anna\u00a0Muster/", "~/Anna Muster/fr": "~/Anna Muster/front.jpg", "~/身": "~/身分証\u3000表/",
	} {
		if got, _ := f.Complete(text); got != want {
			t.Errorf("%q completes to %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{"~/Anna Muster/", home + "/Anna\u00a0Muster/", "'" + home + "/Anna Muster/", `~/Anna\ Muster/`} {
		if place, err := f.Resolve(text); err != nil || place.Dir.path != home+"/Anna\u00a0Muster" || place.Partial != "" {
			t.Errorf("%q leads to %q, %v", text, place.Dir.path, err)
		}
	}
	checkPaste(t, f, home+"/"+composed+"\n"+home+"/"+plainBlank, []string{home + "/" + decomposed, home + "/" + narrowBlank})
}

func TestPasteSaysWhyNothingWasTaken(t *testing.T) {
	f, home := fieldBrowser(t)
	for text, want := range map[string]ProblemCode{
		home + "/a b.jpg\n" + home + "/none.jpg": SomeMissing,
		home + "/none.jpg":                       NotFound,
		home + "/sub":                            IsFolder,
		`Q:\Users\id.jpg`:                        OtherComputer,
		"/mnt/q/Users/id.jpg":                    OtherComputer,
		"Q:\\a.jpg\r\nQ:\\b.jpg":                 OtherComputer,
		"/mnt/q/a.jpg /mnt/q/b.jpg":              OtherComputer,
		"smb://nas/a.jpg\nsmb://nas/b.jpg":       OtherComputer,
		"/mnt/q/a.jpg\n" + home + "/a b.jpg":     SomeMissing,
		"file:///.file/id=1.2":                   FileNumber,
	} {
		if _, err := f.ResolvePaste(text); codeOf(err) != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	for _, text := range []string{"", "anna", "a b.jpg", "6721f0c5a1b2"} {
		if _, err := f.ResolvePaste(text); err != ErrNoPath {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// What people write is read back, in every way to write a path and every spelling of its
// names.
func TestWrittenPathsAreFoundInEverySpelling(t *testing.T) {
	spellings := []func(string) string{unchanged, norm.NFC.String, norm.NFD.String, func(p string) string { return strings.ReplaceAll(p, "\u00a0", " ") }}
	styles := []func(string) string{
		unchanged, singleQuoted, backslashed, address("file://"), func(p string) string { return p + " " },
		func(p string) string { return "x-special/nautilus-clipboard\ncopy\n" + address("file://")(p) + "\n" },
	}
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.Map(rapid.SliceOfN(segments("ab\u00e4\u00a0身-.(&"), 1, 3), func(names []string) string { return "/" + strings.Join(names, "/") }).
			Filter(trimmed).Draw(t, "path")
		written := rapid.SampledFrom(spellings).Draw(t, "spelling")(path)
		if !trimmed(written) {
			return
		}
		text := rapid.SampledFrom(styles).Draw(t, "style")(written)
		f := browserWith(false, path)
		f.lstat = treeOf(path).lstat
		f.readNames = treeOf(path).readNames
		if ref, err := f.FindFile(text); err != nil || ref.path != path {
			t.Fatalf("%q was found at %q, %v", text, ref.path, err)
		}
		checkPaste(t, f, text, []string{path})
	})
}
