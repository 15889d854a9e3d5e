package cli

import (
	"testing"

	"dossier/tui/settings"
)

// TestWhatIsKnownOfTheConnection proves for every way in which the variables of SSH can be
// set what is said of the operator: never an address that may be another connection's.
func TestWhatIsKnownOfTheConnection(t *testing.T) {
	const connection, client, tty = "203.0.113.7 51514 192.0.2.1 22", "203.0.113.7 51514 22", "/dev/pts/3"
	remote := settings.Remote{SSH: true, Address: "203.0.113.7"}
	unknown := settings.Remote{SSH: true}
	for name, c := range map[string]struct {
		variables map[string]string
		elsewhere bool // SSH_TTY is another terminal
		want      settings.Remote
		server    string
	}{
		"at this computer":           {},
		"ssh -t":                     {variables: map[string]string{"SSH_CONNECTION": connection, "SSH_CLIENT": client, "SSH_TTY": tty}, want: remote, server: "192.0.2.1"},
		"ssh without a terminal":     {variables: map[string]string{"SSH_CONNECTION": connection, "SSH_CLIENT": client}, want: remote, server: "192.0.2.1"},
		"only the client":            {variables: map[string]string{"SSH_CLIENT": client}, want: remote},
		"only the terminal":          {variables: map[string]string{"SSH_TTY": tty}, want: unknown},
		"another port":               {variables: map[string]string{"SSH_CONNECTION": "203.0.113.7 1 192.0.2.1 2222"}, want: remote, server: "192.0.2.1:2222"},
		"IPv6":                       {variables: map[string]string{"SSH_CONNECTION": "2001:db8::7 1 2001:db8::1 2222"}, want: settings.Remote{SSH: true, Address: "2001:db8::7"}, server: "[2001:db8::1]:2222"},
		"IPv4 in IPv6":               {variables: map[string]string{"SSH_CONNECTION": "::ffff:203.0.113.7 1 ::ffff:192.0.2.1 22"}, want: remote, server: "192.0.2.1"},
		"a server without a socket":  {variables: map[string]string{"SSH_CONNECTION": "UNKNOWN 65535 UNKNOWN 65535", "SSH_TTY": tty}, want: unknown},
		"no address":                 {variables: map[string]string{"SSH_CONNECTION": "\x1b[2J 1 2 3"}, want: unknown},
		"cut":                        {variables: map[string]string{"SSH_CONNECTION": "203.0.113.7"}, want: remote},
		"tmux over SSH":              {variables: map[string]string{"SSH_CONNECTION": connection, "SSH_CLIENT": client, "SSH_TTY": tty, "TMUX": "/tmp/tmux,1,0"}, elsewhere: true, want: unknown, server: "192.0.2.1"},
		"tmux on a reused terminal":  {variables: map[string]string{"SSH_CONNECTION": connection, "SSH_TTY": tty, "TMUX": "/tmp/tmux,1,0"}, want: unknown, server: "192.0.2.1"},
		"tmux attached at the desk":  {variables: map[string]string{"SSH_CLIENT": client, "SSH_TTY": tty, "TMUX": "/tmp/tmux,1,0"}, elsewhere: true},
		"tmux at the desk":           {variables: map[string]string{"TMUX": "/tmp/tmux,1,0"}},
		"screen over SSH":            {variables: map[string]string{"SSH_CONNECTION": connection, "SSH_TTY": tty, "STY": "1.pts-0"}, elsewhere: true, want: unknown, server: "192.0.2.1"},
		"mosh, script, another user": {variables: map[string]string{"SSH_CONNECTION": connection, "SSH_TTY": tty}, elsewhere: true, want: unknown, server: "192.0.2.1"},
	} {
		env := Env{Getenv: func(name string) string { return c.variables[name] }, OnSSHTerminal: !c.elsewhere}
		if got, server := env.Remote(), env.ServerAddress(); got != c.want || server != c.server {
			t.Errorf("%s: %+v at %q", name, got, server)
		}
	}
}
