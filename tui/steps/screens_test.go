package steps_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"dossier/flows"
	"dossier/tui/steps"
	"dossier/tui/steps/applicant"
	"dossier/tui/steps/documents"
	"dossier/tui/steps/files"
	"dossier/tui/steps/stepstest"
)

// scene is one screen at a moment worth a picture.
type scene struct {
	name  string
	j     func(t testing.TB) flows.Journey
	frame func(*steps.Frame)
	make  func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd)
	play  func(*stepstest.Person)
}

func atNeed(need string) func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd) {
	return stepstest.At(documents.New, steps.Place{Stage: flows.StageDocuments, Need: need})
}

func atSlot(slot flows.Slot) func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd) {
	return stepstest.At(files.New, steps.Place{Stage: flows.StageFiles, Slot: slot})
}

func scenes() []scene {
	chosen := func(t testing.TB) flows.Journey { return stepstest.DocumentsChosen(t) }
	flowOnly := func(t testing.TB) flows.Journey {
		return stepstest.JourneyOf(t, flows.FlowChosen{Flow: stepstest.ThreeNeeds()})
	}
	return []scene{
		{name: "start", frame: stepstest.CloseDossier, make: stepstest.At(applicant.New, steps.Place{}), play: func(p *stepstest.Person) { p.Press("down", "down") }},
		{name: "start-typed", frame: stepstest.CloseDossier, make: stepstest.At(applicant.New, steps.Place{}), play: func(p *stepstest.Person) { p.Type(stepstest.ApplicantID) }},
		{name: "start-flow", j: func(t testing.TB) flows.Journey { return stepstest.JourneyOf(t) }, make: stepstest.At(applicant.New, steps.Place{}), play: func(p *stepstest.Person) { p.Press("down") }},
		{name: "documents", j: flowOnly, make: atNeed("identity"), play: func(p *stepstest.Person) {}},
		{
			name: "documents-country", make: atNeed("address"),
			j: func(t testing.TB) flows.Journey {
				return stepstest.JourneyOf(t, flows.FlowChosen{Flow: stepstest.ThreeNeeds()}, stepstest.ChooseDocument("identity", flows.Passport, "DEU"), stepstest.ChooseDocument("selfie", flows.Selfie, "DEU"))
			},
			play: func(p *stepstest.Person) { p.Type("aus") },
		},
		{name: "files-fresh", j: chosen, make: atSlot(stepstest.FrontSlot), play: func(p *stepstest.Person) {}},
		{name: "files", make: atSlot(stepstest.BackSlot), j: func(t testing.TB) flows.Journey {
			return stepstest.DocumentsChosen(t, stepstest.ChooseFile(stepstest.FrontSlot, 1), flows.SendStarted{Attempt: 1, Slot: stepstest.FrontSlot})
		}, frame: func(f *steps.Frame) {
			f.Sends = map[flows.AttemptNumber]flows.SendProgress{1: {Sent: 62, Total: 100, TakeBackUntil: stepstest.Now.Add(2 * time.Second)}}
		}, play: func(p *stepstest.Person) { p.Type("~/Downloads/scan") }},
	}
}

// show plays a scene in a body of the given size and hands the body over.
func show(t *testing.T, s scene, width, height int, use func(*testing.T, steps.Body, steps.Frame)) {
	j := flows.Journey{}
	if s.j != nil {
		j = s.j(t)
	}
	f := stepstest.NewFrame(width, height, j)
	if s.frame != nil {
		s.frame(&f)
	}
	stepstest.PlayScreen(t, f, &stepstest.Folder{Rows: stepstest.Scans()}, s.make, func(p *stepstest.Person) {
		s.play(p)
		p.Fits()
		use(t, p.Step.View(p.Frame), p.Frame)
	})
}

func TestScreensKeepTheirLookAtEverySize(t *testing.T) {
	for _, s := range scenes() {
		for _, size := range [][2]int{{80, 18}, {120, 34}, {80, 6}, {60, 12}} {
			t.Run(fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				show(t, s, size[0], size[1], func(t *testing.T, b steps.Body, _ steps.Frame) {
					golden.RequireEqual(t, stepstest.ScreenText(b))
				})
			})
		}
	}
}

func TestColouredScreenKeepsItsColours(t *testing.T) {
	all := scenes()
	show(t, all[len(all)-1], 80, 18, func(t *testing.T, b steps.Body, _ steps.Frame) {
		golden.RequireEqual(t, b.Text)
	})
}

// TestDrawScreens writes coloured screens for looking at, with rules above and
// below, into the folder that DRAW names.
func TestDrawScreens(t *testing.T) {
	dir := os.Getenv("DRAW")
	if dir == "" {
		return // nobody wants to look
	}
	for _, s := range scenes() {
		for _, size := range [][2]int{{80, 18}, {120, 34}, {80, 6}, {60, 12}} {
			show(t, s, size[0], size[1], func(t *testing.T, b steps.Body, f steps.Frame) {
				rule := f.Theme.Rule.Render(strings.Repeat("─", f.Width))
				text := strings.Join([]string{rule, b.Text, rule, " " + b.Status, ""}, "\n")
				name := filepath.Join(dir, fmt.Sprintf("%s-%dx%d.ansi", s.name, size[0], size[1]))
				if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}
