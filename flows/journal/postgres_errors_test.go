package journal

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"dossier/flows"
	"dossier/flows/journal/servertest"
)

//go:embed postgres_role.sql
var roleRecipe string

// readdressed is the address with something else in it.
func readdressed(t *testing.T, address string, change func(*url.URL)) string {
	t.Helper()
	u, err := url.Parse(address)
	requireNoErrors(t, err)
	change(u)
	return u.String()
}

func TestServersThatWillNotDoAreNamedAndNotQuoted(t *testing.T) {
	server := servertest.SharedServer(t)
	exec := func(t *testing.T, address string, statements ...string) { server.Exec(t, address, statements...) }
	for name, c := range map[string]struct {
		arrange func(t *testing.T, address string) string
		want    error
	}{
		"wrong password": {func(t *testing.T, a string) string {
			return readdressed(t, a, func(u *url.URL) { u.User = url.UserPassword(servertest.Owner, servertest.Password+"x") })
		}, ErrSignIn},
		"unknown user": {func(_ *testing.T, a string) string { return server.WithUser(a, "muster") }, ErrSignIn},
		"no database":  {func(t *testing.T, a string) string { return readdressed(t, a, func(u *url.URL) { u.Path += "muster" }) }, ErrNoDatabase},
		"no server": {func(t *testing.T, a string) string {
			return readdressed(t, a, func(u *url.URL) { u.Host = "127.0.0.1:1" })
		}, ErrUnreachable},
		"no socket": {func(_ *testing.T, a string) string { return "postgres:///x?host=/nowhere" }, ErrUnreachable},
		"no TLS there": {func(t *testing.T, a string) string {
			return readdressed(t, a, func(u *url.URL) { u.RawQuery = "sslmode=verify-full" })
		}, ErrCertificate},
		"no rights": {func(t *testing.T, a string) string {
			exec(t, server.URL(), "DROP ROLE IF EXISTS weak", "CREATE ROLE weak LOGIN PASSWORD '"+servertest.Password+"'")
			return server.WithUser(a, "weak")
		}, ErrNoRights},
		"no room": {func(t *testing.T, a string) string {
			exec(t, server.URL(), "DROP ROLE IF EXISTS crowd", "CREATE ROLE crowd LOGIN CONNECTION LIMIT 0 PASSWORD '"+servertest.Password+"'")
			return server.WithUser(a, "crowd")
		}, ErrTooManyConnections},
		"commits not waited for": {func(t *testing.T, a string) string {
			return readdressed(t, a, func(u *url.URL) { u.RawQuery += "&synchronous_commit=off" })
		}, ErrNotDurable},
		"only for reading": {func(t *testing.T, a string) string {
			return readdressed(t, a, func(u *url.URL) { u.RawQuery += "&default_transaction_read_only=on" })
		}, ErrStandby},
		"somebody else's schema": {func(t *testing.T, a string) string {
			exec(t, a, "CREATE SCHEMA dossier", "CREATE TABLE dossier.muster (a int)")
			return a
		}, ErrSchemaTaken},
		"newer layout": {func(t *testing.T, a string) string {
			requireNoErrors(t, open(t, a).Close())
			exec(t, a, "INSERT INTO dossier.goose_db_version (version_id, is_applied) VALUES (99, true)")
			return a
		}, flows.ErrNewer},
		"lost rights": {func(t *testing.T, a string) string {
			requireNoErrors(t, open(t, a).Close())
			exec(t, a, "REVOKE ALL ON dossier.chain FROM "+servertest.Owner)
			return a
		}, ErrNoRights},
	} {
		t.Run(name, func(t *testing.T) {
			address := c.arrange(t, server.Database(t))
			s, err := Open(t.Context(), address, testKeys)
			if err == nil {
				_ = s.Close()
			}
			if !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			requireDiscreet(t, err)
		})
	}
}

// requireDiscreet fails when an error repeats what it must not.
func requireDiscreet(t *testing.T, err error) {
	t.Helper()
	for _, word := range []string{"canary", "muster", "127.0.0.1", "SQLSTATE", "relation", "FATAL", servertest.Owner + "@", "password authentication"} {
		if strings.Contains(fmt.Sprint(err), word) {
			t.Errorf("%q in the error: %v", word, err)
		}
	}
}

func TestReadingNeedsAJournalAndNoRightToWrite(t *testing.T) {
	server := servertest.SharedServer(t)
	address := server.Database(t)
	if _, err := OpenReadOnly(t.Context(), address); !errors.Is(err, ErrNoJournal) {
		t.Errorf("an empty database: %v", err)
	}
	server.Exec(t, address, "CREATE SCHEMA dossier")
	if _, err := OpenReadOnly(t.Context(), address); !errors.Is(err, ErrNoJournal) {
		t.Errorf("an empty schema: %v", err)
	}
	requireDone(t, open(t, address).Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	server.Exec(t, server.URL(), "DROP ROLE IF EXISTS auditor", "CREATE ROLE auditor LOGIN PASSWORD '"+servertest.Password+"'")
	server.Exec(t, address, "GRANT USAGE ON SCHEMA dossier TO auditor", "GRANT SELECT ON ALL TABLES IN SCHEMA dossier TO auditor")
	s, err := OpenReadOnly(t.Context(), server.WithUser(address, "auditor"))
	requireNoErrors(t, err)
	defer func() { _ = s.Close() }()
	if got := load(t, s, anna, 0); len(got) != 1 {
		t.Errorf("%d entries", len(got))
	}
	if _, ok, err := s.Head(t.Context()); err != nil || !ok {
		t.Errorf("head: %v, %v", ok, err)
	}
	if _, err := s.read.Exec("UPDATE presences SET pid = 1"); !errors.Is(s.journalError(err), ErrStandby) {
		t.Errorf("a reader wrote: %v", err)
	}
}

func TestAWriterByTheRecipeCanOnlyAdd(t *testing.T) {
	server := servertest.SharedServer(t)
	address := server.Database(t)
	requireDone(t, open(t, address).Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	admin := server.WithUser(address, "postgres")
	server.Exec(t, admin, "DROP ROLE IF EXISTS dossier_writer")
	server.Exec(t, admin, roleRecipe, "ALTER ROLE dossier_writer PASSWORD '"+servertest.Password+"'")
	t.Cleanup(func() { server.Exec(t, admin, "DROP OWNED BY dossier_writer", "DROP ROLE dossier_writer") })
	s := open(t, server.WithUser(address, "dossier_writer"))
	sum := flows.Summary{Pictures: []flows.SentPicture{{SHA256: flows.SHA256{1}, Slot: "selfie"}}}
	requireDone(t, s.Append(t.Context(), anna, entry(2, "b"), sum))
	requireDone(t, s.Append(t.Context(), anna, entry(3, "c"), flows.Summary{}))
	requireDone(t, s.Append(t.Context(), ben, entry(1, "d"), sum))
	p := Presence{Session: "s", At: time.Now()}
	requireNoErrors(t, s.RecordPresence(t.Context(), anna, p), s.RemovePresence(t.Context(), anna, "s"))
	for _, text := range []string{
		"UPDATE records SET operator = 'x'", "DELETE FROM records", "TRUNCATE records", "ALTER TABLE records DISABLE TRIGGER ALL",
		"DROP TRIGGER records_keep ON records", "DROP TABLE records CASCADE", "INSERT INTO chain SELECT * FROM chain",
		"CREATE OR REPLACE FUNCTION dossier.records_stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
		"DELETE FROM dossiers", "CREATE TABLE dossier.more (a int)",
		"UPDATE dossiers SET origin = 'x'", "UPDATE dossiers SET applicant = 'x'", "UPDATE dossiers SET id = id + 1",
		"UPDATE chain SET one = 1", "UPDATE chain SET journal = 'x'", "UPDATE chain SET key = 'x'", "DELETE FROM chain",
	} {
		if _, err := s.write.Exec(text); !errors.Is(s.journalError(err), ErrNoRights) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestNotEvenTheOwnerChangesRecordsByMistake(t *testing.T) {
	server := servertest.SharedServer(t)
	address := server.Database(t)
	s := open(t, address)
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	for _, text := range []string{"UPDATE records SET operator = 'x'", "DELETE FROM records WHERE false", "TRUNCATE records"} {
		if _, err := s.write.Exec(text); err == nil {
			t.Errorf("%s was allowed", text)
		}
	}
	conn, err := pgx.Connect(t.Context(), server.WithUser(address, "postgres"))
	requireNoErrors(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	_, err = conn.Exec(t.Context(), "SET session_replication_role = replica")
	requireNoErrors(t, err)
	if _, err := conn.Exec(t.Context(), "UPDATE dossier.records SET operator = 'x'"); err == nil {
		t.Error("a replica's session changed a record")
	}
}

func TestCodesOfTheServerBecomeSentences(t *testing.T) {
	for code, want := range map[string]error{
		"53100": ErrFull, "58030": ErrDisk, "XX001": ErrDamaged, "XX002": ErrDamaged, "3D000": ErrNoDatabase, "42501": ErrNoRights,
		"25006": ErrStandby, "55P03": ErrLockTimeout, "40001": ErrLockTimeout, "40P01": ErrLockTimeout, "25P03": ErrLockTimeout,
		"28P01": ErrSignIn, "28000": ErrSignIn, "53300": ErrTooManyConnections, "57P01": ErrUnreachable, "57P03": ErrUnreachable, "08006": ErrUnreachable,
		"57014": context.DeadlineExceeded, "23514": ErrRefused, "23502": ErrRefused, "P0001": ErrRefused, "44000": ErrRefused, "09000": ErrRefused,
		"42P01": ErrDamaged, "42703": ErrDamaged, "42804": ErrDamaged, "42883": ErrDamaged,
	} {
		err := postgresEngine{}.classifyError(fmt.Errorf("query: %w", &pgconn.PgError{Code: code, Message: "muster", Detail: "canary"}))
		if !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", code, err, want)
		}
		requireDiscreet(t, err)
	}
	for _, handles := range []error{syscall.EMFILE, syscall.ENFILE} {
		if err := (postgresEngine{}).classifyError(&net.OpError{Op: "dial", Err: os.NewSyscallError("socket", handles)}); !errors.Is(err, ErrTooManyFiles) {
			t.Errorf("%v became %v", handles, err)
		}
	}
	for _, lost := range []error{io.ErrUnexpectedEOF, net.ErrClosed, &net.OpError{Op: "read", Err: errors.New("127.0.0.1: muster")}} {
		if err := (postgresEngine{}).classifyError(fmt.Errorf("receive: %w", lost)); !errors.Is(err, ErrUnreachable) {
			t.Errorf("%v became %v", lost, err)
		}
	}
}

func TestTheConstraintDecidesWhatAnErrorIs(t *testing.T) {
	for _, c := range []struct {
		code, constraint, want string
		isConflict             bool
	}{
		{"23505", "records_place", constraintPlace, true}, {"23505", "records_id", constraintID, true}, {"JD001", "", constraintFollow, true},
		{"23505", "records_pos", constraintPos, false}, {"23505", "dossiers_pkey", "dossiers_pkey", false}, {"23514", "records_place", "", false},
		{"JD002", "", "", false}, {"40001", "", "", false},
	} {
		got := (postgresEngine{}).violatedConstraint(&pgconn.PgError{Code: c.code, ConstraintName: c.constraint})
		if got != c.want || isConflict(got) != c.isConflict {
			t.Errorf("%s %s: %q", c.code, c.constraint, got)
		}
	}
	for message, want := range map[string]string{
		"constraint failed: UNIQUE constraint failed: records.dossier, records.seq (2067)": constraintPlace,
		"constraint failed: UNIQUE constraint failed: records.id (2067)":                   constraintID,
		"constraint failed: UNIQUE constraint failed: records.pos (1555)":                  constraintPos,
		"constraint failed: the entry in front is missing (1811)":                          constraintFollow,
		"constraint failed: NOT NULL constraint failed: records.id (1299)":                 "",
		"constraint failed: records are never changed (1811)":                              "",
		"constraint failed: UNIQUE constraint failed: chain.one (1555)":                    "",
	} {
		if got := constraintFromMessage(message); got != want {
			t.Errorf("%s: %q", message, got)
		}
	}
}

// TestNoTablesAreMadeWhereAJournalIsGone opens a database that the heads say held a journal.
func TestNoTablesAreMadeWhereAJournalIsGone(t *testing.T) {
	server := servertest.SharedServer(t)
	address := server.Database(t)
	s := open(t, address)
	fillEntries(t, s)
	kept := requireHead(t, s)
	requireNoErrors(t, s.Close())
	server.Exec(t, address, "DROP SCHEMA dossier CASCADE")
	if _, err := Open(t.Context(), address, testKeys, kept); !errors.Is(err, ErrEmptied) {
		t.Error(err)
	}
	db, err := sql.Open("pgx", address)
	requireNoErrors(t, err)
	defer func() { _ = db.Close() }()
	var made bool
	requireNoErrors(t, db.QueryRow("SELECT to_regnamespace('dossier') IS NOT NULL").Scan(&made))
	if made {
		t.Error("a schema was made")
	}
}
