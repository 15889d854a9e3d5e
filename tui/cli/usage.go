package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dossier/assets"
)

// The library's errors about a wrong command line repeat what was typed, which may be
// a token, an applicant's name or a path. The errors here name only the flags that
// exist and the position of the mistake.

// flagErrorFunc rewrites an error of the flag library. args is the whole command line.
func flagErrorFunc(args []string) func(*cobra.Command, error) error {
	return func(cmd *cobra.Command, err error) error {
		text := err.Error()
		var value, missing *pflag.Flag
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			switch {
			case strings.HasPrefix(text, "invalid argument ") && strings.Contains(text, "--"+f.Name+`" flag: `):
				value = f
			case text == "flag needs an argument: --"+f.Name:
				missing = f
			}
		})
		switch {
		case value != nil:
			return Problemf(ExitUsage, "--%s takes %s; see %s --help", value.Name, valueDescription(value), cmd.CommandPath())
		case missing != nil:
			return Problemf(ExitUsage, "--%s needs a value; see %s --help", missing.Name, cmd.CommandPath())
		}
		if at := unknownFlagPosition(args, text); at > 0 {
			return Problemf(ExitUsage, "argument %d is no flag of %s; see %[2]s --help", at, cmd.CommandPath())
		}
		return Problemf(ExitUsage, "there is a flag that %s does not have; see %[1]s --help", cmd.CommandPath())
	}
}

// unknownFlagPosition is the position, from 1, of the flag that text calls unknown; 0
// when it is not found.
func unknownFlagPosition(args []string, text string) int {
	word, ok := strings.CutPrefix(text, "unknown flag: ")
	if !ok {
		_, word, _ = strings.Cut(text, " in ")
	}
	return 1 + slices.IndexFunc(args, func(a string) bool {
		name, _, _ := strings.Cut(a, "=")
		return word != "" && (a == word || name == word)
	})
}

func valueDescription(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "duration":
		return "a duration such as 3s"
	case "bool":
		return "no value"
	}
	return "another value"
}

// ExactArguments is for a command that takes n arguments; names describes them.
func ExactArguments(n int, names string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return Problemf(ExitUsage, "give %s; see %s --help", names, cmd.CommandPath())
	}
}

// RequireSubcommand is for a command that only has subcommands.
func RequireSubcommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return Problemf(ExitUsage, "there is no such command under %s; it has %s", cmd.Name(), assets.JoinText(cmd.Commands(), ", ", (*cobra.Command).Name))
}

// NoArguments is for a command without arguments.
func NoArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return Problemf(ExitUsage, "%s takes no arguments; see %[1]s --help", cmd.CommandPath())
}
