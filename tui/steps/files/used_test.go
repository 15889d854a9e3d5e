package files_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/steps"
	"dossier/tui/steps/files"
	"dossier/tui/steps/stepstest"
)

// TestALaterListSaysWhatWasUsed proves that a file looked at on one screen is
// known on the next one of the same dossier, and on none of another.
func TestALaterListSaysWhatWasUsed(t *testing.T) {
	seen := steps.NewExaminedFiles()
	show := func(j flows.Journey, slot flows.Slot, remember *steps.ExaminedFiles, play func(*stepstest.Person)) {
		at := steps.Place{Stage: flows.StageFiles, Slot: slot}
		folder := &stepstest.Folder{Rows: stepstest.Scans(), Report: func(ref steps.Ref) steps.FileReport {
			r := stepstest.GoodReport(ref)
			r.Bytes, r.Modified = stepstest.Scans()[0].Bytes, stepstest.Scans()[0].Modified
			return r
		}}
		open := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
			d.ExaminedFiles = remember
			return files.New(d, f, at)
		}
		stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, j), folder, open, play)
	}
	show(stepstest.DocumentsChosen(t), stepstest.FrontSlot, seen, func(p *stepstest.Person) { p.Press("down"); p.SeesNot("used:") })
	sent := stepstest.DocumentsChosen(t, chosenName(stepstest.FrontSlot, "scan-back.jpg"))
	show(sent, stepstest.BackSlot, seen, func(p *stepstest.Person) { p.Sees("used: front") })
	show(sent, stepstest.BackSlot, nil, func(p *stepstest.Person) { p.SeesNot("used:") })
}

// TestAPathWithoutFileSaysWhy proves that a path is not answered like a search.
func TestAPathWithoutFileSaysWhy(t *testing.T) {
	none := &stepstest.Folder{Rows: []steps.FileRow{}, Missing: "There is no such file; check the path."}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, none, func(p *stepstest.Person) {
		p.Type("/nowhere/zzzzqq")
		p.Press("enter")
		p.Sees("[There is no such file; check the path.]")
	})
}
