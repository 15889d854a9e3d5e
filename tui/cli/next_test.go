package cli

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
)

// TestTheReceiptIsNamedOnceSomethingWasSent: a wizard that sent nothing ends without the
// command that writes what was sent, and a report goes to a terminal only.
func TestTheReceiptIsNamedOnceSomethingWasSent(t *testing.T) {
	for _, c := range []struct{ sent, terminal, want bool }{{false, true, false}, {true, true, true}, {true, false, false}} {
		var said bytes.Buffer
		home := t.TempDir()
		settings := map[string]string{"PERSONR_TOKEN": "a-token-for-a-test", "PERSONR_API_URL": "http://127.0.0.1:9/api/1.1/wf", "DOSSIER_AUDIT_HEADS": "off"}
		env := Env{Out: io.Discard, Err: &said, Home: home, Cwd: home, Terminal: c.terminal, Getenv: func(name string) string { return settings[name] }}
		ran := false
		code := Main(nil, env, Starters{Wizard: func(ctx context.Context, s Setup) error {
			ran = true
			s.sent.Store(true)
			if c.sent {
				return nil
			}
			_, _, shut, err := s.OpenDesks(ctx) // nothing is sent from these
			if err == nil {
				shut()
			}
			return err
		}})
		if code != ExitSuccess || !ran {
			t.Fatalf("exit code %d: %s", code, said.String())
		}
		if named := strings.Contains(said.String(), "dossier receipt"); named != c.want {
			t.Errorf("sent %t, a terminal %t: %q", c.sent, c.terminal, said.String())
		}
	}
}
