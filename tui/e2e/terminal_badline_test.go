package e2e

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/tui/tuitest"
)

// over is the service as people reach it over a line.
func (s *service) over(l *badLine) *service {
	far, process := *s, *s.serviceProcess
	process.port = l.port
	far.serviceProcess = &process
	return &far
}

// padPicture makes a picture larger, by so many times 60 kB.
func (r *realTerminal) padPicture(name string, times int) {
	r.t.Helper()
	padding := slices.Repeat([][]byte{segment(jpegComment, strings.Repeat("x", 60_000))}, times)
	r.write(name, withSegments(r.picture(name), padding...), time.Hour)
}

var arrivedSoFar = regexp.MustCompile(`[0-9.]+ [kM]?B(, [0-9.]+ [kM]?B/s| so far)`)

// TestAWizardOverABadLine: with 300 ms for a round trip and 5 % of it lost, keys are echoed in
// a bounded time, arrows, reports of a mouse and pastes that ssh cuts are no other keys, and a
// picture arrives whole, with its progress on the screen.
func TestAWizardOverABadLine(t *testing.T) {
	t.Parallel()
	r := newRealTerminal(t)
	s := startService(r)
	line := newBadLine(t, s.port, 10)
	far := s.over(line)
	r.run(withExitStatus(far.client()))
	r.waitForJournal()
	began := time.Now()
	r.Type("z")
	r.WaitFor("┃ z")
	if took := time.Since(began); took < 2*oneWay || took > 10*time.Second {
		t.Errorf("the echo of a key came after %s", took)
	}
	r.Type("\x7f")
	r.WaitGone("┃ z")
	r.Type(strings.Repeat(tuitest.Down+tuitest.Up+"\x1b[<65;10;10M", 600))
	r.Type("\x1b[200~q" + strings.Repeat("\x1b[A", 2000) + "\x1b[201~")
	r.Type("\x15v")
	if screen := r.WaitFor("┃ v"); !strings.Contains(screen, "Who are the pictures for?") || strings.ContainsAny(inputLine(screen), "[AB<;q") {
		t.Errorf("the keys became others:\n%s", screen)
	}
	r.Type("\x15")
	r.WaitGone("┃ v")
	r.openDossier()
	code := inboxCode.FindStringSubmatch(r.WaitFor(front, "code "))[1]
	r.padPicture("front.jpg", 17) // a megabyte
	copied := far.startCopy("front.jpg", code+"/front")
	first := arrivedSoFar.FindString(tuitest.WaitFor(t, func() string { return arrivedSoFar.FindString(r.Screen()) }, "B"))
	tuitest.WaitFor(t, func() string {
		if now := arrivedSoFar.FindString(r.Screen()); now != "" && now != first {
			return "it moved"
		}
		return ""
	}, "it moved")
	if err := copied.Wait(); err != nil {
		t.Errorf("scp: %v", err)
	}
	r.highlight("front.jpg")
	r.WaitFor("▸ front.jpg", "enter send", "SHA-256")
	r.leaveWizard()
	r.WaitFor("ended with status 0")
}

// inputLine is the line of the screen with the cursor in it.
func inputLine(screen string) string {
	for line := range strings.Lines(screen) {
		if _, typed, found := strings.Cut(line, "┃"); found {
			return typed
		}
	}
	return ""
}

// startCopy begins to send a picture by scp.
func (s *service) startCopy(name, target string) *exec.Cmd {
	s.t.Helper()
	cmd := exec.Command("scp", append(s.options("-P"), filepath.Join(s.r.home, name), "127.0.0.1:"+target)...)
	if err := cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	return cmd
}

// TestATransferThatABadLineCuts: scp fails, the file never looks complete, and the wizard,
// whose line was cut too, goes on in the same dossier with the same inbox.
func TestATransferThatABadLineCuts(t *testing.T) {
	t.Parallel()
	s, code := serviceWithInbox(t)
	r := s.r
	line := newBadLine(t, s.port, 11)
	r.padPicture("front.jpg", 17) // a megabyte
	copied := s.over(line).startCopy("front.jpg", code+"/front")
	r.waitUntil("half of the picture", func() bool { return line.passedBytes() > 500<<10 })
	line.end()
	if copied.Wait() == nil {
		t.Error("scp says that all went well")
	}
	r.WaitFor("front.jpg", "incomplete")
	r.highlight("front.jpg")
	if screen := r.WaitFor("It did not arrive whole"); strings.Contains(screen, "enter send") {
		t.Errorf("half of a picture can be sent:\n%s", screen)
	}
	if said, err := s.copy("front.jpg", code+"/front"); err != nil {
		t.Errorf("again: %q, %v", said, err)
	}
	r.WaitGone("incomplete")
	r.highlight("front.jpg")
	r.WaitFor("enter send")
}
