package cli

import (
	"cmp"

	"github.com/spf13/cobra"

	"dossier/tui/settings"
)

// addInboxFlags adds the flags about the files of an operator over SSH.
func (o *Options) addInboxFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.inbox.PublicName, "public-name", "", "over SSH, the `HOST[:PORT]` that the operator types, for the commands that are shown")
	f.BoolVar(&o.inbox.AllowDisk, "disk-inbox", false, "over SSH, allow files to be held on the server's disk where it has no private folder in memory")
}

// inboxSettings are those of the wizard's inbox, for an operator over SSH.
func (o *Options) inboxSettings() settings.Inbox {
	s := o.inbox
	s.RuntimeFolder, s.User = o.Env.Getenv("XDG_RUNTIME_DIR"), o.Env.Operator
	s.PublicName = cmp.Or(s.PublicName, o.Env.ServerAddress())
	return s
}
