package cli

import (
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"dossier/assets"
	"dossier/flows"
)

func newFlowsCommand(o *Options) *cobra.Command {
	cmd := &cobra.Command{Use: "flows", Short: "Look at flow definitions", Args: RequireSubcommand,
		Example: "  dossier flows list\n  dossier flows check flows.toml",
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(&cobra.Command{
		Use: "check FILE", Short: "Check a file of flow definitions", Args: ExactArguments(1, "one FILE"),
		Example: "  dossier flows check ~/.config/dossier/flows.toml", Annotations: NextCommand("dossier flows list --flows FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			list, err := readFlowFile(args[0])
			if err == nil {
				warnUnlistedTypes(o.Env.Err, list)
				fmt.Fprintf(o.Env.Out, "%s, all good\n", assets.CountText(len(list), "flow", "flows"))
			}
			return err
		},
	}, &cobra.Command{
		Use: "list", Short: "List the flows and what they ask for", Args: NoArguments,
		Example: "  dossier flows list\n  dossier flows list --flows flows.toml", Annotations: NextCommand("dossier upload --help"),
		RunE: func(_ *cobra.Command, _ []string) error {
			list, err := o.LoadFlows()
			if err == nil {
				printFlows(o.Env.Out, list)
			}
			return err
		},
	})
	return cmd
}

// warnUnlistedTypes names the document types that the service's manual does not list.
// They are no error, as the service has others on demand, but often a typing mistake.
func warnUnlistedTypes(w io.Writer, list []flows.Flow) {
	listed := assets.Documents()
	for _, f := range list {
		for _, n := range f.Needs {
			for _, t := range n.AnyOf {
				if !slices.ContainsFunc(listed, func(d assets.Document) bool { return d.Type == t }) {
					fmt.Fprintf(w, "dossier: note: %s, requirement %s: the manual does not list %s; is it spelled right?\n", f.Name, n.Name, t)
				}
			}
		}
	}
}

func printFlows(w io.Writer, list []flows.Flow) {
	for _, f := range list {
		fmt.Fprintln(w, f.Name)
		for _, n := range f.Needs {
			types := assets.JoinText(n.AnyOf, " or ", func(t flows.DocType) string { return string(t) })
			fmt.Fprintf(w, "  %-12s %s: %s\n", n.Name, n.Title, types)
		}
	}
}
