// Package sshtest is an SSH server for tests of transfers with real clients. It lets
// everybody in and knows nothing of operators.
package sshtest

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// Handler answers a channel of a user: a command, or the subsystem sftp without one. It
// returns the exit code.
type Handler func(user, command string, channel ssh.Channel) int

// Server is a server on the loopback address.
type Server struct {
	Port        string
	KeyFile     string // of the one key that every client uses; its public half is beside it
	Fingerprint string // of the host key

	config  *ssh.ServerConfig
	handle  Handler
	mu      sync.Mutex
	conns   []net.Conn
	running sync.WaitGroup
}

// Start starts a server that ends with the test.
func Start(t testing.TB, handle Handler) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	s := &Server{Port: port, handle: handle, KeyFile: filepath.Join(t.TempDir(), "key")}
	s.config = &ssh.ServerConfig{PublicKeyCallback: func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return nil, nil }}
	host := newSigner(t, "")
	s.Fingerprint = ssh.FingerprintSHA256(host.PublicKey())
	s.config.AddHostKey(host)
	newSigner(t, s.KeyFile)
	s.running.Go(func() { s.accept(listener) })
	t.Cleanup(func() {
		_ = listener.Close()
		s.CloseConnections()
		s.running.Wait()
	})
	return s
}

// newSigner makes a key, and writes it if a file is named.
func newSigner(t testing.TB, file string) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	if file == "" {
		return signer
	}
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file+".pub", ssh.MarshalAuthorizedKey(signer.PublicKey()), 0o600); err != nil {
		t.Fatal(err)
	}
	return signer
}

// CloseConnections ends every connection in the middle.
func (s *Server) CloseConnections() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.conns {
		_ = conn.Close()
	}
}

func (s *Server) accept(listener net.Listener) {
	for {
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns = append(s.conns, conn)
		s.mu.Unlock()
		s.running.Go(func() { s.serve(conn) })
	}
}

func (s *Server) serve(conn net.Conn) {
	login, channels, requests, err := ssh.NewServerConn(conn, s.config)
	if err != nil {
		return
	}
	s.running.Go(func() { ssh.DiscardRequests(requests) })
	for c := range channels {
		channel, requests, err := c.Accept()
		if err != nil {
			return
		}
		s.running.Go(func() { s.serveChannel(login.User(), channel, requests) })
	}
}

func (s *Server) serveChannel(user string, channel ssh.Channel, requests <-chan *ssh.Request) {
	for r := range requests {
		var text struct{ Value string }
		isStart := r.Type == "exec" || r.Type == "subsystem"
		if isStart {
			isStart = ssh.Unmarshal(r.Payload, &text) == nil
		}
		if r.WantReply {
			_ = r.Reply(isStart, nil)
		}
		if !isStart {
			continue
		}
		if r.Type == "subsystem" {
			text.Value = ""
		}
		s.running.Go(func() { ssh.DiscardRequests(requests) })
		code := s.handle(user, text.Value, channel)
		_, _ = channel.SendRequest("exit-status", false, ssh.Marshal(struct{ Code uint32 }{uint32(code)}))
		_ = channel.Close()
		return
	}
}

// Options are the options of OpenSSH's clients for this server: no files of the account,
// and no question about the host.
func (s *Server) Options() []string {
	return []string{
		"-F", "none", "-o", "Port=" + s.Port, "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
		"-o", "LogLevel=ERROR", "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-i", s.KeyFile,
	}
}

// PuTTYKey returns the key in PuTTY's own format. Without puttygen the test is skipped.
func (s *Server) PuTTYKey(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key.ppk")
	if out, err := s.Command(t, "puttygen", s.KeyFile, "-O", "private", "-o", file).CombinedOutput(); err != nil {
		t.Fatalf("puttygen: %v: %s", err, out)
	}
	return file
}

// debianPackage is the package with a client that has to be tested; "" for one that need not.
func debianPackage(program string) string {
	switch program {
	case "ssh", "scp", "sftp":
		return "openssh-client"
	case "pscp", "psftp", "plink", "puttygen":
		return "putty-tools"
	case "lftp":
		return "lftp"
	}
	return ""
}

// Command makes a run of a client. A client that is not installed skips the test; one that
// has to be tested fails it where everything is (CI=true).
func (s *Server) Command(t testing.TB, program string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := exec.LookPath(program)
	isOpenSSH := program == "ssh" || program == "scp" || program == "sftp"
	switch {
	case err != nil && debianPackage(program) != "" && os.Getenv("CI") == "true":
		t.Fatalf("%s has to be installed: Debian's %s", program, debianPackage(program))
	case err != nil:
		t.Skipf("%s is not installed", program)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	if isOpenSSH {
		args = append(s.Options(), args...)
	}
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TERM=xterm"}
	return cmd
}
