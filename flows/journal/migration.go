package journal

import (
	"context"
	"database/sql"
	"fmt"

	"dossier/flows"
)

// readMigration is the number of the last migration that goose recorded in a journal. A
// higher one than this program's last is flows.ErrNewer: a newer program migrated the
// journal, whatever else in it says.
func readMigration(ctx context.Context, db *sql.DB, last int) (version int, err error) {
	err = db.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied").Scan(&version)
	if err == nil && version > last {
		err = newerError(version)
	}
	return version, err
}

func newerError(version int) error {
	return fmt.Errorf("its layout, version %d, is %w", version, flows.ErrNewer)
}
