package quoting

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What terminals and file managers of other computers paste for files; the paths are parted by
// a bar.
func TestPathsElsewhere(t *testing.T) {
	for text, want := range map[string]string{
		"/Users/anna/Desktop/front.jpg":           "/Users/anna/Desktop/front.jpg",
		`/Users/anna/id\ front.jpg `:              "/Users/anna/id front.jpg",
		"'/Users/anna/id front.jpg'":              "/Users/anna/id front.jpg",
		`'/Users/anna/it'\''s.jpg'`:               "/Users/anna/it's.jpg",
		"/Users/anna/id front.jpg":                "/Users/anna/id front.jpg",
		"/Users/anna/O'Brien front.jpg":           "/Users/anna/O'Brien front.jpg",
		"/Users/anna/O'Brien/it's.jpg":            "/Users/anna/O'Brien/it's.jpg",
		`/Users/anna/O'Brien\ front.jpg`:          "",
		"~/Desktop/front.jpg":                     "~/Desktop/front.jpg",
		`C:\Users\Anna\id front.jpg`:              `C:\Users\Anna\id front.jpg`,
		`"C:\Users\Anna\id front.jpg"`:            `C:\Users\Anna\id front.jpg`,
		`'C:\Users\Anna\id front.jpg'`:            `C:\Users\Anna\id front.jpg`,
		`\\server\share\front.jpg`:                `\\server\share\front.jpg`,
		`\\wsl$\Ubuntu\home\anna\id front.jpg`:    `\\wsl$\Ubuntu\home\anna\id front.jpg`,
		"file:///Users/anna/id%20front.jpg":       "/Users/anna/id front.jpg",
		"file:///Users/anna/id front.jpg":         "/Users/anna/id front.jpg",
		"file:///C:/Users/Anna/front.jpg":         "C:/Users/Anna/front.jpg",
		"/mnt/c/Users/Anna/front.jpg":             "/mnt/c/Users/Anna/front.jpg",
		"\x1b[200~/Users/anna/front.jpg\x1b[201~": "/Users/anna/front.jpg",
		"front":                         "",
		"front.jpg":                     "",
		"scp front.jpg host:":           "",
		"":                              "",
		"https://example.com/front.jpg": "",

		"/Users/anna/a.jpg /Users/anna/b.jpg ":                       "/Users/anna/a.jpg|/Users/anna/b.jpg",
		"'/Users/anna/a.jpg' '/Users/anna/b 2.jpg'":                  "/Users/anna/a.jpg|/Users/anna/b 2.jpg",
		"/Users/anna/a.jpg '/Users/anna/b 2.jpg'":                    "/Users/anna/a.jpg|/Users/anna/b 2.jpg",
		`/Users/anna/id\ front.jpg /Users/anna/it\'s.jpg`:            "/Users/anna/id front.jpg|/Users/anna/it's.jpg",
		"/Users/anna/it's.jpg /Users/anna/that's.jpg":                "/Users/anna/it's.jpg|/Users/anna/that's.jpg",
		"/Users/anna/id front.jpg\n/Users/anna/it's.jpg\r\n":         "/Users/anna/id front.jpg|/Users/anna/it's.jpg",
		"/a/1.jpg\n\n'/a/2.jpg' /a/3.jpg":                            "/a/1.jpg|/a/2.jpg|/a/3.jpg",
		"file:///Users/anna/id%20front.jpg file:///Users/anna/b.jpg": "/Users/anna/id front.jpg|/Users/anna/b.jpg",
		"file:///Users/anna/a.jpg\r\nfile:///Users/anna/b.jpg":       "/Users/anna/a.jpg|/Users/anna/b.jpg",
		`"C:\Users\Anna\id front.jpg" D:\b.jpg`:                      `C:\Users\Anna\id front.jpg|D:\b.jpg`,
		`D:\b.jpg "C:\Users\Anna\id front.jpg"`:                      `D:\b.jpg|C:\Users\Anna\id front.jpg`,
		`C:\a.jpg C:\b.jpg`:                                          `C:\a.jpg|C:\b.jpg`,
		"C:\\id front.jpg\n\\\\wsl$\\Ubuntu\\home\\a.jpg":            `C:\id front.jpg|\\wsl$\Ubuntu\home\a.jpg`,

		"'/a/1.jpg' 2.jpg":            "",
		"/a/1.jpg\n2.jpg":             "",
		"'/a/1.jpg\n/a/2.jpg'":        "",
		"file:///a/1%0A2.jpg":         "",
		"file:///a/1.jpg file:///%zz": "",
		"/a/1\x07.jpg":                "",
		"/a/1\u2028/a/2.jpg":          "",
		"/a/1.jpg '/a/2.jpg":          "/a/1.jpg '/a/2.jpg",
	} {
		if got := strings.Join(PathsElsewhere(text), "|"); got != want {
			t.Errorf("%q: %q; want %q", text, got, want)
		}
	}
}

// TestOneLineHasTheSamePaths proves that a field of one line keeps several paths apart.
func TestOneLineHasTheSamePaths(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paths := rapid.SliceOfN(rapid.StringMatching(`(/|~/|C:\\|\\\\wsl\$\\)[a-zA-Z](\\?[ '"$a-z]){0,6}[a-z]`), 2, 4).Draw(t, "paths")
		var lines []string
		for _, path := range paths {
			lines = append(lines, quoteWord(path))
		}
		text := strings.Join(lines, "\n")
		line := OnOneLine(text)
		if got := PathsElsewhere(line); strings.Contains(line, "\n") || !slices.Equal(got, paths) {
			t.Fatalf("%q became %q, read as %q", text, line, got)
		}
	})
	for _, text := range []string{"/a/id front.jpg\n", "front", "a\nb"} {
		if got := OnOneLine(text); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// Whatever a path holds, the shell gives back exactly that, and runs nothing of it.
func TestQuotePOSIXIsReadByTheShellAsItWas(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no POSIX shell is here")
	}
	rapid.Check(t, func(t *rapid.T) {
		path := rapid.StringMatching(`/[a-zA-Z '"$`+"`"+`\\;&|<>(){}*?!#~=\[\]\n-]{1,40}`).Draw(t, "path")
		out, err := exec.Command(shell, "-c", "printf %s "+QuotePOSIX(path)).Output()
		if err != nil || string(out) != path {
			t.Fatalf("%q became %q, %v", path, out, err)
		}
	})
}
