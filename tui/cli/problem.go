package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"syscall"

	"dossier/flows"
	"dossier/tui/safe"
)

// Problem is an error with an exit code. Its text is our own and holds no
// foreign bytes.
type Problem struct {
	Code ExitCode
	Text string
	Err  error // may be nil
	// Next are the commands that are useful now; a person at a terminal reads them last.
	Next []string
}

func (p *Problem) Error() string { return p.Text }

// Unwrap returns the error that the problem comes from.
func (p *Problem) Unwrap() error { return p.Err }

// SampleApplicantID is the ID of the manual's samples.
const SampleApplicantID = "1699236591586x405886519539808060"

// NotApplicantID is what every command says of an argument that is no applicant ID.
const NotApplicantID = "that is not an applicant ID (such as " + SampleApplicantID + ")"

// Problemf returns a problem with a formatted text.
func Problemf(code ExitCode, format string, args ...any) *Problem {
	return &Problem{Code: code, Text: fmt.Sprintf(format, args...)}
}

// NewProblem returns a problem with the error that it comes from.
func NewProblem(code ExitCode, text string, err error) *Problem {
	return &Problem{Code: code, Text: text, Err: err}
}

// JournalProblem puts an error of the journal into a problem.
func JournalProblem(err error) error {
	var p *Problem
	switch {
	case err == nil, errors.As(err, &p):
		return err
	case errors.Is(err, context.Canceled):
		return NewProblem(ExitInterrupted, "interrupted", err)
	}
	return NewProblem(ExitFailure, "the journal: "+err.Error(), err)
}

// trackedWriter remembers an error of stdout, so that a command that ignores it fails
// all the same.
type trackedWriter struct {
	io.Writer
	err error
}

func (t *trackedWriter) Write(b []byte) (int, error) {
	n, err := t.Writer.Write(b)
	if err != nil {
		t.err = err
	}
	return n, err
}

// problem is why the output is not whole. A reader that went away knows it ("| head"), so
// that nothing is said.
func (t *trackedWriter) problem() error {
	if errors.Is(t.err, syscall.EPIPE) {
		return NewProblem(ExitFailure, "", t.err)
	}
	return NewProblem(ExitFailure, "the output cannot be written, so it is not whole: "+FileErrorCause(t.err).Error(), t.err)
}

// maxNameLength is how much of a name is shown.
const maxNameLength = 64

// CertificateText describes a certificate that was refused, "" when there is none. All
// of it came from outside.
func CertificateText(c flows.Certificate) string { return safe.Certificate(c).String() }

// OperatorAt names an operator and, when it is known, the computer. Both came
// from outside.
func OperatorAt(operator, host string) string {
	who := safe.LineOf(operator, maxNameLength).String()
	if who == "" {
		who = "somebody"
	}
	if host != "" {
		who += " on " + safe.LineOf(host, maxNameLength).String()
	}
	return who
}
