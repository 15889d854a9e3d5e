package sshd

import (
	"net"
	"strconv"

	"dossier/tui/sshd/operators"
)

// Session is one session of somebody who has logged in.
type Session struct {
	channel  *channel
	Operator operators.Identity
	User     string   // the name that was given to ssh: may be the code of an inbox
	From     net.Addr // where the connection comes from
	To       net.Addr // where it came to
	Client   string   // the version that the client says it has
}

// maxQuoted is how much of a text of a client a line of the log holds, in bytes.
const maxQuoted = 64

// quoted is a text of a client for the log: in quotes, without anything but ASCII.
func quoted(text string) string {
	return strconv.QuoteToASCII(text[:min(len(text), maxQuoted)])
}
