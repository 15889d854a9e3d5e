// Package serve has the commands of the SSH service: serve, which runs it, and check and
// init, which look at its operators file and write the first files of a new one. Check and
// init open no port and read no token.
package serve

import (
	"errors"

	"github.com/spf13/cobra"

	"dossier/tui/cli"
	"dossier/tui/cli/xdg"
)

// The files of a service in its folder.
const (
	OperatorsFile  = "operators.toml"
	Ed25519KeyFile = "ssh_host_ed25519_key"
	ECDSAKeyFile   = "ssh_host_ecdsa_key"
)

// NewCommand is the command serve with check and init. run is what serve itself does;
// without it, serve shows its help.
func NewCommand(o *cli.Options, run func(cmd *cobra.Command, args []string) error) *cobra.Command {
	cmd := &cobra.Command{
		Use: "serve", Short: "Give a team the wizard over SSH", Args: cli.RequireSubcommand,
		Long: `serve gives each person of a team the wizard with the ssh that they have, and takes their files
by scp and sftp. operators.toml says who may log in; init writes a first one, and check checks it.`,
		Example: "  dossier serve init\n  dossier serve check\n  dossier serve --operators operators.toml",
		RunE:    run,
	}
	if run == nil {
		cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
	c := command{o}
	cmd.AddCommand(newCheckCommand(c), newInitCommand(c))
	return cmd
}

// command is a command of this package with the options that it was called with.
type command struct{ *cli.Options }

// folder is the default folder of a service's files: that of the account's configuration.
func (c command) folder() (string, error) {
	folder, err := c.ConfigFolder()
	if errors.Is(err, xdg.ErrNoHome) {
		return "", errNoFolder
	}
	return folder, err
}
