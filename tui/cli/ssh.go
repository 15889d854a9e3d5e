package cli

import "github.com/spf13/cobra"

// newSSHTopic is the help page about the wizard behind an OpenSSH server.
func newSSHTopic() *cobra.Command {
	return &cobra.Command{Use: "ssh", Short: "The wizard over SSH", Long: `The wizard also works behind an OpenSSH server: ssh -t HOST dossier. Its title then says ssh.
A team needs nothing installed with the service of its own: see dossier serve --help.

The file step names the line that brings a picture to it with scp, into a private folder of
the server. It is in memory, below XDG_RUNTIME_DIR or /dev/shm; --disk-inbox allows a disk. It
is removed with everything in it when dossier ends, or else by the next one. --public-name
is how the line calls the server. Of a jump host dossier knows nothing: who comes by
ssh -J JUMP HOST gives scp the same, scp -J JUMP FILE HOST:CODE/SIDE. An entry of
~/.ssh/config with ProxyJump serves both, and needs no -J.

The record names the account of the server, unless --operator names the person. Anyone who
may choose the command line may give any name. Where the server's configuration chooses it,
only its administrator can. Below Match User or Match Group in sshd_config:

  ForceCommand dossier --forced --operator maya
  DisableForwarding yes

or for each person's key in authorized_keys:

  command="dossier --forced --operator maya",restrict,pty ssh-ed25519 AAAA...

dossier then answers scp and sftp as well: files come by scp FILE HOST:CODE/SIDE, into the
inboxes of that operator and to nothing else. Without it, people who share an account can reach
each other's files, and all others of that account.

--operator is a flag and no variable: environment="..." in authorized_keys needs
PermitUserEnvironment, which lets people change more than their name.`}
}
