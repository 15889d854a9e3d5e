package cli

import (
	"dossier/flows/applicantid"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// unknownCommandProblem is the problem of a word that cmd does not have as a command.
// The word is repeated only where it resembles one of ours: any other may be a token,
// a name or a path.
func unknownCommandProblem(cmd *cobra.Command, word string) *Problem {
	if found := suggestCommands(cmd, word); len(found) > 0 {
		return Problemf(ExitUsage, "there is no command %q; %s", commandPrefix(cmd)+word, DidYouMean(found))
	}
	if cmd.HasParent() {
		return Problemf(ExitUsage, "there is no such command under %s; it has %s", cmd.Name(), strings.Join(childNames(cmd), ", "))
	}
	return Problemf(ExitUsage, "there is no such command; see dossier --help")
}

// commandPrefix is the words before a subcommand of cmd.
func commandPrefix(cmd *cobra.Command) string {
	if !cmd.HasParent() {
		return ""
	}
	return strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()+" ") + " "
}

func childNames(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			names = append(names, c.Name())
		}
	}
	return names
}

// checkCommandWord finds a mistyped command before its flags are read: they belong to
// the command that was meant, so that an error about one of them would mislead, and
// --help would show the page of another command.
func checkCommandWord(root *cobra.Command, args []string) error {
	cmd, rest, err := root.Find(args)
	if err != nil || !cmd.HasSubCommands() {
		return nil
	}
	word := firstWord(cmd, rest)
	if word == "" || len(suggestCommands(cmd, word)) == 0 && !asksForHelp(rest) {
		return nil
	}
	if !cmd.HasParent() && applicantid.Read(word).ID != "" {
		return nil
	}
	return unknownCommandProblem(cmd, word)
}

func asksForHelp(args []string) bool {
	return slices.ContainsFunc(args, func(a string) bool { return a == "-h" || a == "--help" })
}

// firstWord is the first argument that is neither a flag nor the value of one.
func firstWord(cmd *cobra.Command, args []string) string {
	for i := 0; i < len(args); i++ {
		name, isFlag := strings.CutPrefix(args[i], "--")
		switch {
		case !isFlag && !strings.HasPrefix(args[i], "-"):
			return args[i]
		case args[i] == "--":
			return ""
		case takesNextArgument(cmd, name):
			i++
		}
	}
	return ""
}

func takesNextArgument(cmd *cobra.Command, name string) bool {
	f := cmd.Flag(name)
	return f != nil && f.NoOptDefVal == "" && !strings.Contains(name, "=")
}
