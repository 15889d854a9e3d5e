package journal

// The constraints that decide what a refused write means, as the migrations for
// PostgreSQL name them. Those of SQLite have no names; its messages say which columns,
// or what the trigger says.
const (
	constraintPlace  = "records_place"  // the dossier's position is taken
	constraintID     = "records_id"     // the entry's ID was used before
	constraintFollow = "records_follow" // the entry before it is missing
	constraintPos    = "records_pos"    // the chain's position is taken: its end is not its last record
)

// isConflict reports whether a constraint refused an entry for its position, its
// predecessor or its ID: another writer was faster. Any other constraint means that the
// entry or the journal itself is wrong, and a retry on the next head would fail too.
func isConflict(constraint string) bool {
	switch constraint {
	case constraintPlace, constraintID, constraintFollow:
		return true
	}
	return false
}
