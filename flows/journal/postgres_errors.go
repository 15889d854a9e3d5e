package journal

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// What can be wrong with a journal in a database server, besides what can be
// wrong with one in a file. The texts continue "the journal: " too; none
// repeats the server's words, its address or a password.
var (
	// ErrUnreachable says that the server did not answer, or hung up.
	ErrUnreachable = errors.New("its database does not answer; check that the server runs and can be reached, then try again")
	// ErrAddress says that the address can not be read.
	ErrAddress = errors.New("its address can not be read; write postgres://user@host:port/database?sslmode=verify-full")
	// ErrUnencrypted says that the address would let the journal travel unencrypted
	// or to a server that proved nothing.
	ErrUnencrypted = errors.New("its address lets the journal travel without proof of who receives it; add sslmode=verify-full to the address, " +
		"and sslrootcert=FILE when the server's certificate comes from your own authority")
	// ErrCertificate says that the server could not prove who it is.
	ErrCertificate = errors.New("its database did not prove who it is; check sslrootcert and the host in the address, " +
		"and that the server offers TLS with a valid certificate for that host")
	// ErrSignIn says that the server refused the user or the password.
	ErrSignIn = errors.New("its database refused the sign-in; check the user in the address, " +
		"and the password in ~/.pgpass or PGPASSWORD")
	// ErrNoDatabase says that the server has no such database.
	ErrNoDatabase = errors.New("its database does not exist; make it with createdb, or correct its name in the address")
	// ErrSchemaTaken says that the tables are not a journal's.
	ErrSchemaTaken = errors.New("its database has a schema dossier that belongs to another program; choose another database")
	// ErrNoRights says that the role may not do what the journal needs.
	ErrNoRights = errors.New("its database refuses the rights it needs; have its owner run the program once, then grant the rights that the manual lists")
	// ErrNotOwner says that the role may remove but not clean.
	ErrNotOwner = errors.New("what was removed may still lie in its tables' files, because their owner alone can make them anew; " +
		"run this command with the owner's address")
	// ErrStandby says that the server only follows another one.
	ErrStandby = errors.New("its database can only be read; write the address of the primary server")
	// ErrTooOld says that the server is older than PostgreSQL 13.
	ErrTooOld = errors.New("its database is too old; PostgreSQL 13 or newer is needed")
	// ErrTooManyConnections says that the server takes no more connections.
	ErrTooManyConnections = errors.New("its database has no connection left; end what holds them, or raise max_connections there")
	// ErrLockTimeout says that others held what an append needs for too long.
	ErrLockTimeout = errors.New("its database was busy for too long; try again")
)

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
	for _, e := range []error{
		io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, pgconn.ErrConnClosed, driver.ErrBadConn, sql.ErrConnDone, sql.ErrTxDone,
	} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
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
	case "XX001", "XX002":
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
	case "08", "57": // the connection is lost, the server is going or coming
		return ErrUnreachable
	}
	return fmt.Errorf("its database reported error %s; try again", code)
}

// isConflict reports whether the database refused an entry for its position, its
// predecessor or its ID. Every other violation means that the entry or the
// journal is wrong in itself.
func (postgresEngine) isConflict(err error) bool {
	var coded *pgconn.PgError
	if !errors.As(err, &coded) {
		return false
	}
	taken := coded.Code == "23505" && (coded.ConstraintName == "records_place" || coded.ConstraintName == "records_id")
	return taken || coded.Code == codeNoPredecessor
}
