package cli

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dossier/flows/operatorname"
)

// The library's errors about a wrong command line repeat what was typed, which may be
// a token, an applicant's name or a path. The errors here name the flags that exist,
// and what was typed only where it resembles one of them; else its position.

// flagErrorFunc rewrites an error of the flag library. args is the whole command line.
func flagErrorFunc(args []string) func(*cobra.Command, error) error {
	return func(cmd *cobra.Command, err error) error {
		if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
			flag := invalid.GetFlag()
			return Problemf(ExitUsage, "--%s takes %s; see %s --help", flag.Name, valueDescription(flag), cmd.CommandPath())
		}
		if missing, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
			return Problemf(ExitUsage, "--%s needs a value; see %s --help", missing.GetFlag().Name, cmd.CommandPath())
		}
		at := flagPosition(args, refusedFlag(err))
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

// refusedFlag is the flag that an error is about as it was typed, without a value; empty
// for an error of another kind.
func refusedFlag(err error) string {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if letters := unknown.GetSpecifiedShortnames(); letters != "" {
			return "-" + letters
		}
		return "--" + unknown.GetSpecifiedName()
	}
	if wrong, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return wrong.GetSpecifiedFlag()
	}
	return ""
}

// flagPosition is the position of a flag among the arguments, from 1; 0 when it is not one
// of them.
func flagPosition(args []string, flag string) int {
	return 1 + slices.IndexFunc(args, func(a string) bool {
		name, _, _ := strings.Cut(a, "=")
		return flag != "" && (a == flag || name == flag)
	})
}

func valueDescription(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "duration":
		return "a duration from 0s to 1h, such as 3s"
	case "bool":
		return "no value"
	case "name":
		return "a name of " + operatorname.Rule
	case "address":
		return "an IP address or a network such as 10.0.0.0/24"
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
