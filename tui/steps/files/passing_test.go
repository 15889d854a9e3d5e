package files_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// TestWhatIsSaidOfAPasteEndsWithItsReason proves that what keeps several files from being
// sent is not said any more once it is over.
func TestWhatIsSaidOfAPasteEndsWithItsReason(t *testing.T) {
	front := chosenName(stepstest.FrontSlot, "back.jpg")
	replaced := chosenName(stepstest.FrontSlot, "other.jpg")
	oneWanted := stepstest.DocumentsChosen(t, chosenName(stepstest.FrontSlot, "1"), chosenName(stepstest.BillSlot, "3"), chosenName(stepstest.SelfieSlot, "4"))
	for name, c := range map[string]struct {
		was, then flows.Journey
		keys      []string
		says      string
	}{
		"closed":           {stepstest.DocumentsChosen(t, flows.StatusSeen{}, flows.Closed{}), stepstest.DocumentsChosen(t), nil, "[This dossier is closed"},
		"one is wanted":    {oneWanted, stepstest.DocumentsChosen(t), nil, "one picture is asked for"},
		"the same picture": {stepstest.DocumentsChosen(t, front), stepstest.DocumentsChosen(t, front, replaced), []string{"enter"}, "[Identity card · back: choose this one alone."},
	} {
		t.Run(name, func(t *testing.T) {
			picking(t, c.was, stepstest.BackSlot, pasting(), func(p *stepstest.Person) {
				p.Send(tea.PasteMsg{Content: "/back.jpg /bill.jpg"})
				p.Press(c.keys...)
				p.WantsNothing()
				p.Sees(c.says)
				p.Frame.Journey = c.then
				p.SeesNot(c.says)
			})
		})
	}
}

// TestAFaultOfAnOldLookIsNotSaid proves that an Enter is answered by the latest look at the
// file, and not by the one before.
func TestAFaultOfAnOldLookIsNotSaid(t *testing.T) {
	first := stepstest.Scans()[0]
	same := stepstest.GoodReport(first.Ref)
	folder := &stepstest.Folder{Rows: stepstest.Scans()}
	picking(t, stepstest.DocumentsChosen(t, chosenName(stepstest.FrontSlot, "scan-back.jpg")), stepstest.BackSlot, folder, func(p *stepstest.Person) {
		p.Press("down", "enter")
		p.Sees("[This very picture is chosen for the front")
		folder.Mu.Lock()
		folder.Rows[0].Bytes++
		folder.Report = func(ref steps.Ref) steps.FileReport {
			report := same
			report.Ref, report.SHA256 = ref, flows.SHA256{7}
			return report
		}
		folder.Mu.Unlock()
		p.Send(steps.ShownMsg{})
		p.SeesNot("[This very picture")
	})
}
