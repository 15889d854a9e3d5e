package scp

import (
	"bufio"
	"errors"
	"io"
	"path"
	"strings"

	"dossier/assets"
	"dossier/flows/foreign"
	"dossier/flows/inbox"
	"dossier/tui/safe"
)

// maxLine is the longest line that a client may send, in bytes.
const maxLine = 8 << 10

// The answers of the protocol. An error of one file lets the client go on with the next;
// a fatal one ends it. Both print their text.
const (
	answerOK    = "\x00"
	answerError = "\x01"
	answerFatal = "\x02"
)

// Exit codes of a command.
const (
	exitOK     = 0
	exitFailed = 1
)

// errProtocol is something that no client sends.
var errProtocol = errors.New("not the SCP protocol")

// session is one run of scp on a channel.
type session struct {
	in     *bufio.Reader
	out    io.Writer
	stderr io.Writer
	tree   inbox.Files
	failed bool // something was refused, so the exit code is not 0
}

func newSession(channel io.ReadWriter, stderr io.Writer, tree inbox.Files) *session {
	return &session{in: bufio.NewReaderSize(channel, maxLine), out: channel, stderr: stderr, tree: tree}
}

// Run serves scp on a channel until the client is done, and returns the exit code, which
// the caller sends before it closes the channel. Sentences for the person go to stderr.
func (c Command) Run(channel io.ReadWriter, stderr io.Writer, tree inbox.Files) (code int) {
	defer recoverPanic(&code)
	s := newSession(channel, stderr, tree)
	var err error
	if c.IsSource {
		err = s.sendReceipt(c)
	} else {
		err = s.receiveFiles(c)
	}
	if err != nil || s.failed {
		return exitFailed
	}
	return exitOK
}

// recoverPanic makes a failure of a panic, so that no other session ends. What it says may
// hold a name, so it is dropped.
func recoverPanic(code *int) {
	if recover() != nil {
		*code = exitFailed
	}
}

// readLine reads a line without its end; a longer one is no line of the protocol.
func (s *session) readLine() (string, error) {
	line, err := s.in.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return "", errProtocol
	case errors.Is(err, io.EOF) && len(line) > 0:
		return "", io.ErrUnexpectedEOF
	case err != nil:
		return "", err
	}
	return strings.TrimSuffix(string(line), "\n"), nil
}

func (s *session) answer(text string) error {
	_, err := io.WriteString(s.out, text)
	return err
}

// refuse answers that something was refused, with a sentence about a name.
func (s *session) refuse(kind, name, text string) error {
	s.failed = true
	return s.answer(kind + sentence(foreign.Untrusted(name), text))
}

// refuseFor is refuse for an error of the inbox.
func (s *session) refuseFor(kind, name string, err error) error {
	return s.refuse(kind, name, refusalText(err))
}

func refusalText(err error) string {
	if r, ok := errors.AsType[*inbox.Refusal](err); ok {
		return "refused: " + assets.InboxRefusal(r)
	}
	return "refused"
}

// sentence is a line about a file.
func sentence(name foreign.Text, text string) string {
	return "dossier: " + safe.Line(name, safe.ListMax).String() + " " + text + "\n"
}

// baseName is the last element of a target.
func baseName(target string) string { return path.Base("/" + target) }
