package steps_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"
)

// TestALaterListSaysWhatWasUsed proves that a file looked at on one screen is
// known on the next one of the same dossier, and on none of another.
func TestALaterListSaysWhatWasUsed(t *testing.T) {
	seen := steps.NewExaminedFiles()
	show := func(j flows.Journey, slot flows.Slot, remember *steps.ExaminedFiles, play func(*person)) {
		at := steps.Place{Stage: flows.StageFiles, Slot: slot}
		files := &pickFiles{rows: scans(), report: func(ref steps.Ref) steps.FileReport {
			r := goodReport(ref)
			r.Bytes, r.Modified = scans()[0].Bytes, scans()[0].Modified
			return r
		}}
		open := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
			d.ExaminedFiles = remember
			return steps.NewFiles(d, f, at)
		}
		playScreen(t, pickFrame(80, 18, j), files, open, play)
	}
	show(documentsChosen(t), pickFront, seen, func(p *person) { p.press("down"); p.seesNot("used:") })
	sent := documentsChosen(t, chosenName(pickFront, "scan-back.jpg"))
	show(sent, pickBack, seen, func(p *person) { p.sees("used: front") })
	show(sent, pickBack, steps.NewExaminedFiles(), func(p *person) { p.seesNot("used:") })
}

// TestAFullPathWithoutFileSaysSo proves that a path is not answered like a
// search.
func TestAFullPathWithoutFileSaysSo(t *testing.T) {
	none := &pickFiles{rows: []steps.FileRow{}}
	picking(t, documentsChosen(t), pickFront, none, func(p *person) {
		p.typing("/nowhere/zzzzqq")
		p.press("enter")
		p.sees("[There is no such file, or it is not a regular file.]")
	})
}

// TestADocumentThatIsNotTakenIsNamed proves that what exists but is not wanted
// is told from a slip.
func TestADocumentThatIsNotTakenIsNamed(t *testing.T) {
	f := pickFrame(80, 18, journeyOf(t, flows.FlowChosen{Flow: threeNeeds()}))
	open := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
		return steps.NewDocuments(d, f, steps.Place{Stage: flows.StageDocuments, Need: "identity"})
	}
	playScreen(t, f, &pickFiles{}, open, func(p *person) {
		p.typing("bank statement")
		p.sees(`"bank statement" is not taken`)
		p.press("u")
		p.typing("qqqq")
		p.seesNot("not taken")
	})
}

// TestALockedChecklistLeadsToTheResult proves that esc on the review shows no
// question that can not be answered.
func TestALockedChecklistLeadsToTheResult(t *testing.T) {
	review := steps.Place{Stage: flows.StageReview}
	running := documentsChosen(t, flows.StatusSeen{Status: foreign.Untrusted("Pending")}, flows.StatusSeen{Status: foreign.Untrusted("Pending")})
	if got := steps.PreviousPlace(pickFrame(80, 18, running), review); got.Stage != flows.StageResult {
		t.Errorf("leads to %v", got)
	}
	if got := steps.PreviousPlace(pickFrame(80, 18, documentsChosen(t)), review); got.Stage == flows.StageResult {
		t.Error("an open checklist leads to the result")
	}
}

// TestAChangeSaysFirstWhatStays proves that a need opened from the review names
// what lies at the service before anything is chosen.
func TestAChangeSaysFirstWhatStays(t *testing.T) {
	sent := append([]flows.Event{pickFile(pickFront, 1)}, sentTo(pickFront, 1, flows.IDCard)...)
	f := pickFrame(80, 18, documentsChosen(t, sent...))
	for _, alone := range []bool{true, false} {
		open := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
			return steps.NewDocuments(d, f, steps.Place{Stage: flows.StageDocuments, Need: "identity", FromReview: alone})
		}
		playScreen(t, f, &pickFiles{}, open, func(p *person) {
			if alone {
				p.sees("stays there: Identity card")
			} else {
				p.seesNot("stays there")
			}
		})
	}
}
