package servertest

import (
	"database/sql"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func connect(t *testing.T, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func read(t *testing.T, db *sql.DB, query string) (value string) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), query).Scan(&value); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return value
}

func TestEveryDatabaseIsFreshAndTheServerWritesThrough(t *testing.T) {
	s := SharedServer(t)
	one, two := s.Database(t), s.Database(t)
	if one == two || s != SharedServer(t) {
		t.Fatal("a database was given twice, or the server was not shared")
	}
	s.Exec(t, one, "CREATE TABLE a (n int)")
	s.Exec(t, two, "CREATE TABLE a (n int)")
	db := connect(t, s.SocketAddress(one))
	for query, want := range map[string]string{
		"SHOW fsync": "on", "SHOW synchronous_commit": "on", "SHOW full_page_writes": "on", "SELECT current_user": Owner,
		"SELECT rolsuper::text FROM pg_roles WHERE rolname = current_user": "false", "SELECT (inet_client_addr() IS NULL)::text": "true",
	} {
		if got := read(t, db, query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}

func TestADatabaseIsEmptyWhenItIsLentAgain(t *testing.T) {
	s := SharedServer(t)
	var first string
	t.Run("first", func(t *testing.T) {
		first = s.Database(t)
		s.Exec(t, first, "CREATE SCHEMA x", "CREATE TABLE x.a (n int)", "CREATE TABLE a (n int)")
		connect(t, first) // and left open
	})
	if second := s.Database(t); second != first {
		t.Errorf("a new database was made although one was free")
	}
	const left = `SELECT count(*)::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
		WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'`
	if got := read(t, connect(t, first), left); got != "0" {
		t.Errorf("%s tables were left", got)
	}
	s.Exec(t, first, "CREATE TABLE a (n int)") // and its owner may still use it
}

func TestDataSurvivesAKillAndARestart(t *testing.T) {
	s := DedicatedServer(t)
	address := s.Database(t)
	s.Exec(t, address, "CREATE TABLE a (n int)", "INSERT INTO a VALUES (4711)")
	s.Kill(t)
	if err := execStatements(t.Context(), address, "SELECT 1"); err == nil {
		t.Fatal("a killed server answered")
	}
	s.Start(t)
	if got := read(t, connect(t, address), "SELECT n FROM a"); got != "4711" {
		t.Errorf("after the kill: %s", got)
	}
	if !strings.Contains(s.Log(), "not properly shut down") {
		t.Error("the kill was an orderly end")
	}
	// The control: what a server says before it is on the disk, a kill takes away.
	s.Stop(t)
	s.Start(t, "synchronous_commit=off", "wal_writer_delay=10s")
	s.Exec(t, address, "INSERT INTO a VALUES (1)", "DELETE FROM a WHERE n = 4711")
	s.Kill(t)
	s.Start(t)
	if got := read(t, connect(t, address), "SELECT string_agg(n::text, ' ') FROM a"); got != "4711" {
		t.Errorf("a kill left %q: it was none", got)
	}
}

// TestAServerEndsWithItsTests starts this binary again and lets it die without
// a word; its server and its folder must be gone soon.
func TestAServerEndsWithItsTests(t *testing.T) {
	SharedServer(t) // or skip
	if os.Getenv("SERVERTEST_DIE") != "" {
		s := SharedServer(t)
		_, _ = os.Stderr.WriteString("folder=" + s.folder + "\n")
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {}
	}
	child := exec.Command(os.Args[0], "-test.run=^TestAServerEndsWithItsTests$")
	child.Env = append(os.Environ(), "SERVERTEST_DIE=1")
	out, _ := child.CombinedOutput()
	_, folder, found := strings.Cut(strings.TrimSpace(string(out)), "folder=")
	if !found {
		t.Fatalf("the child said: %s", out)
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			return
		}
		if time.Now().After(end) {
			t.Fatal("the folder of a dead test's server is still there")
		}
	}
}
