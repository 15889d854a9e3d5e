package quoting

import (
	"os/exec"
	"testing"

	"pgregory.net/rapid"
)

// What terminals and file managers of other computers paste for one file.
func TestPathElsewhere(t *testing.T) {
	for text, want := range map[string]string{
		"/Users/anna/Desktop/front.jpg":           "/Users/anna/Desktop/front.jpg",
		`/Users/anna/id\ front.jpg `:              "/Users/anna/id front.jpg",
		"'/Users/anna/id front.jpg'":              "/Users/anna/id front.jpg",
		`'/Users/anna/it'\''s.jpg'`:               "/Users/anna/it's.jpg",
		"/Users/anna/id front.jpg":                "/Users/anna/id front.jpg",
		"/Users/anna/O'Brien front.jpg":           "/Users/anna/O'Brien front.jpg",
		`/Users/anna/O'Brien\ front.jpg`:          "",
		"'/a/one.jpg' '/a/two.jpg'":               "",
		"~/Desktop/front.jpg":                     "~/Desktop/front.jpg",
		`C:\Users\Anna\id front.jpg`:              `C:\Users\Anna\id front.jpg`,
		`"C:\Users\Anna\id front.jpg"`:            `C:\Users\Anna\id front.jpg`,
		`\\server\share\front.jpg`:                `\\server\share\front.jpg`,
		"file:///Users/anna/id%20front.jpg":       "/Users/anna/id front.jpg",
		"file:///C:/Users/Anna/front.jpg":         "C:/Users/Anna/front.jpg",
		"/mnt/c/Users/Anna/front.jpg":             "/mnt/c/Users/Anna/front.jpg",
		"\x1b[200~/Users/anna/front.jpg\x1b[201~": "/Users/anna/front.jpg",
		"front":                         "",
		"front.jpg":                     "",
		"scp front.jpg host:":           "",
		"/a/one.jpg\n/a/two.jpg":        "",
		"":                              "",
		"https://example.com/front.jpg": "",
	} {
		got, ok := PathElsewhere(text)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %t; want %q", text, got, ok, want)
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
