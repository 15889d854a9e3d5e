package sshd

import (
	"context"
	"fmt"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dossier/flows/desk"
	"dossier/flows/flowfile"
	"dossier/flows/intake"
	"dossier/flows/journal/journaltest"
	"dossier/flows/journal/tempdir"
	"dossier/personr"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
	"dossier/tui/settings"
	"dossier/tui/sshd/metrics"
	"dossier/tui/sshd/operators"
)

// world is a whole service in this process: the simulated provider, a journal, an operators
// file with an authority, and the server on a port of its own.
type world struct {
	t         *testing.T
	address   string
	log       *logBuffer
	service   *Service
	provider  *sandbox.Sandbox
	operators *operators.Watcher
	file      string // of the operators
	keys      map[string]gossh.Signer
	authority gossh.Signer
	stop      func() // ends the service and waits for it
}

// newWorld starts a service for operators of these names.
func newWorld(t *testing.T, names ...string) *world {
	t.Helper()
	return newWorldOf(t, nil, names...)
}

// newWorldOf is newWorld with applicants whose names the provider knows.
func newWorldOf(t *testing.T, applicants []sandbox.Applicant, names ...string) *world {
	t.Helper()
	w := &world{t: t, log: &logBuffer{}, keys: map[string]gossh.Signer{}, authority: newKey(t)}
	for _, name := range names {
		w.keys[name] = newKey(t)
	}
	w.writeOperators(names...)
	setup := w.newSetup(w.startProvider(applicants))
	store, err := setup.OpenStore(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(store.Close)
	w.service = NewService(setup.Wizard, setup.Client.Origin(), func(ctx context.Context, who operators.Identity, onPanic func()) (*desk.Desks, *desk.Pictures, error) {
		return store.OpenDesks(ctx, cli.SessionConfig{Operator: who.Name, Scope: w.operators.Scope(who), OnPanic: onPanic})
	})
	w.start()
	return w
}

// startProvider starts the simulated provider and returns its address.
func (w *world) startProvider(applicants []sandbox.Applicant) string {
	w.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	w.provider = sandbox.New(sandbox.Config{
		Token: "token", DefaultFlow: "KYC basic", AutoCreate: true, Blind: true, DiscardContents: true, Applicants: applicants, Flows: map[string][]sandbox.Need{"KYC basic": {
			{Name: "identity", AnyOf: []string{"ID_CARD", "PASSPORT", "DRIVERS", "RESIDENCE_PERMIT"}}, {Name: "selfie", AnyOf: []string{"SELFIE"}},
		}},
	})
	server := &http.Server{Handler: w.provider.Handler(), ErrorLog: log.New(io.Discard, "", 0)}
	go func() { _ = server.Serve(listener) }()
	w.t.Cleanup(func() { w.provider.Close(); _ = server.Close() })
	return "http://" + listener.Addr().String() + sandbox.Path
}

func (w *world) newSetup(url string) cli.Setup {
	w.t.Helper()
	token, err := personr.NewToken("token")
	if err != nil {
		w.t.Fatal(err)
	}
	client, err := personr.New(personr.Config{BaseURL: url, Token: token, Version: "test"})
	if err != nil {
		w.t.Fatal(err)
	}
	return cli.Setup{
		Wizard: settings.Wizard{Flows: flowfile.Defaults()[:1], Limits: intake.DefaultLimits(), Hold: 20 * time.Millisecond, Loopback: true},
		Client: client, Journal: filepath.Join(tempdir.New(w.t), "journal.db"), Keys: journaltest.AuditKey,
		Poll: func(int, float64) time.Duration { return 20 * time.Millisecond },
	}
}

// writeOperators writes the operators file. Lars logs in by certificates of the authority,
// and Ines was somebody until a year ago.
func (w *world) writeOperators(names ...string) {
	w.t.Helper()
	var text strings.Builder
	for _, name := range names {
		fmt.Fprintf(&text, "[[operator]]\nname = %q\nkeys = [%q]\n", name, publicLine(w.keys[name]))
	}
	if w.keys["ines"] == nil {
		w.keys["ines"] = newKey(w.t)
	}
	fmt.Fprintf(&text, "[[operator]]\nname = \"ines\"\nkeys = [%q]\nexpires = 2025-01-01\n", publicLine(w.keys["ines"]))
	fmt.Fprintf(&text, "[[operator]]\nname = \"lars\"\nprincipals = [\"lars\"]\nauthority = \"corp\"\n[[authority]]\nname = \"corp\"\nkey = %q\n", publicLine(w.authority))
	if w.file == "" {
		w.file = filepath.Join(w.t.TempDir(), "operators.toml")
	}
	if err := os.WriteFile(w.file, []byte(text.String()), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

func publicLine(key gossh.Signer) string {
	return strings.TrimSpace(string(gossh.MarshalAuthorizedKey(key.PublicKey())))
}

// start runs the server until stop or the end of the test.
func (w *world) start() {
	w.t.Helper()
	var err error
	if w.operators, err = operators.NewWatcher(operators.Source{Path: w.file, FlowNames: []string{"KYC basic"}, Log: func(slog.Level, string) {}}); err != nil {
		w.t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		w.t.Fatal(err)
	}
	w.address = listener.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		err := Run(ctx, Settings{
			Service: w.service, Operators: w.operators, HostKeys: []gossh.Signer{newKey(w.t)}, Listeners: []net.Listener{listener},
			Log: slog.New(slog.NewTextHandler(w.log, nil)), Metrics: metrics.New(), Manager: noManager{},
		})
		if err != nil {
			w.t.Errorf("the service ended: %v", err)
		}
	}()
	w.stop = func() { cancel(); <-ended }
	w.t.Cleanup(w.stop)
}

// dialFrom logs in from an address of this computer; "" is any.
func (w *world) dialFrom(from, user string, auth ...gossh.AuthMethod) (*gossh.Client, error) {
	conn, err := w.connectFrom(from)
	if err != nil {
		return nil, err
	}
	c, channels, requests, err := gossh.NewClientConn(conn, w.address, &gossh.ClientConfig{
		User: user, Auth: auth, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 20 * time.Second,
	})
	if err != nil {
		_ = conn.Close()
		return nil, err
	}
	return gossh.NewClient(c, channels, requests), nil
}

func (w *world) connectFrom(from string) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 10 * time.Second}
	if from != "" {
		dialer.LocalAddr = &net.TCPAddr{IP: net.ParseIP(from)}
	}
	return dialer.Dial("tcp", w.address)
}

// login is a connection of an operator until the end of the test.
func (w *world) login(name string) *gossh.Client {
	w.t.Helper()
	client, err := w.dialFrom("", name, gossh.PublicKeys(w.keys[name]))
	if err != nil {
		w.t.Fatalf("%s: %v", name, err)
	}
	w.t.Cleanup(func() { _ = client.Close() })
	return client
}
