package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"dossier/tui/tuitest"
	"encoding/hex"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// realTerminal is the program in a real terminal: tmux, on a socket of its own. Its
// service is the program as well, as "dossier sandbox".
type realTerminal struct {
	operator
	*world
	t       *testing.T
	program string
	dir     string // socket and home
}

// newRealTerminal starts "dossier sandbox" and draws three pictures into a new home.
func newRealTerminal(t *testing.T) *realTerminal {
	t.Helper()
	r := newTerminalWith(t)
	r.startSandbox()
	r.env["PERSONR_API_URL"] = r.url
	return r
}

// newTerminalWith is a terminal whose service is that of a world with some options.
func newTerminalWith(t *testing.T, options ...option) *realTerminal {
	t.Helper()
	requireTools(t, "tmux")
	program := requireProgram(t)
	dir, err := os.MkdirTemp("", "d") // a socket's path may have about 100 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	home := filepath.Join(dir, "home")
	if err := os.Mkdir(home, 0o700); err != nil {
		t.Fatal(err)
	}
	r := &realTerminal{t: t, program: program, dir: dir, world: newWorld(t, append(options, withHome(home), withOwnKey())...)}
	r.operator = operator{t, r}
	for _, name := range []string{"front.jpg", "back.jpg", "selfie.jpg"} {
		r.write(name, r.picture(name), time.Hour)
	}
	maps.Copy(r.env, map[string]string{"HOME": r.home, "PATH": os.Getenv("PATH"), "LANG": "C.UTF-8", "PERSONR_API_URL": r.url})
	return r
}

func (r *realTerminal) picture(name string) []byte {
	return sample(r.t, map[string]string{"selfie.jpg": "selfie-2.jpg"}[name], name)
}

// startSandbox runs the simulated service as a process of its own.
func (r *realTerminal) startSandbox() {
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
	r.url, r.remote = url, true
}

// tmux runs one command of the terminal.
func (r *realTerminal) tmux(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-S", filepath.Join(r.dir, "tmux"), "-f", "/dev/null"}, args...)...)
	cmd.Env = append(r.environ(), "TERM=xterm-256color")
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

// Screen is what a person sees now.
func (r *realTerminal) Screen() string { return r.tmux("capture-pane", "-p", "-t", "e2e") }

// WaitFor waits until every text is on the screen at once.
func (r *realTerminal) WaitFor(texts ...string) string {
	r.t.Helper()
	return tuitest.WaitFor(r.t, r.Screen, texts...)
}

// WaitGone waits until none of the texts is on the screen.
func (r *realTerminal) WaitGone(texts ...string) string {
	r.t.Helper()
	return tuitest.WaitGone(r.t, r.Screen, texts...)
}

// waitForExit waits until what runs in the terminal has gone.
func (r *realTerminal) waitForExit() {
	r.t.Helper()
	for end := time.Now().Add(30 * time.Second); strings.TrimSpace(r.tmux("display-message", "-p", "-t", "e2e", "#{pane_dead}")) != "1"; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			r.t.Fatalf("the command does not end; it shows:\n%s", r.Screen())
		}
	}
}

// withExitStatus is a command that says at its end with which status it ended: tmux
// does not always know.
func withExitStatus(command string) string {
	return "sh -c '" + command + "; echo ended with status $?; exec cat'"
}

// Type types keys, byte by byte.
func (r *realTerminal) Type(keys string) {
	r.t.Helper()
	const most = 1000 // tmux takes no longer command
	for part := range slices.Chunk([]byte(keys), most) {
		args := []string{"send-keys", "-t", "e2e", "-H"}
		for _, b := range part {
			args = append(args, fmt.Sprintf("%02x", b))
		}
		r.tmux(args...)
	}
}

// checkThreeUploads fails unless exactly the three pictures are at the service.
func (r *realTerminal) checkThreeUploads() {
	r.t.Helper()
	list := r.uploadsOf(anna)
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
	for _, v := range r.violations(anna, r.entries(anna)) {
		r.t.Error(v)
	}
}

// openDossier opens Anna's dossier and chooses her documents. The simulated service
// knows anybody, and no names.
func (r *realTerminal) openDossier() {
	r.t.Helper()
	r.openApplicant(anna)
	r.WaitFor("Which document", "…39808060")
	r.chooseDocuments()
}

// walkToResult is the whole way from the first screen to the result.
func (r *realTerminal) walkToResult() {
	r.t.Helper()
	r.openDossier()
	r.sendFile(front, "front.jpg")
	r.sendFile(back, "back.jpg")
	r.sendFile("picture 3 of 3", "selfie.jpg")
	r.checkAndApprove()
}

// checkAndApprove starts the check once all three pictures were accepted, and waits for its
// result.
func (r *realTerminal) checkAndApprove() {
	r.t.Helper()
	r.WaitFor("✓ Identity card · front", "✓ Identity card · back", "✓ Selfie", "READY")
	r.Type(tuitest.Enter)
	r.WaitFor("Start check 1 of 5?", "▸ Not yet")
	r.Type(tuitest.Down)
	r.WaitFor("▸ Start the check")
	r.Type(tuitest.Enter)
	r.WaitFor("CHECK RUNNING")
	r.WaitFor("APPROVED", "3 of 3")
}

func TestTheRealProgramInARealTerminal(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	r.run(withExitStatus(r.program + " --hold 50ms"))
	r.walkToResult()
	r.checkThreeUploads()
	r.leaveWizard()
	r.WaitFor("ended with status 0")
	if screen := r.Screen(); strings.Contains(screen, "APPROVED") {
		t.Errorf("the screen was not given back:\n%s", screen)
	}
}

func TestAKilledProgramGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	r.run(r.program + " --hold 1h")
	r.openDossier()
	r.sendFile(front, "front.jpg")
	r.WaitFor(back, "left to take it back")
	pid := strings.TrimSpace(r.tmux("display-message", "-p", "-t", "e2e", "#{pane_pid}"))
	if out, err := exec.Command("kill", "-9", pid).CombinedOutput(); err != nil {
		t.Fatalf("kill: %v: %s", err, out)
	}
	r.waitForExit()
	if n := len(r.uploadsOf(anna)); n != 0 {
		t.Fatalf("%d uploads of a picture that was held back", n)
	}
	r.rerunCommand(r.program + " --hold 50ms")
	r.WaitFor("Needs you", "…39808060", "stopped while sending")
	r.Type(tuitest.Down)
	r.WaitFor("▸ …39808060")
	r.Type(tuitest.Enter)
	r.WaitFor("did not get a complete", "kept no picture")
	r.Type(tuitest.Enter)
	r.sendFile(front, "front.jpg")
	r.sendFile(back, "back.jpg")
	r.sendFile("picture 3 of 3", "selfie.jpg")
	r.WaitFor("✓ Identity card · front", "✓ Identity card · back", "✓ Selfie", "READY")
	r.checkThreeUploads()
}

func TestTheDemoSaysThatItIsOne(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	r.run(withExitStatus("TMPDIR=" + r.dir + " " + r.program + " demo"))
	r.WaitFor("DEMO", "Sample pictures:", "Continue where you left off", "demo: will be approved", "demo: rejected once", "demo: rejected for good")
	r.Type(tuitest.CtrlC)
	r.WaitFor("ended with status 0")
	if left, _ := filepath.Glob(filepath.Join(r.dir, "dossier-demo-*")); len(left) != 0 {
		t.Errorf("the demo left its folder behind")
	}
	if n := len(r.uploadsOf(anna)); n != 0 {
		t.Errorf("the demo spoke to the configured service")
	}
}

func TestTheProgramNeedsATerminal(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	cmd := exec.Command(r.program)
	cmd.Env = r.environ()
	out, err := cmd.CombinedOutput()
	if err == nil || !bytes.Contains(out, []byte("dossier upload --help")) {
		t.Errorf("without a terminal: %v, %s", err, out)
	}
}
