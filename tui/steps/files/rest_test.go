package files_test

import (
	"fmt"
	"regexp"
	"strconv"
	"testing"
	"time"

	"dossier/flows"
	"dossier/tui/steps/stepstest"
)

var (
	listedFile = regexp.MustCompile(`(?m)^\s+(?:▸ )?(?:file-\d\d|place)`)
	leftOut    = regexp.MustCompile(`(?m)^\s+(\d+) more`)
)

// TestTheFilesThatAreLeftOutAreCounted proves that the rows in sight and the number below
// them are all files there are, however low the window is and whatever stands above the
// list. Only a low window with a highlighted file has no line for the number.
func TestTheFilesThatAreLeftOutAreCounted(t *testing.T) {
	journeys := map[string]flows.Journey{"a line above the list": asideJourney(t), "none": stepstest.DocumentsChosen(t)}
	folders := map[string]*stepstest.Folder{"files": {}, "other places": {}}
	for n := range 20 {
		row := stepstest.NewFileRow(fmt.Sprintf("file-%02d.jpg", n), time.Hour, 1_000_000, "JPEG")
		folders["files"].Rows = append(folders["files"].Rows, row)
		row.Folder = true
		folders["other places"].Places = append(folders["other places"].Places, row)
	}
	for _, size := range [][2]int{{60, 6}, {80, 6}, {60, 9}, {60, 10}, {60, 12}, {60, 13}, {80, 12}, {80, 18}, {120, 18}} {
		for above, j := range journeys {
			for of, folder := range folders {
				f := stepstest.NewFrame(size[0], size[1], j)
				check := func(p *stepstest.Person, when string) {
					text := stepstest.ScreenText(p.Step.View(p.Frame))
					left := 0
					if said := leftOut.FindStringSubmatch(text); said != nil {
						left, _ = strconv.Atoi(said[1])
					}
					if listed := len(listedFile.FindAllString(text, -1)); listed+left != 20 {
						t.Errorf("%d×%d, %s, %s, %s: %d in sight and %d more:\n%s", size[0], size[1], above, of, when, listed, left, text)
					}
				}
				stepstest.PlayScreen(t, f, folder, atSlot(stepstest.BackSlot), func(p *stepstest.Person) {
					check(p, "nothing is highlighted")
					if p.Press("down"); !f.IsShort() {
						check(p, "one is highlighted")
					}
				})
			}
		}
	}
}
