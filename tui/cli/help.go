package cli

import (
	"cmp"

	"github.com/spf13/cobra"
)

// newHelpCommand replaces the library's, which calls an unknown word a success.
func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use: "help [COMMAND]", Short: "Show the help of a command or a topic",
		Example: "  dossier help upload\n  dossier help exit-codes", Annotations: NextCommand(""),
		RunE: func(cmd *cobra.Command, args []string) error {
			target, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommandProblem(cmp.Or(target, cmd.Root()), firstOf(rest, args))
			}
			target.InitDefaultHelpFlag()
			return target.Help()
		},
	}
}

// firstOf is the first word of the first list that has one.
func firstOf(lists ...[]string) string {
	for _, l := range lists {
		if len(l) > 0 {
			return l[0]
		}
	}
	return ""
}
