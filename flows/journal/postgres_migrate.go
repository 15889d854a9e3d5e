package journal

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/postgres/*.sql
var postgresMigrations embed.FS

const (
	// postgresVersion is the last migration's number.
	postgresVersion = 1
	// migrationLock is the key of the advisory lock under which the tables are
	// made; "dosj", as in the header of a file.
	migrationLock = 0x646f736a
	// migrationTimeout is how long a start waits for another one that makes the
	// tables: it may have been stopped and hold the lock for ever.
	migrationTimeout = 30 * time.Second
)

// ensurePostgresSchema brings the schema to this program's version. An up-to-date
// journal costs two small reads, and no right to make anything. When another
// start makes the tables for longer than the limit, the server says that it
// waited too long. Access decides whether tables may be made where there are none.
func ensurePostgresSchema(ctx context.Context, config *pgx.ConnConfig, limit time.Duration, a access) error {
	// On connections without limits: to change a large table may take long.
	db := stdlib.OpenDB(*withoutLimits(config, "statement_timeout", "lock_timeout"), stdlib.OptionAfterConnect(validateWriter))
	defer func() { _ = db.Close() }()
	version, err := readPostgresVersion(ctx, db)
	if err == nil && version == 0 {
		err = a.allowNew()
	}
	if err != nil || version == postgresVersion {
		return err
	}
	return withMigrationLock(ctx, db, limit, func() error {
		if version, err := readPostgresVersion(ctx, db); err != nil || version == postgresVersion {
			return err // another process was faster
		}
		return migratePostgres(ctx, db)
	})
}

// withMigrationLock lets one process at a time make the tables. The others wait in the
// server's own queue, up to the limit; a process that dies loses the lock with
// its connection.
// Goose's own lock will not do: it asks only every few seconds, and before it
// locks it makes its table.
func withMigrationLock(ctx context.Context, db *sql.DB, limit time.Duration, do func() error) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	// For this connection alone, which does nothing else.
	if _, err := conn.ExecContext(ctx, "SELECT set_config('lock_timeout', $1, false)", formatMilliseconds(limit)); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", migrationLock); err != nil {
		return err
	}
	if err := do(); err != nil {
		return err // the lock goes with the pool, which is closed next
	}
	_, err = conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", migrationLock)
	return err
}

// migratePostgres makes the schema, unless an administrator has made it, and
// runs the migrations that are missing.
func migratePostgres(ctx context.Context, db *sql.DB) error {
	var made bool
	if err := db.QueryRowContext(ctx, "SELECT to_regnamespace($1) IS NOT NULL", schema).Scan(&made); err != nil {
		return err
	}
	if !made {
		if _, err := db.ExecContext(ctx, "CREATE SCHEMA "+schema); err != nil {
			return err
		}
	}
	files, err := fs.Sub(postgresMigrations, "migrations/postgres")
	if err != nil {
		return err
	}
	// Its table by the full name, so that it is nowhere else whatever the
	// search path.
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithTableName(schema+".goose_db_version"),
		goose.WithLogger(goose.NopLogger()), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

// readPostgresVersion is the version of the schema, 0 when there is none yet. Tables
// of another or of a newer program are an error before anything is written.
func readPostgresVersion(ctx context.Context, db *sql.DB) (version int, err error) {
	var tables int
	var ours bool
	err = db.QueryRowContext(ctx, `SELECT count(*), coalesce(bool_or(relname = 'goose_db_version'), false)
		FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
		WHERE nspname = $1 AND relkind IN ('r', 'p', 'v', 'm', 'f')`, schema).Scan(&tables, &ours)
	switch {
	case err != nil || tables == 0:
		return 0, err
	case !ours:
		return 0, ErrSchemaTaken
	}
	return readMigration(ctx, db, postgresVersion)
}

// WriterRole is the SQL that makes a role which can add to a journal in
// PostgreSQL and change no record of it, for the database's administrator.
//
//go:embed postgres_role.sql
var WriterRole string
