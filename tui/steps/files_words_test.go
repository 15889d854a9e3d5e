package steps_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/steps"
)

// TestAnEmptyFolderIsNotAMisspelling proves that a key which clears nothing is
// not offered.
func TestAnEmptyFolderIsNotAMisspelling(t *testing.T) {
	files := &pickFiles{rows: []steps.FileRow{}}
	playScreen(t, pickFrame(80, 18, documentsChosen(t)), files, atSlot(pickFront), func(p *person) {
		p.sees("no pictures in this folder")
		p.seesNot("ctrl+u clears")
		p.typing("x")
		p.sees("nothing here fits; ctrl+u clears")
		p.seesNot("no pictures in this folder")
	})
}

// TestAFaultOfTheJournalPasses proves that a picture which only the journal kept
// from being sent is looked at again: by itself when the journal is back, and on
// Enter before.
func TestAFaultOfTheJournalPasses(t *testing.T) {
	deaf := func(ref steps.Ref) steps.FileReport {
		r := goodReport(ref)
		r.Fault, r.Temporary = "The journal did not answer.", true
		return r
	}
	files := &pickFiles{rows: scans(), report: deaf, paste: func(string) ([]steps.Ref, bool) { return []steps.Ref{refOf("elsewhere.jpg")}, true }}
	for name, pick := range map[string]func(*person){
		"listed": func(p *person) { p.press("down") }, "brought": func(p *person) { p.msg(tea.PasteMsg{Content: "/elsewhere.jpg"}) },
	} {
		t.Run(name, func(t *testing.T) {
			files.report = deaf
			f := pickFrame(80, 18, documentsChosen(t))
			f.JournalUnavailable = true
			playScreen(t, f, files, atSlot(pickFront), func(p *person) {
				files.looks = nil
				pick(p)
				time.Sleep(10 * time.Second)
				p.settle()
				p.sees("The journal did not answer.")
				if len(files.looks) != 1 {
					t.Errorf("looked %d times while the journal is away", len(files.looks))
				}
				p.press("enter")
				p.quiet()
				if len(files.looks) != 2 {
					t.Errorf("Enter looked %d times", len(files.looks)-1)
				}
				files.mu.Lock()
				files.report = nil
				files.mu.Unlock()
				p.f.JournalUnavailable = false
				time.Sleep(3 * time.Second)
				p.settle()
				p.sees("✓ sharp")
				p.seesNot("The journal did not answer.")
				p.quiet()
			})
		})
	}
}
