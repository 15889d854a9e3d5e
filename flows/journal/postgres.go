package journal

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"dossier/flows/journal/pgclean"
)

// postgresEngine is a journal in a PostgreSQL database, for the processes of
// several hosts. One connection writes: all appends of all processes queue for
// the chain's one row anyway, and a queue in the process is fairer. Its limits
// in the server end a transaction whose process was stopped, so that the others
// wait for seconds, not for ever.
type postgresEngine struct{ config *pgx.ConnConfig }

// minServerVersion is the oldest server that is supported, as PostgreSQL counts.
const minServerVersion = 13_00_00

func openPostgres(ctx context.Context, address string, a access) (*Journal, error) {
	writes := a.writes()
	config, err := parseAddress(address)
	if err != nil {
		return nil, err
	}
	e := postgresEngine{config}
	// Reading all of it may take as long as it needs.
	read, long, sound := config, withoutLimits(config, "statement_timeout"), checkServerVersion
	if writes {
		sound = validateWriter
		err = ensurePostgresSchema(ctx, config, migrationTimeout, a)
	} else {
		long.ValidateConnect = nil // on a standby if the auditor likes
		read = long
	}
	j := newJournal(e, postgresPool(config, 1, sound), postgresPool(read, readerCount, makeReadOnly))
	j.bulkRead = postgresPool(long, 2, makeReadOnly)
	j.place = databasePlace(config)
	j.cleanStorage, j.beforeCopy, j.afterCopy = j.rewriteTables, suppressNotifications, advanceIDSequence
	if err == nil && !writes {
		err = j.checkPostgresVersion(ctx)
	}
	if err != nil {
		defer func() { _ = j.Close() }()
		return nil, j.journalError(err)
	}
	return j, nil
}

// databasePlace is what Place returns for a database.
func databasePlace(config *pgx.ConnConfig) string {
	return fmt.Sprintf("postgres://%s:%d/%s", config.Host, config.Port, config.Database)
}

// checkPostgresVersion makes sure that there is a journal of this version to read.
func (j *Journal) checkPostgresVersion(ctx context.Context) error {
	version, err := readPostgresVersion(ctx, j.read)
	switch {
	case err != nil:
		return err
	case version < postgresVersion:
		return ErrNoJournal
	}
	return nil
}

func postgresPool(config *pgx.ConnConfig, size int, sound func(context.Context, *pgx.Conn) error) *sql.DB {
	db := stdlib.OpenDB(*config, stdlib.OptionAfterConnect(sound))
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return db
}

// withoutLimits is a copy of the settings without some limits.
func withoutLimits(config *pgx.ConnConfig, limits ...string) *pgx.ConnConfig {
	c := config.Copy()
	for _, limit := range limits {
		c.RuntimeParams[limit] = "0"
	}
	return c
}

// validateWriter asks every new connection that writes for what the promise rests on:
// it may reach another server than the last one. That commits wait for the disk
// is the session's own setting from then on. The two for the whole server, fsync
// and full_page_writes, are checked here only: when they are switched off under an
// open connection, only the next connection notices.
func validateWriter(ctx context.Context, conn *pgx.Conn) error {
	if err := checkServerVersion(ctx, conn); err != nil {
		return err
	}
	var fsync, commits, pages string
	var following bool
	err := conn.QueryRow(ctx, `SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes'),
		pg_is_in_recovery() OR current_setting('transaction_read_only')::bool`).Scan(&fsync, &commits, &pages, &following)
	switch {
	case err != nil:
		return err
	case following:
		return ErrStandby
	case fsync != "on" || commits == "off" || pages != "on":
		return fmt.Errorf("%w, or set fsync, synchronous_commit and full_page_writes to on in the server", ErrNotDurable)
	}
	return nil
}

// checkServerVersion makes sure of the server's version.
func checkServerVersion(ctx context.Context, conn *pgx.Conn) error {
	var version int
	err := conn.QueryRow(ctx, "SELECT current_setting('server_version_num')::int").Scan(&version)
	if err == nil && version < minServerVersion {
		return ErrTooOld
	}
	return err
}

// makeReadOnly makes a new connection one that cannot write. That comes after the
// driver has chosen the host: asked for one that writes, it would take none where
// the connection itself says from the start that it only reads.
func makeReadOnly(ctx context.Context, conn *pgx.Conn) error {
	if err := checkServerVersion(ctx, conn); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, "SET default_transaction_read_only = on")
	return err
}

// dialectSQL writes a statement in PostgreSQL's words: numbered arguments, its own
// search in a text, and no index by name, because it finds them itself.
func (postgresEngine) dialectSQL(text string) string {
	text = indexHint.ReplaceAllString(strings.ReplaceAll(text, "instr(", "strpos("), "")
	var b strings.Builder
	for n, part := range strings.Split(text, "?") {
		if n > 0 {
			b.WriteString("$" + strconv.Itoa(n))
		}
		b.WriteString(part)
	}
	return b.String()
}

var indexHint = regexp.MustCompile(` INDEXED BY \w+`)

// suppressNotifications ends the notifications of this transaction.
func suppressNotifications(w writeTx) error { return w.exec("SET LOCAL dossier.quiet = 'on'") }

// advanceIDSequence lets the numbers of dossiers go on after those that were copied.
func advanceIDSequence(w writeTx) error {
	return w.exec("SELECT setval(pg_get_serial_sequence('dossiers', 'id'), max(id)) FROM dossiers HAVING max(id) > 0")
}

// rewriteTables makes the server drop its copies of what was removed.
func (j *Journal) rewriteTables(ctx context.Context) (done bool, err error) {
	conn, err := j.write.Conn(ctx)
	if err != nil {
		return false, err
	}
	defer func() { _ = conn.Close() }()
	if done, err = pgclean.Rewrite(ctx, conn); errors.Is(err, pgclean.ErrNotOwner) {
		err = ErrNotOwner
	}
	return done, err
}

// codeNoPredecessor is raised by the trigger records_follow. The class JD is
// free for applications.
const codeNoPredecessor = "JD001"

// classifyError drops the texts of the server and of the driver: they quote what is
// stored, the address, the user.
func (postgresEngine) classifyError(err error) error {
	var coded *pgconn.PgError
	var unproved *tls.CertificateVerificationError
	switch {
	case errors.As(err, &coded):
		return errorFromSQLState(coded.Code)
	case errors.Is(err, context.DeadlineExceeded) && !isConnectFailure(err):
		return fmt.Errorf("it did not answer in time: %w", context.DeadlineExceeded)
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.As(err, &unproved), isUnverifiedCertificate(err), isTLSRefused(err):
		return ErrCertificate
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return ErrTooManyFiles
	case isConnectionLost(err):
		return ErrUnreachable
	}
	return ErrDamaged // a value of the wrong type
}

// isConnectionLost reports whether the connection broke, or none came about.
func isConnectionLost(err error) bool {
	var network net.Error
	if isConnectFailure(err) || errors.As(err, &network) || pgconn.SafeToRetry(err) {
		return true
	}
	lost := []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, pgconn.ErrConnClosed}
	return isConnectionEnded(err) || slices.ContainsFunc(lost, func(e error) bool { return errors.Is(err, e) })
}

// isConnectFailure reports whether no connection came about.
func isConnectFailure(err error) bool {
	var failed *pgconn.ConnectError
	return errors.As(err, &failed)
}

// isUnverifiedCertificate reports a certificate that was refused by the driver's own check
// (verify-ca), which does not wrap the error of crypto/tls.
func isUnverifiedCertificate(err error) bool {
	var (
		unknown x509.UnknownAuthorityError
		invalid x509.CertificateInvalidError
		host    x509.HostnameError
	)
	return errors.As(err, &unknown) || errors.As(err, &invalid) || errors.As(err, &host)
}

// isTLSRefused reports that the server offers none: the driver has no type for it.
func isTLSRefused(err error) bool {
	return isConnectFailure(err) && strings.Contains(err.Error(), "server refused TLS connection")
}

// errorFromSQLState reads a SQLSTATE: its first two characters are the family.
func errorFromSQLState(code string) error {
	switch code {
	case "53100":
		return ErrFull
	case "58030":
		return ErrDisk
	case "XX001", "XX002", "58P01", // a page, an index or a file of the server is broken or gone
		"42P01", "42703", "42804", "42883": // a table, a column, its type or a function is not as it was made
		return ErrDamaged
	case "3D000":
		return ErrNoDatabase
	case "42501":
		return ErrNoRights
	case "25006":
		return ErrStandby
	case "55P03", "40001", "40P01", "25P03":
		return ErrLockTimeout
	case "57014":
		return fmt.Errorf("it did not answer in time: %w", context.DeadlineExceeded)
	case "53300":
		return ErrTooManyConnections
	}
	switch code[:min(2, len(code))] {
	case "28":
		return ErrSignIn
	case "09", "23", "27", "44", "P0": // a constraint, a view or a trigger, also one that raises its own error
		return ErrRefused
	case "08", "57": // the connection is lost, the server is going or coming
		return ErrUnreachable
	}
	return fmt.Errorf("its database reported error %s; try again", code)
}

// violatedConstraint is the constraint that the server names, or the trigger that raised
// the program's own code.
func (postgresEngine) violatedConstraint(err error) string {
	var coded *pgconn.PgError
	switch {
	case !errors.As(err, &coded):
		return ""
	case coded.Code == codeNoPredecessor:
		return constraintFollow
	case coded.Code == "23505":
		return coded.ConstraintName
	}
	return ""
}
