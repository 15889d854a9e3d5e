package sshd

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

func newECDSAKey(t *testing.T) gossh.Signer {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}

// OpenSSH, which knows one of the host's keys, learns the other from the service and checks
// that the host has it: so a key can be changed without a question at anybody.
func TestOpenSSHLearnsTheOtherHostKey(t *testing.T) {
	path, maya := keyFile(t, "")
	learnt := make(chan struct{})
	s := startServer(t, keyring{"maya": maya}, func(ctx context.Context, _ *Session) int {
		select {
		case <-learnt:
		case <-ctx.Done():
		}
		return 0
	})
	first, second := s.cfg.HostKeys[0], newECDSAKey(t)
	s.cfg.HostKeys = append(s.cfg.HostKeys, second)
	s.ssh.AddHostKey(second)
	known := filepath.Join(t.TempDir(), "known_hosts")
	_, port, _ := net.SplitHostPort(s.address)
	writeFile(t, known, append([]byte("[127.0.0.1]:"+port+" "), gossh.MarshalAuthorizedKey(first.PublicKey())...))
	cmd := opensshCommand(t, "ssh", s, "-o", "BatchMode=yes", "-i", path, "maya@127.0.0.1", "hello")
	for i, argument := range cmd.Args { // the first value of an option counts
		cmd.Args[i] = strings.NewReplacer("UserKnownHostsFile=/dev/null", "UserKnownHostsFile="+known, "StrictHostKeyChecking=no", "StrictHostKeyChecking=yes").Replace(argument)
	}
	cmd.Args = append(cmd.Args[:1:1], append([]string{"-o", "UpdateHostKeys=yes"}, cmd.Args[1:]...)...)
	var said logBuffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	want := strings.TrimSpace(string(gossh.MarshalAuthorizedKey(second.PublicKey())))
	waitFor(t, func() bool {
		text, _ := os.ReadFile(known)
		return strings.Contains(string(text), want)
	})
	close(learnt)
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, &said)
	}
}

// Only the host's own keys are proved, and not without end.
func TestWhatIsNotProved(t *testing.T) {
	maya := newKey(t)
	s := startServer(t, keyring{"maya": maya}, echo)
	c, err := s.dial(t, "maya", maya)
	if err != nil {
		t.Fatal(err)
	}
	own := appendBlob(nil, s.cfg.HostKeys[0].PublicKey().Marshal())
	for name, payload := range map[string][]byte{
		"another key": appendBlob(nil, newKey(t).PublicKey().Marshal()), "nothing": nil, "half a key": own[:10], "no key": {0, 0, 0, 0}, "a length without an end": {0xff, 0xff, 0xff, 0xff, 1},
		"the same key twice": append(append([]byte{}, own...), own...),
	} {
		if ok, _, err := c.SendRequest(proofRequest, true, payload); ok || err != nil {
			t.Errorf("%s: %t, %v", name, ok, err)
		}
	}
	ok, answer, err := c.SendRequest(proofRequest, true, own)
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	var proof struct{ Signature []byte }
	var signature gossh.Signature
	if gossh.Unmarshal(answer, &proof) != nil || gossh.Unmarshal(proof.Signature, &signature) != nil {
		t.Fatal("no signature")
	}
	signed := appendBlob(appendBlob(appendBlob(nil, []byte(proofRequest)), c.SessionID()), s.cfg.HostKeys[0].PublicKey().Marshal())
	if err := s.cfg.HostKeys[0].PublicKey().Verify(signed, &signature); err != nil {
		t.Error(err)
	}
}
