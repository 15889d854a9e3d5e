package steps_test

import (
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"
)

// enough is a remark that makes an answer a refusal.
func pickError() flows.Remark { return flows.ParseRemark([]byte(`"dataNotReadable"`)) }

func withFlow(t testing.TB, flow flows.Flow, more ...flows.Event) flows.Journey {
	return journeyOf(t, append([]flows.Event{flows.FlowChosen{Flow: flow}}, more...)...)
}

func TestEnterTakesTheDocumentThenTheCountry(t *testing.T) {
	playScreen(t, pickFrame(80, 18, withFlow(t, threeNeeds())), nil, atNeed("identity"), func(p *person) {
		p.typing("visa")
		p.sees("▸ Visa", "docType=RESIDENCE_PERMIT")
		p.press("enter")
		p.quiet()
		p.sees("● Identity           Visa", "Country of issue")
		p.typing("deutschland")
		p.sees("▸ Germany", "Will be sent as  docType=RESIDENCE_PERMIT  docCountryISO=DEU")
		p.press("enter", "enter")
		p.wants(steps.PostAndGo{Events: []flows.Event{pickDoc("identity", flows.ResidencePermit, "DEU")}})
		if len(p.acts) != 1 {
			t.Errorf("a double Enter did %d things", len(p.acts))
		}
	})
}

func TestNeedWithOneDocumentBeginsWithTheCountryOfTheNeedBefore(t *testing.T) {
	j := withFlow(t, threeNeeds(), pickDoc("identity", flows.Passport, "DEU"))
	playScreen(t, pickFrame(80, 18, j), nil, atNeed("address"), func(p *person) {
		p.sees("Country of the address", "▸ Germany", "✓ Identity           Passport · Germany")
		p.press("enter")
		p.wants(steps.PostAndGo{Events: []flows.Event{pickDoc("address", flows.UtilityBill, "DEU")}})
	})
}

func TestFlowsCountryComesBeforeThatOfTheNeedBefore(t *testing.T) {
	flow := threeNeeds()
	flow.Needs[1].Country = "NZL"
	j := withFlow(t, flow, pickDoc("identity", flows.Passport, "DEU"))
	playScreen(t, pickFrame(80, 18, j), nil, atNeed("address"), func(p *person) { p.sees("▸ New Zealand") })
}

func TestRestrictedNeedListsItsCountriesOnly(t *testing.T) {
	flow := threeNeeds()
	flow.Needs[1].Countries = []flows.Country{"AUS", "NZL"}
	j := withFlow(t, flow, pickDoc("identity", flows.Passport, "DEU"))
	playScreen(t, pickFrame(80, 18, j), nil, atNeed("address"), func(p *person) {
		p.sees("Australia", "New Zealand")
		p.seesNot("Afghanistan", "Country of the address\n   ┃ Germany", "▸")
		p.typing("ger")
		p.sees("nothing fits")
		p.press("enter")
		p.quiet()
	})
}

func TestFuzzyMatchIsListedButNotHighlighted(t *testing.T) {
	j := withFlow(t, threeNeeds())
	playScreen(t, pickFrame(80, 18, j), nil, atNeed("address"), func(p *person) {
		p.typing("astrla")
		p.sees("Australia ?")
		p.seesNot("▸")
		p.press("enter")
		p.quiet()
		p.press("down")
		p.sees("▸ Australia")
	})
}

func TestEscKeepsWhatWasTyped(t *testing.T) {
	playScreen(t, pickFrame(80, 18, withFlow(t, threeNeeds())), nil, atNeed("identity"), func(p *person) {
		p.typing("pass")
		p.press("enter")
		p.typing("fra")
		p.press("esc")
		p.quiet()
		p.sees("┃ pass", "▸ Passport")
		p.press("tab")
		p.sees("┃ fra", "▸ France")
		p.press("esc", "esc")
		p.wants(steps.Back{})
		p.sees("┃ pass")
	})
}

func TestPasteIsTextAndNeverEnter(t *testing.T) {
	playScreen(t, pickFrame(80, 18, withFlow(t, threeNeeds())), nil, atNeed("identity"), func(p *person) {
		p.msg(tea.PasteMsg{Content: "passport\n\r\n"})
		p.quiet()
		p.sees("Which document")
	})
}

func TestOneSidedHintIsOnlyAHint(t *testing.T) {
	playScreen(t, pickFrame(80, 18, withFlow(t, threeNeeds())), nil, atNeed("identity"), func(p *person) {
		p.press("enter")
		p.typing("argentina")
		p.sees("usually one side here")
		p.press("enter")
		p.wants(steps.PostAndGo{Events: []flows.Event{pickDoc("identity", flows.IDCard, "ARG")}})
	})
}

func TestUnchangedChoicePostsNothing(t *testing.T) {
	playScreen(t, pickFrame(80, 18, documentsChosen(t)), nil, atNeed("identity"), func(p *person) {
		p.press("enter", "enter")
		p.wants(steps.Go{})
	})
}

func changing(t *testing.T, j flows.Journey, play func(*person)) {
	t.Helper()
	at := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
		return steps.NewDocuments(d, f, steps.Place{Stage: flows.StageDocuments, Need: "identity", FromReview: true})
	}
	playScreen(t, pickFrame(80, 18, j), nil, at, func(p *person) {
		p.typing("passport")
		p.press("enter", "enter")
		play(p)
	})
}

func TestChangingAfterPicturesSaysWhatStaysAtTheService(t *testing.T) {
	j := documentsChosen(t, append([]flows.Event{pickFile(pickFront, 1)}, sentTo(pickFront, 1, flows.IDCard)...)...)
	changing(t, j, func(p *person) {
		d := p.dialog()
		if text := strings.Join(d.Text, " "); !strings.Contains(text, "stays at the service as Identity card · Australia: Identity card · front") || !strings.Contains(text, "set aside") {
			t.Errorf("text %q", text)
		}
		if d.Choices[0].Then != nil {
			t.Error("the first row is not safe")
		}
		want := steps.PostAndGo{Events: []flows.Event{pickDoc("identity", flows.Passport, "AUS")}, Place: steps.Place{Stage: flows.StageReview}}
		if got := d.Choices[1].Then(""); !reflect.DeepEqual(got, want) {
			t.Errorf("change does %#v", got)
		}
	})
}

func TestChangingUnderARunningSendOffersToCancelIt(t *testing.T) {
	sending := documentsChosen(t, pickFile(pickFront, 1), flows.SendStarted{Attempt: 1, Slot: pickFront})
	changing(t, sending, func(p *person) {
		d := p.dialog()
		got, ok := d.Choices[1].Then("").(steps.PostAndGo)
		if d.Choices[0].Then != nil || !ok || len(got.Events) != 2 {
			t.Fatalf("%#v", d)
		}
		journeyOn(t, sending, pickSession, got.Events...) // the domain takes them in this order
	})
	changing(t, journeyOn(t, sending, pickSession, flows.Released{Attempt: 1}), func(p *person) {
		if d := p.dialog(); len(d.Choices) != 1 || !strings.Contains(d.Text[0], "waits for its answer") {
			t.Errorf("%#v", d)
		}
	})
}

func TestDocumentsStandStillWhileACheckRunsOrSomebodyElseHolds(t *testing.T) {
	f := pickFrame(80, 18, documentsChosen(t))
	f.ReadOnly = true
	playScreen(t, f, nil, atNeed("identity"), func(p *person) {
		p.press("enter")
		d := p.dialog()
		if got := d.Choices[1].Then("urgent"); d.Choices[0].Then != nil || got != (steps.TakeOver{Reason: "urgent"}) {
			t.Errorf("%#v", d)
		}
	})
	f = pickFrame(80, 18, documentsChosen(t, flows.StatusSeen{Status: foreign.Untrusted("pending")}))
	playScreen(t, f, nil, atNeed("identity"), func(p *person) {
		p.press("enter")
		p.quiet()
		p.sees("[A check is running")
	})
}
