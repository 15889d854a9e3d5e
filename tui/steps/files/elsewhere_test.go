package files

import (
	"strings"
	"testing"

	"dossier/tui/steps"
)

// inboxAlone is an inbox that is asked for nothing.
type inboxAlone struct{ steps.Inbox }

// TestAnEmptyInboxSaysWhereElseFilesAre proves that it does until something is in it.
func TestAnEmptyInboxSaysWhereElseFilesAre(t *testing.T) {
	const elsewhere = "Files that arrived before on docs-2 are not here."
	s := Screen{deps: steps.Deps{FileSource: inboxAlone{}}}
	s.listing = steps.Listing{Elsewhere: elsewhere}
	if got := s.noSelectionText(); got != elsewhere+" Send them again with the command above." {
		t.Error(got)
	}
	s.listing.Rows = []steps.FileRow{{}}
	if got := s.noSelectionText(); strings.Contains(got, "docs-2") {
		t.Error(got)
	}
}
