package steps_test

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/steps"
	"dossier/tui/steps/applicant"
	"dossier/tui/steps/stepstest"
)

// TestALongListNamesItsPageKeys proves that each screen with a list offers the page keys
// while the list is longer than a page and the key moves the highlight, and not otherwise.
func TestALongListNamesItsPageKeys(t *testing.T) {
	chosen, begun := stepstest.DocumentsChosen(t), stepstest.JourneyOf(t)
	for name, open := range map[string]func(n int) (steps.Frame, steps.FileSource, func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd)){
		"applicant": func(n int) (steps.Frame, steps.FileSource, func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd)) {
			f := stepstest.NewFrame(80, 18, flows.Journey{})
			stepstest.CloseDossier(&f)
			f.Dossiers = nil
			for i := range n {
				f.Dossiers = append(f.Dossiers, flows.Summary{Key: flows.Key{Applicant: fmt.Sprintf("47114711471%02dx471147114711000815", i)}, Group: flows.GroupWaiting})
			}
			return f, nil, stepstest.At(applicant.New, steps.Place{})
		},
		"flows": func(n int) (steps.Frame, steps.FileSource, func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd)) {
			f := stepstest.NewFrame(80, 18, begun)
			f.Flows = nil
			for i := range n {
				f.Flows = append(f.Flows, flows.Flow{Name: fmt.Sprintf("flow %02d", i)})
			}
			return f, nil, stepstest.At(applicant.New, steps.Place{})
		},
		"documents": func(n int) (steps.Frame, steps.FileSource, func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd)) {
			need := flows.Need{Name: "identity", Title: "Identity", AnyOf: []flows.DocType{flows.Passport}}
			need.Countries = []flows.Country{"AUS", "AUT", "BEL", "CHE", "DEU", "DNK", "ESP", "FRA", "GBR"}[:n]
			j := stepstest.JourneyOf(t, flows.FlowChosen{Flow: flows.Flow{Name: "KYC", Needs: []flows.Need{need}}})
			return stepstest.NewFrame(80, 18, j), nil, atNeed("identity")
		},
		"files": func(n int) (steps.Frame, steps.FileSource, func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd)) {
			folder := &stepstest.Folder{}
			for i := range n {
				folder.Rows = append(folder.Rows, stepstest.NewFileRow(fmt.Sprintf("scan-%02d.jpg", i), time.Hour, 1_000_000, "JPEG"))
			}
			return stepstest.NewFrame(80, 18, chosen), folder, atSlot(stepstest.FrontSlot)
		},
	} {
		for _, n := range []int{7, 9} {
			f, folder, create := open(n)
			stepstest.PlayScreen(t, f, folder, create, func(p *stepstest.Person) {
				for _, want := range []struct{ press, offered string }{{"down", "pgdown"}, {"pgdown", "pgdown"}, {"pgdown", "pgup"}, {"pgup", "pgdown"}} {
					before := p.Step.View(p.Frame).Cursor
					p.Press(want.press)
					if moved := before == nil || *before != *p.Step.View(p.Frame).Cursor; !moved && n > 7 {
						t.Errorf("%s: %s does not move the highlight", name, want.press)
					}
					for _, k := range []string{"pgdown", "pgup"} {
						if has := stepstest.HasKey(p.Frame, p.Step, k); has != (n > 7 && k == want.offered) {
							t.Errorf("%s with %d rows after %s: offers %s: %t", name, n, want.press, k, has)
						}
					}
				}
			})
		}
	}
}
