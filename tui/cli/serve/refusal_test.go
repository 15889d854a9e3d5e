package serve_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/tui/cli"
	"dossier/tui/cli/serve"
)

// TestServeRefusesToStart proves that nothing listens for anybody without a file that says
// who may log in, and without host keys that only this user may read. None is made.
func TestServeRefusesToStart(t *testing.T) {
	edit := func(name string, change func(path string) error) func(folder string) error {
		return func(folder string) error { return change(filepath.Join(folder, name)) }
	}
	first, second := "ssh_host_ed25519_key", "ssh_host_ecdsa_key"
	write := func(text string) func(string) error {
		return func(path string) error { return os.WriteFile(path, []byte(text), 0o600) }
	}
	chmod := func(mode os.FileMode) func(string) error {
		return func(path string) error { return os.Chmod(path, mode) }
	}
	for name, c := range map[string]struct {
		change func(folder string) error
		want   string
	}{
		"no operators file":         {edit("operators.toml", os.Remove), "operators file cannot be read"},
		"an empty operators file":   {edit("operators.toml", write("")), "there is no operator"},
		"a fault in it":             {edit("operators.toml", write(alone+"rolle = 1\n")), "line 4"},
		"others may write it":       {edit("operators.toml", chmod(0o602)), "chmod go-w"},
		"no host key":               {edit(first, os.Remove), "a host key cannot be read ("},
		"no second host key":        {edit(second, os.Remove), "a host key cannot be read ("},
		"a host key for others":     {edit(first, chmod(0o644)), "a host key cannot be read ("},
		"a host key for the group":  {edit(second, chmod(0o640)), "a host key cannot be read ("},
		"an empty host key":         {edit(first, write("")), "a host key is no private key"},
		"a public key as host key":  {edit(first, write(mayasKey)), "a host key is no private key"},
		"a folder for the host key": {edit(first, func(path string) error { return errors.Join(os.Remove(path), os.Mkdir(path, 0o700)) }), "a host key cannot be read ("},
	} {
		t.Run(name, func(t *testing.T) {
			home := t.TempDir()
			if code, _, errs := run(home, "serve", "init"); code != cli.ExitSuccess {
				t.Fatal(errs)
			}
			folder, token := filepath.Join(home, ".config", "dossier"), filepath.Join(home, "token")
			if err := errors.Join(os.WriteFile(filepath.Join(folder, "operators.toml"), []byte(alone), 0o600), os.WriteFile(token, []byte("t"), 0o600), c.change(folder)); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadDir(folder)
			var out bytes.Buffer
			env := cli.Env{Home: home, Out: &out, Err: &out, Getenv: func(string) string { return "" }}
			start := func(context.Context, serve.Settings) error {
				t.Error("it started")
				return nil
			}
			args := []string{"serve", "--token-file", token, "--listen", "127.0.0.1:0"}
			if code := cli.Main(args, env, cli.Starters{}, serve.Commands(start)); code != cli.ExitUsage || !strings.Contains(out.String(), c.want) || strings.Contains(out.String(), home) {
				t.Errorf("exit %d: %s", code, out.String())
			}
			if after, _ := os.ReadDir(folder); len(after) != len(before) {
				t.Error("a file was made")
			}
		})
	}
}
