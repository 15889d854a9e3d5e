package cli

import (
	"context"
	"testing"

	"dossier/flows/intake"
	"dossier/tui/settings"
)

// What a client asked an SSH server for is answered instead of the wizard, with the inboxes of
// the operator whom the server's configuration names. A person at a terminal gets the wizard.
func TestAForcedCommandAnswersTransfers(t *testing.T) {
	for name, c := range map[string]struct {
		env     map[string]string
		args    []string
		command string
		code    ExitCode
	}{
		"sftp":              {env: map[string]string{"SSH_ORIGINAL_COMMAND": " internal-sftp "}, command: "internal-sftp"},
		"scp that fails":    {env: map[string]string{"SSH_ORIGINAL_COMMAND": "scp -t x"}, command: "scp -t x", code: ExitFailure},
		"at a terminal":     {env: map[string]string{"SSH_ORIGINAL_COMMAND": "ls", "SSH_TTY": "/dev/pts/1"}, code: ExitSignIn},
		"no command":        {env: map[string]string{"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}, code: ExitSignIn},
		"with an applicant": {env: map[string]string{"SSH_ORIGINAL_COMMAND": "x"}, args: []string{"1699236591586x405886519539808060"}, code: ExitSignIn},
	} {
		t.Run(name, func(t *testing.T) {
			asked, whose := "", settings.Inbox{}
			parts := Starters{Transfer: func(_ context.Context, command string, s settings.Inbox, limits intake.Limits) int {
				asked, whose = command, s
				if limits.MaxBytes != intake.DefaultLimits().MaxBytes {
					t.Errorf("%+v", limits)
				}
				return int(c.code)
			}}
			env := Env{Getenv: func(name string) string { return c.env[name] }, Home: t.TempDir(), Operator: "docs", Out: &nothing{}, Err: &nothing{}}
			code := Main(append(c.args, "--operator", "maya", "--forced"), env, parts)
			if asked != c.command || code != c.code {
				t.Errorf("%q, %d", asked, code)
			}
			if asked != "" && (whose.Operator != "maya" || whose.User != "docs" || !whose.Forced) {
				t.Errorf("%+v", whose)
			}
		})
	}
}

type nothing struct{}

func (*nothing) Write(p []byte) (int, error) { return len(p), nil }
