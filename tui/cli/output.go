package cli

import "io"

// TrackedWriter remembers an error of stdout, to distinguish it from an error of the
// journal.
type TrackedWriter struct {
	Writer io.Writer
	Err    error
}

func (o *TrackedWriter) Write(b []byte) (int, error) {
	n, err := o.Writer.Write(b)
	if err != nil {
		o.Err = err
	}
	return n, err
}

func (o *TrackedWriter) Problem() error {
	return NewProblem(ExitFailure, "the output cannot be written, so it is not whole: "+FileErrorCause(o.Err).Error(), o.Err)
}
