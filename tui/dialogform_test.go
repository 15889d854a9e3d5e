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

// rowsDialog is the same question without a word to type.
func rowsDialog() steps.Dialog {
	d := startDialog
	d.Choices = []steps.Choice{d.Choices[0], {Label: d.Choices[1].Label, Then: d.Choices[1].Then}}
	return d
}

// keepDialog has one answer that wants a reason.
var keepDialog = steps.Dialog{
	Title: "Selfie was accepted with a warning",
	Text:  []string{"badSelfie: Probably the face is not clearly visible."},
	Choices: []steps.Choice{{Label: "Not now"}, {Label: "Keep this picture", Verb: "Keep", NeedReason: true, Reasons: []string{"everything can be read", "compared with the original"},
		Then: func(reason string) steps.Action {
			return steps.Post{Events: []flows.Event{flows.Decided{Attempt: 1, Reason: reason}}}
		}}, {Label: "Replace it", Then: func(string) steps.Action { return steps.Go{} }}},
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
		m, posted := openDialog(t, 80, 24, rowsDialog())
		if m, _ = pressKeys(t, m, name); m.overlays.top() != nil || len(*posted) != 0 {
			t.Errorf("%s: open %v, posted %v", name, m.overlays.top(), *posted)
		}
	}
}

// TestHighlightStopsAtTheEnds proves that up does not lead from the safe row to
// the last.
func TestHighlightStopsAtTheEnds(t *testing.T) {
	m, posted := openDialog(t, 80, 24, rowsDialog())
	m, _ = pressKeys(t, m, "up", "enter")
	if m.overlays.top() != nil || len(*posted) != 0 {
		t.Error("up left the safe row")
	}
	m, posted = openDialog(t, 80, 24, rowsDialog())
	if m, _ = pressKeys(t, m, "end", "enter"); m.overlays.top() != nil || len(*posted) != 1 {
		t.Error("end is not the last row")
	}
}

// TestWordMustBeTyped proves that a start with a warning wants the word at once, without
// a row before it, and that it counts once.
func TestWordMustBeTyped(t *testing.T) {
	m, posted := openDialog(t, 80, 24, startDialog)
	if m, _ = pressKeys(t, m, "enter"); !strings.Contains(renderScreen(t, m), "Type start") || len(*posted) != 0 {
		t.Fatal("posted without the word")
	}
	m, _ = pressKeys(t, typeText(t, m, "stop"), "enter")
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
	if got := reasonOf(*posted); got != "confirmed by Personr" || m.overlays.top() != nil {
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

// TestAnAnswerAndItsReasonAreOneRow proves that one dialog is enough where one answer
// wants a reason: a preset with one Enter, a typed one, or another answer.
func TestAnAnswerAndItsReasonAreOneRow(t *testing.T) {
	for name, c := range map[string]struct {
		rows, text, reason string
	}{
		"a preset": {"down", "", "everything can be read"},
		"the next": {"down down", "", "compared with the original"},
		"typed":    {"down down down", "seen it", "seen it"},
	} {
		m, posted := openDialog(t, 80, 24, keepDialog)
		if screen := renderScreen(t, m); !strings.Contains(screen, "The reason is recorded with your name.") || !strings.Contains(screen, "Keep: everything can be read") {
			t.Fatalf("says\n%s", screen)
		}
		m, _ = pressKeys(t, m, append(strings.Fields(c.rows), "enter")...)
		if c.text != "" {
			m, _ = pressKeys(t, typeText(t, m, c.text), "enter")
		}
		if m.overlays.top() != nil || len(*posted) != 1 || (*posted)[0].(flows.Decided).Reason != c.reason {
			t.Errorf("%s: open %T, posted %v", name, m.overlays.top(), *posted)
		}
	}
	m, posted := openDialog(t, 80, 24, keepDialog)
	pressKeys(t, m, "enter", "enter")
	if len(*posted) != 0 {
		t.Errorf("a second Enter kept it: %v", *posted)
	}
	m, posted = openDialog(t, 80, 24, keepDialog)
	if m, _ = pressKeys(t, m, "end", "enter"); m.overlays.top() != nil || len(*posted) != 0 {
		t.Errorf("replacing posted %v", *posted)
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
	m, _ := openDialog(t, 80, 24, rowsDialog())
	m, _ = pressKeys(t, m, "down")
	next, cmd := m.Update(tea.WindowSizeMsg{Width: 60, Height: 18})
	if m = next.(Model); cmd != nil {
		t.Error("a resize runs a command")
	}
	if screen := renderScreen(t, m); !strings.Contains(screen, "▸ Start the check") {
		t.Errorf("the highlight moved:\n%s", screen)
	}
	m, _ = openDialog(t, 60, 18, startDialog)
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
			"rows": func(t *testing.T) Model { m, _ := openDialog(t, size[0], size[1], rowsDialog()); return m },
			"word": func(t *testing.T) Model { m, _ := openDialog(t, size[0], size[1], startDialog); return m },
			"keep": func(t *testing.T) Model { m, _ := openDialog(t, size[0], size[1], keepDialog); return m },
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
