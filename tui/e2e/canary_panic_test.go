//go:build unix

package e2e

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"dossier/tui/tuitest"
)

// breakage is a line that is built into a copy of the program's source, at the
// beginning of a function. What it calls is in the file that broken adds.
type breakage struct{ file, function, line string }

// breakages panic, each in a part of the program of its own, with a value that
// holds what that part works with; the last one leaks.
func breakages() []breakage {
	return []breakage{
		{"tui/view.go", "View", `if who := m.dossier.snap; who.ApplicantKnown { breakAt("view", reveal(who.Applicant.First)+" "+reveal(who.Applicant.Last)) }`},
		{"tui/local/filesource.go", "Examine", `if path, ok := ref.Opaque.(intake.Ref); ok { breakAt("command", safe.Line(f.folder.DisplayName(path), safe.ListMax).String()) }`},
		{"personr/document_upload.go", "UploadDocument", `head := make([]byte, 300); _, _ = d.Content.ReadAt(head, 0); breakAt("request", string(head))`},
		{"flows/desk/loop.go", "handleMessage", `if c, ok := m.(*choices); ok && d.applicantFetched && typeName(c.events[0]) == "flows.DocumentChosen" { breakAt("desk", reveal(d.Snapshot().Applicant.First)) }`},
		{"personr/upload_body.go", "encodeChunk", `part := make([]byte, 300); _, _ = b.doc.Content.ReadAt(part, b.offset); breakAt("body", string(part))`},
		{"tui/local/screeneraser.go", "Write", `if bytes.Contains(p, []byte(leaveAltScreen)) { breakAt("leave", string(p)) }`},
		{"tui/input/reader.go", "parseInput", `if len(b) > 1 && b[0] == '~' { breakAt("input", string(b)) }`},
		{"tui/cli/upload/look.go", "lookAtFile", `breakAt("order", path)`},
		{"tui/sshd/inboxsource.go", "examine", `if a, ok := s.find(ref); ok { breakAt("inbox", reveal(a.Name)) }`},
		{"tui/sshd/output.go", "Write", `if bytes.Contains(p, []byte("Canaryfirst")) { breakAt("output", string(p)) }`},
		{"tui/sshd/channel.go", "changeWindow", `breakAt("window", c.terminal)`},
		{"tui/sshd/channel.go", "newWindow", `if isBroken("size") { return window{int(columns), int(rows)} }`},
		{"tui/sshd/sftpfiles/handlers.go", "create", `breakAt("sftp", r.Filepath)`},
		{"tui/sshd/scp/sink.go", "receiveFile", `breakAt("scp", text)`},
		{"tui/sshd/scp/put.go", "Put", `breakAt("put", target)`},
		{"tui/sshd/scp/put.go", "Put", `leakAt("log", target)`},
		{"personr/upload_body.go", "encodeChunk", `part := make([]byte, b.doc.Size); _, _ = b.doc.Content.ReadAt(part, 0); keepAt("memory", part)`},
		{"tui/cli/upload/look.go", "lookAtFile", `leakAt("print", path); leakAt("write", u.s.Env.Getenv("PERSONR_TOKEN"))`},
	}
}

// breaker is the file that broken adds to a package.
const breaker = `package %s

import ("fmt"; "os"; "dossier/flows/foreign")

func reveal(text foreign.Text) string { return foreign.Reveal(text) }

func typeName(v any) string { return fmt.Sprintf("%%T", v) }

func isBroken(where string) bool { return os.Getenv("DOSSIER_BREAK") == where }

func breakAt(where string, value ...any) {
	if isBroken(where) { panic(fmt.Sprint(value...)) }
}

var kept [][]byte

func keepAt(where string, value []byte) {
	if isBroken(where) { kept = append(kept, value) }
}

func leakAt(where, value string) {
	switch {
	case !isBroken(where):
	case where == "write":
		_ = os.WriteFile(os.TempDir()+"/left", fmt.Appendf(nil, "%%x", value), 0o600)
	default:
		fmt.Fprintln(os.Stderr, value)
	}
}

var _, _, _, _, _, _ = breakAt, isBroken, keepAt, leakAt, reveal, typeName
`

// broken is the program with all breakages, which DOSSIER_BREAK chooses from.
var broken = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp(workshop, "broken")
	if err != nil {
		return "", err
	}
	overlay := filepath.Join(dir, "overlay.json")
	if err := writeOverlay(dir, overlay); err != nil {
		return "", err
	}
	return filepath.Join(dir, "dossier"), buildProgram(filepath.Join(dir, "dossier"), "-overlay", overlay)
})

// writeOverlay copies the files that the breakages change into a folder, and
// writes the list that has the compiler take them (go help build, -overlay).
func writeOverlay(dir, list string) error {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		return err
	}
	texts := map[string]string{}
	for _, b := range breakages() {
		if err := b.insert(root, texts); err != nil {
			return err
		}
	}
	replaced := map[string]string{}
	for file, text := range texts {
		changed := filepath.Join(dir, strings.ReplaceAll(file, "/", "-"))
		if err := os.WriteFile(changed, []byte(text), 0o600); err != nil {
			return err
		}
		replaced[filepath.Join(root, filepath.FromSlash(file))] = changed
	}
	content, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return err
	}
	return os.WriteFile(list, content, 0o600)
}

// insert puts the line into the text of its file, and the breaker next to it.
func (b breakage) insert(root string, texts map[string]string) error {
	if texts[b.file] == "" {
		content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(b.file)))
		if err != nil {
			return err
		}
		texts[b.file] = string(content)
	}
	file, err := parser.ParseFile(token.NewFileSet(), b.file, texts[b.file], 0)
	if err != nil {
		return err
	}
	texts[path.Dir(b.file)+"/breaker.go"] = fmt.Sprintf(breaker, file.Name)
	for _, d := range file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == b.function {
			begin := f.Body.Lbrace - file.FileStart + 1
			texts[b.file] = texts[b.file][:begin] + "\n\t{ " + b.line + " }\n" + texts[b.file][begin:]
			return nil
		}
	}
	return fmt.Errorf("%s has no function %s any more", b.file, b.function)
}

// newPanicScene is a world in which one breakage is on.
func newPanicScene(t *testing.T, where, trace string) *canaryWorld {
	t.Helper()
	s := newCanaryWorld(t)
	program, err := broken()
	if err != nil {
		t.Fatal(err)
	}
	s.program, s.env["DOSSIER_BREAK"], s.env["GOTRACEBACK"] = program, where, trace
	return s
}

// fault is what the program says after a panic that it caught.
const fault = "error of its own"

// TestCanariesOfAPanic panics in each part of the program with what that part
// works with. The value is never printed.
func TestCanariesOfAPanic(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"request", "desk", "body", "order"} {
		for _, trace := range []string{"", "system"} {
			t.Run("upload, "+where+" "+trace, func(t *testing.T) {
				t.Parallel()
				s := newPanicScene(t, where, trace)
				code, places := s.runProgram(s.uploadArgs()...)
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
			c := s.openConsole(s.program, "--hold", "20ms")
			c.openScreenOf(where)
			code, places := c.waitForEnd()
			if code != 1 || !strings.Contains(string(places["stderr"]), fault) || places["terminal after it"] == nil {
				t.Errorf("exit %d: %s\n%s", code, places["stderr"], places["terminal while it runs"])
			}
			failOnLeaks(t, s.search(places), onTheScreen)
		})
	}
}

// TestCanariesOfAFatalPanic panics where nobody catches it. The program ends as Go ends
// it, without the value, and the terminal comes back.
func TestCanariesOfAFatalPanic(t *testing.T) {
	t.Parallel()
	s := newPanicScene(t, "input", "")
	c := s.openConsole(s.program)
	c.openScreenOf("input")
	code, places := c.waitForEnd()
	if said := string(places["stderr"]); code != 2 || !strings.Contains(said, "ended unexpectedly") || places["terminal after it"] == nil {
		t.Errorf("exit %d: %s\n%s", code, said, places["terminal while it runs"])
	}
	failOnLeaks(t, s.search(places), onTheScreen)
}

// TestCanariesOfAPanicOfTheLibrary panics in the library's own goroutine of the wizard,
// while its screen is shown. The program catches it, and the terminal comes back.
func TestCanariesOfAPanicOfTheLibrary(t *testing.T) {
	t.Parallel()
	s := newPanicScene(t, "leave", "all")
	c := s.openConsole(s.program)
	c.WaitFor("step 1 of 5", "ctrl+p commands")
	c.Type(tuitest.CtrlC)
	code, places := c.waitForEnd()
	if code != 1 || !strings.Contains(string(places["stderr"]), fault) || places["terminal after it"] == nil {
		t.Errorf("exit %d: %s\n%s", code, places["stderr"], places["terminal while it runs"])
	}
	failOnLeaks(t, s.search(places), onTheScreen)
}

// openScreenOf goes as far as the part that panics is asked for.
func (c *console) openScreenOf(where string) {
	c.t.Helper()
	if where == "view" {
		c.openApplicant(anna)
		return
	}
	c.openDossier()
	if where == "desk" {
		return
	}
	c.WaitFor(front)
	c.Type("~/" + canFolder + "/" + canFile + "-front")
	if where == "request" {
		c.WaitFor("SHA-256")
		c.Type(tuitest.Enter)
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
			_, places := s.runProgram(s.uploadArgs()...)
			got := leaks(s.search(places), append(slices.Clone(everywhere), saidByUpload))
			for _, w := range want {
				if !slices.Contains(got, w) {
					t.Errorf("%v was not found; found %v", w, got)
				}
			}
		})
	}
}
