package files_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"dossier/tui/steps/files"
	"dossier/tui/steps/stepstest"
)

// remembering sits at the front of an identity card with a memory of examined files.
func remembering(t *testing.T, memory *steps.ExaminedFiles, folder *stepstest.Folder, width, height int, play func(*stepstest.Person)) {
	t.Helper()
	open := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
		d.ExaminedFiles = memory
		return files.New(d, f, steps.Place{Stage: flows.StageFiles, Slot: stepstest.FrontSlot})
	}
	stepstest.PlayScreen(t, stepstest.NewFrame(width, height, stepstest.DocumentsChosen(t)), folder, open, play)
}

// A row says the kind until its file was looked at, then the worst that was found. Nothing
// is green that was not looked at.
func TestARowSaysWhatWasFoundAndNotWhatIsHoped(t *testing.T) {
	with := func(change func(*steps.FileReport)) func(steps.Ref) steps.FileReport {
		return func(ref steps.Ref) steps.FileReport {
			r := stepstest.GoodReport(ref)
			change(&r)
			return r
		}
	}
	warned := func(codes ...string) func(*steps.FileReport) {
		return func(r *steps.FileReport) {
			for _, c := range codes {
				r.Warnings = append(r.Warnings, steps.Caution{Code: c, Text: c})
			}
		}
	}
	tests := map[string]func(*steps.FileReport){
		"  JPEG, sharp":     func(*steps.FileReport) {},
		"  JPEG":            func(r *steps.FileReport) { r.GoodPoints = nil },
		"  PDF ":            func(r *steps.FileReport) { r.Kind, r.GoodPoints = "PDF", nil },
		"  JPEG ":           func(r *steps.FileReport) { r.GoodPoints = []string{"wonderfully lit"} },
		"! JPEG, dark":      warned("sideways", "too-dark"),
		"! JPEG, not sharp": warned("not-sharp", "too-dark"),
		"! JPEG, misnamed":  warned("name-lies", "sideways"),
		"! black and white": warned("black-and-white"),
		"✗ broken":          func(r *steps.FileReport) { r.Fault, r.FaultWord = "It is broken.", "broken" },
		"✗ other applicant": func(r *steps.FileReport) { r.OtherApplicant = true },
	}
	for want, change := range tests {
		folder := &stepstest.Folder{Rows: stepstest.Scans()[:1], Report: with(change)}
		remembering(t, steps.NewExaminedFiles(), folder, 80, 18, func(p *stepstest.Person) {
			p.Sees(want)
			p.SeesNot("✓ JPEG", "✓ PDF")
		})
	}
	hasty := &stepstest.Folder{Rows: stepstest.Scans()[:1], Report: with(func(r *steps.FileReport) { r.Fault, r.Temporary = "Not now.", true })}
	remembering(t, steps.NewExaminedFiles(), hasty, 80, 18, func(p *stepstest.Person) {
		p.Sees("  JPEG")
		p.SeesNot("JPEG, sharp", "✗")
		if len(hasty.Peeks) != 1 {
			t.Errorf("a fault that passes was asked for %d times at once", len(hasty.Peeks))
		}
	})
}

// A file is looked at once for the whole dossier: the next side knows what was found for the
// one before, and of that what counts for itself.
func TestTheNextSideKnowsWhatWasFound(t *testing.T) {
	memory, row := steps.NewExaminedFiles(), stepstest.Scans()[0]
	report := func(ref steps.Ref) steps.FileReport {
		r := stepstest.GoodReport(ref)
		r.Bytes, r.Modified = row.Bytes, row.Modified
		r.Warnings = []steps.Caution{
			{Code: "pdf-for-selfie", Text: "a PDF", CountsFor: func(w steps.Want) bool { return w.Type == flows.Selfie }},
			{Code: "almost-grey", Text: "grey", CountsFor: func(w steps.Want) bool { return w.Type != flows.UtilityBill }},
		}
		return r
	}
	folder := &stepstest.Folder{Rows: stepstest.Scans()[:1], Report: report}
	for _, side := range []struct {
		slot      flows.Slot
		sees, not string
	}{
		{stepstest.FrontSlot, "! almost grey", "no picture"},
		{stepstest.SelfieSlot, "! no picture", "almost grey"},
	} {
		open := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
			d.ExaminedFiles = memory
			return files.New(d, f, steps.Place{Stage: flows.StageFiles, Slot: side.slot})
		}
		stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t)), folder, open, func(p *stepstest.Person) {
			p.Sees(side.sees)
			p.SeesNot(side.not)
			p.Press("down")
			p.Sees("! " + map[bool]string{true: "grey", false: "a PDF"}[side.slot == stepstest.FrontSlot])
		})
	}
	if len(folder.Peeks) != 1 {
		t.Errorf("looked %d times at one file", len(folder.Peeks))
	}
}

// Only the rows that can be seen are looked at, each once, and none while the highlighted
// file waits.
func TestOnlyVisibleRowsAreLookedAt(t *testing.T) {
	folder := &stepstest.Folder{Rows: manyFiles(300)}
	remembering(t, steps.NewExaminedFiles(), folder, 80, 18, func(p *stepstest.Person) {
		first := slices.Clone(folder.Peeks)
		if len(first) == 0 || len(first) > 18 || !slices.Contains(first, "scan-00000.jpg") {
			t.Errorf("looked at %v", first)
		}
		time.Sleep(10 * time.Second) // virtual: the list is read again, and nothing has changed
		p.Settle()
		if len(folder.Peeks) != len(first) {
			t.Errorf("%d looks at files that are known", len(folder.Peeks)-len(first))
		}
		for range 20 {
			p.Press("pgdown")
		}
		if slices.Max(folder.Peeks) > "scan-00160.jpg" || len(folder.Peeks) > 200 {
			t.Errorf("%d looks, up to %s", len(folder.Peeks), slices.Max(folder.Peeks))
		}
	})
}

// The first arrow key moves no line of the list, and no finding moves a column.
func TestTheFirstArrowMovesNothing(t *testing.T) {
	for _, size := range [][2]int{{60, 12}, {80, 6}, {80, 18}, {120, 34}, {200, 44}} {
		folder := &stepstest.Folder{Rows: stepstest.Scans()}
		remembering(t, steps.NewExaminedFiles(), folder, size[0], size[1], func(p *stepstest.Person) {
			line := func() (int, int) {
				for y, text := range strings.Split(p.Step.View(p.Frame).Text, "\n") {
					if at := strings.Index(text, "scan-front.jpg"); at >= 0 {
						return y, at
					}
				}
				return -1, -1
			}
			y, x := line()
			p.Press("down")
			if y2, x2 := line(); y2 != y || x2 != x {
				t.Errorf("%v: the list moved from %d,%d to %d,%d", size, x, y, x2, y2)
			}
		})
	}
}

// The folder is named always, is entered by its Ref whatever its name holds, is left by the
// left arrow, and is remembered for the next picture.
func TestTheFolderIsShownEnteredLeftAndRemembered(t *testing.T) {
	memory := steps.NewExaminedFiles()
	odd := steps.FileRow{Ref: stepstest.RefOf("/scans/身分証\u3000表"), Name: safe.LineOf("身分証\u3000表", safe.ListMax), Folder: true, Bytes: -1}
	folder := &stepstest.Folder{Rows: []steps.FileRow{odd}, Parent: stepstest.RefOf("/scans"), Places: []steps.FileRow{
		{Ref: stepstest.RefOf("/home/maya/Desktop"), Name: safe.LineOf("~/Desktop", safe.ListMax), Folder: true, Bytes: -1},
	}}
	last := func() steps.Ref { return folder.Entered[len(folder.Entered)-1] }
	remembering(t, memory, folder, 80, 18, func(p *stepstest.Person) {
		p.Sees("newest first in ~/Downloads", "no pictures in this folder; other places:", "~/Desktop")
		p.Press("down", "enter")
		if last() != odd.Ref {
			t.Errorf("entered %v", last().Opaque)
		}
		p.Sees("in /scans/身分証")
		p.Type("ab")
		p.Press("left")
		if last() != odd.Ref {
			t.Error("left within the text leaves the folder")
		}
		p.Press("ctrl+u", "left")
		if last() != folder.Parent {
			t.Errorf("left leads to %v", last().Opaque)
		}
		p.Press("down", "down", "enter")
		if last() != stepstest.RefOf("/home/maya/Desktop") {
			t.Errorf("the other place is %v", last().Opaque)
		}
	})
	remembering(t, memory, folder, 80, 18, func(p *stepstest.Person) {
		if last() != stepstest.RefOf("/home/maya/Desktop") {
			t.Errorf("the next picture begins in %v", last().Opaque)
		}
	})
}

func TestALongFolderIsCutFromTheLeft(t *testing.T) {
	long := stepstest.RefOf("/" + strings.Repeat("folder/", 20) + "bruno")
	memory := steps.NewExaminedFiles()
	memory.RememberFolder(long)
	for _, size := range [][2]int{{60, 12}, {80, 6}, {80, 18}, {120, 34}} {
		remembering(t, memory, &stepstest.Folder{Rows: stepstest.Scans()}, size[0], size[1], func(p *stepstest.Person) {
			p.Sees("…", "/bruno")
			p.Fits()
		})
	}
}

// The field shows a plain sign for each that could not be seen, and keeps it.
func TestTheFieldShowsUnprintableSignsSafely(t *testing.T) {
	f := steps.NewField("", 100).With("a\u202eb\u3000c\u200bd")
	frame := stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t))
	view := f.View(frame.Theme, 40)
	if strings.ContainsAny(view, "\u202e\u3000\u200b") || !strings.Contains(view, "a·b c·d") {
		t.Errorf("drawn as %q", view)
	}
	if f.Value() != "a\u202eb\u3000c\u200bd" {
		t.Errorf("kept as %q", f.Value())
	}
}
