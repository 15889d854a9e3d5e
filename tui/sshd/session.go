package sshd

import (
	"log/slog"
	"net"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"dossier/flows/inbox"
	"dossier/tui/sshd/lock"
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
	tree     *inbox.Tree // that transfers see; nil for a wizard
	lost     error       // how a wizard lost its client; nil: it did not
	log      *slog.Logger
	login    lock.Login
	send     func(tea.Msg) // to the wizard; nil before it runs
}

// maxLogged is how much of a text of a client a line of the log holds, in bytes.
const maxLogged = 64

// escaped is a text of a client for the log, which quotes it: without anything but printable
// ASCII.
func escaped(text string) string {
	quoted := strconv.QuoteToASCII(text[:min(len(text), maxLogged)])
	return quoted[1 : len(quoted)-1]
}
