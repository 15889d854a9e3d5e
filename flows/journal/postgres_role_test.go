package journal

import (
	"context"
	"errors"
	"slices"
	"testing"

	"dossier/flows/chain"
	"dossier/flows/journal/servertest"
)

// openAsWriter makes a journal of three dossiers and opens it with the role of
// postgres_role.sql.
func openAsWriter(t *testing.T) (owner, writer *Journal) {
	t.Helper()
	server := servertest.SharedServer(t)
	address := server.Database(t)
	owner = open(t, address)
	fillEntries(t, owner)
	admin := server.WithUser(address, "postgres")
	server.Exec(t, admin, "DROP ROLE IF EXISTS dossier_writer")
	server.Exec(t, admin, roleRecipe, "ALTER ROLE dossier_writer PASSWORD '"+servertest.Password+"'")
	t.Cleanup(func() { server.Exec(t, admin, "DROP OWNED BY dossier_writer", "DROP ROLE dossier_writer") })
	return owner, open(t, server.WithUser(address, "dossier_writer"))
}

// TestTheAddOnlyRoleHasNoWayAround attacks the rights of the role: every way that the
// server knows to change or remove a record, its rules or its place.
func TestTheAddOnlyRoleHasNoWayAround(t *testing.T) {
	owner, writer := openAsWriter(t)
	for _, attack := range []string{
		"INSERT INTO records SELECT * FROM records WHERE pos = 1 ON CONFLICT (pos) DO UPDATE SET operator = 'x'",
		"MERGE INTO records r USING (SELECT 1 AS pos) s ON r.pos = s.pos WHEN MATCHED THEN UPDATE SET operator = 'x'",
		"MERGE INTO records r USING (SELECT 1 AS pos) s ON r.pos = s.pos WHEN MATCHED THEN DELETE",
		"WITH gone AS (DELETE FROM records RETURNING pos) SELECT count(*) FROM gone",
		"SELECT * FROM records FOR UPDATE", "DO $$ BEGIN LOCK TABLE dossier.records IN ACCESS EXCLUSIVE MODE; END $$",
		"SET session_replication_role = replica", "ALTER TABLE records DISABLE TRIGGER records_keep", "ALTER TABLE records DROP CONSTRAINT records_place",
		"ALTER TABLE records RENAME TO other", "ALTER TABLE records ALTER COLUMN operator TYPE TEXT USING 'x'", "ALTER TABLE records SET SCHEMA public",
		"CREATE TRIGGER swap BEFORE INSERT ON records FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
		"CREATE RULE swap AS ON INSERT TO records DO INSTEAD NOTHING", "CREATE POLICY mine ON records USING (true)",
		"CREATE INDEX slow ON records (operator)", "DROP INDEX records_id", "DROP FUNCTION records_stay() CASCADE", "ALTER FUNCTION records_keep() RENAME TO other",
		"ALTER TABLE records OWNER TO dossier_writer", "DO $$ BEGIN GRANT UPDATE ON dossier.records TO dossier_writer; UPDATE dossier.records SET operator = 'x'; END $$", "SET ROLE " + servertest.Owner,
		"SET SESSION AUTHORIZATION postgres", "ALTER ROLE dossier_writer SUPERUSER", "ALTER SCHEMA dossier RENAME TO other", "DROP SCHEMA dossier CASCADE",
		"CREATE FUNCTION dossier.sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'",
		"COPY records TO PROGRAM 'cat'", "SELECT pg_read_file('postgresql.conf')", "SELECT lo_import('/etc/passwd')",
		"DELETE FROM dossiers", "TRUNCATE dossiers, chain, records", "INSERT INTO chain SELECT 2, journal, key, last, hash FROM chain",
		"INSERT INTO chain SELECT * FROM chain ON CONFLICT (one) DO UPDATE SET key = 'x'", "UPDATE dossiers SET (origin, applicant) = ('x', 'x')",
	} {
		if _, err := writer.write.Exec(attack); !errors.Is(writer.journalError(err), ErrNoRights) {
			t.Errorf("%s: %v", attack, err)
		}
	}
	if r := verifyChain(t, owner, requireHead(t, owner)); !r.OK() || r.Records != 12 {
		t.Errorf("%+v", r)
	}
}

// writerForgeries are what the role can do in its own right, because appends do it.
var writerForgeries = map[string]struct {
	statements []string
	isLoaded   bool // Load finds it: it is about an entry
}{
	"a record without its seal": {[]string{
		`INSERT INTO records (pos, dossier, seq, id, at, session, operator, body, hash, seal)
			SELECT 13, id, 5, 'forged', 1, 's', 'maya', '{"v":1,"kind":"Opened","event":{"reason":"forged"}}', decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex')
			FROM dossiers WHERE applicant = '17x21'`,
		"UPDATE chain SET last = 13, hash = decode(repeat('00', 32), 'hex')", "UPDATE dossiers SET head = 5 WHERE applicant = '17x21'",
	}, true},
	"a record with the seal of another": {[]string{
		`INSERT INTO records (pos, dossier, seq, id, at, session, operator, body, hash, seal)
			SELECT 13, d.id, 5, 'copied', r.at, r.session, r.operator, r.body, r.hash, r.seal FROM records r, dossiers d WHERE r.pos = 12 AND d.applicant = '17x21'`,
		"UPDATE chain SET last = 13",
	}, true},
	"a removal that nobody made": {[]string{
		`INSERT INTO records (pos, id, at, session, operator, body, hash, seal)
			SELECT 14, 'tombstone', 1, 's', 'maya', '{"v":1,"kind":"Tombstone","event":{}}', hash, seal FROM records WHERE pos = 12`,
		"INSERT INTO records (pos, leaf, tomb, hash, seal) SELECT 13, hash, 14, hash, seal FROM records WHERE pos = 12",
		"UPDATE chain SET last = 14",
	}, false},
	"a position far away": {[]string{
		`INSERT INTO records (pos, dossier, seq, id, at, session, operator, body, hash, seal)
			SELECT 99, id, 5, 'far', 1, 's', 'maya', '{}', decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex') FROM dossiers WHERE applicant = '17x21'`,
	}, true},
}

// TestWhatTheAddOnlyRoleForgesIsNotBelieved: without the audit key it adds nothing that
// anybody takes for an entry, and what was there before stays whole.
func TestWhatTheAddOnlyRoleForgesIsNotBelieved(t *testing.T) {
	for name, f := range writerForgeries {
		t.Run(name, func(t *testing.T) { forgeAsWriter(t, f.statements, f.isLoaded) })
	}
}

// forgeAsWriter runs statements with the role and looks at what its owner believes.
func forgeAsWriter(t *testing.T, statements []string, isLoaded bool) {
	t.Helper()
	owner, writer := openAsWriter(t)
	kept := requireHead(t, owner)
	ticks := owner.Watch(t.Context(), anna)
	<-ticks
	for _, statement := range append(slices.Clone(statements), "SELECT pg_notify('dossier_appended', '0000000000000000 99')") {
		if _, err := writer.write.Exec(statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if r := verifyChain(t, owner, kept); r.OK() || r.Heads != 1 {
		t.Errorf("it is not found: %+v", r)
	}
	list, err := owner.Load(context.Background(), anna, 0)
	fault, ok := errors.AsType[*chain.EntryFault](err)
	if len(list) != 4 || isLoaded != (ok && fault.Seq == 5) || !isLoaded && err != nil {
		t.Errorf("%d entries, %v", len(list), err)
	}
	if h, ok, err := owner.Head(t.Context()); ok && err == nil {
		t.Errorf("its end is a head: %+v", h)
	}
}
