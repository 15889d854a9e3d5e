package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The library's errors about a wrong command line repeat what was typed, which may be
// a token, an applicant's name or a path. The errors here name the flags that exist,
// and what was typed only where it resembles one of them; else its position.

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
		at := unknownFlagPosition(args, text)
		if at == 0 {
			return Problemf(ExitUsage, "there is a flag that %s does not have; see %[1]s --help", cmd.CommandPath())
		}
		return unknownFlagProblem(cmd, at, args[at-1])
	}
}

// unknownFlagProblem is the problem of an argument, counted from 1, that is no flag.
func unknownFlagProblem(cmd *cobra.Command, at int, arg string) *Problem {
	typed, _, _ := strings.Cut(arg, "=")
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	found := Suggest(strings.TrimLeft(typed, "-"), names)
	if len(found) == 0 {
		return Problemf(ExitUsage, "argument %d is no flag of %s; see %[2]s --help", at, cmd.CommandPath())
	}
	for i, name := range found {
		found[i] = "--" + name
	}
	return Problemf(ExitUsage, "%s has no flag %s; %s", cmd.CommandPath(), typed, DidYouMean(found))
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
		return "a duration from 0s to 1h, such as 3s"
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
	return unknownCommandProblem(cmd, args[0])
}

// NoArguments is for a command without arguments.
func NoArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return Problemf(ExitUsage, "%s takes no arguments; see %[1]s --help", cmd.CommandPath())
}
