package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/tui/steps/stepstest"
)

// TestNoStepOfTheBreadcrumbMoves proves for every width from 80 on that each step stands in
// the same column whatever step is the present one, and that nothing is cut.
func TestNoStepOfTheBreadcrumbMoves(t *testing.T) {
	for w := 80; w <= 200; w++ {
		columns := map[string]int{}
		for i, s := range screens {
			m, _ := onReview(t, w, 24)
			m.nav.place.Stage = s.stage
			line := ansi.Strip(m.breadcrumbLine())
			if ansi.StringWidth(line) != w {
				t.Fatalf("%d cells, want %d: %q", ansi.StringWidth(line), w, line)
			}
			if !strings.Contains(line, fmt.Sprintf("step %d of %d", i+1, len(screens))) {
				t.Errorf("%d: the number of the step is cut: %q", w, line)
			}
			for _, other := range screens {
				before, _, found := strings.Cut(line, other.name)
				at := ansi.StringWidth(before)
				if was, seen := columns[other.name]; !found || seen && was != at {
					t.Errorf("%d: %s stands at %d with %s, at %d before: %q", w, other.name, at, s.name, was, line)
				}
				columns[other.name] = at
			}
		}
	}
}

// manyPictures is a journey that asks for a number of pictures, all of whose documents are
// chosen.
func manyPictures(t *testing.T, n int) flows.Journey {
	t.Helper()
	flow, chosen := flows.Flow{Name: "KYC"}, []flows.Event{}
	for i := range n {
		need := fmt.Sprintf("bill-%d", i)
		flow.Needs = append(flow.Needs, flows.Need{Name: need, Title: need, AnyOf: []flows.DocType{flows.UtilityBill}})
		chosen = append(chosen, stepstest.ChooseDocument(need, flows.UtilityBill, "AUS"))
	}
	return stepstest.JourneyOf(t, append([]flows.Event{flows.FlowChosen{Flow: flow}}, chosen...)...)
}

// TestALongCounterMovesNoStep proves the same for a flow with so many pictures that their
// counters have different widths.
func TestALongCounterMovesNoStep(t *testing.T) {
	j := manyPictures(t, 12)
	columns := map[string]int{}
	for _, s := range screens {
		m, _ := onReview(t, 120, 24)
		m.dossier.snap.Journey, m.nav.place.Stage = j, s.stage
		line := ansi.Strip(m.breadcrumbLine())
		for _, other := range screens {
			before, _, found := strings.Cut(line, other.name)
			at := ansi.StringWidth(before)
			if was, seen := columns[other.name]; !found || seen && was != at {
				t.Errorf("%s stands at %d with %s, at %d before: %q", other.name, at, s.name, was, line)
			}
			columns[other.name] = at
		}
	}
}

// TestTheBreadcrumbCounts proves that the steps with something to count show it.
func TestTheBreadcrumbCounts(t *testing.T) {
	for stage, want := range map[flows.Stage]string{
		flows.StageDocuments: "● Documents 1/1 ", flows.StageFiles: "● Files 0/1 ", flows.StageReview: "● Review 0/1 ",
	} {
		m, _ := onReview(t, 80, 24)
		m.nav.place.Stage = stage
		if line := ansi.Strip(m.breadcrumbLine()); !strings.Contains(line, want) {
			t.Errorf("want %q in %q", want, line)
		}
		m.w = 60
		if line := ansi.Strip(m.breadcrumbLine()); !strings.Contains(line, strings.TrimSpace(want)) {
			t.Errorf("narrow: want %q in %q", want, line)
		}
	}
}
