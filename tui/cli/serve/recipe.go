package serve

import (
	"fmt"

	"github.com/spf13/cobra"

	"dossier/assets/deployment"
	"dossier/tui/cli"
)

// recipes are the texts that recipe prints, by name.
func recipes() map[string]string {
	return map[string]string{"systemd": deployment.Unit, "container": deployment.Containerfile, "fail2ban": deployment.Fail2ban}
}

func newRecipeCommand(c command) *cobra.Command {
	return &cobra.Command{
		Use: "recipe systemd|container|fail2ban", Short: "Print how to run the service", ValidArgs: []string{"systemd", "container", "fail2ban"},
		Long: `recipe prints a text to start from: a hardened unit of systemd, a Containerfile for podman or
Docker, or a filter of fail2ban. Each begins with what to do before it is used.`,
		Example:     "  dossier serve recipe systemd > /etc/systemd/system/dossier.service",
		Annotations: cli.NextCommand(""),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 || recipes()[args[0]] == "" {
				return cli.Problemf(cli.ExitUsage, "give one of systemd, container and fail2ban")
			}
			fmt.Fprint(c.Env.Out, recipes()[args[0]]) // an error of the output is noticed by cli.Main
			return nil
		},
	}
}
