package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/personr/sandbox"
	"dossier/tui/tuitest"
)

// workshop is the folder of what is built for the tests.
var workshop string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "dossier-e2e-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		workshop = dir
		// These tests wait for each other's programs more than they compute.
		flag.Parse()
		_ = flag.Set("test.parallel", "6")
		return m.Run()
	}())
}

// binary is the real program, built when the first test asks for it.
var binary = sync.OnceValues(func() (string, error) {
	program := filepath.Join(workshop, "dossier")
	return program, build(program)
})

// build builds the program as it is shipped.
func build(program string, flags ...string) error {
	cmd := exec.Command("go", slices.Concat([]string{"build", "-o", program}, flags, []string{"dossier"})...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// requireTools skips a test whose tool is missing here; where everything has to be
// tested it fails.
func requireTools(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err == nil {
			continue
		}
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not installed, and this has to be tested", tool)
		}
		t.Skipf("%s is not installed: the test with the real terminal is left out", tool)
	}
}

// realTerminal is the program in a real terminal: tmux, on a socket of its own.
type realTerminal struct {
	t       *testing.T
	program string
	dir     string // socket, home, journal
	home    string
	origin  string // of the sandbox, without a path
	env     []string
}

// newRealTerminal starts "dossier sandbox" and draws three pictures into a new home.
func newRealTerminal(t *testing.T) *realTerminal {
	t.Helper()
	requireTools(t, "tmux")
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "d") // a socket's path may have about 100 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	r := &realTerminal{t: t, program: program, dir: dir, home: filepath.Join(dir, "home")}
	if err := os.Mkdir(r.home, 0o700); err != nil {
		t.Fatal(err)
	}
	at := time.Now().Add(-time.Hour)
	for _, name := range []string{"front.jpg", "back.jpg", "selfie.jpg"} {
		path := filepath.Join(r.home, name)
		if err := os.WriteFile(path, r.picture(name), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
	r.sandbox()
	r.env = []string{
		"HOME=" + r.home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "PERSONR_TOKEN=" + secret,
		"PERSONR_API_URL=" + r.origin + sandbox.Path, "DOSSIER_JOURNAL=" + filepath.Join(dir, "state", "journal.db"),
	}
	return r
}

func (r *realTerminal) picture(name string) []byte {
	return sample(r.t, map[string]string{"selfie.jpg": "selfie-2.jpg"}[name], name)
}

// sandbox runs the simulated service as a process of its own.
func (r *realTerminal) sandbox() {
	r.t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	service := exec.CommandContext(ctx, r.program, "sandbox", "--listen", "127.0.0.1:0")
	service.Cancel = func() error { return service.Process.Signal(os.Interrupt) }
	service.WaitDelay = 5 * time.Second
	out, err := service.StdoutPipe()
	if err != nil {
		r.t.Fatal(err)
	}
	if err := service.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { stop(); _ = service.Wait() })
	line := make([]byte, 200)
	n, err := out.Read(line)
	if err != nil {
		r.t.Fatal(err)
	}
	url, ok := strings.CutPrefix(strings.TrimSpace(string(line[:n])), "PERSONR_API_URL=")
	if !ok {
		r.t.Fatalf("the sandbox does not say where it is: %q", line[:n])
	}
	r.origin = strings.TrimSuffix(url, sandbox.Path)
}

// tmux runs one command of the terminal.
func (r *realTerminal) tmux(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-S", filepath.Join(r.dir, "tmux"), "-f", "/dev/null"}, args...)...)
	cmd.Env = append(r.env, "TERM=xterm-256color")
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("tmux %s: %v: %s", args[0], err, out)
	}
	return string(out)
}

// run opens a terminal of 80 by 24 with a command in it. The window stays when
// the command ends.
func (r *realTerminal) run(command string) {
	r.t.Helper()
	r.tmux("new-session", "-d", "-s", "e2e", "-x", "80", "-y", "24", ";", "set-option", "-g", "remain-on-exit", "on", ";",
		"set-option", "-s", "escape-time", "0", ";", "respawn-pane", "-k", "-t", "e2e", command)
	r.t.Cleanup(func() { _ = exec.Command("tmux", "-S", filepath.Join(r.dir, "tmux"), "kill-server").Run() })
}

// rerunCommand replaces what runs in the terminal.
func (r *realTerminal) rerunCommand(command string) {
	r.t.Helper()
	r.tmux("respawn-pane", "-k", "-t", "e2e", command)
}

func (r *realTerminal) screen() string { return r.tmux("capture-pane", "-p", "-t", "e2e") }

// waitFor waits until every text is on the screen at once.
func (r *realTerminal) waitFor(texts ...string) {
	r.t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		screen, missing := r.screen(), ""
		for _, text := range texts {
			if !tuitest.HasText(screen, text) {
				missing = text
			}
		}
		if missing == "" {
			return
		}
		if time.Now().After(end) {
			r.t.Fatalf("never saw %q on:\n%s", missing, screen)
		}
	}
}

// waitForExit waits until what runs in the terminal has gone.
func (r *realTerminal) waitForExit() {
	r.t.Helper()
	for end := time.Now().Add(30 * time.Second); strings.TrimSpace(r.tmux("display-message", "-p", "-t", "e2e", "#{pane_dead}")) != "1"; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("the command does not end; it shows:\n%s", r.screen())
		}
	}
}

// withExitStatus is a command that says at its end with which status it ended: tmux
// does not always know.
func withExitStatus(command string) string {
	return "sh -c '" + command + "; echo ended with status $?; exec cat'"
}

func (r *realTerminal) pressKeys(names ...string) {
	r.t.Helper()
	r.tmux(append([]string{"send-keys", "-t", "e2e"}, names...)...)
}

func (r *realTerminal) typeText(text string) {
	r.t.Helper()
	r.tmux("send-keys", "-t", "e2e", "-l", text)
}

// openApplicant opens Anna's dossier and chooses an Australian identity card. The
// simulated service knows anybody, and no names.
func (r *realTerminal) openApplicant() {
	r.t.Helper()
	r.waitFor("Who are the pictures for?", "✓ Journal   open")
	for strings.Contains(r.screen(), "opening…") {
		time.Sleep(20 * time.Millisecond)
	}
	r.typeText(anna)
	r.waitFor("┃ " + anna)
	r.pressKeys("Enter")
	r.waitFor("Which document", "…39808060")
	r.typeText("ID_CARD")
	r.waitFor("▸ Identity card")
	r.pressKeys("Enter")
	r.waitFor("Country of issue")
	r.typeText("aus")
	r.waitFor("▸ Australia")
	r.pressKeys("Enter")
}

func (r *realTerminal) sendFile(title, name string) {
	r.t.Helper()
	r.waitFor(title)
	r.typeText(name)
	r.waitFor(title, "┃ "+name, "▸ "+name, "SHA-256")
	r.pressKeys("Enter")
}

// uploads asks the simulated service what it has.
func (r *realTerminal) uploads() []sandbox.Upload {
	r.t.Helper()
	answer, err := http.Get(r.origin + "/_sandbox/uploads")
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	var list []sandbox.Upload
	if err := json.NewDecoder(answer.Body).Decode(&list); err != nil {
		r.t.Fatal(err)
	}
	return list
}

// checkThreeUploads fails unless exactly the three pictures are at the service.
func (r *realTerminal) checkThreeUploads() {
	r.t.Helper()
	list := r.uploads()
	want := []struct{ docType, side, file string }{
		{"ID_CARD", "FRONT_SIDE", "front.jpg"}, {"ID_CARD", "BACK_SIDE", "back.jpg"}, {"SELFIE", "", "selfie.jpg"},
	}
	if len(list) != len(want) {
		r.t.Fatalf("%d uploads, want %d", len(list), len(want))
	}
	for i, w := range want {
		u, sum := list[i], sha256.Sum256(r.picture(w.file))
		if u.ApplicantID != anna || u.DocType != w.docType || u.SubType != w.side || u.Country != "AUS" || u.SHA256 != hex.EncodeToString(sum[:]) || !u.Accepted {
			r.t.Errorf("upload %d is %+v", i+1, u)
		}
		if strings.Contains(u.FileName, w.file) && w.file != "selfie.jpg" && !strings.HasPrefix(u.FileName, "identity-") {
			r.t.Errorf("the person's own file name was sent: %s", u.FileName)
		}
	}
}

// walkToResult is the whole way from the first screen to the result.
func (r *realTerminal) walkToResult() {
	r.t.Helper()
	r.openApplicant()
	r.sendFile(front, "front.jpg")
	r.sendFile(back, "back.jpg")
	r.sendFile("file 3 of 3", "selfie.jpg")
	r.waitFor("✓ front", "✓ back", "✓ selfie", "READY")
	r.pressKeys("Enter")
	r.waitFor("Start check 1 of 5?", "▸ Not yet")
	r.pressKeys("Down")
	r.waitFor("▸ Start the check")
	r.pressKeys("Enter")
	r.waitFor("CHECK RUNNING")
	r.waitFor("APPROVED", "3 of 3")
}

func TestTheRealProgramInARealTerminal(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	r.run(withExitStatus(r.program + " --hold 50ms"))
	r.walkToResult()
	r.checkThreeUploads()
	r.pressKeys("C-c")
	r.waitFor("Leave?")
	r.pressKeys("C-c")
	r.waitFor("ended with status 0")
	if screen := r.screen(); strings.Contains(screen, "APPROVED") {
		t.Errorf("the screen was not given back:\n%s", screen)
	}
}

func TestAKilledProgramGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	r.run(r.program + " --hold 1h")
	r.openApplicant()
	r.sendFile(front, "front.jpg")
	r.waitFor(back, "left to take it back")
	pid := strings.TrimSpace(r.tmux("display-message", "-p", "-t", "e2e", "#{pane_pid}"))
	if out, err := exec.Command("kill", "-9", pid).CombinedOutput(); err != nil {
		t.Fatalf("kill: %v: %s", err, out)
	}
	r.waitForExit()
	if n := len(r.uploads()); n != 0 {
		t.Fatalf("%d uploads of a picture that was held back", n)
	}
	r.rerunCommand(r.program + " --hold 50ms")
	r.waitFor("Continue where you left off", "…39808060", "0 of 3")
	r.pressKeys("Down")
	r.waitFor("▸ …39808060")
	r.pressKeys("Enter")
	r.waitFor("NOT SENT", "dossier kept no picture")
	r.pressKeys("Enter")
	r.sendFile(front, "front.jpg")
	r.sendFile(back, "back.jpg")
	r.sendFile("file 3 of 3", "selfie.jpg")
	r.waitFor("✓ front", "✓ back", "✓ selfie", "READY")
	r.checkThreeUploads()
}

func TestTheDemoSaysThatItIsOne(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	r.run(withExitStatus("TMPDIR=" + r.dir + " " + r.program + " demo"))
	r.waitFor("DEMO", "Sample pictures:", "Continue where you left off", "ends approved", "told to stop")
	r.pressKeys("C-c")
	r.waitFor("ended with status 0")
	if left, _ := filepath.Glob(filepath.Join(r.dir, "dossier-demo-*")); len(left) != 0 {
		t.Errorf("the demo left its folder behind")
	}
	if n := len(r.uploads()); n != 0 {
		t.Errorf("the demo spoke to the configured service")
	}
}

func TestTheProgramNeedsATerminal(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	cmd := exec.Command(r.program)
	cmd.Env = r.env
	out, err := cmd.CombinedOutput()
	if err == nil || !bytes.Contains(out, []byte("dossier upload --help")) {
		t.Errorf("without a terminal: %v, %s", err, out)
	}
}
