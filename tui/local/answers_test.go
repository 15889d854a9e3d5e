//go:build linux || darwin

package local

import (
	"bytes"
	"context"
	"errors"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
	"golang.org/x/sys/unix"

	"dossier/flows/desk"
)

// slowTerminal is a terminal on a slow line: it answers every question, in order, some time
// after it was asked.
type slowTerminal struct {
	master, tty *os.File
	mu          sync.Mutex
	output      bytes.Buffer
	answers     sync.WaitGroup
}

// lineDelay is how late an answer is.
const lineDelay = 100 * time.Millisecond

// slowAnswers are what is answered to each question.
var slowAnswers = []struct {
	question *regexp.Regexp
	answer   string
}{
	{regexp.MustCompile(`\x1b\[c`), "\x1b[?62;22c"}, {regexp.MustCompile(`\x1b\[\?2026\$p`), "\x1b[?2026;2$y"},
	{regexp.MustCompile(`\x1b\[\?2027\$p`), "\x1b[?2027;0$y"}, {regexp.MustCompile(`\x1b\]11;\?`), "\x1b]11;rgb:1414/1515/1a1a\x1b\\"},
	{regexp.MustCompile(`\x1b\[\?u`), "\x1b[?0u"}, {regexp.MustCompile(`\x1b\[5n`), "\x1b[0n"},
}

func newSlowTerminal(t *testing.T) *slowTerminal {
	t.Helper()
	master, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = tty.Close(), master.Close() })
	if err := pty.Setsize(master, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	s := &slowTerminal{master: master, tty: tty}
	go s.serve()
	return s
}

func (s *slowTerminal) serve() {
	for buf := make([]byte, 64<<10); ; {
		n, err := s.master.Read(buf)
		if err != nil {
			return
		}
		s.mu.Lock()
		s.output.Write(buf[:n])
		s.mu.Unlock()
		for _, a := range slowAnswers {
			for range a.question.FindAll(buf[:n], -1) {
				s.answers.Add(1)
				time.AfterFunc(lineDelay, func() {
					defer s.answers.Done()
					_, _ = s.master.WriteString(a.answer)
				})
			}
		}
	}
}

func (s *slowTerminal) written() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.output.String()
}

// waitFor waits until a text was written to the terminal; the test's own limit ends it.
func (s *slowTerminal) waitFor(text string) {
	for !strings.Contains(s.written(), text) {
		time.Sleep(time.Millisecond)
	}
}

// TestLateAnswersAreNotLeftAtThePrompt proves that a terminal that answers after the
// operator left finds nobody but the wizard: nothing is echoed, nothing is left to be read
// by the shell, the terminal is as it was, and the title is put back.
func TestLateAnswersAreNotLeftAtThePrompt(t *testing.T) {
	s := newSlowTerminal(t)
	before, err := term.GetState(s.tty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	settings := Settings{
		Environ: []string{"TERM=xterm-256color"},
		OpenJournal: func(context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
			return nil, nil, nil, errors.New("none")
		},
	}
	ended := make(chan error, 1)
	go func() { ended <- Run(context.WithoutCancel(t.Context()), settings, s.tty, s.tty) }()
	s.waitFor("step 1 of 5")
	_, _ = s.master.WriteString("\x03") // at once: no answer has come yet
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	after, err := term.GetState(s.tty.Fd())
	if err != nil || *after != *before {
		t.Errorf("the terminal is not as it was: %v", err)
	}
	s.answers.Wait()
	if left := s.readableNow(t); left > 0 {
		t.Errorf("%d bytes are left for the shell", left)
	}
	s.waitFor(keepTitle)
	s.waitFor(restoreTitle)
	if _, echoed, _ := strings.Cut(s.written(), restoreTitle); strings.Contains(s.written(), "^[") {
		t.Errorf("answers were echoed: %q", echoed)
	}
}

// readableNow is how many bytes wait to be read.
func (s *slowTerminal) readableNow(t *testing.T) int {
	t.Helper()
	if _, err := term.MakeRaw(s.tty.Fd()); err != nil {
		t.Fatal(err)
	}
	n, err := unix.IoctlGetInt(int(s.tty.Fd()), unix.TIOCINQ)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestQuestionsAndAnswersAreCounted proves that what the library asks and a terminal
// answers is known: an answer that is not counted makes leaving wait in vain.
func TestQuestionsAndAnswersAreCounted(t *testing.T) {
	var q openQuestions
	q.noteOutput([]byte("\x1b[?2026$p\x1b[?2027$p\x1b]11;?\x07\x1b[?u\x1b[2Jtext\x1b[31m"))
	if q.asked.Load() != 4 || q.allAnswered() {
		t.Errorf("%d questions, want 4", q.asked.Load())
	}
	q.noteInput([]byte("\x1b[?2026;2$yabc\x1b[?2027;0$y\x1b]11;rgb:0000/0000/0000\x07\x1b[?0u\x1b[A"))
	if !q.allAnswered() {
		t.Errorf("%d answers, want 4", q.answered.Load())
	}
}
