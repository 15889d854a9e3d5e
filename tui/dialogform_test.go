package tui

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"dossier/flows"
	"dossier/tui/steps"
)

var startDialog = steps.Dialog{
	Title: "Start check 1 of 5?",
	Text: []string{
		"Starting early is harmful to the result, and it cannot be undone.",
		"This will be check 1 of 5; starts by link and by other tools count too.",
		"Kept with a warning: Selfie (badSelfie).",
	},
	Choices: []steps.Choice{{Label: "Not yet"}, {Label: "Start the check", ConfirmWord: "start", Then: func(string) steps.Action {
		return steps.Post{Events: []flows.Event{flows.CheckConfirmed{N: 1}}}
	}}},
}

func openDialog(t *testing.T, w, h int, d steps.Dialog) (Model, *[]flows.Event) {
	m, posted := onReview(t, w, h)
	m = m.openOverlay(newDialogForm(d, m.stepFrame()))
	return m, posted
}

// TestSafeRowIsFirstAndEscDoesNothing proves that neither a hurried Enter nor
// esc does anything.
func TestSafeRowIsFirstAndEscDoesNothing(t *testing.T) {
	for _, name := range []string{"enter", "esc"} {
		m, posted := openDialog(t, 80, 24, startDialog)
		if m, _ = pressKeys(t, m, name); m.overlays.top() != nil || len(*posted) != 0 {
			t.Errorf("%s: open %v, posted %v", name, m.overlays.top(), *posted)
		}
	}
}

// TestHighlightStopsAtTheEnds proves that up does not lead from the safe row to
// the last.
func TestHighlightStopsAtTheEnds(t *testing.T) {
	m, posted := openDialog(t, 80, 24, startDialog)
	m, _ = pressKeys(t, m, "up", "enter")
	if m.overlays.top() != nil || len(*posted) != 0 {
		t.Error("up left the safe row")
	}
	m, _ = openDialog(t, 80, 24, startDialog)
	m, _ = pressKeys(t, m, "end", "enter")
	if a, ok := m.overlays.top().(dialogForm); !ok || a.page != pageTypedWord {
		t.Error("end is not the last row")
	}
}

// TestWordMustBeTyped proves that a start with a warning wants the word, and
// that it counts once.
func TestWordMustBeTyped(t *testing.T) {
	m, posted := openDialog(t, 80, 24, startDialog)
	m, _ = pressKeys(t, m, "down", "enter", "enter")
	if m = typeText(t, m, "stop"); len(*posted) != 0 {
		t.Fatal("posted without the word")
	}
	m, _ = pressKeys(t, m, "enter")
	if !strings.Contains(renderScreen(t, m), "That is not the word") || len(*posted) != 0 {
		t.Error("another word was accepted")
	}
	m, _ = pressKeys(t, m, "ctrl+u")
	m, _ = pressKeys(t, typeText(t, m, "start"), "enter", "enter")
	if want := []flows.Event{flows.CheckConfirmed{N: 1}}; !reflect.DeepEqual(*posted, want) {
		t.Errorf("posted %v", *posted)
	}
	if _, again := m.overlays.top().(dialogForm); !again {
		return // the second Enter belonged to the review's row
	}
}

// TestReasonIsPresetOrTyped proves both ways to a reason and that a double
// Enter gives none.
func TestReasonIsPresetOrTyped(t *testing.T) {
	reasonOf := func(events []flows.Event) string {
		if len(events) == 0 {
			return ""
		}
		return events[0].(flows.Decided).Reason
	}
	m, posted := onReview(t, 80, 24)
	m, _ = pressKeys(t, m, "enter", "down", "enter", "enter")
	if m.overlays.top() != nil || len(*posted) != 0 {
		t.Fatal("a second Enter gave a reason that was never read")
	}
	m, _ = pressKeys(t, m, "enter", "down", "enter", "down", "enter")
	if got := reasonOf(*posted); got != "Personr confirmed it" || m.overlays.top() != nil {
		t.Errorf("preset: %q", got)
	}

	m, posted = onReview(t, 80, 24)
	m, _ = pressKeys(t, m, "enter", "down", "enter", "end", "enter", "enter")
	if !strings.Contains(renderScreen(t, m), "Type a reason first") {
		t.Errorf("an empty reason:\n%s", renderScreen(t, m))
	}
	m = typeText(t, m, "seen by jq")
	next, _ := m.Update(tea.PasteMsg{Content: "\x1b[2J\n!"})
	m, _ = pressKeys(t, next.(Model), "enter")
	if got := reasonOf(*posted); got != `seen by jq\u{1B}[2J\u{0A}!` {
		t.Errorf("typed: %q", got)
	}
}

// TestServerClipboardStaysShut proves that the field's own paste key does
// nothing, and that no key opens anything else.
func TestServerClipboardStaysShut(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	m, _ = pressKeys(t, m, "enter", "down", "enter", "end", "enter")
	for _, name := range []string{"ctrl+v", "ctrl+e", "tab"} {
		next, cmd := pressKeys(t, m, name)
		if cmd != nil && cmd() != nil || *next.overlays.top().(dialogForm).typedText != "" {
			t.Errorf("%s did something", name)
		}
	}
}

// TestResizeKeepsTheAnswer proves that another size, which builds the form again,
// keeps page, highlight and text, and asks for no size again.
func TestResizeKeepsTheAnswer(t *testing.T) {
	m, _ := openDialog(t, 80, 24, startDialog)
	m, _ = pressKeys(t, m, "down")
	next, cmd := m.Update(tea.WindowSizeMsg{Width: 60, Height: 18})
	if m = next.(Model); cmd != nil {
		t.Error("a resize runs a command")
	}
	if screen := renderScreen(t, m); !strings.Contains(screen, "▸ Start the check") {
		t.Errorf("the highlight moved:\n%s", screen)
	}
	m, _ = pressKeys(t, m, "enter")
	m = typeText(t, m, "sta")
	next, _ = m.Update(tea.WindowSizeMsg{Width: 120, Height: 40})
	if m = next.(Model); !strings.Contains(renderScreen(t, m), "┃ sta") {
		t.Errorf("the text is gone:\n%s", renderScreen(t, m))
	}
}

// TestDialogsLookRightAtEverySize proves that every row is in sight even in the
// lowest window.
func TestDialogsLookRightAtEverySize(t *testing.T) {
	for _, size := range windows {
		for name, open := range map[string]func(*testing.T) Model{
			"rows": func(t *testing.T) Model { m, _ := openDialog(t, size[0], size[1], startDialog); return m },
			"word": func(t *testing.T) Model {
				m, _ := openDialog(t, size[0], size[1], startDialog)
				m, _ = pressKeys(t, m, "down", "enter")
				return m
			},
			"unclear": func(t *testing.T) Model {
				m, _ := onReview(t, size[0], size[1])
				m, _ = pressKeys(t, m, "enter")
				return m
			},
			"reasons": func(t *testing.T) Model {
				m, _ := onReview(t, size[0], size[1])
				m, _ = pressKeys(t, m, "enter", "down", "enter")
				return m
			},
			"typed": func(t *testing.T) Model {
				m, _ := onReview(t, size[0], size[1])
				m, _ = pressKeys(t, m, "enter", "down", "enter", "end", "enter")
				return typeText(t, m, "Personr told us on the phone")
			},
		} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				m := open(t)
				screen := renderScreen(t, m)
				if a := m.overlays.top().(dialogForm); !a.isTyping() {
					for _, o := range a.rowLabels() {
						if !strings.Contains(screen, o) {
							t.Errorf("row %q is out of sight", o)
						}
					}
				}
				golden.RequireEqual(t, renderedBody(m))
			})
		}
	}
}
