package serve_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/tui/cli"
	"dossier/tui/cli/serve"
)

// readyHome is a home folder with everything that serve needs, and the file of a token.
func readyHome(t *testing.T) (home, token string) {
	t.Helper()
	home = t.TempDir()
	if code, _, errs := run(home, "serve", "init"); code != cli.ExitSuccess {
		t.Fatal(errs)
	}
	token = filepath.Join(home, "token")
	operators := filepath.Join(home, ".config", "dossier", "operators.toml")
	if err := errors.Join(os.WriteFile(operators, []byte(alone), 0o600), os.WriteFile(token, []byte("t"), 0o600)); err != nil {
		t.Fatal(err)
	}
	return home, token
}

// serveWith runs serve with arguments until start returns.
func serveWith(t *testing.T, start serve.Starter, arguments ...string) (cli.ExitCode, string) {
	t.Helper()
	home, token := readyHome(t)
	var out bytes.Buffer
	env := cli.Env{Home: home, Out: &out, Err: &out, Getenv: func(string) string { return "" }}
	code := cli.Main(append([]string{"serve", "--token-file", token, "--listen", "127.0.0.1:0"}, arguments...), env, cli.Starters{}, serve.Commands(start))
	return code, out.String()
}

// TestWhoseHeadersAreBelieved proves that the flag decides, that without it no header is
// believed, and that the log says why a connection was refused.
func TestWhoseHeadersAreBelieved(t *testing.T) {
	const header = "PROXY TCP4 203.0.113.9 198.51.100.1 50022 22\r\n"
	for _, c := range []struct {
		arguments []string
		sent      string
		from, log string
	}{
		{[]string{"--proxy-from", "192.0.2.1", "--proxy-from", "127.0.0.0/8"}, header, "203.0.113.9", ""},
		{[]string{"--proxy-from", "192.0.2.1"}, header, "127.0.0.1", "came from an address that is no load balancer's"},
		{nil, header, "127.0.0.1", "came from an address that is no load balancer's"},
		{nil, "SSH-2.0-x\r\n", "127.0.0.1", ""},
		{[]string{"--proxy-from", "127.0.0.1"}, "SSH-2.0-x\r\n", "127.0.0.1", "no PROXY header came from the load balancer"},
	} {
		var from string
		start := func(ctx context.Context, s serve.Settings) error {
			from = acceptOne(t, s.Listeners[0], c.sent)
			return fs.ErrClosed
		}
		_, out := serveWith(t, start, c.arguments...)
		if from != c.from || strings.Contains(out, "refused connection") != (c.log != "") || !strings.Contains(out, c.log) {
			t.Errorf("%q with %q: from %s\n%s", c.arguments, c.sent, from, out)
		}
	}
}

// acceptOne connects, sends, and returns where the listener sees the connection come from.
func acceptOne(t *testing.T, l net.Listener, text string) string {
	t.Helper()
	defer l.Close()
	client, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_, err = client.Write([]byte(text))
	if err = errors.Join(err, client.(*net.TCPConn).CloseWrite()); err != nil {
		t.Fatal(err)
	}
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	from, _, _ := net.SplitHostPort(conn.RemoteAddr().String())
	_, _ = conn.Read(make([]byte, 100))
	return from
}

func TestABalancerHasToBeAnAddress(t *testing.T) {
	code, out := serveWith(t, nil, "--proxy-from", "balancer.example.com")
	if code != cli.ExitUsage || !strings.Contains(out, "--proxy-from takes an IP address or a network such as 10.0.0.0/24") {
		t.Errorf("exit %d: %s", code, out)
	}
}
