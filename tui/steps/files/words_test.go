package files_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// TestAnEmptyFolderIsNotAMisspelling proves that a key which clears nothing is
// not offered.
func TestAnEmptyFolderIsNotAMisspelling(t *testing.T) {
	files := &stepstest.Folder{Rows: []steps.FileRow{}}
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t)), files, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
		p.Sees("no pictures in this folder")
		p.SeesNot("ctrl+u clears")
		p.Type("x")
		p.Sees("nothing here fits; ctrl+u clears")
		p.SeesNot("no pictures in this folder")
	})
}

// TestAFaultOfTheJournalPasses proves that a picture which only the journal kept
// from being sent is looked at again: by itself when the journal is back, and on
// Enter before.
func TestAFaultOfTheJournalPasses(t *testing.T) {
	deaf := func(ref steps.Ref) steps.FileReport {
		r := stepstest.GoodReport(ref)
		r.Fault, r.Temporary = "The journal did not answer.", true
		return r
	}
	files := &stepstest.Folder{Rows: stepstest.Scans(), Report: deaf, ReadPaste: func(string) ([]steps.Ref, bool) { return []steps.Ref{stepstest.RefOf("elsewhere.jpg")}, true }}
	for name, pick := range map[string]func(*stepstest.Person){
		"listed": func(p *stepstest.Person) { p.Press("down") }, "brought": func(p *stepstest.Person) { p.Send(tea.PasteMsg{Content: "/elsewhere.jpg"}) },
	} {
		t.Run(name, func(t *testing.T) {
			files.Report = deaf
			f := stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t))
			f.JournalUnavailable = true
			stepstest.PlayScreen(t, f, files, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
				files.Looks = nil
				pick(p)
				time.Sleep(10 * time.Second)
				p.Settle()
				p.Sees("The journal did not answer.")
				if len(files.Looks) != 1 {
					t.Errorf("looked %d times while the journal is away", len(files.Looks))
				}
				p.Press("enter")
				p.WantsNothing()
				if len(files.Looks) != 2 {
					t.Errorf("Enter looked %d times", len(files.Looks)-1)
				}
				files.Mu.Lock()
				files.Report = nil
				files.Mu.Unlock()
				p.Frame.JournalUnavailable = false
				time.Sleep(3 * time.Second)
				p.Settle()
				p.Sees("✓ sharp")
				p.SeesNot("The journal did not answer.")
				p.WantsNothing()
			})
		})
	}
}
