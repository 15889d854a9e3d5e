package steps_test

import (
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"

	tea "charm.land/bubbletea/v2"
)

func atStart(t *testing.T, change func(*steps.Frame), play func(*person)) {
	f := pickFrame(80, 18, flows.Journey{})
	closedDossier(&f)
	if change != nil {
		change(&f)
	}
	playScreen(t, f, nil, steps.NewApplicant, play)
}

func TestTypedIDOpensItsDossierOnceOnly(t *testing.T) {
	atStart(t, nil, func(p *person) {
		p.typing(pickID)
		p.sees("✓ 32 characters, has the shape of an applicant ID")
		p.press("enter", "enter")
		p.wants(steps.OpenDossier{Applicant: pickID})
		if len(p.acts) != 1 {
			t.Errorf("a double Enter did %d things", len(p.acts))
		}
	})
}

func TestNoRowIsHighlightedBeforeThePersonMoves(t *testing.T) {
	atStart(t, nil, func(p *person) {
		p.seesNot("▸")
		p.press("enter")
		p.quiet()
		p.press("down", "enter")
		p.wants(steps.OpenDossier{Applicant: "4711471147114x471147114711000815"})
	})
}

func TestStartListGroupsAndHidesFinishedWorkUntilItIsSearchedFor(t *testing.T) {
	atStart(t, nil, func(p *person) {
		p.sees("Needs you", "Waiting", "Unfinished", "…11000815")
		p.seesNot("Done", "…42424242")
		p.typing("4242")
		p.sees("Done", "…42424242", "1 dossier with these characters")
		p.seesNot("…11000815", "▸")
	})
}

func TestHighlightFollowsTheDossierNotTheRow(t *testing.T) {
	atStart(t, nil, func(p *person) {
		p.press("down")
		rows := startList()
		p.f.Dossiers = append([]flows.Summary{{Key: flows.Key{Applicant: "1111111111111x1"}, Group: "needs you", Updated: pickNow}}, rows...)
		p.press("enter")
		p.wants(steps.OpenDossier{Applicant: rows[0].Key.Applicant})
	})
}

func TestPastedLinkGivesItsIDAndNeverActsAsEnter(t *testing.T) {
	atStart(t, nil, func(p *person) {
		p.msg(tea.PasteMsg{Content: "https://app.personr.test/applicants/" + pickID + "/docs?size=1024x768\n"})
		p.quiet()
		p.sees("┃ "+pickID, "✓ 32 characters")
	})
}

func TestTextWithSeveralIDsFindsNone(t *testing.T) {
	atStart(t, nil, func(p *person) {
		p.msg(tea.PasteMsg{Content: pickID + " and 9999999999999x99999999"})
		p.sees("! there is more than one applicant ID")
		p.press("enter")
		p.quiet()
	})
}

func TestWrongIDsSayWhatIsWrong(t *testing.T) {
	for typed, word := range map[string]string{
		"7777777": "goes on: digits, an x, digits",
		"12x":     "digits on both sides of the x",
		"1x2x3":   "only one x",
		"anna":    "digits and one x, nothing else",
	} {
		atStart(t, func(f *steps.Frame) { f.Dossiers = nil }, func(p *person) {
			p.typing(typed)
			p.sees(word)
			p.press("enter")
			p.quiet()
		})
	}
}

func TestNothingOpensWithoutAJournal(t *testing.T) {
	atStart(t, func(f *steps.Frame) { f.JournalFault = "the disk is full" }, func(p *person) {
		p.typing(pickID)
		p.press("enter")
		p.quiet()
		p.sees("✗ the disk is full", "✗ Journal")
	})
}

func TestFlowIsAskedOnlyWhenTheServiceCanNotTell(t *testing.T) {
	f := pickFrame(80, 18, journeyOf(t))
	playScreen(t, f, nil, steps.NewApplicant, func(p *person) {
		p.sees("Which flow is it for?")
		p.press("enter")
		p.quiet()
		p.typing("only")
		p.sees("▸ Identity only")
		p.press("enter", "enter")
		p.wants(steps.PostAndGo{Events: []flows.Event{flows.FlowChosen{Flow: f.Flows[1]}}})
		if len(p.acts) != 1 {
			t.Errorf("a double Enter did %d things", len(p.acts))
		}
	})
	f.ServiceFlow = foreign.Untrusted(threeNeeds().Name)
	playScreen(t, f, nil, steps.NewApplicant, func(p *person) { p.seesNot("Which flow is it for?") })
	f.ServiceFlow = foreign.Untrusted("else\x1b[2J")
	playScreen(t, f, nil, steps.NewApplicant, func(p *person) {
		p.sees("Which flow is it for?", "not set up here", `\u{1B}[2J`)
		p.fits()
	})
}

func TestApplicantIsLockedOnceAPictureLeft(t *testing.T) {
	before := documentsChosen(t)
	after := journeyOn(t, before, pickSession, append([]flows.Event{pickFile(pickFront, 1)}, sentTo(pickFront, 1, flows.IDCard)[:2]...)...)
	playScreen(t, pickFrame(80, 18, after), nil, steps.NewApplicant, func(p *person) {
		p.sees("Locked", pickID)
		p.press("esc")
		p.quiet()
		p.press("enter")
		p.wants(steps.Go{})
	})
	f := pickFrame(80, 18, before)
	f.ServiceFlow = foreign.Untrusted(threeNeeds().Name)
	playScreen(t, f, nil, steps.NewApplicant, func(p *person) {
		p.press("esc")
		p.wants(steps.NextApplicant{})
	})
}

func TestSecondEnterIsForgottenWhenTheJournalStaysSilent(t *testing.T) {
	atStart(t, nil, func(p *person) {
		p.typing(pickID)
		p.press("enter")
		p.f.Now = p.f.Now.Add(5 * time.Second)
		p.press("enter")
		if len(p.acts) != 2 {
			t.Errorf("%d actions, want another try after a while", len(p.acts))
		}
	})
}
