package cli

import (
	"context"
	"errors"
	"fmt"
)

// Problem is an error with an exit code. Its text is our own and holds no
// foreign bytes.
type Problem struct {
	Code ExitCode
	Text string
	Err  error // may be nil
}

func (p *Problem) Error() string { return p.Text }

// Unwrap returns the error that the problem comes from.
func (p *Problem) Unwrap() error { return p.Err }

func Problemf(code ExitCode, format string, args ...any) *Problem {
	return &Problem{Code: code, Text: fmt.Sprintf(format, args...)}
}

// NewProblem returns a problem with the error that it comes from.
func NewProblem(code ExitCode, text string, err error) *Problem { return &Problem{code, text, err} }

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
