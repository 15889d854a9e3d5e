//go:build unix

package serve_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"dossier/tui/cli"
	"dossier/tui/cli/serve"
)

// TestAHangupReadsTheOperatorsAgain proves that the signal reaches the service without a
// terminal and leaves it running, and that it ends one on a terminal.
func TestAHangupReadsTheOperatorsAgain(t *testing.T) {
	for _, terminal := range []bool{false, true} {
		home := homeWith(t, alone)
		folder, token := filepath.Join(home, ".config", "dossier"), filepath.Join(home, "token")
		if code, _, errs := run("", "serve", "init", "--dir", filepath.Join(home, "keys")); code != cli.ExitSuccess {
			t.Fatal(errs)
		}
		err := os.WriteFile(token, []byte("t"), 0o600)
		for _, name := range []string{serve.Ed25519KeyFile, serve.ECDSAKeyFile} {
			err = errors.Join(err, os.Rename(filepath.Join(home, "keys", name), filepath.Join(folder, name)))
		}
		if err != nil {
			t.Fatal(err)
		}
		isRead := false
		start := func(ctx context.Context, s serve.Settings) error {
			ctx, stop := context.WithCancel(ctx)
			defer stop()
			go s.Operators.Run(ctx)
			news := s.Operators.Subscribe()
			<-news // as every new subscriber is asked to look
			if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
				return err
			}
			select {
			case <-news:
				isRead = ctx.Err() == nil
			case <-ctx.Done():
			}
			return ctx.Err()
		}
		var out bytes.Buffer
		env := cli.Env{Home: home, Out: &out, Err: &out, Getenv: func(string) string { return "" }, Terminal: terminal}
		code := cli.Main([]string{"serve", "--token-file", token, "--listen", "127.0.0.1:0"}, env, cli.Starters{}, serve.Commands(start))
		if isRead == terminal || (code == cli.ExitSuccess) == terminal {
			t.Errorf("on a terminal %t: read %t, exit %d: %s", terminal, isRead, code, out.String())
		}
	}
}
