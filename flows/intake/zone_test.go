package intake

import (
	"os"
	"slices"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/intake/mrz"
	"dossier/flows/intake/ocrb"
)

// today is after the specimens expired, in April 2012.
var today = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)

var zoneCodes = []WarningCode{ZoneExpired, ZoneOfOtherCountry, ZoneOfOtherKind, ZoneOfOtherSide}

// zoneFindings are the warnings about the zone in a picture.
func zoneFindings(t *testing.T, name string, p Purpose) []WarningCode {
	t.Helper()
	content, err := os.ReadFile("ocrb/testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var list []WarningCode
	for _, w := range examineBytes(t, name, content, p).Warnings {
		if slices.Contains(zoneCodes, w.Code) {
			list = append(list, w.Code)
		}
	}
	return list
}

// What the zone of a picture says is compared with what the picture is for. The country of
// the specimens, Utopia, is none that anybody can choose.
func TestZonesAreComparedWithTheChoice(t *testing.T) {
	passport := Purpose{Type: flows.Passport, Country: "AUS", Today: today}
	card := Purpose{Type: flows.IDCard, Country: "AUS", Today: today, HasBack: true}
	at := func(p Purpose, s flows.Side) Purpose { p.Side = s; return p }
	for name, c := range map[string]struct {
		file string
		p    Purpose
		want []WarningCode
	}{
		"an expired passport":        {"passport.jpg", passport, []WarningCode{ZoneExpired}},
		"while it was valid":         {"passport.jpg", Purpose{Type: flows.Passport, Today: today.AddDate(-15, 0, 0)}, nil},
		"a passport as a card":       {"passport.jpg", at(card, flows.Front), []WarningCode{ZoneExpired, ZoneOfOtherKind}},
		"a card's back":              {"card.jpg", at(card, flows.Back), []WarningCode{ZoneExpired}},
		"a card's back as front":     {"card.jpg", at(card, flows.Front), []WarningCode{ZoneExpired, ZoneOfOtherSide}},
		"a card with one side":       {"card.jpg", Purpose{Type: flows.IDCard, Side: flows.Front, Today: today}, []WarningCode{ZoneExpired}},
		"a card as a passport":       {"card.jpg", passport, []WarningCode{ZoneExpired, ZoneOfOtherKind}},
		"held for a selfie":          {"passport.jpg", Purpose{Type: flows.Selfie, Today: today}, nil},
		"as a driver's licence":      {"card.jpg", Purpose{Type: flows.Drivers, Today: today}, nil},
		"nobody says what day it is": {"passport.jpg", Purpose{Type: flows.Passport}, nil},
	} {
		if got := zoneFindings(t, c.file, c.p); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// A country is compared only where its signs could not be mistaken, and where it is one.
func TestCountriesOfZones(t *testing.T) {
	p := Purpose{Type: flows.Passport, Country: "AUS"}
	for issuer, want := range map[string]bool{"AUS": false, "AUT": true, "XKX": true, "UNO": false, "UTO": false, "XXB": false, "AUX": false} {
		reading := ocrb.Reading{Zone: mrz.Zone{Format: mrz.TD3, Kind: mrz.Passport, Issuer: issuer}, IsHeadSure: true}
		w := Warning{Code: ZoneOfOtherCountry, zone: reading}
		if w.CountsFor(p) != want {
			t.Errorf("%s: %v", issuer, !want)
		}
		w.zone.IsHeadSure = false
		if w.CountsFor(p) {
			t.Errorf("%s: counts without being sure", issuer)
		}
	}
}

// A visa is sent as a residence permit, and a passport card as what it looks like.
func TestKindsOfZones(t *testing.T) {
	for _, c := range []struct {
		chosen flows.DocType
		kind   mrz.Kind
		want   bool
	}{
		{flows.Passport, mrz.Passport, false}, {flows.Passport, mrz.Card, true}, {flows.Passport, mrz.Visa, true},
		{flows.IDCard, mrz.Card, false}, {flows.IDCard, mrz.Passport, true}, {flows.ResidencePermit, mrz.Card, false},
		{flows.ResidencePermit, mrz.Visa, false}, {flows.ResidencePermit, mrz.Passport, true}, {flows.Drivers, mrz.Card, false},
	} {
		w := Warning{Code: ZoneOfOtherKind, zone: ocrb.Reading{Zone: mrz.Zone{Kind: c.kind}, IsHeadSure: true}}
		if w.CountsFor(Purpose{Type: c.chosen}) != c.want {
			t.Errorf("a zone of kind %d for %s: %v", c.kind, c.chosen, !c.want)
		}
		w.zone.IsHeadSure = false
		if w.CountsFor(Purpose{Type: c.chosen}) {
			t.Errorf("a zone of kind %d for %s counts without being sure", c.kind, c.chosen)
		}
	}
}
