package assets

import (
	"slices"
	"testing"

	"dossier/flows"
)

var everyType = []flows.DocType{
	flows.IDCard, flows.Passport, flows.Drivers, flows.ResidencePermit, flows.UtilityBill, flows.Selfie,
}

func TestEveryDocumentedTypeIsDescribed(t *testing.T) {
	all := Documents()
	if len(all) != len(everyType) {
		t.Errorf("%d documents, want %d", len(all), len(everyType))
	}
	for _, want := range everyType {
		if !slices.ContainsFunc(all, func(d Document) bool {
			return d.Type == want && d.Name != "" && len(d.Names) > 0 && d.Hint != ""
		}) {
			t.Errorf("%s is not described", want)
		}
	}
	if got := DocumentName("MILITARY_CARD"); got != "MILITARY_CARD" {
		t.Errorf("a type on demand is called %q", got)
	}
}

func TestDocumentSearch(t *testing.T) {
	for query, want := range map[string]struct {
		t     flows.DocType
		human string
	}{
		"ID_CARD": {flows.IDCard, "Identity card"}, "id card": {flows.IDCard, "Identity card"},
		"passport": {flows.Passport, "Passport"}, "pass": {flows.Passport, "Passport"},
		"driver":          {flows.Drivers, "Driver's licence"},
		"driving licence": {flows.Drivers, "Driving licence"}, "drivers license": {flows.Drivers, "Drivers license"},
		"driver’s licence": {flows.Drivers, "Driver's licence"}, "DRIVERS": {flows.Drivers, "Driving licence"},
		"bank statement": {flows.UtilityBill, "Bank statement"}, "bank": {flows.UtilityBill, "Bank statement"},
		"statement": {flows.UtilityBill, "Bank statement"}, "visa": {flows.ResidencePermit, "Visa"},
		"green card": {flows.ResidencePermit, "Green card"}, "proof of age": {flows.IDCard, "Proof of Age card"},
		"proof of address": {flows.UtilityBill, "Proof of address"}, "selfie": {flows.Selfie, "Selfie"},
	} {
		got := MatchDocument(query, everyType)
		if len(got) == 0 || got[0].Type != want.t || got[0].MatchedName != want.human || got[0].Fuzzy {
			t.Errorf("%q finds %+v first, want %v", query, atMostOne(got), want)
		}
	}
	if got := MatchDocument("pasport", everyType); len(got) != 1 || got[0].Type != flows.Passport || !got[0].Fuzzy {
		t.Errorf("pasport finds %+v", got)
	}
}

func TestDocumentSearchStaysAmongTheAllowed(t *testing.T) {
	if got := MatchDocument("passport", []flows.DocType{flows.IDCard, flows.Selfie}); len(got) != 0 {
		t.Errorf("found %+v", got)
	}
	among := []flows.DocType{flows.Selfie, "MILITARY_CARD", flows.IDCard}
	var got []flows.DocType
	for _, m := range MatchDocument("", among) {
		got = append(got, m.Type)
	}
	if !slices.Equal(got, among) {
		t.Errorf("a blank query lists %v, want %v in that order", got, among)
	}
	if got := MatchDocument("military", among); len(got) != 1 || got[0].MatchedName != "MILITARY_CARD" {
		t.Errorf("military finds %+v", got)
	}
}

func TestOneSidedIsAboutIdentityCardsOnly(t *testing.T) {
	for _, c := range []flows.Country{"ARG", "CHL", "CYP", "SLV", "CIV", "MYS", "PER", "ROU"} {
		if !UsuallyOneSided(c, flows.IDCard) {
			t.Errorf("%s is missing", c)
		}
		if UsuallyOneSided(c, flows.Drivers) {
			t.Errorf("%s licences are not known to have one side", c)
		}
	}
	for _, c := range []flows.Country{"AUS", "DEU", "", "AR", "RG ", "ARG CHL"} {
		if UsuallyOneSided(c, flows.IDCard) {
			t.Errorf("%q is not in the table", c)
		}
	}
}
