package cli

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"dossier/flows"
)

func newSandboxCommand(env Env, parts Starters) *cobra.Command {
	var listen, script string
	cmd := &cobra.Command{
		Use: "sandbox --listen 127.0.0.1:PORT [--script FILE]", Short: "Run a simulated Personr for integration tests",
		Long: "sandbox is a Personr on this computer: it answers as the manual says, looks at the pictures\nit gets, forgets everything at its end, and misbehaves as a script tells it.",
		Args: NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if listen == "" {
				return Problemf(ExitUsage, "missing: --listen 127.0.0.1:PORT")
			}
			if !isLoopback(listen) {
				return Problemf(ExitUsage, "--listen takes an address of this computer, such as 127.0.0.1:8080: the simulated service is for tests only")
			}
			rules, err := readScript(script)
			if err != nil {
				return err
			}
			return parts.Sandbox(cmd.Context(), listen, rules, env.Out)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "the address to serve on, such as 127.0.0.1:8080")
	cmd.Flags().StringVar(&script, "script", "", "a JSON file of misbehaviour")
	return cmd
}

func isLoopback(listen string) bool {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func readScript(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, Problemf(ExitUsage, "the script can not be read: %s", FileErrorCause(err))
	}
	return b, nil
}

func newFlowsCommand(o *Options) *cobra.Command {
	cmd := &cobra.Command{Use: "flows", Short: "Look at flow definitions", Args: RequireSubcommand,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() }}
	cmd.AddCommand(&cobra.Command{
		Use: "check FILE", Short: "Check a file of flow definitions", Args: ExactArguments(1, "one FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			list, err := readFlowFile(args[0])
			if err == nil {
				warnUnlistedTypes(o.Env.Err, list)
				fmt.Fprintf(o.Env.Out, "%s, all good\n", Plural(len(list), "flow", "flows"))
			}
			return err
		},
	}, &cobra.Command{
		Use: "list", Short: "List the flows and what they ask for", Args: NoArguments,
		RunE: func(_ *cobra.Command, _ []string) error {
			list, err := o.loadFlows()
			if err == nil {
				printFlows(o.Env.Out, list)
			}
			return err
		},
	})
	return cmd
}

// warnUnlistedTypes names the document types that the service's manual does not list.
// They are no error, as the service has others on demand, but often a slip.
func warnUnlistedTypes(w io.Writer, list []flows.Flow) {
	listed := []flows.DocType{flows.IDCard, flows.Drivers, flows.Passport, flows.ResidencePermit, flows.UtilityBill, flows.Selfie}
	for _, f := range list {
		for _, n := range f.Needs {
			for _, t := range n.AnyOf {
				if !slices.Contains(listed, t) {
					fmt.Fprintf(w, "dossier: note: %s, need %s: the manual does not list %s; is it spelled right?\n", f.Name, n.Name, t)
				}
			}
		}
	}
}

func printFlows(w io.Writer, list []flows.Flow) {
	for _, f := range list {
		fmt.Fprintln(w, f.Name)
		for _, n := range f.Needs {
			types := make([]string, len(n.AnyOf))
			for i, t := range n.AnyOf {
				types[i] = string(t)
			}
			fmt.Fprintf(w, "  %-12s %s: %s\n", n.Name, n.Title, strings.Join(types, " or "))
		}
	}
}

// ErrorSentence puts an error of opening a dossier into words.
func ErrorSentence(err error) string {
	if err == nil || err == context.Canceled {
		return ""
	}
	text := err.Error()
	return strings.ToUpper(text[:1]) + strings.TrimSuffix(text[1:], ".") + "."
}
