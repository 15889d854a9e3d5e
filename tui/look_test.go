package tui

import (
	"context"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/keys"
	"dossier/tui/steps"
)

// noDesks are open desks that are asked for nothing.
type noDesks struct{}

func (noDesks) Open(string, string) (Desk, error)                         { return nil, nil }
func (noDesks) Dossiers(context.Context, string) ([]flows.Summary, error) { return nil, nil }
func (noDesks) NoteKeyPress()                                             {}
func (noDesks) Leave(string)                                              {}
func (noDesks) OpenElsewhere(context.Context) (map[string]desk.Elsewhere, error) {
	return nil, nil
}

// lookedPicture is 40 × 20 dots: white, with a black corner at the top left.
func lookedPicture() steps.Picture {
	p := steps.Picture{W: 40, H: 20, Pix: make([]steps.RGB, 40*20)}
	for i := range p.Pix {
		if i%40 >= 20 || i/40 >= 10 {
			p.Pix[i] = steps.RGB{R: 255, G: 255, B: 255}
		}
	}
	return p
}

// pokeMsg makes the wizard look around once.
type pokeMsg struct{}

var lookedHash = flows.SHA256{1}

// aboutAPicture is a wizard with a dialog about one picture, which loads as answer says.
func aboutAPicture(t *testing.T, w, h int, answer steps.LoadedPicture) (m Model, loads *int) {
	t.Helper()
	m, _ = onReview(t, w, h)
	loads = new(int)
	m.journal.desks, m.dossier.pictures = noDesks{}, steps.NewPictureMemory()
	m.cfg.Picture = func(context.Context, Desks, flows.SHA256) steps.LoadedPicture {
		*loads++
		return answer
	}
	d := steps.Dialog{
		Title: "Keep it?", Text: []string{"The service warns."}, Looks: []steps.Look{{Title: "Selfie", SHA256: lookedHash}},
		Choices: []steps.Choice{{Label: "Not now"}, {Label: "Keep it", NeedReason: true, Then: func(string) steps.Action { return steps.Post{} }}},
	}
	return m.openOverlay(newDialogForm(d, m.stepFrame())), loads
}

// deliver gives a message to the wizard, and what its commands answer at once.
func deliver(t *testing.T, m Model, msg tea.Msg) Model {
	t.Helper()
	next, cmd := m.Update(msg)
	m = next.(Model)
	if cmd == nil {
		return m
	}
	switch answer := cmd().(type) {
	case pictureLoadedMsg:
		return deliver(t, m, answer)
	case tea.BatchMsg:
		t.Fatal("more than one command")
	}
	return m
}

func press(name string) tea.KeyPressMsg {
	k, _ := keys.ParsePress(name)
	return k
}

// TestAPictureStandsBesideItsQuestion proves that a question about a picture shows it
// where there is room, that v fills the window with it, and that it counts as looked at
// only when it was drawn.
func TestAPictureStandsBesideItsQuestion(t *testing.T) {
	loaded := steps.LoadedPicture{State: steps.PictureLoaded, Picture: lookedPicture()}
	for _, c := range []struct {
		name            string
		w, h            int
		answer          steps.LoadedPicture
		beside, byLook  bool // drawn beside the question; drawn after v
		missing         string
		wholeWindowRows int
	}{
		{"roomy", 80, 24, loaded, true, true, "", 21},
		{"wide", 120, 40, loaded, true, true, "", 37},
		{"narrow", 60, 18, loaded, false, true, "", 15},
		{"low", 80, 12, loaded, false, true, "", 9},
		{"not held", 80, 24, steps.LoadedPicture{State: steps.PictureNotHeld}, false, false, "not held any more", 21},
		{"a PDF", 80, 24, steps.LoadedPicture{State: steps.PictureNotDrawn}, false, false, "cannot be drawn here", 21},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, _ := aboutAPicture(t, c.w, c.h, c.answer)
			m = deliver(t, m, pokeMsg{})
			m = deliver(t, m, pokeMsg{}) // loaded by now, and drawn
			if got := m.dossier.pictures.WasDrawn(lookedHash); got != c.beside {
				t.Errorf("looked at beside the question: %t, want %t\n%s", got, c.beside, renderScreen(t, m))
			}
			if drawn := strings.Contains(renderScreen(t, m), "▀"); drawn != c.beside {
				t.Errorf("drawn beside the question: %t, want %t", drawn, c.beside)
			}
			if screen := renderScreen(t, m); c.missing != "" && strings.Contains(screen, "shows it") {
				t.Errorf("a key is said to show what cannot be drawn:\n%s", screen)
			}
			m = deliver(t, m, press("v"))
			m = deliver(t, m, pokeMsg{})
			screen := renderScreen(t, m)
			if !m.fillsWindow() || m.stepFrame().Height != c.wholeWindowRows {
				t.Errorf("v does not fill the window: %d rows", m.stepFrame().Height)
			}
			if got := m.dossier.pictures.WasDrawn(lookedHash); got != c.byLook {
				t.Errorf("looked at after v: %t, want %t\n%s", got, c.byLook, screen)
			}
			if !strings.Contains(screen, c.missing) || !strings.Contains(screen, "…39808060") || !strings.Contains(screen, "Selfie") {
				t.Errorf("want %q, the applicant and the picture's name:\n%s", c.missing, screen)
			}
			if m = deliver(t, m, press("v")); m.fillsWindow() || m.overlays.top() == nil {
				t.Error("v does not lead back to the question")
			}
		})
	}
}

// TestLookTurnsTheView proves that r turns what is drawn by a quarter each time, and that
// the fourth turn is the first view again.
func TestLookTurnsTheView(t *testing.T) {
	m, loads := aboutAPicture(t, 80, 24, steps.LoadedPicture{State: steps.PictureLoaded, Picture: lookedPicture()})
	m = deliver(t, m, pokeMsg{})
	m = deliver(t, m, press("v"))
	seen := map[string]bool{}
	first := m.View().Content
	for range 4 {
		seen[m.View().Content] = true
		m = deliver(t, m, press("r"))
	}
	if len(seen) != 4 || m.View().Content != first {
		t.Errorf("%d different views in four quarter turns; the fourth is the first: %t", len(seen), m.View().Content == first)
	}
	if *loads != 1 {
		t.Errorf("loaded %d times, want once", *loads)
	}
}

// TestAPictureThatWasNotHeldIsAskedForAgain proves that opening the view asks anew: the
// file may have been picked again.
func TestAPictureThatWasNotHeldIsAskedForAgain(t *testing.T) {
	m, loads := aboutAPicture(t, 80, 24, steps.LoadedPicture{State: steps.PictureNotHeld})
	m = deliver(t, m, pokeMsg{})
	deliver(t, m, press("v"))
	if *loads != 2 {
		t.Errorf("asked %d times, want twice", *loads)
	}
}

// TestLookWithoutColoursIsDrawnByDensity proves that without colours no cell is a block
// that looks like any other, and that the picture can still be told: its black corner has
// no ink in a dark window.
func TestLookWithoutColoursIsDrawnByDensity(t *testing.T) {
	m, _ := aboutAPicture(t, 80, 24, steps.LoadedPicture{State: steps.PictureLoaded, Picture: lookedPicture()})
	m.theme = m.theme.WithColours(false)
	m = deliver(t, m, pokeMsg{})
	m = deliver(t, m, press("v"))
	screen := renderScreen(t, m)
	if strings.Contains(screen, "▀") || !strings.Contains(screen, "@") {
		t.Errorf("not drawn by density:\n%s", screen)
	}
	lines := strings.Split(screen, "\n")
	if top, low := strings.Count(lines[3], "@"), strings.Count(lines[18], "@"); top == 0 || low < top+top/2 {
		t.Errorf("the corner has ink: %d signs in a row at the top, %d below\n%s", top, low, screen)
	}
}

// TestLettersAreTextOnATypedReason proves that v is a letter where a reason is typed, and
// that the other key looks.
func TestLettersAreTextOnATypedReason(t *testing.T) {
	m, _ := aboutAPicture(t, 80, 24, steps.LoadedPicture{State: steps.PictureNotHeld})
	m, _ = pressKeys(t, m, "down", "enter", "v")
	if form, ok := m.overlays.top().(dialogForm); !ok || *form.typedText != "v" {
		t.Fatalf("v is not typed: %s", renderScreen(t, m))
	}
	m, _ = pressKeys(t, m, "ctrl+l")
	if !m.fillsWindow() {
		t.Error("ctrl+l does not look")
	}
	m, _ = pressKeys(t, m, "esc")
	if form, ok := m.overlays.top().(dialogForm); !ok || *form.typedText != "v" {
		t.Error("what was typed is lost")
	}
}

// TestLookFillsEverySize proves that the view is as large as the window allows and never
// larger.
func TestLookFillsEverySize(t *testing.T) {
	for w := minWidth; w <= 200; w += 7 {
		for _, h := range []int{12, 18, 24, 50} {
			t.Run(fmt.Sprintf("%dx%d", w, h), func(t *testing.T) {
				m, _ := aboutAPicture(t, w, h, steps.LoadedPicture{State: steps.PictureLoaded, Picture: lookedPicture()})
				m = deliver(t, m, pokeMsg{})
				m = deliver(t, m, press("v"))
				renderScreen(t, m)
				widest, rows := 0, 0
				for l := range strings.SplitSeq(ansi.Strip(m.View().Content), "\n") {
					if n := strings.Count(l, "▀"); n > 0 {
						widest, rows = max(widest, n), rows+1
					}
				}
				if widest < w-1 && rows < h-lookChromeHeight-1 {
					t.Errorf("%d×%d cells of a window of %d×%d", widest, rows, w, h)
				}
			})
		}
	}
}

// TestAQuestionAboutSeveralPicturesShowsAll proves that every picture that a question is
// about stands beside it, and that where they are too small to judge, v shows one after
// the other.
func TestAQuestionAboutSeveralPicturesShowsAll(t *testing.T) {
	hashes := []flows.SHA256{{1}, {2}}
	for _, c := range []struct {
		w, h   int
		beside int // looked at beside the question
	}{{120, 40, 2}, {80, 24, 0}, {60, 18, 0}} {
		m, _ := onReview(t, c.w, c.h)
		m.dossier.pictures = steps.NewPictureMemory()
		d := steps.Dialog{Title: "Send 2 pictures with these warnings?", Choices: []steps.Choice{{Label: "Back to the files"}}}
		for i, hash := range hashes {
			d.Looks = append(d.Looks, steps.Look{Title: fmt.Sprintf("picture-%d.jpg", i+1), SHA256: hash, Preview: lookedPicture()})
		}
		m = m.openOverlay(newDialogForm(d, m.stepFrame()))
		m = deliver(t, m, pokeMsg{})
		screen, seen := renderScreen(t, m), 0
		for _, hash := range hashes {
			if m.dossier.pictures.WasDrawn(hash) {
				seen++
			}
		}
		if beside := strings.Contains(screen, "picture-1.jpg") && strings.Contains(screen, "picture-2.jpg"); beside != (c.w >= 80) || seen != c.beside {
			t.Errorf("%d×%d: both beside the question: %t, looked at %d of %d\n%s", c.w, c.h, beside, seen, c.beside, screen)
		}
		if missing := strings.Contains(screen, "2 of these pictures were not looked at here"); missing == (c.beside == 2) {
			t.Errorf("%d×%d: says that they were not looked at: %t\n%s", c.w, c.h, missing, screen)
		}
		for i := range hashes {
			m = deliver(t, deliver(t, m, press("v")), pokeMsg{})
			if c.beside == 0 && !strings.Contains(renderScreen(t, m), fmt.Sprintf("picture-%d.jpg", i+1)) {
				t.Errorf("%d×%d: v does not show picture %d:\n%s", c.w, c.h, i+1, renderScreen(t, m))
			}
			m = deliver(t, m, press("esc"))
		}
		if !m.dossier.pictures.WasDrawn(hashes[0]) || !m.dossier.pictures.WasDrawn(hashes[1]) {
			t.Errorf("%d×%d: after v on each, one is still not looked at", c.w, c.h)
		}
	}
}

// TestASmallPictureIsNotLookedAt proves that a picture drawn too small to be judged does
// not count as looked at.
func TestASmallPictureIsNotLookedAt(t *testing.T) {
	for rows, want := range map[int]bool{1: false, 7: false, 8: true, 40: true} {
		m := steps.NewPictureMemory()
		m.RecordDrawn(lookedHash, rows)
		if got := m.WasDrawn(lookedHash); got != want {
			t.Errorf("%d lines: looked at %t, want %t", rows, got, want)
		}
	}
}

// TestAQuestionBesideAPictureEndsAtTheSameColumn proves that the part of a wide window that
// a question has does not make its lines longer.
func TestAQuestionBesideAPictureEndsAtTheSameColumn(t *testing.T) {
	m, _ := onReview(t, 200, 50)
	d := newDialogForm(steps.Dialog{
		Title: "Keep it?", Text: []string{strings.Repeat("The service warns. ", 20)}, Looks: []steps.Look{{SHA256: lookedHash}},
		Choices: []steps.Choice{{Label: "Not now"}},
	}, m.stepFrame())
	for _, l := range d.textLines(d.questionFrame(m.stepFrame())) {
		if len(l) > 72 {
			t.Errorf("%d cells: %q", len(l), l)
		}
	}
}

// TestAPictureOfAnotherDossierIsNotKept proves that a picture which was asked for before the
// dossier changed does not come into the next one.
func TestAPictureOfAnotherDossierIsNotKept(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	m.dossier.pictures = steps.NewPictureMemory()
	loaded := steps.LoadedPicture{State: steps.PictureLoaded, Picture: lookedPicture()}
	for _, c := range []struct {
		applicant string
		want      steps.PictureState
	}{{"4711471147114x47", steps.PictureLoading}, {m.dossier.applicant, steps.PictureLoaded}} {
		next, _ := m.Update(pictureLoadedMsg{applicant: c.applicant, hash: lookedHash, picture: loaded})
		m = next.(Model)
		if got := m.dossier.pictures.Find(lookedHash).State; got != c.want {
			t.Errorf("for %s: %v, want %v", c.applicant, got, c.want)
		}
	}
}

// TestALetterIsTextWhereAReasonIsTyped proves that v goes into the reason, and that the
// picture is shown by the other key there.
func TestALetterIsTextWhereAReasonIsTyped(t *testing.T) {
	m, _ := aboutAPicture(t, 80, 24, steps.LoadedPicture{State: steps.PictureLoaded, Picture: lookedPicture()})
	m, _ = pressKeys(t, m, "end", "enter", "v")
	d, typing := m.overlays.top().(dialogForm)
	if !typing || !d.isTyping() || *d.typedText != "v" {
		t.Fatalf("v is no text of the reason:\n%s", renderScreen(t, m))
	}
	if m, _ = pressKeys(t, m, "ctrl+l"); !m.fillsWindow() {
		t.Errorf("ctrl+l does not show the picture:\n%s", renderScreen(t, m))
	}
}
