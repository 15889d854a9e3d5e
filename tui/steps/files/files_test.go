package files_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/safe/hostile"
	"dossier/tui/steps"
	"dossier/tui/steps/files"
	"dossier/tui/steps/stepstest"
)

// picking sits at the file question of a slot in a folder of scans.
func picking(t *testing.T, j flows.Journey, slot flows.Slot, files *stepstest.Folder, play func(*stepstest.Person)) {
	t.Helper()
	if files.Rows == nil {
		files.Rows = stepstest.Scans()
	}
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, j), files, atSlot(slot), play)
}

// chosenName is the consent to a file of the test.
func chosenName(slot flows.Slot, name string, overrides ...string) flows.FileChosen {
	r := stepstest.GoodReport(stepstest.RefOf(name))
	return flows.FileChosen{Slot: slot, SHA256: r.SHA256, Bytes: r.Bytes, MediaType: r.MediaType, Pixels: r.Pixels, Overrides: overrides}
}

func sends(slot flows.Slot, name string) steps.Action {
	return steps.PostAndGo{Events: []flows.Event{chosenName(slot, name)}}
}

func TestNoFileIsHighlightedBeforeThePersonMovesOrTypes(t *testing.T) {
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Sees("Identity card · front side", "picture 1 of 4", "scan-back.jpg", "No file is highlighted yet")
		p.SeesNot("▸ scan")
		p.Press("enter")
		p.WantsNothing()
		p.Press("down")
		p.Sees("▸ scan-back.jpg")
	})
}

func TestEnterSendsOnceAfterTheFileWasLookedAt(t *testing.T) {
	files := &stepstest.Folder{}
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t)), files, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
		files.Hold = make(chan struct{}) // made inside, so that waiting for it is rest
		files.Rows = stepstest.Scans()
		p.Type("front")
		p.Sees("▸ scan-front.jpg", "looking at it…")
		p.Press("enter")
		p.WantsNothing()
		p.Sees("[Still looking at it…]")
		close(files.Hold)
		p.Settle()
		p.Sees("✓ sharp", "SHA-256", "[Looked at now. Press Enter again to send.]")
		p.WantsNothing()
		p.Press("enter", "enter")
		p.Wants(sends(stepstest.FrontSlot, "scan-front.jpg"))
		if len(p.Actions) != 1 {
			t.Errorf("a double Enter did %d things", len(p.Actions))
		}
	})
}

func TestHighlightFollowsTheFileWhenANewOneArrives(t *testing.T) {
	files := &stepstest.Folder{}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		p.Press("down")
		files.Mu.Lock()
		files.Rows = append([]steps.FileRow{stepstest.NewFileRow("new.jpg", 0, 1_000_000, "JPEG")}, files.Rows...)
		files.Mu.Unlock()
		time.Sleep(3 * time.Second) // virtual: the listing is read again
		p.Settle()
		p.Sees("     new.jpg", "▸ scan-back.jpg")
		p.Press("enter")
		p.Wants(sends(stepstest.FrontSlot, "scan-back.jpg"))
	})
}

func TestLongNameKeepsItsEnding(t *testing.T) {
	files := &stepstest.Folder{Rows: []steps.FileRow{stepstest.NewFileRow(strings.Repeat("identity card ", 9)+".jpeg", time.Hour, 1_000_000, "HEIC")}}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) { p.Sees("….jpeg  1 h", "HEIC") })
}

func TestVanishedFileLosesTheHighlight(t *testing.T) {
	files := &stepstest.Folder{}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		p.Press("down")
		files.Mu.Lock()
		files.Rows = files.Rows[1:]
		files.Mu.Unlock()
		time.Sleep(3 * time.Second)
		p.Settle()
		p.SeesNot("▸ scan")
		p.Press("enter")
		p.WantsNothing()
	})
}

func TestChangedFileIsLookedAtAgain(t *testing.T) {
	files := &stepstest.Folder{}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		p.Press("down")
		files.Mu.Lock()
		files.Rows[0].Bytes++
		files.Hold = make(chan struct{})
		files.Mu.Unlock()
		time.Sleep(3 * time.Second)
		p.Settle()
		if want := []string{"scan-back.jpg", "scan-back.jpg"}; !slices.Equal(files.Looks, want) {
			t.Errorf("looked at %v", files.Looks)
		}
		p.Press("enter")
		p.WantsNothing()
	})
}

func TestRunningDownTheListOpensOnlyTheFileItRestsOn(t *testing.T) {
	files := &stepstest.Folder{}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		for range 3 {
			p.Deliver(stepstest.Key("down"))
		}
		p.Settle()
		if want := []string{"scan-back.jpg", "scan-9.heic"}; !slices.Equal(files.Looks, want) {
			t.Errorf("looked at %v", files.Looks)
		}
		p.Sees("▸ scan-9.heic", "✓ sharp")
	})
}

func TestInterruptedLookSaysNothingAboutTheFile(t *testing.T) {
	files := &stepstest.Folder{}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		files.Hold = make(chan struct{})
		p.Press("down")
		p.Deliver(stepstest.Key("down"))
		p.Deliver(stepstest.Key("up"))
		p.Settle()
		p.Sees("▸ scan-back.jpg", "looking at it…")
		close(files.Hold)
		p.Settle()
		p.Sees("▸ scan-back.jpg", "✓ sharp")
	})
}

func TestAnswersToAnotherScreenChangeNothing(t *testing.T) {
	var late tea.Msg
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		_, cmd, _ := p.Step.Update(stepstest.Key("down"), p.Frame)
		late = cmd()
	})
	files := &stepstest.Folder{}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		files.Hold = make(chan struct{})
		p.Deliver(stepstest.Key("down"))
		p.Deliver(late)
		p.Press("enter")
		p.WantsNothing()
		p.Sees("looking at it…")
	})
	if r, ok := late.(steps.RoutedMsg); !ok || r.Destination().Slot != stepstest.FrontSlot {
		t.Errorf("%T does not say where it belongs", late)
	}
}

func TestTypingBrowsesAndDropsStaleAnswers(t *testing.T) {
	files := &stepstest.Folder{}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		_, cmd, _ := p.Step.Update(tea.KeyPressMsg{Code: '7', Text: "7"}, p.Frame)
		stale := unbatch(cmd)
		p.Type("front")
		for _, msg := range stale {
			p.Send(msg)
		}
		p.Sees("scan-front.jpg")
		p.SeesNot("scan-7.jpg")
	})
}

func unbatch(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	batch, ok := msg.(tea.BatchMsg)
	if !ok {
		return []tea.Msg{msg}
	}
	var all []tea.Msg
	for _, c := range batch {
		all = append(all, unbatch(c)...)
	}
	return all
}

func TestEnterOnAFolderEntersIt(t *testing.T) {
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Press("down", "down", "down", "down", "down")
		p.Sees("▸ Scanner", "Enter opens this folder.")
		p.Press("enter")
		p.WantsNothing()
		p.Sees("in ~/Downloads/Scanner", "┃ a path, or a part of a name")
	})
}

func TestTabCompletesThenCycles(t *testing.T) {
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Type("sc")
		p.Press("tab")
		p.Sees("┃ scan- ")
		p.Press("tab")
		p.Sees("┃ scan-back.jpg")
		p.Press("tab")
		p.Sees("┃ scan-front.jpg", "▸ scan-front.jpg")
		p.WantsNothing()
	})
}

func TestPasteSelectsOneFileAndNeverSends(t *testing.T) {
	files := &stepstest.Folder{ReadPaste: func(text string) ([]steps.Ref, bool) {
		var refs []steps.Ref
		for _, w := range strings.Fields(text) {
			if !strings.HasPrefix(w, "/") {
				return nil, false
			}
			refs = append(refs, stepstest.RefOf(w[1:]))
		}
		return refs, true
	}}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "/elsewhere.jpg\n"})
		p.WantsNothing()
		p.Sees("▸ elsewhere.jpg", "✓ sharp")
		p.Press("enter")
		p.Wants(sends(stepstest.FrontSlot, "elsewhere.jpg"))
	})
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "/a.jpg /b.jpg"})
		p.WantsNothing()
		p.Sees("2 files for 4 pictures", "▸ Send 2 pictures")
		p.Press("esc")
		p.SeesNot("2 files")
		p.Send(tea.PasteMsg{Content: "front\r\n"})
		p.WantsNothing()
		p.Sees("┃ front", "▸ scan-front.jpg")
	})
}

func TestEscKeepsThePath(t *testing.T) {
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Type("~/Downloads/fr")
		p.Press("esc")
		p.Wants(steps.Back{})
		p.Sees("┃ ~/Downloads/fr")
	})
}

func TestShownAgainItReadsTheFolderAnew(t *testing.T) {
	files := &stepstest.Folder{}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		p.Press("down")
		p.Step, _, _ = p.Step.Update(stepstest.Key("down"), p.Frame) // its answers pass by, as when another screen is on
		p.Send(steps.ShownMsg{})
		p.Sees("▸ scan-front.jpg", "✓ sharp")
	})
}

func TestHostileNamesNeverBreakTheFrame(t *testing.T) {
	var rows []steps.FileRow
	for i, name := range hostile.Strings() {
		rows = append(rows, steps.FileRow{
			Ref: stepstest.RefOf(fmt.Sprint(i)), Name: safe.LineOf(name, safe.ListMax), Bytes: 1_000_000, Modified: stepstest.Now, Finding: steps.Finding{Word: "JPEG"},
		})
	}
	for _, size := range [][2]int{{80, 18}, {120, 34}, {80, 6}, {60, 12}} {
		files := &stepstest.Folder{Rows: rows, Report: func(ref steps.Ref) steps.FileReport {
			r := stepstest.GoodReport(ref)
			var i int
			_, _ = fmt.Sscan(ref.Opaque.(string), &i)
			r.Name = rows[i].Name
			return r
		}}
		stepstest.PlayScreen(t, stepstest.NewFrame(size[0], size[1], stepstest.DocumentsChosen(t)), files, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
			for range rows {
				p.Press("down")
				p.Fits()
			}
		})
	}
}

func atSlot(slot flows.Slot) func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd) {
	return stepstest.At(files.New, steps.Place{Stage: flows.StageFiles, Slot: slot})
}

// TestTextEndsAtOneColumnInAWideWindow proves that no sentence of this screen is longer than
// those of the others.
func TestTextEndsAtOneColumnInAWideWindow(t *testing.T) {
	long := strings.Repeat("Nothing is there, and this sentence says so at length. ", 6)
	folder := &stepstest.Folder{Missing: long, Report: func(ref steps.Ref) steps.FileReport {
		r := stepstest.GoodReport(ref)
		r.Warnings = []steps.Caution{{Code: "not-sharp", Text: long}}
		return r
	}, Rows: stepstest.Scans()}
	stepstest.PlayScreen(t, stepstest.NewFrame(200, 44, stepstest.DocumentsChosen(t)), folder, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
		check := func(what string) {
			for line := range strings.Lines(ansi.Strip(p.Step.View(p.Frame).Text)) {
				for _, column := range strings.Split(strings.TrimRight(line, "\n"), "│") {
					if text := strings.TrimSpace(column); strings.Contains(text, "Nothing ") && len(text) > 74 {
						t.Errorf("%s: %d cells: %q", what, len(text), text)
					}
				}
			}
		}
		p.Type("/none")
		p.Sees("Nothing is there")
		check("the list")
		p.Press("ctrl+u", "down")
		p.Sees("! Nothing is there")
		check("the pane")
	})
}
