package intake

import (
	"io/fs"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"pgregory.net/rapid"
)

// disk answers for a set of regular files and counts the questions.
type disk map[string]bool

func (d disk) lstat(path string) (fs.FileInfo, error) {
	if d[path] {
		return regular{}, nil
	}
	return nil, fs.ErrNotExist
}

// readNames are the names of the files in a folder.
func (d disk) readNames(dir string) ([]string, error) {
	var names []string
	for path := range d {
		if parent, name := filepath.Split(path); filepath.Clean(parent) == dir {
			names = append(names, name)
		}
	}
	return names, nil
}

type regular struct{}

func (regular) Name() string       { return "" }
func (regular) Size() int64        { return 1 }
func (regular) Mode() fs.FileMode  { return 0o600 }
func (regular) ModTime() time.Time { return time.Time{} }
func (regular) IsDir() bool        { return false }
func (regular) Sys() any           { return nil }

func browserWith(windows bool, paths ...string) FileBrowser {
	d := disk{}
	for _, path := range paths {
		d[path] = true
	}
	return FileBrowser{home: "/home/anna", host: "desk", windows: windows, lstat: d.lstat, readNames: d.readNames}
}

// dialect is what one kind of terminal makes of dropped paths.
type dialect struct {
	name    string
	windows bool
	quote   func(path string) string
	join    string                 // between several
	can     func(path string) bool // whether the terminal's way is unambiguous for the path
}

var dialects = []dialect{
	{"Terminal.app", false, func(p string) string { return backslashed(p) + " " }, "", noBreak},
	{"Terminal.app, bracketed", false, func(p string) string { return p + " " }, "", trimmed},
	{"iTerm2", false, backslashed, " ", noBreak},
	{"kitty", false, unchanged, "\n", noBreak},
	{"kitty, one line", false, unchanged, " ", func(p string) bool { return trimmed(p) && !strings.Contains(p, " /") && unquotable(p) }},
	{"Alacritty, bracketed", false, func(p string) string { return "\x1b[200~" + p + "\x1b[201~" }, "\n", noBreak},
	{"WezTerm", false, func(p string) string { return strings.ReplaceAll(p, " ", `\ `) }, " ",
		func(p string) bool { return noBreak(p) && unquotable(p) && strings.IndexFunc(p, otherSpace) < 0 }},
	{"WezTerm on Windows", true, quotedIfBlank, " ", noBreak},
	{"GNOME, MATE, Konsole", false, singleQuoted, " ", always},
	{"GNOME, trailing blank", false, func(p string) string { return singleQuoted(p) + " " }, "", always},
	{"file manager", false, address("file://"), "\r\n", always},
	{"file manager, host", false, address("file://desk"), "\n", always},
	{"file manager, localhost", false, address("file://localhost"), " ", always},
	{"file manager, quoted address", false, func(p string) string { return singleQuoted(address("file://")(p)) }, " ", always},
	{"Windows Terminal", true, quotedIfBlank, " ", noBreak},
	{"Windows Terminal, address", true, func(p string) string { return address("file:///")(strings.ReplaceAll(p, `\`, "/")) }, " ", always},
	{"WSL", false, singleQuoted, " ", always},
	{"MSYS", true, func(p string) string { return singleQuoted("/" + strings.ToLower(p[:1]) + slashed(p[2:])) }, " ", always},
	{"Cygwin", true, func(p string) string { return singleQuoted("/cygdrive/" + strings.ToLower(p[:1]) + slashed(p[2:])) }, " ", always},
	{"cmd, first quote lost", true, func(p string) string { return p + `"` }, "", noBreak},
	{"Warp", false, func(p string) string { return "\x16" + p }, "", trimmed},
	{"Rio", true, func(p string) string { return strings.Join(strings.Split(p, ""), "\x00") + "\x00" }, "", noBreak},
}

func unchanged(p string) string { return p }

func slashed(p string) string { return strings.ReplaceAll(p, `\`, "/") }

func always(string) bool { return true }

func noBreak(p string) bool { return !strings.ContainsAny(p, "\r\n") }

func trimmed(p string) bool { return noBreak(p) && strings.TrimSpace(p) == p }

// unquotable names hold no sign of quoting. Where a terminal quotes nothing, two
// files whose names differ in such signs alone cannot be told apart.
func unquotable(p string) bool { return !strings.ContainsAny(p, "'\"\\") }

func otherSpace(r rune) bool { return r != ' ' && unicode.IsSpace(r) }

func backslashed(p string) string {
	var b strings.Builder
	for _, r := range p {
		if strings.ContainsRune(" \t'\"\\$`!&*()[]{}<>|;?#~=^", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func singleQuoted(p string) string { return "'" + strings.ReplaceAll(p, "'", `'\''`) + "'" }

func quotedIfBlank(p string) string {
	if strings.ContainsFunc(p, unicode.IsSpace) {
		return `"` + p + `"`
	}
	return p
}

func address(scheme string) func(string) string {
	return func(p string) string {
		parts := strings.Split(p, "/")
		for i, part := range parts {
			parts[i] = url.PathEscape(part)
		}
		return scheme + strings.Join(parts, "/")
	}
}

// segments are names with everything that quoting has to survive.
func segments(signs string) *rapid.Generator[string] {
	return rapid.StringOfN(rapid.SampledFrom([]rune(signs)), 1, 12, -1).
		Filter(func(s string) bool { return s != "." && s != ".." })
}

func posixPath() *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(segments("ab ä身\t\n'\"\\$`!&*()[]~=%#?.-:;|<>"), 1, 3),
		func(names []string) string { return "/" + strings.Join(names, "/") })
}

func windowsFile() *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(segments("ab ä身'$`!&()[]~=%#.-;"), 1, 3), func(names []string) string {
		return `c:\` + strings.Join(names, `\`)
	})
}

// What a terminal quotes is read back as it was, for every dialect, alone and
// where the dialect can several at once.
func TestEveryDialectIsReadBack(t *testing.T) {
	for _, d := range dialects {
		t.Run(d.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				path := posixPath()
				if d.windows {
					path = windowsFile()
				}
				most := 1
				if d.join != "" {
					most = 4
				}
				paths := rapid.SliceOfN(path.Filter(d.can), 1, most).Draw(t, "paths")
				var quoted []string
				for _, p := range paths {
					quoted = append(quoted, d.quote(p))
				}
				checkPaste(t, browserWith(d.windows, paths...), strings.Join(quoted, d.join), paths)
			})
		})
	}
}

// fataler is what *testing.T and *rapid.T share.
type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

func checkPaste(t fataler, f FileBrowser, text string, want []string) {
	t.Helper()
	refs, err := f.ResolvePaste(text)
	var got []string
	for _, ref := range refs {
		got = append(got, ref.path)
	}
	if (err == nil) != (want != nil) || !slices.Equal(got, want) {
		t.Fatalf("%q was read as %q, want %q", text, got, want)
	}
}

func TestPasteTable(t *testing.T) {
	posix := []string{"/a b.jpg", "/c.png", "/it's.jpg", "/home/anna/x.pdf", `/back\slash.jpg`, "/$HOME.jpg", "/#1.jpg", "/mnt/c/Users/A B/id.jpg"}
	windows := []string{`C:\a b.jpg`, `C:\c.png`, `c:\d e\f.jpg`, `\\nas\share\g.jpg`, `C:\it's.jpg`}
	tests := []struct {
		windows bool
		text    string
		want    []string
	}{
		{false, `/a\ b.jpg `, []string{"/a b.jpg"}},
		{false, "/a b.jpg ", []string{"/a b.jpg"}},
		{false, "/a b.jpg\r/c.png\r", []string{"/a b.jpg", "/c.png"}},
		{false, "/a b.jpg /c.png", []string{"/a b.jpg", "/c.png"}},
		{false, "/c.png /c.png", []string{"/c.png", "/c.png"}},
		{false, "'/a b.jpg' '/c.png' ", []string{"/a b.jpg", "/c.png"}},
		{false, `'/it'\''s.jpg'`, []string{"/it's.jpg"}},
		{false, `/it\'s.jpg`, []string{"/it's.jpg"}},
		{false, `"/a b.jpg"`, []string{"/a b.jpg"}},
		{false, `/a\ b.jpg /it's.jpg`, []string{"/a b.jpg", "/it's.jpg"}},
		{false, "file:///a%20b.jpg\r\nfile:///it's.jpg\r\n", []string{"/a b.jpg", "/it's.jpg"}},
		{false, "file://localhost/c.png", []string{"/c.png"}},
		{false, "file://DESK/c.png", []string{"/c.png"}},
		{false, "file://other/c.png", nil},
		{false, "file:///c.png%00", nil},
		{false, "file:///c.png%zz", nil},
		{false, "'/mnt/c/Users/A B/id.jpg'", []string{"/mnt/c/Users/A B/id.jpg"}},
		{false, "\x16/c.png", []string{"/c.png"}},
		{false, "\x1b[200~/c.png\x1b[201~", []string{"/c.png"}},
		{false, "~/x.pdf", []string{"/home/anna/x.pdf"}},
		{false, `/back\slash.jpg`, []string{`/back\slash.jpg`}},
		{false, "'/$HOME.jpg'", []string{"/$HOME.jpg"}},
		{false, "$HOME/x.pdf", nil},
		{false, "/*.png", nil},
		{false, "/c.png /missing.jpg", nil},
		{false, "'/c.png", nil},
		{false, `/c.png\`, nil},
		{false, "c.png", nil},
		{false, "../c.png", nil},
		{false, "", nil},
		{false, "6721f0c5a1b2", nil},
		{false, strings.Repeat("/c.png\n", maxPasteItems+1), nil},
		{true, `"C:\a b.jpg"`, []string{`C:\a b.jpg`}},
		{true, `C:\c.png`, []string{`C:\c.png`}},
		{true, `"C:\a b.jpg" C:\c.png`, []string{`C:\a b.jpg`, `C:\c.png`}},
		{true, `C:\a b.jpg"`, []string{`C:\a b.jpg`}},
		{true, `C:\a b.jpg" "C:\it's.jpg"`, []string{`C:\a b.jpg`, `C:\it's.jpg`}},
		{true, `'/c/d e/f.jpg'`, []string{`c:\d e\f.jpg`}},
		{true, `'/cygdrive/c/d e/f.jpg'`, []string{`c:\d e\f.jpg`}},
		{true, "file:///C:/a%20b.jpg", []string{`C:\a b.jpg`}},
		{true, `\\nas\share\g.jpg`, []string{`\\nas\share\g.jpg`}},
		{true, "C\x00:\\c.png\x00", []string{`C:\c.png`}},
		{true, "c.png", nil},
	}
	for _, test := range tests {
		f := browserWith(false, posix...)
		if test.windows {
			f = browserWith(true, windows...)
		}
		checkPaste(t, f, test.text, test.want)
	}
}

// A link or a folder is no drop, whatever the quoting.
func TestPasteTakesRegularFilesOnly(t *testing.T) {
	root := makeTree(t, "a.jpg", "dir/")
	f := NewFileBrowser(root, root)
	checkPaste(t, f, root+"/a.jpg", []string{root + "/a.jpg"})
	checkPaste(t, f, root+"/dir", nil)
	checkPaste(t, f, "/dev/null", nil)
}

// FuzzPaste holds that only existing files come back and that text is never
// expanded into something that it does not say.
func FuzzPaste(f *testing.F) {
	for _, text := range []string{`/a\ b.jpg /c.png`, "'/a b.jpg' '/c.png'", "file:///a%20b.jpg", `"C:\a b.jpg" x"`, "~/x", "\x16\x00/c.png", `\`, `'"`} {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, windows bool) {
		asked := 0
		folder := browserWith(windows)
		folder.lstat = func(path string) (fs.FileInfo, error) {
			asked++
			if len(path) > len(text)+max(len(folder.home), len("/mnt")) {
				t.Fatalf("%q became longer: %q", text, path)
			}
			return regular{}, nil
		}
		refs, err := folder.ResolvePaste(text)
		if (err == nil) != (len(refs) > 0) || err == nil && asked < len(refs) || len(refs) > maxPasteItems {
			t.Fatalf("%d files, %v", len(refs), err)
		}
		folder.lstat = disk{}.lstat
		if _, err := folder.ResolvePaste(text); err == nil {
			t.Fatal("a file that does not exist was taken")
		}
	})
}

// tree is a disk with one file and the folders above it.
type tree map[string]fs.FileInfo

type folderInfo struct{ regular }

func (folderInfo) Mode() fs.FileMode { return fs.ModeDir | 0o700 }
func (folderInfo) IsDir() bool       { return true }

func treeOf(path string) tree {
	all := tree{path: regular{}}
	for dir := filepath.Dir(path); all[dir] == nil; dir = filepath.Dir(dir) {
		all[dir] = folderInfo{}
	}
	return all
}

func (d tree) lstat(path string) (fs.FileInfo, error) {
	if info, ok := d[path]; ok {
		return info, nil
	}
	return nil, fs.ErrNotExist
}

func (d tree) readNames(dir string) ([]string, error) {
	var names []string
	for path := range d {
		if path != dir && filepath.Dir(path) == dir {
			names = append(names, filepath.Base(path))
		}
	}
	return names, nil
}
