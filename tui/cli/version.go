package cli

import (
	"fmt"
	"runtime"

	"github.com/spf13/cobra"
)

// newVersionCommand says which program this is, for a report of an error.
func newVersionCommand(env Env) *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Show the version, what it was built with, and for which platform",
		Example: "  dossier version", Args: NoArguments, SuggestFor: []string{"about"},
		Annotations: NextCommand("dossier --help"),
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprintf(env.Out, "dossier   %s\ngo        %s\nplatform  %s/%s\n", env.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
}
