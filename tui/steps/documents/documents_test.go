package documents_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"
	"dossier/tui/steps/documents"
	"dossier/tui/steps/stepstest"
)

func withFlow(t testing.TB, flow flows.Flow, more ...flows.Event) flows.Journey {
	return stepstest.JourneyOf(t, append([]flows.Event{flows.FlowChosen{Flow: flow}}, more...)...)
}

func TestEnterTakesTheDocumentThenTheCountry(t *testing.T) {
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, withFlow(t, stepstest.ThreeNeeds())), nil, atNeed("identity"), func(p *stepstest.Person) {
		p.Type("visa")
		p.Sees("▸ Visa", "docType=RESIDENCE_PERMIT")
		p.Press("enter")
		p.WantsNothing()
		p.Sees("● Identity           Visa", "Country of issue")
		p.Type("deutschland")
		p.Sees("▸ Germany", "Will be sent as  docType=RESIDENCE_PERMIT  docCountryISO=DEU")
		p.Press("enter", "enter")
		p.Wants(steps.PostAndGo{Events: []flows.Event{stepstest.ChooseDocument("identity", flows.ResidencePermit, "DEU")}})
		if len(p.Actions) != 1 {
			t.Errorf("a double Enter did %d things", len(p.Actions))
		}
	})
}

func TestNeedWithOneDocumentBeginsWithTheCountryOfTheNeedBefore(t *testing.T) {
	j := withFlow(t, stepstest.ThreeNeeds(), stepstest.ChooseDocument("identity", flows.Passport, "DEU"))
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, j), nil, atNeed("address"), func(p *stepstest.Person) {
		p.Sees("Country of the address", "▸ Germany", "✓ Identity           Passport · Germany")
		p.Press("enter")
		p.Wants(steps.PostAndGo{Events: []flows.Event{stepstest.ChooseDocument("address", flows.UtilityBill, "DEU")}})
	})
}

func TestFlowsCountryComesBeforeThatOfTheNeedBefore(t *testing.T) {
	flow := stepstest.ThreeNeeds()
	flow.Needs[1].Country = "NZL"
	j := withFlow(t, flow, stepstest.ChooseDocument("identity", flows.Passport, "DEU"))
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, j), nil, atNeed("address"), func(p *stepstest.Person) { p.Sees("▸ New Zealand") })
}

func TestRestrictedNeedListsItsCountriesOnly(t *testing.T) {
	flow := stepstest.ThreeNeeds()
	flow.Needs[1].Countries = []flows.Country{"AUS", "NZL"}
	j := withFlow(t, flow, stepstest.ChooseDocument("identity", flows.Passport, "DEU"))
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, j), nil, atNeed("address"), func(p *stepstest.Person) {
		p.Sees("Australia", "New Zealand")
		p.SeesNot("Afghanistan", "Country of the address\n   ┃ Germany", "▸")
		p.Type("ger")
		p.Sees("nothing fits that this requirement accepts")
		p.Press("ctrl+u")
		p.Type("DEU")
		p.Sees("Germany is not accepted for this requirement")
		p.Press("ctrl+u")
		p.Type("UNK")
		p.Sees("no country has this name or code")
		p.Press("enter")
		p.WantsNothing()
	})
}

// What stands below the list keeps its line while somebody types or goes to the other
// question.
func TestNothingBelowTheListJumps(t *testing.T) {
	j := withFlow(t, stepstest.ThreeNeeds())
	for _, size := range []struct{ width, height int }{{80, 18}, {60, 12}, {120, 34}} {
		stepstest.PlayScreen(t, stepstest.NewFrame(size.width, size.height, j), nil, atNeed("identity"), func(p *stepstest.Person) {
			line := func() int {
				screen := stepstest.ScreenText(p.Step.View(p.Frame))
				return slices.IndexFunc(strings.Split(screen, "\n"), func(l string) bool { return strings.Contains(l, "nothing to choose") })
			}
			want := line()
			step := func(what string) {
				if got := line(); got != want {
					t.Errorf("%d×%d, %s: the selfie stands in line %d, before in %d", size.width, size.height, what, got, want)
				}
			}
			p.Type("pass")
			step("a document")
			p.Press("enter")
			step("the country")
			for _, text := range []string{"aus", "zzzz", "zzzzg", "germany"} {
				p.Press("ctrl+u")
				p.Type(text)
				step(text)
			}
			p.Press("down")
			step("down")
		})
	}
}

// A typed code that is none is never taken for the country it resembles.
func TestTypedCodeHighlightsItsCountryOnly(t *testing.T) {
	j := withFlow(t, stepstest.ThreeNeeds())
	for typed, want := range map[string]string{
		"UNK": "", "GER": "", "SUI": "", "CHI": "", "DEU": "▸ Germany", "RKS": "▸ Kosovo (RKS)", "kosovo": "▸ Kosovo", "türkei": "▸ Türkiye (Türkei)", "Allemagne": "▸ Germany (Allemagne)",
	} {
		stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, j), nil, atNeed("address"), func(p *stepstest.Person) {
			p.Type(typed)
			if want != "" {
				p.Sees(want)
				return
			}
			p.SeesNot("▸")
			p.Press("enter")
			p.WantsNothing()
		})
	}
}

func TestFuzzyMatchIsListedButNotHighlighted(t *testing.T) {
	j := withFlow(t, stepstest.ThreeNeeds())
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, j), nil, atNeed("address"), func(p *stepstest.Person) {
		p.Type("astrla")
		p.Sees("Australia ?")
		p.SeesNot("▸")
		p.Press("enter")
		p.WantsNothing()
		p.Press("down")
		p.Sees("▸ Australia")
	})
}

func TestEscKeepsWhatWasTyped(t *testing.T) {
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, withFlow(t, stepstest.ThreeNeeds())), nil, atNeed("identity"), func(p *stepstest.Person) {
		p.Type("pass")
		p.Press("enter")
		p.Type("fra")
		p.Press("esc")
		p.WantsNothing()
		p.Sees("┃ pass", "▸ Passport")
		p.Press("tab")
		p.Sees("┃ fra", "▸ France")
		p.Press("esc", "esc")
		p.Wants(steps.Back{})
		p.Sees("┃ pass")
	})
}

func TestPasteIsTextAndNeverEnter(t *testing.T) {
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, withFlow(t, stepstest.ThreeNeeds())), nil, atNeed("identity"), func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "passport\n\r\n"})
		p.WantsNothing()
		p.Sees("Which document")
	})
}

func TestOneSidedHintIsOnlyAHint(t *testing.T) {
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, withFlow(t, stepstest.ThreeNeeds())), nil, atNeed("identity"), func(p *stepstest.Person) {
		p.Press("enter")
		p.Type("argentina")
		p.Sees("usually one side here")
		p.Press("enter")
		p.Wants(steps.PostAndGo{Events: []flows.Event{stepstest.ChooseDocument("identity", flows.IDCard, "ARG")}})
	})
}

func TestUnchangedChoicePostsNothing(t *testing.T) {
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t)), nil, atNeed("identity"), func(p *stepstest.Person) {
		p.Press("enter", "enter")
		p.Wants(steps.Go{})
	})
}

func changing(t *testing.T, j flows.Journey, play func(*stepstest.Person)) {
	t.Helper()
	at := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
		return documents.New(d, f, steps.Place{Stage: flows.StageDocuments, Need: "identity", FromReview: true})
	}
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, j), nil, at, func(p *stepstest.Person) {
		p.Type("passport")
		p.Press("enter", "enter")
		play(p)
	})
}

func TestChangingAfterPicturesSaysWhatStaysAtTheService(t *testing.T) {
	j := stepstest.DocumentsChosen(t, append([]flows.Event{stepstest.ChooseFile(stepstest.FrontSlot, 1)}, stepstest.SendEvents(stepstest.FrontSlot, 1, flows.IDCard)...)...)
	changing(t, j, func(p *stepstest.Person) {
		d := p.Dialog()
		if text := strings.Join(d.Text, " "); !strings.Contains(text, "stays at the service as Identity card · Australia: Identity card · front") || !strings.Contains(text, "set aside") {
			t.Errorf("text %q", text)
		}
		if d.Choices[0].Then != nil {
			t.Error("the first row is not safe")
		}
		want := steps.PostAndGo{Events: []flows.Event{stepstest.ChooseDocument("identity", flows.Passport, "AUS")}, Place: steps.Place{Stage: flows.StageReview}}
		if got := d.Choices[1].Then(""); !reflect.DeepEqual(got, want) {
			t.Errorf("change does %#v", got)
		}
	})
}

func TestChangingUnderARunningSendOffersToCancelIt(t *testing.T) {
	sending := stepstest.DocumentsChosen(t, stepstest.ChooseFile(stepstest.FrontSlot, 1), flows.SendStarted{Attempt: 1, Slot: stepstest.FrontSlot})
	changing(t, sending, func(p *stepstest.Person) {
		d := p.Dialog()
		got, ok := d.Choices[1].Then("").(steps.PostAndGo)
		if d.Choices[0].Then != nil || !ok || len(got.Events) != 2 {
			t.Fatalf("%#v", d)
		}
		stepstest.Extend(t, sending, stepstest.Session, got.Events...) // the domain takes them in this order
	})
	changing(t, stepstest.Extend(t, sending, stepstest.Session, flows.Released{Attempt: 1}), func(p *stepstest.Person) {
		if d := p.Dialog(); len(d.Choices) != 1 || !strings.Contains(d.TextNow(p.Frame)[0], "waits for its answer") {
			t.Errorf("%#v", d)
		}
	})
}

func TestDocumentsStandStillWhileACheckRunsOrSomebodyElseHolds(t *testing.T) {
	f := stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t))
	f.ReadOnly = true
	stepstest.PlayScreen(t, f, nil, atNeed("identity"), func(p *stepstest.Person) {
		p.Press("enter")
		d := p.Dialog()
		if got := d.Choices[1].Then("urgent"); d.Choices[0].Then != nil || got != (steps.TakeOver{Reason: "urgent"}) {
			t.Errorf("%#v", d)
		}
	})
	f = stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t, flows.StatusSeen{Status: foreign.Untrusted("pending")}))
	stepstest.PlayScreen(t, f, nil, atNeed("identity"), func(p *stepstest.Person) {
		p.Press("enter")
		p.WantsNothing()
		p.Sees("[A check is running")
	})
}

// TestADocumentThatIsNotTakenIsNamed proves that what exists but is not wanted
// is told from a slip.
func TestADocumentThatIsNotTakenIsNamed(t *testing.T) {
	f := stepstest.NewFrame(80, 18, stepstest.JourneyOf(t, flows.FlowChosen{Flow: stepstest.ThreeNeeds()}))
	open := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
		return documents.New(d, f, steps.Place{Stage: flows.StageDocuments, Need: "identity"})
	}
	stepstest.PlayScreen(t, f, &stepstest.Folder{}, open, func(p *stepstest.Person) {
		p.Type("bank statement")
		p.Sees(`"bank statement" is not accepted`)
		p.Press("ctrl+u")
		p.Type("qqqq")
		p.SeesNot("not accepted")
	})
}

// TestAChangeSaysFirstWhatStays proves that a need opened from the review names
// what lies at the service before anything is chosen.
func TestAChangeSaysFirstWhatStays(t *testing.T) {
	sent := append([]flows.Event{stepstest.ChooseFile(stepstest.FrontSlot, 1)}, stepstest.SendEvents(stepstest.FrontSlot, 1, flows.IDCard)...)
	f := stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t, sent...))
	for _, alone := range []bool{true, false} {
		open := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
			return documents.New(d, f, steps.Place{Stage: flows.StageDocuments, Need: "identity", FromReview: alone})
		}
		stepstest.PlayScreen(t, f, &stepstest.Folder{}, open, func(p *stepstest.Person) {
			if alone {
				p.Sees("stays there: Identity card")
			} else {
				p.SeesNot("stays there")
			}
		})
	}
}

func BenchmarkKeyIn250Countries(b *testing.B) {
	f := stepstest.NewFrame(120, 34, withFlow(b, stepstest.ThreeNeeds()))
	step, _ := documents.New(steps.Deps{Ctx: context.Background()}, f, steps.Place{Stage: flows.StageDocuments, Need: "address"})
	b.Run("down", func(b *testing.B) { stepstest.MeasureKeys(b, step, f, stepstest.Key("down")) })
	b.Run("letter", func(b *testing.B) {
		stepstest.MeasureKeys(b, step, f, tea.KeyPressMsg{Code: 'a', Text: "a"}, stepstest.Key("backspace"))
	})
}

func atNeed(need string) func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd) {
	return stepstest.At(documents.New, steps.Place{Stage: flows.StageDocuments, Need: need})
}

// TestTabIsOfferedOnlyWhereItLeads proves that the key to the other question is in the
// footer only while there is a document to go on with.
func TestTabIsOfferedOnlyWhereItLeads(t *testing.T) {
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, withFlow(t, stepstest.ThreeNeeds())), nil, atNeed("identity"), func(p *stepstest.Person) {
		for _, c := range []struct {
			typed string
			leads bool
		}{{"", true}, {"passport", true}, {"zzzz", false}} {
			p.Press("ctrl+u")
			p.Type(c.typed)
			if got := stepstest.HasKey(p.Frame, p.Step, "tab"); got != c.leads {
				t.Errorf("%q: tab is offered: %t", c.typed, got)
			}
		}
	})
}
