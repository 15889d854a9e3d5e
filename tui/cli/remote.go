package cli

import (
	"cmp"
	"net"
	"net/netip"
	"strings"

	"dossier/tui/settings"
)

// sshVariables are those that OpenSSH's server sets (ssh(1), ENVIRONMENT).
var sshVariables = []string{"SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"}

// multiplexers are the variables of programs in which a session outlives its connection:
// tmux, GNU screen, Zellij.
var multiplexers = []string{"TMUX", "STY", "ZELLIJ"}

// Remote is how the operator reaches this program. Within a multiplexer or on another
// terminal than that of the connection the variables may be those of an earlier connection:
// then no address is known, and only SSH_CONNECTION, which tmux removes when somebody
// attaches to it at the computer itself, counts at all.
func (e Env) Remote() settings.Remote {
	if !e.isOwnConnection() {
		return settings.Remote{SSH: e.Getenv("SSH_CONNECTION") != ""}
	}
	client := cmp.Or(e.Getenv("SSH_CONNECTION"), e.Getenv("SSH_CLIENT"))
	return settings.Remote{SSH: e.hasAny(sshVariables), Address: addressIn(client, 0)}
}

// ServerAddress is the address at which the operator's SSH connection came in, with its
// port unless it is the usual one; "" if none is known.
func (e Env) ServerAddress() string {
	fields := strings.Fields(e.Getenv("SSH_CONNECTION"))
	address := addressIn(e.Getenv("SSH_CONNECTION"), 2)
	switch {
	case address == "" || len(fields) != 4:
		return ""
	case fields[3] == "22":
		return address
	}
	return net.JoinHostPort(address, fields[3])
}

// isOwnConnection reports whether the variables of SSH are those of the connection that the
// operator sits at.
func (e Env) isOwnConnection() bool {
	return !e.hasAny(multiplexers) && (e.Getenv("SSH_TTY") == "" || e.OnSSHTerminal)
}

func (e Env) hasAny(names []string) bool {
	for _, name := range names {
		if e.Getenv(name) != "" {
			return true
		}
	}
	return false
}

// addressIn is a field of such a variable that is an address; "" if it is none: a server
// that has no socket writes UNKNOWN.
func addressIn(variable string, field int) string {
	fields := strings.Fields(variable)
	if len(fields) <= field {
		return ""
	}
	address, err := netip.ParseAddr(fields[field])
	if err != nil {
		return ""
	}
	return address.Unmap().String()
}
