package journaltest

import (
	"testing"

	"dossier/flows/journal/servertest"
)

// Postgres returns a running PostgreSQL that the tests of a binary share; its
// Database makes them a place for a journal. The test is skipped where there
// is none.
func Postgres(t testing.TB) *servertest.Server {
	t.Helper()
	return servertest.Shared(t)
}
