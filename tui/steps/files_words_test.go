package steps_test

import (
	"testing"

	"dossier/tui/steps"
)

// TestAnEmptyFolderIsNotAMisspelling proves that a key which clears nothing is
// not offered.
func TestAnEmptyFolderIsNotAMisspelling(t *testing.T) {
	files := &pickFiles{rows: []steps.FileRow{}}
	sit(t, pickFrame(80, 18, documentsChosen(t)), files, atSlot(pickFront), func(p *person) {
		p.sees("no pictures in this folder")
		p.seesNot("ctrl+u clears")
		p.typing("x")
		p.sees("nothing here fits; ctrl+u clears")
		p.seesNot("no pictures in this folder")
	})
}
