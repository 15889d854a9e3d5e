package cli

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"dossier/tui/settings"
)

// addInboxFlags adds the flags about the files of an operator over SSH.
func (o *Options) addInboxFlags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.inbox.PublicName, "public-name", "", "over SSH, the `HOST[:PORT]` that the operator types, for the commands that are shown")
	f.BoolVar(&o.inbox.AllowDisk, "disk-inbox", false, "over SSH, allow files to be held on the server's disk where it has no private folder in memory")
	f.BoolVar(&o.inbox.Forced, "forced", false, "over SSH, for ForceCommand and command=: files come by scp HOST:CODE/SIDE")
}

// inboxSettings are those of the wizard's inbox, for an operator over SSH.
func (o *Options) inboxSettings() settings.Inbox {
	s := o.inbox
	s.RuntimeFolder, s.User = o.Env.Getenv("XDG_RUNTIME_DIR"), o.Env.Operator
	s.Operator = string(o.operator)
	s.PublicName = cmp.Or(s.PublicName, o.Env.ServerAddress())
	return s
}

// forcedCommand is what a client asked an SSH server for which runs this program instead
// (sshd_config(5), ForceCommand); "" for a person at a terminal, who gets the wizard.
func (e Env) forcedCommand() string {
	if e.Getenv("SSH_TTY") != "" {
		return ""
	}
	return strings.TrimSpace(e.Getenv("SSH_ORIGINAL_COMMAND"))
}

// serveTransfer answers a client that asked for scp or sftp. Its sentences are on the error
// output already.
func (o *Options) serveTransfer(ctx context.Context, parts Starters, command string) error {
	limits, err := parseLimits(o.maxSize)
	if err != nil {
		return err
	}
	if code := parts.Transfer(ctx, command, o.inboxSettings(), limits); code != 0 {
		return NewProblem(ExitFailure, "", nil)
	}
	return nil
}
