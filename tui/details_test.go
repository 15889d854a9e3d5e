package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/safe/hostile"
	"dossier/tui/settings"
	"dossier/tui/steps"
)

// TestOnlyWhatMayBeCopiedIs proves that a text that may not be copied never reaches the
// clipboard, and that exactly the text that may be does.
func TestOnlyWhatMayBeCopiedIs(t *testing.T) {
	var passed []string
	m, _ := onReview(t, 80, 24)
	m.cfg.Clipboard = func(text string) { passed = append(passed, text) }
	m = m.openOverlay(detailsView{show: steps.Show{Title: "Raw", Lines: []safe.Text{safe.LineOf("secret", 40)}}})
	for _, name := range []string{"c", "enter"} {
		if _, cmd := pressKeys(t, m, name); cmd != nil && cmd() != nil || len(passed) != 0 {
			t.Errorf("%s copied a raw text", name)
		}
	}
	m = m.openOverlay(detailsView{show: steps.Show{Title: "ID", Lines: []safe.Text{safe.LineOf("1x2", 40)}, Copy: "1x2"}})
	m, cmd := pressKeys(t, m, "c")
	if len(passed) != 1 || passed[0] != "1x2" || cmd == nil {
		t.Errorf("passed %q, command %v", passed, cmd)
	}
	if !strings.Contains(renderScreen(t, m), "Handed to the terminal") {
		t.Error("does not say that it was copied")
	}
	if m, _ = pressKeys(t, m, "esc"); m.overlays.top() != nil {
		t.Error("esc does not close")
	}
}

// TestDetailsAreTheTextAlone proves that lines begin in the first column, that
// long ones are not lost, and that hostile ones do not break the frame.
func TestDetailsAreTheTextAlone(t *testing.T) {
	m, _ := onReview(t, 60, 18)
	long := strings.Repeat("abcdefghi ", 12) + "the-end"
	m = m.openOverlay(detailsView{show: steps.Show{Title: "Raw", Lines: []safe.Text{safe.LineOf(long, 2000)}}})
	if screen := renderScreen(t, m); !strings.Contains(screen, "\nabcdefghi") || !strings.Contains(screen, "the-end") {
		t.Errorf("shows\n%s", screen)
	}
	for _, s := range hostile.Strings() {
		m = m.openOverlay(detailsView{show: steps.Show{Title: "Raw", Lines: safe.Block(foreign.Untrusted(s), 16000)}})
		renderScreen(t, m)
		m, _ = pressKeys(t, m, "end")
		renderScreen(t, m)
	}
}

// TestHelpShowsEveryLiveKey proves that the help has all keys of the screen and
// that it leads back to what it covered.
func TestHelpShowsEveryLiveKey(t *testing.T) {
	m, _ := onReview(t, 80, 12)
	m, _ = pressKeys(t, m, "f1")
	seen := renderScreen(t, m)
	for range 40 {
		m, _ = pressKeys(t, m, "down")
		seen += renderScreen(t, m)
	}
	for _, b := range append(m.screenKeys(m.stepFrame()), m.everywhereKeys()...) {
		if !strings.Contains(seen, keys.Title(b)) {
			t.Errorf("%s is not shown", b.Help().Key)
		}
	}
	if m, _ = pressKeys(t, m, "esc"); m.overlays.top() != nil {
		t.Error("esc does not close")
	}
	m, _ = pressKeys(t, m, "enter", "down", "f1", "esc")
	if a, ok := m.overlays.top().(dialogForm); !ok || *a.highlighted != 1 {
		t.Errorf("help does not lead back to the dialog: %T", m.overlays.top())
	}
}

// TestPaletteRunsWhatTheKeyDoes proves that commands are found by name, that a
// similar name is not highlighted, and what they do.
func TestPaletteRunsWhatTheKeyDoes(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	m, _ = pressKeys(t, m, "ctrl+p")
	m = typeText(t, m, "decide")
	m, cmd := pressKeys(t, m, "enter")
	if m.overlays.top() != nil || cmd == nil {
		t.Fatal("the palette does not close")
	}
	next, _ := m.Update(cmd())
	if _, ok := next.(Model).overlays.top().(dialogForm); !ok {
		t.Errorf("Decide opened %T", next.(Model).overlays.top())
	}

	m, _ = pressKeys(t, m, "ctrl+p")
	m = typeText(t, m, "lvds")
	before := m.overlays.top()
	if m, cmd = pressKeys(t, m, "enter"); m.overlays.top() == nil || cmd != nil && cmd() != nil {
		t.Errorf("a similar name ran: %T", before)
	}
	m, _ = pressKeys(t, m, "ctrl+u")
	m, _ = pressKeys(t, typeText(t, m, "documents"), "enter")
	if m.nav.place.Stage != flows.StageDocuments {
		t.Errorf("is on %s", m.nav.place.Stage)
	}
}

// TestPaletteOffersNoDeadEnd proves that steps that cannot be reached are not
// offered, and that every command of every screen can be run.
func TestPaletteOffersNoDeadEnd(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	for _, c := range m.availableCommands(m.stepFrame()) {
		if strings.Contains(c.Title, "Result") {
			t.Error("offers a result before any check")
		}
		if c.Title == "" {
			t.Errorf("a command without a name, key %s", c.Key)
		}
	}
}

// TestOverlaysLook proves that help, palette and viewer read well.
func TestOverlaysLook(t *testing.T) {
	for _, size := range windows {
		for name, keys := range map[string][]string{"help": {"f1"}, "palette": {"ctrl+p"}, "copy": {"end", "c", "c"}} {
			t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
				m, _ := onReview(t, size[0], size[1])
				m, _ = pressKeys(t, m, keys...)
				renderScreen(t, m)
				golden.RequireEqual(t, renderedBody(m))
			})
		}
	}
}

// TestHelpListsOnlyWhatWorks proves that the help has no key of an open dossier on the
// start list, and none of the screen while a window covers it.
func TestHelpListsOnlyWhatWorks(t *testing.T) {
	review, _ := onReview(t, 120, 40)
	start := New(Config{Wizard: settings.Wizard{Operator: "anna"}, Ctx: t.Context()})
	start.w, start.h = 120, 40
	for name, c := range map[string]struct {
		m          Model
		open       []string
		has, lacks []string
	}{
		"start list":     {start, []string{"f1"}, []string{"ctrl+p", "ctrl+c"}, []string{"ctrl+z", "ctrl+y", "ctrl+g", "ctrl+o"}},
		"review":         {review, []string{"f1"}, []string{"↑↓", "ctrl+y", "ctrl+g", "ctrl+o", "ctrl+p"}, []string{"ctrl+z"}},
		"above a dialog": {review, []string{"enter", "f1"}, []string{"ctrl+o", "F1", "ctrl+c"}, []string{"ctrl+y", "ctrl+g", "ctrl+p", "1–5", "On this screen"}},
	} {
		m, _ := pressKeys(t, c.m, c.open...)
		page := ansi.Strip(strings.Join(m.overlays.top().(helpView).contentLines(m.overlayFrame()), "\n"))
		for _, word := range c.has {
			if !strings.Contains(page, "  "+word+" ") {
				t.Errorf("%s: %s is missing:\n%s", name, word, page)
			}
		}
		for _, word := range c.lacks {
			if strings.Contains(page, word) {
				t.Errorf("%s: lists %s, which does nothing:\n%s", name, word, page)
			}
		}
	}
}
