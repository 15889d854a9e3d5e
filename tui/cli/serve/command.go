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

const serveLong = `serve gives each person of a team the wizard with the ssh that they have, and takes their files
by scp and sftp. operators.toml says who may log in; init writes a first one, and check checks it.

All operators work with one journal and, unless their group has one, with one token: those of
this account. Files that arrive are held in memory until their documents are accepted, or their
dossier was left 15 minutes ago. operators.toml is read again when it changes, and on SIGHUP
where no terminal is. SIGTERM takes no more connections and ends the sessions within 60 s: a picture
on its way goes out whole, or stops before its last byte, and the answer to a whole one is waited
for. A second one ends the program at once.

Give --public-name the name that operators type: the lines with scp on the screens use it. With
several hosts each needs its own: an inbox and its codes are on the host of the wizard.

scp HOST:CODE/receipt.html . fetches the receipt of the dossier with that code; receipt.json is
the same for programs. The reasons of a final rejection are shown to operators with the role
"lead" alone, on the screen and in receipts: nobody else can fetch one that holds them.

A wizard at which nobody presses a key for ten minutes (--lock-after) locks, and shows nothing of
an applicant. ssh HOST unlock CODE, with the code on its screen, unlocks it, or a new login takes
its place: only a connection that was opened after the lock proves the key again. Who logs in
within 15 minutes after a lock or a lost line is back at the dossier that was open.

The log has a line for each login, session and file that arrived: who, from where, with which key,
what, and how it ended. No line holds the name of a file or of an applicant. It is on stderr, as
time=… level=… msg=… and then key=value; from= comes first, and what a client wrote is escaped.
The messages are login, "refused login", "refused connection", "refused session", logout,
"session begins", "session ends", arrival and receipt, with reason= for why.

recipe prints a unit of systemd, a container's recipe, and a filter of fail2ban for this log.`

// Commands returns the command serve, which runs the service with start.
func Commands(start Starter) cli.CommandGroup {
	return func(o *cli.Options) []*cobra.Command { return []*cobra.Command{newCommand(command{o}, start)} }
}

func newCommand(c command, start Starter) *cobra.Command {
	var f runOptions
	cmd := &cobra.Command{
		Use: "serve", Short: "Give a team the wizard over SSH", Args: cli.RequireSubcommand, Long: serveLong,
		Example:     "  dossier serve init\n  dossier serve check\n  dossier serve --listen :2222 --public-name docs.example.com:2222\n  dossier serve recipe systemd",
		Annotations: cli.NextCommand(""),
		RunE:        func(cmd *cobra.Command, _ []string) error { return c.run(cmd.Context(), f, start) },
	}
	f.add(cmd)
	cli.AddHoldFlag(cmd, &c.Hold, "the `DURATION` in which a picture can be taken back")
	cmd.AddCommand(newCheckCommand(c), newInitCommand(c), newRecipeCommand(c))
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
