package journal

import (
	"context"
	"encoding/binary"
	"errors"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"dossier/flows/journal/servertest"
)

// purgedOfBen is a journal out of which one applicant was removed; before is
// called first.
func purgedOfBen(t *testing.T, server *servertest.Server, before func(address string)) (*Journal, string) {
	t.Helper()
	address := server.Database(t)
	s := open(t, address)
	fillEntries(t, s)
	before(address)
	p := purgeAll()
	p.Before, p.Applicant = time.Time{}, ben.Applicant
	_, err := s.Purge(t.Context(), p, nil)
	requireNoErrors(t, err)
	return s, address
}

func TestWhoeverDoesNotOwnTheTablesIsNotToldThatTheyAreClean(t *testing.T) {
	server := servertest.SharedServer(t)
	owner, address := purgedOfBen(t, server, func(string) {})
	admin := server.WithUser(address, "postgres")
	server.Exec(t, admin, "DROP ROLE IF EXISTS remover", "CREATE ROLE remover LOGIN PASSWORD '"+servertest.Password+"'",
		"GRANT USAGE ON SCHEMA dossier TO remover", "GRANT ALL ON ALL TABLES IN SCHEMA dossier TO remover")
	t.Cleanup(func() { server.Exec(t, admin, "DROP OWNED BY remover", "DROP ROLE remover") })
	remover := open(t, server.WithUser(address, "remover"))
	for _, tables := range [][]string{{}, {"records", "dossiers", "pictures"}} {
		for _, table := range tables {
			server.Exec(t, admin, "ALTER TABLE dossier."+table+" OWNER TO remover")
		}
		if done, err := remover.Clean(t.Context()); done || !errors.Is(err, ErrNotOwner) {
			t.Errorf("owner of %v: %t, %v", tables, done, err)
		}
		for _, table := range tables {
			server.Exec(t, admin, "ALTER TABLE dossier."+table+" OWNER TO "+servertest.Owner)
		}
	}
	if done, err := owner.Clean(t.Context()); !done || err != nil {
		t.Errorf("as the owner: %t, %v", done, err)
	}
}

// TestWhoeverStillSeesWhatWasRemovedKeepsItThere has a transaction that is older
// than the purge and touches no table that is cleaned; its role is one whose
// doings the owner is not shown.
func TestWhoeverStillSeesWhatWasRemovedKeepsItThere(t *testing.T) {
	server := servertest.SharedServer(t)
	var looker *pgx.Conn
	s, address := purgedOfBen(t, server, func(address string) {
		var err error
		looker, err = pgx.Connect(t.Context(), server.WithUser(address, "postgres"))
		requireNoErrors(t, err)
		_, err = looker.Exec(t.Context(), "BEGIN ISOLATION LEVEL REPEATABLE READ")
		requireNoErrors(t, err)
		_, err = looker.Exec(t.Context(), "SELECT FROM dossier.chain")
		requireNoErrors(t, err)
	})
	defer func() { _ = looker.Close(context.WithoutCancel(t.Context())) }()
	if done, err := s.Clean(t.Context()); done || err != nil {
		t.Errorf("somebody still sees it: %t, %v", done, err)
	}
	if !server.FilesContain(t, address, ben.Applicant) {
		t.Error("nothing was kept: the test proves nothing")
	}
	_, err := looker.Exec(t.Context(), "COMMIT")
	requireNoErrors(t, err)
	if done, err := s.Clean(t.Context()); !done || err != nil {
		t.Errorf("nobody sees it any more: %t, %v", done, err)
	}
	if server.FilesContain(t, address, ben.Applicant) {
		t.Error("it is still there")
	}
}

// TestAStandbyThatHasNotFollowedKeepsWhatWasRemoved plays the standby, as far as
// the primary can tell: it says up to where it wants rows kept.
func TestAStandbyThatHasNotFollowedKeepsWhatWasRemoved(t *testing.T) {
	server := servertest.SharedServer(t)
	const slot = "slow_standby"
	var wanted uint64
	s, address := purgedOfBen(t, server, func(address string) {
		conn, err := pgx.Connect(t.Context(), address)
		requireNoErrors(t, err)
		defer func() { _ = conn.Close(t.Context()) }()
		requireNoErrors(t, conn.QueryRow(t.Context(), "SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint").Scan(&wanted))
	})
	server.Exec(t, server.URL(), "SELECT pg_create_physical_replication_slot('"+slot+"', true)")
	dropped := false
	drop := func() {
		if !dropped {
			server.Exec(t, server.URL(), "SELECT pg_drop_replication_slot('"+slot+"')")
		}
		dropped = true
	}
	defer drop()
	standby := follow(t, server, slot, uint32(wanted))
	kept := "SELECT coalesce(max(xmin::text::bigint), 0) FROM pg_replication_slots"
	waitFor(t, func() bool { return queryText(t, s.read, kept) == strconv.FormatUint(wanted, 10) })
	if done, err := s.Clean(t.Context()); done || err != nil {
		t.Errorf("a standby still sees it: %t, %v", done, err)
	}
	if !server.FilesContain(t, address, ben.Applicant) {
		t.Error("nothing was kept: the test proves nothing")
	}
	requireNoErrors(t, standby.Close(t.Context()))
	waitFor(t, func() bool {
		return queryText(t, s.read, "SELECT count(*) FROM pg_replication_slots WHERE active") == "0"
	})
	drop()
	if done, err := s.Clean(t.Context()); !done || err != nil {
		t.Errorf("without the standby: %t, %v", done, err)
	}
	if server.FilesContain(t, address, ben.Applicant) {
		t.Error("it is still there")
	}
}

// follow begins to replicate through a slot and tells the server up to where to
// keep rows.
func follow(t *testing.T, server *servertest.Server, slot string, wanted uint32) *pgconn.PgConn {
	t.Helper()
	config, err := pgconn.ParseConfig(server.URL())
	requireNoErrors(t, err)
	config.RuntimeParams["replication"] = "true"
	conn, err := pgconn.ConnectConfig(t.Context(), config)
	requireNoErrors(t, err)
	t.Cleanup(func() { _ = conn.Close(context.WithoutCancel(t.Context())) })
	system, err := conn.Exec(t.Context(), "IDENTIFY_SYSTEM").ReadAll()
	requireNoErrors(t, err)
	conn.Frontend().Send(&pgproto3.Query{String: "START_REPLICATION SLOT " + slot + " PHYSICAL " + string(system[0].Rows[0][2])})
	feedback := binary.BigEndian.AppendUint64([]byte{'h'}, 0) // the time
	feedback = binary.BigEndian.AppendUint32(feedback, wanted)
	feedback = append(feedback, make([]byte, 12)...) // first epoch; no catalog
	conn.Frontend().Send(&pgproto3.CopyData{Data: feedback})
	requireNoErrors(t, conn.Frontend().Flush())
	return conn
}
