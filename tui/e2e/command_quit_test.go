//go:build unix

package e2e

import (
	"bufio"
	"bytes"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"dossier/flows"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// interrupts are the signals that a person sends with ctrl+c and ctrl+\.
var interrupts = []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT}

// TestAnUploadEndsInOrderByQuit proves that ctrl+\ while an answer is awaited is what ctrl+c
// is: what became of the picture is recorded and said, and no goroutines are listed.
func TestAnUploadEndsInOrderByQuit(t *testing.T) {
	t.Parallel()
	for _, signal := range interrupts {
		s := newCanaryWorld(t, onUpload(sandbox.Action{Kind: sandbox.KindDelay, DelayAnswer: time.Hour})...)
		var out, errs bytes.Buffer
		cmd := s.command(s.uploadArgs()...)
		cmd.Stdout, cmd.Stderr = &out, &errs
		s.startCommand(cmd)
		s.waitForUploads(1)
		s.endBy(cmd, signal)
		if code := cmd.ProcessState.ExitCode(); code != int(cli.ExitInterrupted) || !strings.Contains(errs.String(), "an operator must decide") {
			t.Errorf("%s: exit %d: %s", signal, code, errs.String())
		}
		if bytes.Contains(errs.Bytes(), []byte("goroutine")) {
			t.Errorf("%s: lists goroutines: %s", signal, errs.String())
		}
		if unclear := countStates(s.journey(anna), flows.Unclear); unclear == 0 || countStates(s.journey(anna), flows.Awaiting) > 0 {
			t.Errorf("%s: %d pictures are recorded as unclear", signal, unclear)
		}
		failOnLeaks(t, s.search(map[string][]byte{"stdout": out.Bytes(), "stderr": errs.Bytes()}), saidByUpload)
	}
}

// TestASandboxEndsByQuit proves the same of a command that works until it is ended.
func TestASandboxEndsByQuit(t *testing.T) {
	t.Parallel()
	for _, signal := range interrupts {
		s := newCanaryWorld(t)
		var errs bytes.Buffer
		cmd := s.command("sandbox", "--listen", "127.0.0.1:0")
		cmd.Stderr = &errs
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		s.startCommand(cmd)
		bufio.NewScanner(out).Scan() // its address
		s.endBy(cmd, signal)
		if code := cmd.ProcessState.ExitCode(); code != int(cli.ExitSuccess) || bytes.Contains(errs.Bytes(), []byte("goroutine")) {
			t.Errorf("%s: exit %d: %s", signal, code, errs.String())
		}
	}
}

func countStates(j flows.Journey, state flows.State) (n int) {
	for _, l := range j.Lines() {
		if l.State == state {
			n++
		}
	}
	return n
}

func (s *canaryWorld) startCommand(cmd *exec.Cmd) {
	s.t.Helper()
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = cmd.Process.Kill() })
}

// endBy sends a signal and waits for the end.
func (s *canaryWorld) endBy(cmd *exec.Cmd, signal syscall.Signal) {
	s.t.Helper()
	if err := cmd.Process.Signal(signal); err != nil {
		s.t.Fatal(err)
	}
	stop := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer stop.Stop()
	_ = cmd.Wait()
}
