package tui

import (
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/foreign"
	"dossier/tui/settings"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
	"dossier/tui/theme"
	"dossier/tui/tuitest"
)

var readmePictures = flag.Bool("readme-pictures", false, "draw the README's pictures again")

// TestReadmePictures draws the README's pictures: the review of a dossier with a refused
// back, in 80 × 24 cells. They are written with
//
//	go test ./tui -run TestReadmePictures -readme-pictures
//
// which needs nothing but Go, with the screen that they show beside them. Without the flag
// the test fails when that is no longer the screen of now: the pictures have to be drawn again.
func TestReadmePictures(t *testing.T) {
	for name, look := range map[string]tuitest.Look{"review-dark.png": tuitest.DarkLook, "review-light.png": tuitest.LightLook} {
		m := reviewForReadme(t)
		m.theme = theme.New(look == tuitest.DarkLook)
		drawn, err := tuitest.DrawScreen(m.View().Content, m.w, m.h, look)
		if err != nil {
			t.Fatal(err)
		}
		picture := filepath.Join("..", "assets", name)
		screen := filepath.Join("testdata", strings.TrimSuffix(name, ".png")+".ansi")
		if *readmePictures {
			writePicture(t, picture, drawn)
			if err := os.WriteFile(screen, []byte(m.View().Content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if drawnFrom, err := os.ReadFile(screen); err != nil || string(drawnFrom) != m.View().Content {
			t.Errorf("%s does not show the review of now: draw it again with -readme-pictures and look at it (%v)", name, err)
		}
	}
}

func reviewForReadme(t *testing.T) Model {
	t.Helper()
	story := stepstest.RefusedPair(t)
	at := story.At.Add(12 * time.Second)
	m := New(Config{Wizard: settings.Wizard{Operator: "maya", Demo: true}, Ctx: t.Context(), Now: func() time.Time { return at }})
	m.dossier.applicant = story.Journey.Key().Applicant
	m.dossier.desk = recordingDesk{new([]flows.Event)}
	m.dossier.snap = desk.Snapshot{
		Journey: story.Journey, Session: stepstest.Session, IsHolder: true, ApplicantKnown: true, ApplicantFetched: true,
		Applicant: desk.Applicant{First: foreign.Untrusted("Anna"), Last: foreign.Untrusted("Muster")},
	}
	m, _ = m.showPlace(steps.Place{Stage: flows.StageReview})
	return m
}

func writePicture(t *testing.T, path string, drawn image.Image) {
	t.Helper()
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(file, drawn); err != nil {
		t.Error(err)
	}
	if err := file.Close(); err != nil {
		t.Error(err)
	}
}
