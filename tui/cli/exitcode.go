package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"dossier/assets"
)

// ExitCode is an exit code of the program. The table in package assets says what each
// means and which one wins where several apply.
type ExitCode int

// The exit codes.
const (
	ExitSuccess      ExitCode = 0
	ExitFailure      ExitCode = 1
	ExitUsage        ExitCode = 2
	ExitRemarks      ExitCode = 3
	ExitSignIn       ExitCode = 4
	ExitNetwork      ExitCode = 5
	ExitIncomplete   ExitCode = 6
	ExitUndecided    ExitCode = 7
	ExitOccupied     ExitCode = 8
	ExitLocalWarning ExitCode = 9
	ExitInterrupted  ExitCode = 130
)

// WorstExitCode returns the code that wins.
func WorstExitCode(codes []ExitCode) ExitCode {
	for _, c := range assets.ExitPrecedence() {
		if slices.Contains(codes, ExitCode(c)) {
			return ExitCode(c)
		}
	}
	return ExitSuccess
}

func exitCodeOf(ctx context.Context, err error) ExitCode {
	var p *Problem
	switch {
	case err == nil:
		return ExitSuccess
	case errors.As(err, &p):
		return p.Code
	case ctx.Err() != nil:
		return ExitInterrupted
	}
	return ExitFailure
}

func newExitCodesTopic() *cobra.Command {
	return &cobra.Command{Use: "exit-codes", Short: "The exit codes", Long: assets.ExitCodesText()}
}
