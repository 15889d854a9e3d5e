package intake

import (
	"context"
	"image"
	"image/color"
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
	for issuer, want := range map[string]bool{"AUS": false, "AUT": true, "UNO": false, "UTO": false, "XXB": false} {
		reading := ocrb.Reading{Zone: mrz.Zone{Format: mrz.TD3, Kind: mrz.Passport, Issuer: issuer}, SureOfIssuer: true}
		w := Warning{Code: ZoneOfOtherCountry, zone: reading}
		if w.CountsFor(p) != want {
			t.Errorf("%s: %v", issuer, !want)
		}
		w.zone.SureOfIssuer = false
		if w.CountsFor(p) {
			t.Errorf("%s: counts without being sure", issuer)
		}
	}
}

// Each kind of picture is reduced to the same grey.
func TestReducedToGrey(t *testing.T) {
	size := image.Rect(0, 0, 4001, 301)
	jpeg, grey, rgba := image.NewYCbCr(size, image.YCbCrSubsampleRatio420), image.NewGray(size), image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			v := uint8((x/400)*20 + 5)
			jpeg.Y[jpeg.YOffset(x, y)] = v
			grey.SetGray(x, y, color.Gray{v})
			rgba.Set(x, y, color.Gray{v})
		}
	}
	for name, img := range map[string]image.Image{"JPEG": jpeg, "grey": grey, "RGBA": rgba} {
		got, err := reduceToGrey(t.Context(), img)
		if err != nil {
			t.Fatal(err)
		}
		if got.Rect != image.Rect(0, 0, 1333, 100) { // three pixels become one
			t.Errorf("%s: %v", name, got.Rect)
		}
		if v := got.GrayAt(500, 10).Y; v != 3*20+5 {
			t.Errorf("%s: grey %v", name, v)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := reduceToGrey(ended, jpeg); err == nil {
		t.Error("goes on after its context has ended")
	}
}
