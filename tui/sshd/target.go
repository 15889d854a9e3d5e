package sshd

import (
	"net"
	"strings"

	"dossier/flows/intake/quoting"
)

// Target is where operators reach the service, as they type it.
type Target struct{ Host, Port string }

// ParseTarget reads HOST or HOST:PORT.
func ParseTarget(text string) Target {
	if host, port, err := net.SplitHostPort(text); err == nil {
		return Target{host, port}
	}
	return Target{Host: strings.Trim(text, "[]")}
}

// targetOf is the target of somebody who came to an address of this computer.
func targetOf(addr net.Addr) Target {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return Target{Host: addr.String()}
	}
	return Target{host, port}
}

// defaultPort is that of SSH.
const defaultPort = "22"

// host is the host as scp takes it: an address of IPv6 in brackets.
func (t Target) host() string {
	if strings.Contains(t.Host, ":") {
		return "[" + t.Host + "]"
	}
	return t.Host
}

// client is which kind of program a person has, by the version that it says it has.
type client string

// The kinds that need another command.
const (
	openSSH        client = "OpenSSH"
	openSSHWindows client = "OpenSSH for Windows"
	putty          client = "PuTTY"
)

func clientOf(version string) client {
	switch {
	case strings.Contains(version, "PuTTY"):
		return putty
	case strings.Contains(version, "for_Windows"):
		return openSSHWindows
	}
	return openSSH
}

// placeholder stands for the path that nobody has typed yet.
const placeholder = "FILE"

// copyCommand is the whole line that brings a file into an inbox. The file is a path on
// the person's own computer, "" for none.
func (c client) copyCommand(file string, to Target, inbox, slot string) string {
	program := "scp"
	if c == putty {
		program = "pscp"
	}
	if to.Port != "" && to.Port != defaultPort {
		program += " -P " + to.Port
	}
	if file == "" {
		file = placeholder
	} else {
		file = c.quote(file)
	}
	return program + " " + file + " " + to.host() + ":" + inbox + "/" + slot
}

// quote is a path as the person's shell takes it. Windows' shells know double quotes, and no
// path there can hold one.
func (c client) quote(path string) string {
	if c == openSSH {
		return quoting.QuotePOSIX(protected(path))
	}
	return `"` + strings.ReplaceAll(path, `"`, "") + `"`
}

// protected keeps scp from taking a path for an option or for a host: "-x.jpg", "a:b.jpg".
func protected(path string) string {
	colon, slash := strings.IndexByte(path, ':'), strings.IndexByte(path, '/')
	if strings.HasPrefix(path, "-") || colon >= 0 && (slash < 0 || colon < slash) {
		return "./" + path
	}
	return path
}
