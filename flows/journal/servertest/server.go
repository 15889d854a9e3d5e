// Package servertest gives tests a real PostgreSQL, started from the programs
// that are installed, which they may kill and restart. It knows nothing of the
// journal, whose own tests use it too.
package servertest

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers "pgx"

	"dossier/flows/journal/tempdir"
)

// Password is the password of every role on a test's server. It is a canary
// too: no output and no error may hold it.
const Password = "canary-muster-password"

// Owner is the role that owns the databases which Database makes. It is no
// superuser.
const Owner = "dossier"

// Server is a PostgreSQL of the tests' own on 127.0.0.1, on the programs that
// are installed here. It writes through to the disk, as a real one does; the disk of the
// shared one is in memory where there is room.
type Server struct {
	programs string // folder
	folder   string // data, socket, log
	port     int
	process  *serverProcess // nil while it is stopped

	mu    sync.Mutex
	spare []string // databases whose test is over
}

// errMissing says that there is no PostgreSQL on this machine.
var errMissing = errors.New("no PostgreSQL is installed")

// sharedServer is the one server of a test binary: a start takes longer than most
// tests. It ends with the binary.
var sharedServer = sync.OnceValues(func() (*Server, error) { return newServer(tempdir.Root()) })

// SharedServer returns a running server that the tests of the binary share: they
// get databases of their own, and leave it running. Where PostgreSQL is not
// installed the test is skipped; where everything has to be tested (CI=true)
// it fails.
func SharedServer(t testing.TB) *Server {
	t.Helper()
	s, err := sharedServer()
	requireAvailable(t, err)
	return s
}

// DedicatedServer returns a running server for this test alone, which may kill and
// restart it. Its data is on the disk. It is removed with the test.
func DedicatedServer(t testing.TB) *Server {
	t.Helper()
	s, err := newServer("")
	requireAvailable(t, err)
	t.Cleanup(func() {
		s.Kill(t)
		_ = os.RemoveAll(s.folder)
	})
	return s
}

func requireAvailable(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case errors.Is(err, errMissing) && os.Getenv("CI") != "true":
		t.Skip("no PostgreSQL is installed: the tests with a real server are left out")
	default:
		t.Fatalf("start PostgreSQL, which has to be tested: %v", err)
	}
}

// URL is the address of the superuser in the database "postgres", for tests
// that change the server itself.
func (s *Server) URL() string { return s.buildAddress("postgres", "postgres", Password) }

// Database returns the address of an empty database that Owner owns. When the
// test is over, connections to it are cut and the next one may get it, emptied:
// that is much faster than to make one.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.spare); n > 0 {
		name := s.spare[n-1]
		s.spare = s.spare[:n-1]
		return s.lendDatabase(t, name)
	}
	name := "d" + strings.ToLower(rand.Text())
	s.Exec(t, s.URL(), "CREATE DATABASE "+name+" OWNER "+Owner)
	return s.lendDatabase(t, name)
}

func (s *Server) lendDatabase(t testing.TB, name string) string {
	t.Cleanup(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.process == nil {
			return
		}
		err := execStatements(context.Background(), s.buildAddress("postgres", name, Password),
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
			"DROP OWNED BY "+Owner)
		if err == nil {
			s.spare = append(s.spare, name)
		}
	})
	return s.buildAddress(Owner, name, Password)
}

// WithUser is the address with another user in it.
func (s *Server) WithUser(address, user string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return s.buildAddress(user, strings.TrimPrefix(u.Path, "/"), Password)
}

// SocketAddress is the address through the server's Unix socket.
func (s *Server) SocketAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Host, u.RawQuery = "", url.Values{"host": {s.folder}, "port": {fmt.Sprint(s.port)}}.Encode()
	return u.String()
}

func (s *Server) buildAddress(user, database, password string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(user, password), Host: fmt.Sprintf("127.0.0.1:%d", s.port),
		Path: database, RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Exec runs statements on a connection of their own.
func (s *Server) Exec(t testing.TB, address string, statements ...string) {
	t.Helper()
	if err := execStatements(context.WithoutCancel(t.Context()), address, statements...); err != nil {
		t.Fatalf("PostgreSQL: %v", err)
	}
}

func execStatements(ctx context.Context, address string, statements ...string) error {
	db, err := sql.Open("pgx", address)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1)
	for _, statement := range statements {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// Kill ends the server as a crash does: every process of it at once, nothing
// written. It may be called on a stopped server.
func (s *Server) Kill(t testing.TB) {
	t.Helper()
	if err := s.endProcess((*serverProcess).killNow); err != nil {
		t.Fatalf("kill PostgreSQL: %v", err)
	}
}

// Stop ends the server in order and closes its connections.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if err := s.endProcess((*serverProcess).stopOrderly); err != nil {
		t.Fatalf("stop PostgreSQL: %v", err)
	}
}

func (s *Server) endProcess(how func(*serverProcess) error) error {
	if s.process == nil {
		return nil
	}
	run := s.process
	s.process = nil
	return how(run)
}

// Start starts a stopped server again, with the same data at the same address,
// and returns when it answers. Settings such as "fsync=off" hold until it ends.
func (s *Server) Start(t testing.TB, settings ...string) {
	t.Helper()
	if err := s.startAndWait(settings...); err != nil {
		t.Fatalf("start PostgreSQL: %v", err)
	}
}

// serverTimeout is how long a server may take to answer or to end.
const serverTimeout = 60 * time.Second

func (s *Server) startAndWait(settings ...string) (err error) {
	if s.process, err = s.startProcess(settings); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), serverTimeout)
	defer cancel()
	for {
		err := execStatements(ctx, s.URL(), "SELECT 1")
		if err == nil {
			return nil
		}
		if ctx.Err() != nil || !s.process.isAlive() {
			_ = s.endProcess((*serverProcess).killNow)
			text := s.Log()
			return fmt.Errorf("%w\n%s", err, text[max(0, len(text)-4096):])
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// WriteFile puts a file where the server can read it and returns its path: a
// certificate, a key.
func (s *Server) WriteFile(t testing.TB, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(s.folder, name)
	if err := s.writeFile(path, data); err != nil {
		t.Fatalf("write for PostgreSQL: %v", err)
	}
	return path
}

// FilesContain reports whether a file of a table or an index of a database holds a
// text. The server's log of changes is left out.
func (s *Server) FilesContain(t testing.TB, address, text string) (found bool) {
	t.Helper()
	s.Exec(t, s.URL(), "CHECKPOINT")
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var number string
	if err := db.QueryRowContext(t.Context(), "SELECT oid::text FROM pg_database WHERE datname = current_database()").Scan(&number); err != nil {
		t.Fatalf("PostgreSQL: %v", err)
	}
	err = filepath.WalkDir(filepath.Join(s.folder, "data", "base", number), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		found = found || bytes.Contains(content, []byte(text))
		return err
	})
	if err != nil {
		t.Fatalf("read the server's files: %v", err)
	}
	return found
}

// Log is all that the server said.
func (s *Server) Log() string {
	text, err := os.ReadFile(filepath.Join(s.folder, "log"))
	if err != nil {
		return "it said nothing"
	}
	return string(text)
}
