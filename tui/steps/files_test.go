package steps_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/safe/hostile"
	"dossier/tui/steps"
)

// picking sits at the file question of a slot in a folder of scans.
func picking(t *testing.T, j flows.Journey, slot flows.Slot, files *pickFiles, play func(*person)) {
	t.Helper()
	if files.rows == nil {
		files.rows = scans()
	}
	playScreen(t, pickFrame(80, 18, j), files, atSlot(slot), play)
}

// chosenName is the consent to a file of the test.
func chosenName(slot flows.Slot, name string, overrides ...string) flows.FileChosen {
	r := goodReport(refOf(name))
	return flows.FileChosen{Slot: slot, SHA256: r.SHA256, Bytes: r.Bytes, MediaType: r.MediaType, Pixels: r.Pixels, Overrides: overrides}
}

func sends(slot flows.Slot, name string) steps.Action {
	return steps.PostAndGo{Events: []flows.Event{chosenName(slot, name)}}
}

func TestNoFileIsHighlightedBeforeThePersonMovesOrTypes(t *testing.T) {
	picking(t, documentsChosen(t), pickFront, &pickFiles{}, func(p *person) {
		p.sees("Identity card · front side", "file 1 of 4", "scan-back.jpg", "No file is highlighted yet")
		p.seesNot("▸ scan")
		p.press("enter")
		p.quiet()
		p.press("down")
		p.sees("▸ scan-back.jpg")
	})
}

func TestEnterSendsOnceAfterTheFileWasLookedAt(t *testing.T) {
	files := &pickFiles{}
	playScreen(t, pickFrame(80, 18, documentsChosen(t)), files, atSlot(pickFront), func(p *person) {
		files.hold = make(chan struct{}) // made inside, so that waiting for it is rest
		files.rows = scans()
		p.typing("front")
		p.sees("▸ scan-front.jpg", "looking at it…")
		p.press("enter")
		p.quiet()
		p.sees("[Still looking at it…]")
		close(files.hold)
		p.settle()
		p.sees("✓ sharp", "SHA-256")
		p.quiet()
		p.press("enter", "enter")
		p.wants(sends(pickFront, "scan-front.jpg"))
		if len(p.acts) != 1 {
			t.Errorf("a double Enter did %d things", len(p.acts))
		}
	})
}

func TestHighlightFollowsTheFileWhenANewOneArrives(t *testing.T) {
	files := &pickFiles{}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		p.press("down")
		files.mu.Lock()
		files.rows = append([]steps.FileRow{fileRow("new.jpg", 0, 1_000_000, "fits")}, files.rows...)
		files.mu.Unlock()
		time.Sleep(3 * time.Second) // virtual: the listing is read again
		p.settle()
		p.sees("     new.jpg", "▸ scan-back.jpg")
		p.press("enter")
		p.wants(sends(pickFront, "scan-back.jpg"))
	})
}

func TestLongNameKeepsItsEnding(t *testing.T) {
	files := &pickFiles{rows: []steps.FileRow{fileRow(strings.Repeat("identity card ", 9)+".jpeg", time.Hour, 1_000_000, "needs JPEG")}}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) { p.sees("….jpeg  1 h", "needs JPEG") })
}

func TestVanishedFileLosesTheHighlight(t *testing.T) {
	files := &pickFiles{}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		p.press("down")
		files.mu.Lock()
		files.rows = files.rows[1:]
		files.mu.Unlock()
		time.Sleep(3 * time.Second)
		p.settle()
		p.seesNot("▸ scan")
		p.press("enter")
		p.quiet()
	})
}

func TestChangedFileIsLookedAtAgain(t *testing.T) {
	files := &pickFiles{}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		p.press("down")
		files.mu.Lock()
		files.rows[0].Bytes++
		files.hold = make(chan struct{})
		files.mu.Unlock()
		time.Sleep(3 * time.Second)
		p.settle()
		if want := []string{"scan-back.jpg", "scan-back.jpg"}; !slices.Equal(files.looks, want) {
			t.Errorf("looked at %v", files.looks)
		}
		p.press("enter")
		p.quiet()
	})
}

func TestRunningDownTheListOpensOnlyTheFileItRestsOn(t *testing.T) {
	files := &pickFiles{}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		for range 3 {
			p.update(pickKey("down"))
		}
		p.settle()
		if want := []string{"scan-back.jpg", "scan-9.heic"}; !slices.Equal(files.looks, want) {
			t.Errorf("looked at %v", files.looks)
		}
		p.sees("▸ scan-9.heic", "✓ sharp")
	})
}

func TestInterruptedLookSaysNothingAboutTheFile(t *testing.T) {
	files := &pickFiles{}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		files.hold = make(chan struct{})
		p.press("down")
		p.update(pickKey("down"))
		p.update(pickKey("up"))
		p.settle()
		p.sees("▸ scan-back.jpg", "looking at it…")
		close(files.hold)
		p.settle()
		p.sees("▸ scan-back.jpg", "✓ sharp")
	})
}

func TestAnswersToAnotherScreenChangeNothing(t *testing.T) {
	var late tea.Msg
	picking(t, documentsChosen(t), pickFront, &pickFiles{}, func(p *person) {
		_, cmd, _ := p.step.Update(pickKey("down"), p.f)
		late = cmd()
	})
	files := &pickFiles{}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		files.hold = make(chan struct{})
		p.update(pickKey("down"))
		p.update(late)
		p.press("enter")
		p.quiet()
		p.sees("looking at it…")
	})
	if r, ok := late.(steps.RoutedMsg); !ok || r.Destination().Slot != pickFront {
		t.Errorf("%T does not say where it belongs", late)
	}
}

func TestTypingBrowsesAndDropsStaleAnswers(t *testing.T) {
	files := &pickFiles{}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		_, cmd, _ := p.step.Update(tea.KeyPressMsg{Code: '7', Text: "7"}, p.f)
		stale := unbatch(cmd)
		p.typing("front")
		for _, msg := range stale {
			p.msg(msg)
		}
		p.sees("scan-front.jpg")
		p.seesNot("scan-7.jpg")
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
	picking(t, documentsChosen(t), pickFront, &pickFiles{}, func(p *person) {
		p.press("down", "down", "down", "down", "down")
		p.sees("▸ Scanner", "Enter opens this folder.")
		p.press("enter")
		p.quiet()
		p.sees("┃ ~/Downloads/Scanner/")
	})
}

func TestTabCompletesThenCycles(t *testing.T) {
	picking(t, documentsChosen(t), pickFront, &pickFiles{}, func(p *person) {
		p.typing("sc")
		p.press("tab")
		p.sees("┃ scan- ")
		p.press("tab")
		p.sees("┃ scan-back.jpg")
		p.press("tab")
		p.sees("┃ scan-front.jpg", "▸ scan-front.jpg")
		p.quiet()
	})
}

func TestPasteSelectsOneFileAndNeverSends(t *testing.T) {
	files := &pickFiles{paste: func(text string) ([]steps.Ref, bool) {
		var refs []steps.Ref
		for _, w := range strings.Fields(text) {
			if !strings.HasPrefix(w, "/") {
				return nil, false
			}
			refs = append(refs, refOf(w[1:]))
		}
		return refs, true
	}}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		p.msg(tea.PasteMsg{Content: "/elsewhere.jpg\n"})
		p.quiet()
		p.sees("▸ elsewhere.jpg", "✓ sharp")
		p.press("enter")
		p.wants(sends(pickFront, "elsewhere.jpg"))
	})
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		p.msg(tea.PasteMsg{Content: "/a.jpg /b.jpg"})
		p.quiet()
		p.sees("2 files. One at a time")
		p.seesNot("▸ a")
		p.msg(tea.PasteMsg{Content: "front\r\n"})
		p.quiet()
		p.sees("┃ front", "▸ scan-front.jpg")
	})
}

func TestEscKeepsThePath(t *testing.T) {
	picking(t, documentsChosen(t), pickFront, &pickFiles{}, func(p *person) {
		p.typing("~/Downloads/fr")
		p.press("esc")
		p.wants(steps.Back{})
		p.sees("┃ ~/Downloads/fr")
	})
}

func TestShownAgainItReadsTheFolderAnew(t *testing.T) {
	files := &pickFiles{}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		p.press("down")
		p.step, _, _ = p.step.Update(pickKey("down"), p.f) // its answers pass by, as when another screen is on
		p.msg(steps.ShownMsg{})
		p.sees("▸ scan-front.jpg", "✓ sharp")
	})
}

func TestHostileNamesNeverBreakTheFrame(t *testing.T) {
	var rows []steps.FileRow
	for i, name := range hostile.Strings() {
		rows = append(rows, steps.FileRow{
			Ref: refOf(fmt.Sprint(i)), Name: safe.LineOf(name, safe.ListMax), Bytes: 1_000_000, Modified: pickNow, Word: "fits", Fits: true,
		})
	}
	for _, size := range [][2]int{{80, 18}, {120, 34}, {80, 6}, {60, 12}} {
		files := &pickFiles{rows: rows, report: func(ref steps.Ref) steps.FileReport {
			r := goodReport(ref)
			var i int
			_, _ = fmt.Sscan(ref.Opaque.(string), &i)
			r.Name = rows[i].Name
			return r
		}}
		playScreen(t, pickFrame(size[0], size[1], documentsChosen(t)), files, atSlot(pickFront), func(p *person) {
			for range rows {
				p.press("down")
				p.fits()
			}
		})
	}
}
