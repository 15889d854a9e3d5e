package sshd

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dossier/flows/foreign"
	"dossier/flows/inbox"
	"dossier/tui/sshd/operators"
	"dossier/tui/sshd/scp"
	"dossier/tui/sshd/sftpfiles"
)

// sftpSubsystem is the name of SFTP's (draft-ietf-secsh-filexfer-02, 3).
const sftpSubsystem = "sftp"

// Serve serves one session until it ends, and returns its exit status.
func (v *Service) Serve(ctx context.Context, s *Session) int {
	switch s.channel.purpose {
	case wantsShell:
		if s.channel.terminal == "" {
			return s.fail("the wizard needs a terminal: ssh -t HOST")
		}
		return v.openWizard(ctx, s)
	case wantsCommand:
		return v.runCommand(ctx, s)
	case wantsSubsystem:
		if s.channel.word == sftpSubsystem {
			return v.serveFiles(ctx, s)
		}
	}
	return s.fail("there is no such subsystem here; files come by scp or sftp")
}

// tree is what the session sees of its operator's inbox. Beside a locked session there is
// nothing to read in it.
func (v *Service) tree(ctx context.Context, s *Session) *inbox.Tree {
	login := inbox.Login{User: s.User, Client: foreign.Untrusted(s.Client), Key: s.Operator.Fingerprint, From: s.From.String(), ReceiptRead: v.logReceipt(s)}
	if !v.locks.IsLocked(s.login) {
		login.Receipts = v.receiptsFor(ctx, s)
	}
	s.tree = v.inboxes.Box(s.Operator.Name).Tree(login)
	return s.tree
}

// serveFiles answers sftp, and scp of OpenSSH 9 and later.
func (v *Service) serveFiles(ctx context.Context, s *Session) int {
	defer context.AfterFunc(ctx, func() { s.endTransfer(ctx) })()
	if sftpfiles.Serve(context.WithoutCancel(ctx), s.channel, s.channel.Stderr(), v.tree(ctx, s)) != nil {
		return 1
	}
	return 0
}

// runCommand answers a command. None is run: a few words have a meaning here.
func (v *Service) runCommand(ctx context.Context, s *Session) int {
	defer context.AfterFunc(ctx, func() { s.endTransfer(ctx) })()
	command, isCopy := scp.ParseCommand(s.channel.word)
	target, isPut := scp.ParsePut(s.channel.word)
	code, isUnlock := parseUnlock(s.channel.word)
	switch {
	case isUnlock:
		return v.unlock(s, code)
	case isCopy:
		return command.Run(s.channel, s.channel.Stderr(), v.tree(ctx, s))
	case isPut && s.channel.terminal != "":
		return s.fail("put needs a connection without a terminal, which would change the bytes; leave out -t")
	case isPut:
		return scp.Put(s.channel, s.channel.Stderr(), v.tree(ctx, s), target, s.isAlive)
	}
	return s.fail(scp.RefusalText(s.channel.word))
}

// endTransfer closes the channel of a transfer that we end, and says why before, unless the
// client takes no output.
func (s *Session) endTransfer(ctx context.Context) {
	if sentence := transferEndSentence(ctx); sentence != "" {
		said := make(chan struct{})
		go func() {
			defer close(said)
			s.fail(sentence)
		}()
		select {
		case <-said:
		case <-time.After(endTimeout):
		}
	}
	s.channel.exit(1)
}

// transferEndSentence says why we end a transfer; "" if we do not.
func transferEndSentence(ctx context.Context) string {
	refusal, isRefusal := errors.AsType[operators.Refusal](context.Cause(ctx))
	switch {
	case isRefusal:
		return refusal.EndText()
	case errors.Is(context.Cause(ctx), errServiceEnds):
		return "the service ends now, and with it what has arrived; send the files again when it is back"
	case errors.Is(context.Cause(ctx), errTooLong):
		return "the connection has lasted too long; connect again and send the file again"
	}
	return ""
}

// fail says why a session ends without what it was for.
func (s *Session) fail(sentence string) int {
	s.say(sentence)
	return 1
}

// say says a sentence on the session's error output.
func (s *Session) say(sentence string) {
	end := "\n"
	if s.channel.terminal != "" {
		end = "\r\n"
	}
	_, _ = fmt.Fprint(s.channel.Stderr(), "dossier: "+sentence+"."+end)
}
