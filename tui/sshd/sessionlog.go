package sshd

import (
	"context"
	"errors"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dossier/tui/sshd/operators"
	"dossier/tui/sshd/scp"
)

// what is what the session was for, in a word for the log: never what the client wrote.
func (s *Session) what() string {
	switch s.channel.purpose {
	case wantsShell:
		return "wizard"
	case wantsSubsystem:
		if s.channel.word == sftpSubsystem {
			return "sftp"
		}
		return "unknown subsystem"
	case wantsCommand:
		return commandKind(s.channel.word)
	}
	return "nothing"
}

func commandKind(command string) string {
	if c, ok := scp.ParseCommand(command); ok {
		if c.IsSource {
			return "scp from here"
		}
		return "scp to here"
	}
	if _, ok := scp.ParsePut(command); ok {
		return "put"
	}
	if _, ok := parseUnlock(command); ok {
		return unlockWord
	}
	return "unknown command"
}

// logBegin says who begins what, and from where.
func (s *Session) logBegin() {
	s.log.Info("session begins", "from", s.From.String(), "operator", s.Operator.Name, "key", s.Operator.Fingerprint, "what", s.what())
}

// logEnd says how it ended. Refused are the requests of a transfer that were.
func (s *Session) logEnd(ctx context.Context, status int, took time.Duration) {
	fields := []any{
		"from", s.From.String(), "operator", s.Operator.Name, "key", s.Operator.Fingerprint, "what", s.what(), "status", status,
		"reason", s.endReason(context.Cause(ctx), status), "seconds", int(took.Seconds()),
	}
	if s.tree != nil {
		fields = append(fields, "refused", s.tree.Refused())
	}
	s.log.Info("session ends", fields...)
}

// endReason is why a session ended, in words for the log. cause is that of its context.
func (s *Session) endReason(cause error, status int) string {
	refusal, isRefusal := errors.AsType[operators.Refusal](cause)
	failed, isFault := errors.AsType[fault](cause)
	switch {
	case isRefusal:
		return refusal.Error()
	case isFault:
		return "error " + failed.reference
	case errors.Is(cause, errServiceEnds), errors.Is(cause, errTooLong):
		return cause.Error()
	case errors.Is(s.lost, errClientGone):
		return errClientGone.Error()
	case errors.Is(s.lost, errSilent):
		return "no sign of life when the operator logged in again"
	case s.lost != nil:
		return "the connection ended"
	case status != 0:
		return "refused or broken off"
	case s.channel.purpose == wantsShell:
		return "left"
	}
	return "done"
}

// refuseChannel refuses a session, and says so in the log.
func (s *Server) refuseChannel(c *connection, operator operators.Identity, offered gossh.NewChannel, why gossh.RejectionReason, text string) {
	s.cfg.Log.Info("refused session", "from", c.RemoteAddr().String(), "operator", operator.Name, "key", operator.Fingerprint, "reason", text)
	_ = offered.Reject(why, text)
}
