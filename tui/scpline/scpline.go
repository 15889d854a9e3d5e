// Package scpline writes the line that brings a file from an operator's own computer into an
// inbox, for the shell and the copying program of that computer.
package scpline

import (
	"cmp"
	"net"
	"regexp"
	"strings"
)

// Target is where operators reach the server, as they type it.
type Target struct {
	User       string // the account on the server; "": that of their own configuration
	Host, Port string
}

// ParseTarget reads HOST or HOST:PORT.
func ParseTarget(text string) Target {
	if host, port, err := net.SplitHostPort(text); err == nil {
		return Target{Host: host, Port: port}
	}
	return Target{Host: strings.Trim(text, "[]")}
}

// TargetOf is the target of somebody who came to an address of this computer.
func TargetOf(addr net.Addr) Target {
	host, port, err := net.SplitHostPort(addr.String())
	if err != nil {
		return Target{Host: addr.String()}
	}
	return Target{Host: host, Port: port}
}

// defaultPort is that of SSH.
const defaultPort = "22"

// unknownHost stands for a host that is not known.
const unknownHost = "HOST"

// String is the account and the host as scp takes them: an address of IPv6 in brackets.
func (t Target) String() string {
	user := ""
	if t.User != "" {
		user = t.User + "@"
	}
	host := cmp.Or(t.Host, unknownHost)
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	return user + host
}

// Client is which kind of program a person has, by the version that it says it has.
type Client string

// The kinds that need another command.
const (
	OpenSSH        Client = "OpenSSH"
	OpenSSHLinux   Client = "OpenSSH of a Linux distribution"
	OpenSSHWindows Client = "OpenSSH for Windows"
	PuTTY          Client = "PuTTY"
)

// ClientOf is the kind of a program that says its version in SSH's protocol.
func ClientOf(version string) Client {
	switch {
	case strings.Contains(version, "PuTTY"):
		return PuTTY
	case strings.Contains(version, "for_Windows"):
		return OpenSSHWindows
	case strings.Contains(version, " "): // distributions add their own version (RFC 4253, 4.2)
		return OpenSSHLinux
	}
	return OpenSSH
}

// ClientOfPath is the kind of program that somebody with a path has, where no version of it
// is known.
func ClientOfPath(path string) Client {
	if windowsPath.MatchString(path) {
		return OpenSSHWindows
	}
	return OpenSSH
}

var windowsPath = regexp.MustCompile(`^(?:[A-Za-z]:[\\/]|\\\\)`)

// placeholder stands for the path that nobody has typed yet.
const placeholder = "FILE"

// Command is the whole line that brings files into an inbox. The files are paths on the
// person's own computer, none while there are none.
func (c Client) Command(to Target, into string, files ...string) string {
	words := []string{c.program(to)}
	if len(files) == 0 {
		words = append(words, placeholder)
	}
	shell := c.Shell(files...)
	for _, file := range files {
		words = append(words, c.quote(shell, c.mounted(file)))
	}
	return strings.Join(append(words, to.String()+":"+into), " ")
}

// FetchCommand is the whole line that brings a file of an inbox into the folder that the
// person is in.
func (c Client) FetchCommand(from Target, file string) string {
	return c.program(from) + " " + from.String() + ":" + file + " ."
}

// LoginCommand is the line that logs in, and has a command of the service done; "" opens the
// wizard.
func (c Client) LoginCommand(to Target, command string) string {
	line := "ssh"
	if c == PuTTY {
		line = "plink"
		if command == "" {
			line = "putty"
		}
	}
	if to.Port != "" && to.Port != defaultPort {
		line += map[bool]string{false: " -p ", true: " -P "}[c == PuTTY] + to.Port
	}
	return strings.TrimSuffix(line+" "+to.login()+" "+command, " ")
}

// login is the account and the host as ssh takes them: without brackets.
func (t Target) login() string { return strings.NewReplacer("[", "", "]", "").Replace(t.String()) }

// program is the copying program with the option for the target's port.
func (c Client) program(t Target) string {
	program := "scp"
	if c == PuTTY {
		program = "pscp"
	}
	if t.Port != "" && t.Port != defaultPort {
		program += " -P " + t.Port
	}
	return program
}

// drivePath is a path that begins with the letter of a drive.
var drivePath = regexp.MustCompile(`^([A-Za-z]):[\\/]`)

// subsystemPath is a path of Windows into the subsystem for Linux.
var subsystemPath = regexp.MustCompile(`(?i)^[\\/]{2}wsl(?:\$|\.localhost)[\\/][^\\/]+[\\/](.*)$`)

// mounted is a path of Windows as a POSIX shell there has it: below /mnt in the subsystem for
// Linux, whose ssh is a distribution's, and below / in Git's and Cygwin's shells. The
// subsystem's own files are below its root.
func (c Client) mounted(path string) string {
	if inside := subsystemPath.FindStringSubmatch(path); inside != nil && c == OpenSSHLinux {
		return "/" + strings.ReplaceAll(inside[1], `\`, "/")
	}
	drive := drivePath.FindStringSubmatch(path)
	if drive == nil || !c.isPOSIX() {
		return path
	}
	root := "/"
	if c == OpenSSHLinux {
		root = "/mnt/"
	}
	return root + strings.ToLower(drive[1]) + "/" + strings.ReplaceAll(path[len(drive[0]):], `\`, "/")
}

// protected keeps scp from taking a path for an option or for a host: "-x.jpg", "a:b.jpg".
func protected(path string) string {
	colon, slash := strings.IndexByte(path, ':'), strings.IndexByte(path, '/')
	if strings.HasPrefix(path, "-") || colon >= 0 && (slash < 0 || colon < slash) {
		return "./" + path
	}
	return path
}
