package applicant_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"dossier/tui/steps/applicant"
	"dossier/tui/steps/stepstest"

	tea "charm.land/bubbletea/v2"
)

func atStart(t *testing.T, change func(*steps.Frame), play func(*stepstest.Person)) {
	f := stepstest.NewFrame(80, 18, flows.Journey{})
	stepstest.CloseDossier(&f)
	if change != nil {
		change(&f)
	}
	stepstest.PlayScreen(t, f, nil, stepstest.At(applicant.New, steps.Place{}), play)
}

func TestTypedIDOpensItsDossierOnceOnly(t *testing.T) {
	atStart(t, nil, func(p *stepstest.Person) {
		p.Type(stepstest.ApplicantID)
		p.Sees("✓ 32 characters, has the shape of an applicant ID")
		p.Press("enter", "enter")
		p.Wants(steps.OpenDossier{Applicant: stepstest.ApplicantID})
		if len(p.Actions) != 1 {
			t.Errorf("a double Enter did %d things", len(p.Actions))
		}
	})
}

func TestNoRowIsHighlightedBeforeThePersonMoves(t *testing.T) {
	atStart(t, nil, func(p *stepstest.Person) {
		p.SeesNot("▸")
		p.Press("enter")
		p.WantsNothing()
		p.Press("down", "enter")
		p.Wants(steps.OpenDossier{Applicant: "4711471147114x471147114711000815"})
	})
}

func TestStartListGroupsAndFindsAllDossiers(t *testing.T) {
	atStart(t, nil, func(p *stepstest.Person) {
		p.Sees("Needs you", "Waiting", "Unfinished", "…11000815", "Finished", "…42424242")
		p.Type("4242")
		p.Sees("Finished", "…42424242", "1 dossier with these characters")
		p.SeesNot("…11000815", "▸")
	})
}

// Nothing in a row moves when "just now" becomes "1 min".
func TestARowOfTheStartListStaysAsItAges(t *testing.T) {
	const row = "…00000001  demo: rejected once "
	for _, age := range []time.Duration{time.Second, time.Minute, time.Hour} {
		atStart(t, func(f *steps.Frame) {
			f.Dossiers = []flows.Summary{{
				Key: flows.Key{Applicant: "42424242424242x00000001"}, Group: flows.GroupUnfinished, Done: 0, Total: 3,
				Text: "demo: rejected once", Updated: stepstest.Now.Add(-age),
			}}
		}, func(p *stepstest.Person) { p.Sees(row) })
	}
}

// The texts of all rows begin in one column, whatever has room in each.
func TestRowsOfTheStartListShareTheirColumns(t *testing.T) {
	texts := []string{"demo: will be approved", "demo: rejected for good", "approved"}
	for width := 40; width <= 120; width++ {
		atStart(t, func(f *steps.Frame) {
			f.Width, f.Height, f.Dossiers = width, 30, nil
			for i, text := range texts {
				f.Dossiers = append(f.Dossiers, flows.Summary{
					Key: flows.Key{Applicant: fmt.Sprintf("42424242424242x%08d", i)}, Group: flows.GroupUnfinished, Total: 3, Text: text, Updated: stepstest.Now,
				})
			}
		}, func(p *stepstest.Person) {
			var at []int
			for line := range strings.Lines(stepstest.ScreenText(p.Step.View(p.Frame))) {
				if _, row, ok := strings.Cut(line, "0 of 3"); ok || strings.Contains(line, "…000") {
					row = cmp.Or(row, line[strings.Index(line, "…")+len("…00000000"):])
					at = append(at, len(line)-len(strings.TrimLeft(row, " ")))
				}
			}
			if len(at) != len(texts) || slices.Min(at) != slices.Max(at) {
				t.Errorf("%d columns: the texts begin at %v", width, at)
			}
		})
	}
}

// The last 20 finished dossiers are offered; the search finds all.
func TestStartListOffersTheLatestFinishedDossiers(t *testing.T) {
	many := func(f *steps.Frame) {
		f.Height, f.Dossiers = 40, nil
		for i := range 25 {
			f.Dossiers = append(f.Dossiers, flows.Summary{Key: flows.Key{Applicant: fmt.Sprintf("42424242424242x%08d", i)}, Group: flows.GroupDone, Text: "approved", Updated: stepstest.Now})
		}
	}
	atStart(t, many, func(p *stepstest.Person) {
		p.Sees("…00000019")
		p.SeesNot("…00000020")
		p.Type("00000024")
		p.Sees("…00000024")
	})
}

func TestStartListMarksWhatSomebodyElseHasOpen(t *testing.T) {
	const id = "4711471147114x471147114711000815"
	marked := func(f *steps.Frame) { f.OpenedBy = map[string]safe.Text{id: safe.LineOf("maya\x1b[2J", 24)} }
	atStart(t, marked, func(p *stepstest.Person) {
		p.Sees("…11000815  open: maya\\u{1B}[2J")
		p.Fits()
	})
}

// An ID of an unusual length may be a part of one, typed by a terminal that pastes in
// pieces: Enter asks to compare it, unless its dossier is known.
func TestUnusualIDIsOpenedBySecondEnterOnly(t *testing.T) {
	for typed, presses := range map[string]int{
		"4242424242424x4242": 2, "4242x424242424239808060": 2, "4242424242424x4242424242424242424": 2, "1x2": 2,
		stepstest.ApplicantID: 1, "4242424242424x42424242423980806": 1, "4711471147114x471147114711000815": 1,
	} {
		atStart(t, nil, func(p *stepstest.Person) {
			p.Type(typed)
			if presses > 1 {
				p.Sees("! ", "most IDs have 32. Is it whole?")
				p.SeesNot("✓ " + fmt.Sprint(len(typed)))
				p.Press("enter")
				p.WantsNothing()
				p.Type("5")
				p.Press("backspace", "enter") // it was changed: asked again
				p.WantsNothing()
			}
			p.Press("enter")
			p.Wants(steps.OpenDossier{Applicant: typed})
		})
	}
}

func TestHighlightFollowsTheDossierNotTheRow(t *testing.T) {
	atStart(t, nil, func(p *stepstest.Person) {
		p.Press("down")
		rows := stepstest.StartList()
		p.Frame.Dossiers = append([]flows.Summary{{Key: flows.Key{Applicant: "1111111111111x1"}, Group: "needs you", Updated: stepstest.Now}}, rows...)
		p.Press("enter")
		p.Wants(steps.OpenDossier{Applicant: rows[0].Key.Applicant})
	})
}

func TestPastedLinkGivesItsIDAndNeverActsAsEnter(t *testing.T) {
	atStart(t, nil, func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "https://app.personr.test/applicants/" + stepstest.ApplicantID + "/docs?size=1024x768\n"})
		p.WantsNothing()
		p.Sees("┃ "+stepstest.ApplicantID, "✓ 32 characters")
	})
}

func TestTextWithSeveralIDsFindsNone(t *testing.T) {
	atStart(t, nil, func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: stepstest.ApplicantID + " and 9999999999999x99999999"})
		p.Sees("! there is more than one applicant ID", "…39808060, …99999999")
		p.Press("enter")
		p.WantsNothing()
	})
}

// What a person pastes with a break inside the ID: joined and said, or refused with
// what was found. The field spells signs out; that changes nothing.
func TestPastedPiecesAreJoinedAndShownOrRefused(t *testing.T) {
	front, back := stepstest.ApplicantID[:20], stepstest.ApplicantID[20:]
	for between, words := range map[string][]string{
		"\n": {"┃ " + stepstest.ApplicantID, "✓ joined from its parts", "compare it with yours:"}, "\u200b": {"✓ joined from its parts"},
		"\u00ad": {"✓ joined from its parts"}, "\u00a0": {"✓ joined from its parts"},
		"\t": {"! another sign divides it", "(tab)"}, ",": {"! another sign divides it", ","}, "|": {"! another sign divides it", "|"},
		"_": {"! an applicant ID is digits", "_"}, "\x1b[2J": {"! an applicant ID is digits", `\u{1B}[2J`},
	} {
		atStart(t, nil, func(p *stepstest.Person) {
			p.Send(tea.PasteMsg{Content: front + between + back})
			p.Sees(words...)
			p.Fits()
			p.Press("enter")
			if strings.HasPrefix(words[len(words)-1], "✓") || len(words) == 3 {
				p.Wants(steps.OpenDossier{Applicant: stepstest.ApplicantID})
				return
			}
			p.WantsNothing()
		})
	}
}

func TestPastedIDReplacesASearchAndContinuesAnID(t *testing.T) {
	for typed, pasted := range map[string]string{
		"39808060": stepstest.ApplicantID, "4242424242424x": stepstest.ApplicantID[14:], "42424242": stepstest.ApplicantID[8:],
	} {
		atStart(t, nil, func(p *stepstest.Person) {
			p.Type(typed)
			p.Send(tea.PasteMsg{Content: pasted})
			p.Press("enter")
			p.Wants(steps.OpenDossier{Applicant: stepstest.ApplicantID})
		})
	}
}

func TestShortFormOfAnIDSearches(t *testing.T) {
	atStart(t, nil, func(p *stepstest.Person) {
		p.Type("…42424242")
		p.Sees("1 dossier with these characters")
	})
}

func TestWrongIDsSayWhatIsWrong(t *testing.T) {
	for typed, word := range map[string]string{
		"7777777": "the x is missing; an applicant ID is digits",
		"12x":     "digits on both sides of the x",
		"1x2x3":   "only one x",
		"anna":    "an applicant ID is digits, an x and digits",
	} {
		atStart(t, func(f *steps.Frame) { f.Dossiers = nil }, func(p *stepstest.Person) {
			p.Type(typed)
			p.Sees(word)
			p.Press("enter")
			p.WantsNothing()
		})
	}
}

func TestNothingOpensWithoutAJournal(t *testing.T) {
	atStart(t, func(f *steps.Frame) { f.JournalFault = "the disk is full" }, func(p *stepstest.Person) {
		p.Type(stepstest.ApplicantID)
		p.Press("enter")
		p.WantsNothing()
		p.Sees("✗ the disk is full", "✗ Journal")
	})
}

func TestFlowIsAskedOnlyWhenTheServiceCanNotTell(t *testing.T) {
	f := stepstest.NewFrame(80, 18, stepstest.JourneyOf(t))
	stepstest.PlayScreen(t, f, nil, stepstest.At(applicant.New, steps.Place{}), func(p *stepstest.Person) {
		p.Sees("Which flow is it for?")
		p.Press("enter")
		p.WantsNothing()
		p.Type("only")
		p.Sees("▸ Identity only")
		p.Press("enter", "enter")
		p.Wants(steps.PostAndGo{Events: []flows.Event{flows.FlowChosen{Flow: f.Flows[1]}}})
		if len(p.Actions) != 1 {
			t.Errorf("a double Enter did %d things", len(p.Actions))
		}
	})
	f.ServiceFlow = foreign.Untrusted(stepstest.ThreeNeeds().Name)
	stepstest.PlayScreen(t, f, nil, stepstest.At(applicant.New, steps.Place{}), func(p *stepstest.Person) { p.SeesNot("Which flow is it for?") })
	f.ServiceFlow = foreign.Untrusted("else\x1b[2J")
	stepstest.PlayScreen(t, f, nil, stepstest.At(applicant.New, steps.Place{}), func(p *stepstest.Person) {
		p.Sees("Which flow is it for?", "not set up here", `\u{1B}[2J`)
		p.Fits()
	})
}

func TestApplicantIsLockedOnceAPictureLeft(t *testing.T) {
	before := stepstest.DocumentsChosen(t)
	after := stepstest.Extend(t, before, stepstest.Session, append([]flows.Event{stepstest.ChooseFile(stepstest.FrontSlot, 1)}, stepstest.SendEvents(stepstest.FrontSlot, 1, flows.IDCard)[:2]...)...)
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, after), nil, stepstest.At(applicant.New, steps.Place{}), func(p *stepstest.Person) {
		p.Sees("Locked", stepstest.ApplicantID, "esc leads to the start list")
		p.Press("enter")
		p.Wants(steps.Go{})
		p.Press("esc")
		p.Wants(steps.NextApplicant{})
	})
	f := stepstest.NewFrame(80, 18, before)
	f.ServiceFlow = foreign.Untrusted(stepstest.ThreeNeeds().Name)
	stepstest.PlayScreen(t, f, nil, stepstest.At(applicant.New, steps.Place{}), func(p *stepstest.Person) {
		p.Press("esc")
		p.Wants(steps.NextApplicant{})
	})
}

func TestSecondEnterIsForgottenWhenTheJournalStaysSilent(t *testing.T) {
	atStart(t, nil, func(p *stepstest.Person) {
		p.Type(stepstest.ApplicantID)
		p.Press("enter")
		p.Frame.Now = p.Frame.Now.Add(5 * time.Second)
		p.Press("enter")
		if len(p.Actions) != 2 {
			t.Errorf("%d actions, want another try after a while", len(p.Actions))
		}
	})
}

// TestAnEmptyListIsCalledEmptyOnlyWhenItWasRead proves that no work is said to be open only
// when the list was read, and that rows that may be old are called that.
func TestAnEmptyListIsCalledEmptyOnlyWhenItWasRead(t *testing.T) {
	for _, c := range []struct {
		state steps.DossiersState
		rows  bool
		sees  string
		not   string
	}{
		{steps.DossiersUnread, false, "Reading the list of dossiers…", "No work is open"},
		{steps.DossiersRead, false, "No work is open here yet.", "Reading the list"},
		{steps.DossiersRead, true, "…11000815", "may be old"},
		{steps.DossiersFailed, false, "The list of dossiers cannot be read just now.", "No work is open"},
		{steps.DossiersFailed, true, "may be old", "No work is open"},
	} {
		atStart(t, func(f *steps.Frame) {
			f.DossiersState = c.state
			if !c.rows {
				f.Dossiers = nil
			}
		}, func(p *stepstest.Person) {
			p.Sees(c.sees)
			p.SeesNot(c.not)
			p.Fits()
		})
	}
}
