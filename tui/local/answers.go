package local

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"sync/atomic"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// The questions that the library asks a terminal, and the beginnings of their answers
// (xterm's control sequences: DA1, DECRQM, the kitty keyboard's flags, the version, the
// colours).
var (
	questionPattern = regexp.MustCompile(`\x1b\[(?:c|\?\d+\$p|\?u|>0?q|6n)|\x1b\]1[012];\?|\x1bP\+q`)
	answerPattern   = regexp.MustCompile(`\x1b\[\?[\d;]*(?:c|\$y|u)|\x1bP(?:>\||[01]\+r)|\x1b\[\d+;\d+R|\x1b\]1[012];rgb`)
)

// openQuestions counts what the terminal was asked and has not answered yet.
type openQuestions struct{ asked, answered atomic.Int64 }

func (q *openQuestions) allAnswered() bool { return q.answered.Load() >= q.asked.Load() }

// noteOutput counts the questions in what is written.
func (q *openQuestions) noteOutput(p []byte) { q.asked.Add(int64(len(questionPattern.FindAll(p, -1)))) }

// noteInput counts the answers in what is read.
func (q *openQuestions) noteInput(p []byte) { q.answered.Add(int64(len(answerPattern.FindAll(p, -1)))) }

// The last question, "are you well" (DSR 5), which every terminal answers, after all
// earlier ones; the library never asks it.
const (
	lastQuestion = "\x1b[5n"
	lastAnswer   = "\x1b[0n"
)

// drainAnswers reads until the answer to one last question has come: the answers to the
// earlier ones are before it. It gives up after answerTimeout, and reports whether the
// answer came.
func drainAnswers(in *os.File, out io.Writer) bool {
	reader, err := uv.NewCancelReader(in)
	if err != nil {
		return false
	}
	defer func() { _ = reader.Close() }()
	stop := time.AfterFunc(answerTimeout, func() { reader.Cancel() })
	defer stop.Stop()
	if _, err := io.WriteString(out, lastQuestion); err != nil {
		return false
	}
	var read []byte
	for buf := make([]byte, 256); ; {
		n, err := reader.Read(buf)
		read = append(read[max(len(read)-len(lastAnswer), 0):], buf[:n]...)
		if answered := bytes.Contains(read, []byte(lastAnswer)); err != nil || answered {
			return answered
		}
	}
}
