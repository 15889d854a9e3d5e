package sshd

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// opensshCommand runs a program of OpenSSH's with the settings of nobody: no files of the
// account, no agent, no questions about the host.
func opensshCommand(t *testing.T, program string, s testServer, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s has to be installed: Debian's openssh-client", program)
		}
		t.Skipf("%s is not installed (Debian: openssh-client)", program)
	}
	_, port, _ := net.SplitHostPort(s.address)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, path, append([]string{"-F", "none", "-o", "Port=" + port, "-o", "StrictHostKeyChecking=no",
		"-o", "UserKnownHostsFile=/dev/null", "-o", "IdentitiesOnly=yes"}, args...)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir()}
	return cmd
}

// keyFile writes a key as ssh-keygen does, in a folder of the test; a pass phrase may lock it.
func keyFile(t *testing.T, phrase string) (path string, signer gossh.Signer) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	block, err := gossh.MarshalPrivateKey(private, "")
	if phrase != "" {
		block, err = gossh.MarshalPrivateKeyWithPassphrase(private, "", []byte(phrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	if signer, err = gossh.NewSignerFromKey(private); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "key")
	writeFile(t, path, pem.EncodeToMemory(block))
	writeFile(t, path+".pub", gossh.MarshalAuthorizedKey(signer.PublicKey()))
	return path, signer
}

func writeFile(t *testing.T, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A client that offers the key of one person, whom the service knows, and then logs in
// with its own key is its own person: what is kept from an offer would make it the other
// (CVE-2024-45337). OpenSSH does so with a key whose pass phrase nobody gives.
func TestAnOfferedKeyIsNoIdentity(t *testing.T) {
	lockedPath, maya := keyFile(t, "nobody gives it")
	ownPath, ola := keyFile(t, "")
	s := startServer(t, keyring{"maya": maya, "ola": ola}, echo)
	out, err := opensshCommand(t, "ssh", s, "-o", "BatchMode=yes", "-i", lockedPath, "-i", ownPath, "maya@127.0.0.1", "hello").Output()
	if err == nil || string(out) != "ola hello" {
		t.Errorf("%q, %v", out, err)
	}
	if out, _ := opensshCommand(t, "ssh", s, "-o", "BatchMode=yes", "-i", lockedPath, "maya@127.0.0.1", "hello").Output(); len(out) > 0 {
		t.Errorf("without a key of its own it got %q", out)
	}
}

// Somebody whose key nobody knows is told so, once, with what to do.
func TestAStrangerIsToldWhatToDo(t *testing.T) {
	path, stranger := keyFile(t, "")
	s := startServer(t, keyring{}, echo)
	for _, c := range []struct {
		program string
		args    []string
	}{
		{"ssh", []string{"-i", path, "maya@127.0.0.1"}},
		{"scp", []string{"-i", path, path, "maya@127.0.0.1:front"}},
	} {
		cmd := opensshCommand(t, c.program, s, c.args...)
		var told bytes.Buffer
		cmd.Stdout, cmd.Stderr = &told, &told
		if err := cmd.Run(); err == nil {
			t.Errorf("%s was let in", c.program)
		}
		want := gossh.FingerprintSHA256(stranger.PublicKey())
		if strings.Count(told.String(), want) != 1 {
			t.Errorf("%s said:\n%s", c.program, &told)
		}
	}
}
