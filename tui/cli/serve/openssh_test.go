package serve_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"dossier/tui/cli"
)

// TestOpenSSHReadsTheHostKeys proves that ssh-keygen shows for the files of init what init
// has shown, that it reads the private keys, and that a server in Go reads them too.
func TestOpenSSHReadsTheHostKeys(t *testing.T) {
	program, err := exec.LookPath("ssh-keygen")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("ssh-keygen has to be installed: Debian's openssh-client")
		}
		t.Skip("ssh-keygen is not installed (Debian: openssh-client)")
	}
	keygen := func(args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	folder := t.TempDir()
	code, out, errs := run("", "serve", "init", "--dir", folder)
	if code != cli.ExitSuccess {
		t.Fatal(errs)
	}
	shown := strings.SplitAfter(out, "\n")[3:]
	for i, c := range []struct{ name, kind string }{{"ssh_host_ed25519_key", "ssh-ed25519"}, {"ssh_host_ecdsa_key", "ecdsa-sha2-nistp256"}} {
		path := filepath.Join(folder, c.name)
		if got := keygen("-lf", path); got != shown[i] {
			t.Errorf("%s: ssh-keygen shows %q, init %q", c.name, got, shown[i])
		}
		public := keygen("-yf", path)
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		signer, err := ssh.ParsePrivateKey(b)
		if err != nil || signer.PublicKey().Type() != c.kind || !strings.HasPrefix(public, strings.TrimSpace(string(ssh.MarshalAuthorizedKey(signer.PublicKey())))) {
			t.Errorf("%s: %v, %s", c.name, err, public)
		}
	}
}
