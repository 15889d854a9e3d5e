package steps_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"dossier/flows"
	"dossier/tui/steps"
)

// screenOf is a body without colours, the status below it.
func screenOf(b steps.Body) string {
	return ansi.Strip(b.Text) + "\n[" + ansi.Strip(b.Status) + "]\n"
}

// scene is one screen at a moment worth a picture.
type scene struct {
	name  string
	j     func(t testing.TB) flows.Journey
	frame func(*steps.Frame)
	make  func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd)
	play  func(*person)
}

func atNeed(need string) func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd) {
	return func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
		return steps.NewDocuments(d, f, steps.Place{Stage: flows.StageDocuments, Need: need})
	}
}

func atSlot(slot flows.Slot) func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd) {
	return func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
		return steps.NewFiles(d, f, steps.Place{Stage: flows.StageFiles, Slot: slot})
	}
}

func startList() []flows.Summary {
	row := func(id, group string, done, total int, text string, age time.Duration) flows.Summary {
		return flows.Summary{Key: flows.Key{Applicant: id}, Group: group, Done: done, Total: total, Text: text, Updated: pickNow.Add(-age)}
	}
	return []flows.Summary{
		row("4711471147114x471147114711000815", "needs you", 3, 4, "1 refused", 2*time.Minute),
		row("9001900190019x900190019001777700", "unfinished", 1, 3, "2 missing", 26*time.Hour),
		row("5005500550055x500550055005123456", "waiting", 4, 4, "check running", 12*time.Minute),
		row("4242424242424x424242424242424242", "done", 3, 3, "approved", 50*time.Hour),
		row("8118811881188x811881188118654321", "needs you", 2, 3, "1 warning", 3*time.Hour),
	}
}

func closedDossier(f *steps.Frame) {
	f.Open, f.Journey, f.Dossiers, f.ApplicantFetched = false, flows.Journey{}, startList(), false
}

func scenes() []scene {
	chosen := func(t testing.TB) flows.Journey { return documentsChosen(t) }
	flowOnly := func(t testing.TB) flows.Journey {
		return journeyOf(t, flows.FlowChosen{Flow: threeNeeds()})
	}
	return []scene{
		{name: "start", frame: closedDossier, make: steps.NewApplicant, play: func(p *person) { p.press("down", "down") }},
		{name: "start-typed", frame: closedDossier, make: steps.NewApplicant, play: func(p *person) { p.typing(pickID) }},
		{name: "start-flow", j: func(t testing.TB) flows.Journey { return journeyOf(t) }, make: steps.NewApplicant, play: func(p *person) { p.press("down") }},
		{name: "documents", j: flowOnly, make: atNeed("identity"), play: func(p *person) {}},
		{
			name: "documents-country", make: atNeed("address"),
			j: func(t testing.TB) flows.Journey {
				return journeyOf(t, flows.FlowChosen{Flow: threeNeeds()}, pickDoc("identity", flows.Passport, "DEU"), pickDoc("selfie", flows.Selfie, "DEU"))
			},
			play: func(p *person) { p.typing("aus") },
		},
		{name: "files-fresh", j: chosen, make: atSlot(pickFront), play: func(p *person) {}},
		{name: "files", make: atSlot(pickBack), j: func(t testing.TB) flows.Journey {
			return documentsChosen(t, pickFile(pickFront, 1), flows.SendStarted{Attempt: 1, Slot: pickFront})
		}, frame: func(f *steps.Frame) {
			f.Sends = map[flows.AttemptNumber]flows.SendProgress{1: {Sent: 62, Total: 100, TakeBackUntil: pickNow.Add(2 * time.Second)}}
		}, play: func(p *person) { p.typing("~/Downloads/scan") }},
	}
}

// show plays a scene in a body of the given size and hands the body over.
func show(t *testing.T, s scene, width, height int, use func(*testing.T, steps.Body, steps.Frame)) {
	j := flows.Journey{}
	if s.j != nil {
		j = s.j(t)
	}
	f := pickFrame(width, height, j)
	if s.frame != nil {
		s.frame(&f)
	}
	playScreen(t, f, &pickFiles{rows: scans()}, s.make, func(p *person) {
		s.play(p)
		p.fits()
		use(t, p.step.View(p.f), p.f)
	})
}

func TestScreensKeepTheirLookAtEverySize(t *testing.T) {
	for _, s := range scenes() {
		for _, size := range [][2]int{{80, 18}, {120, 34}, {80, 6}, {60, 12}} {
			t.Run(fmt.Sprintf("%s-%dx%d", s.name, size[0], size[1]), func(t *testing.T) {
				show(t, s, size[0], size[1], func(t *testing.T, b steps.Body, _ steps.Frame) {
					golden.RequireEqual(t, screenOf(b))
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
