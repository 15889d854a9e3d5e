package sshd

import (
	"log/slog"
	"net"
	"strconv"

	"dossier/tui/sshd/operators"
)

// Session is one session of somebody who has logged in.
type Session struct {
	channel  *channel
	Operator operators.Identity
	User     string      // the name that was given to ssh: may be the code of an inbox
	From     net.Addr    // where the connection comes from
	To       net.Addr    // where it came to
	Client   string      // the version that the client says it has
	isAlive  func() bool // asks the client for a sign of life and waits for it
	end      func(why error)
	log      *slog.Logger
}

// what is what the session was for, in a word for the log: never what the client wrote.
func (s *Session) what() string {
	switch {
	case s.channel.purpose == wantsShell:
		return "wizard"
	case s.channel.purpose == wantsSubsystem && s.channel.word == sftpSubsystem:
		return "sftp"
	case s.channel.purpose == wantsCommand:
		return "command"
	}
	return "nothing"
}

// maxQuoted is how much of a text of a client a line of the log holds, in bytes.
const maxQuoted = 64

// quoted is a text of a client for the log: in quotes, without anything but ASCII.
func quoted(text string) string {
	return strconv.QuoteToASCII(text[:min(len(text), maxQuoted)])
}
