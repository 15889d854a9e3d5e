//go:build unix

package local_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"dossier/tui/tuitest"
)

// breakage is a line that is built into a copy of the program's source, in front
// of a line that is there. What it calls is in the file that broken adds.
type breakage struct{ file, before, line string }

// breakages panic, each in a part of the program of its own, with a value that
// holds what that part works with; the last two leak.
func breakages() []breakage {
	return []breakage{
		{"tui/view.go", "	f := m.frame()\n	body := m.body(f)", `if m.snap.Known { breakAt("view", person(m.snap).String()) }`},
		{"tui/local/files.go", "	file, report, err := d.folder.Open(ctx, path)\n", `breakAt("command", out.Name.String())`},
		{"flows/desk/upload.go", "	d.launch(func() {\n		defer cancel()\n		d.mail.put(uploaded{", `head := make([]byte, 300); _, _ = picture.ReadAt(head, 0)`},
		{"flows/desk/upload.go", "		d.mail.put(uploaded{", `breakAt("request", string(head))`},
		{"flows/desk/run.go", "	switch m := m.(type) {\n	case post:", `if _, ok := m.(post); ok && d.greeted { breakAt("desk", flows.Reveal(d.Snapshot().Person.First)) }`},
		{"personr/body.go", "	if n < len(part) {\n		if err == nil", `breakAt("body", string(part[:300]))`},
		{"tui/cli/run.go", "	hash := flows.SHA256(file.SHA256())\n	e := flows.FileChosen{", `breakAt("order", u.path(u.journey(), l.Slot))`},
		{"tui/cli/run.go", "	e := flows.FileChosen{", `leakAt("print", u.path(u.journey(), l.Slot)); leakAt("write", u.s.Env.Getenv("PERSONR_TOKEN"))`},
	}
}

// breaker is the file that broken adds to a package.
const breaker = `package %s

import ("fmt"; "os")

func breakAt(where string, value ...any) {
	if os.Getenv("DOSSIER_BREAK") == where { panic(fmt.Sprint(value...)) }
}

func leakAt(where, value string) {
	switch {
	case os.Getenv("DOSSIER_BREAK") != where:
	case where == "write":
		_ = os.WriteFile(os.TempDir()+"/left", fmt.Appendf(nil, "%%x", value), 0o600)
	default:
		fmt.Fprintln(os.Stderr, value)
	}
}

var _ = leakAt
`

// broken is the program with all breakages, which DOSSIER_BREAK chooses from.
var broken = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp(workshop, "broken")
	if err != nil {
		return "", err
	}
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return "", err
	}
	texts := map[string]string{}
	for _, b := range breakages() {
		if texts[b.file] == "" {
			content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(b.file)))
			if err != nil {
				return "", err
			}
			texts[b.file] = string(content)
			add := filepath.ToSlash(filepath.Dir(b.file)) + "/breaker.go"
			texts[add] = fmt.Sprintf(breaker, filepath.Base(filepath.Dir(b.file)))
		}
		if strings.Count(texts[b.file], b.before) != 1 {
			return "", fmt.Errorf("%s has no such line any more, or two: %s", b.file, b.before)
		}
		texts[b.file] = strings.Replace(texts[b.file], b.before, "\t"+b.line+"\n"+b.before, 1)
	}
	overlay := map[string]map[string]string{"Replace": {}}
	for file, text := range texts {
		copied := filepath.Join(dir, strings.ReplaceAll(file, "/", "-"))
		if err := os.WriteFile(copied, []byte(text), 0o600); err != nil {
			return "", err
		}
		overlay["Replace"][filepath.Join(root, filepath.FromSlash(file))] = copied
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	at := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(at, list, 0o600); err != nil {
		return "", err
	}
	program := filepath.Join(dir, "dossier")
	build := exec.Command("go", "build", "-overlay", at, "-o", program, "dossier")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return program, nil
})

// newPanicScene is a scene in which one breakage is on.
func newPanicScene(t *testing.T, where, trace string) *scene {
	t.Helper()
	program, err := broken()
	if err != nil {
		t.Fatal(err)
	}
	s := newScene(t)
	s.program, s.env["DOSSIER_BREAK"], s.env["GOTRACEBACK"] = program, where, trace
	return s
}

// fault is what the program says after a panic that it caught.
const fault = "fault of its own"

// TestCanariesOfAPanic panics in each part of the program with what that part
// works with. The value is never printed.
func TestCanariesOfAPanic(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"request", "desk", "body", "order"} {
		for _, trace := range []string{"", "system"} {
			t.Run("upload, "+where+" "+trace, func(t *testing.T) {
				t.Parallel()
				s := newPanicScene(t, where, trace)
				code, places := s.run(s.uploadArgs()...)
				said := string(places["stderr"])
				if code == 0 || where != "body" && !strings.Contains(said, fault) {
					t.Errorf("exit %d: %s", code, said)
				}
				failOnLeaks(t, s.search(places), saidByUpload)
			})
		}
	}
	for _, where := range []string{"view", "command", "request", "desk"} {
		t.Run("wizard, "+where, func(t *testing.T) {
			t.Parallel()
			s := newPanicScene(t, where, "all")
			c := s.open(s.program, "--hold", "20ms")
			c.openScreenOf(where)
			code, places := c.waitForEnd()
			if code != 1 || !strings.Contains(string(places["stderr"]), fault) || places["terminal after it"] == nil {
				t.Errorf("exit %d: %s\n%s", code, places["stderr"], places["terminal while it runs"])
			}
			failOnLeaks(t, s.search(places), onTheScreen)
		})
	}
}

// openScreenOf goes as far as the part that panics is asked for.
func (c *console) openScreenOf(where string) {
	c.s.t.Helper()
	if where == "view" {
		c.waitFor("Who are the pictures for?", "✓ Journal   open")
		c.typeKeys(anna)
		c.waitFor("┃ "+anna, "✓")
		c.typeKeys(tuitest.Enter)
		return
	}
	c.openApplicant()
	if where == "desk" {
		return
	}
	c.waitFor(front)
	c.typeKeys("~/" + canFolder + "/" + canFile + "-front")
	if where == "request" {
		c.waitFor("SHA-256")
		c.typeKeys(tuitest.Enter)
	}
}

// TestTheSearchFindsALeak is the control: the same runs of a program that leaks
// on purpose are not clean.
func TestTheSearchFindsALeak(t *testing.T) {
	t.Parallel()
	for where, want := range map[string][]found{
		"print": {{"stderr", "file name", "as it is"}, {"stderr", "path", "as it is"}},
		"write": {{"file tmp/left", "token", "hex"}},
	} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			s := newPanicScene(t, where, "")
			_, places := s.run(s.uploadArgs()...)
			got := leaks(s.search(places), append(slices.Clone(everywhere), saidByUpload))
			for _, w := range want {
				if !slices.Contains(got, w) {
					t.Errorf("%v was not found; found %v", w, got)
				}
			}
		})
	}
}
