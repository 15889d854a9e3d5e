package tui

import (
	"strings"
	"testing"

	"dossier/flows"
)

// TestStepKeysFollowTheBreadcrumb proves that where letters are commands the digits and the
// arrows lead along the breadcrumb, that a step which cannot be shown says why, and that
// they are text elsewhere.
func TestStepKeysFollowTheBreadcrumb(t *testing.T) {
	for name, c := range map[string]struct {
		want flows.Stage
		says string
	}{
		"1": {flows.StageApplicant, ""}, "2": {flows.StageDocuments, ""}, "3": {flows.StageFiles, ""}, "4": {flows.StageReview, ""},
		"5":     {flows.StageReview, "Result cannot be shown yet: no check was started."},
		"left":  {flows.StageFiles, ""},
		"right": {flows.StageReview, "Result cannot be shown yet: no check was started."},
	} {
		m, _ := onReview(t, 80, 24)
		m, _ = pressKeys(t, m, name)
		if m.nav.place.Stage != c.want || !strings.Contains(renderScreen(t, m), c.says) {
			t.Errorf("%s: on %s, says\n%s", name, m.nav.place.Stage, renderScreen(t, m))
		}
	}
	m, _ := onReview(t, 80, 24)
	m, _ = pressKeys(t, m, "3", "1", "left", "right")
	if m.nav.place.Stage != flows.StageFiles {
		t.Errorf("a digit is no text on %s", m.nav.place.Stage)
	}
}

// TestCopyingSaysSoAndTheSameKeyShowsTheText proves that copying is not claimed, and that
// the page with the text alone comes only when the key is pressed twice in a row.
func TestCopyingSaysSoAndTheSameKeyShowsTheText(t *testing.T) {
	for _, name := range []string{"c", "ctrl+y"} {
		var passed []string
		m, _ := onReview(t, 60, 18)
		m.cfg.Clipboard = func(text string) { passed = append(passed, text) }
		m, cmd := pressKeys(t, m, "end", name)
		if screen := renderScreen(t, m); len(passed) != 1 || cmd == nil || !strings.Contains(screen, "handed to the terminal. Again: the text alone.") || m.overlays.top() != nil {
			t.Fatalf("%s: passed %q, says\n%s", name, passed, screen)
		}
		m, _ = pressKeys(t, m, name)
		if _, ok := m.overlays.top().(detailsView); !ok || len(passed) != 1 || !strings.Contains(renderScreen(t, m), passed[0]) {
			t.Errorf("%s again: %T\n%s", name, m.overlays.top(), renderScreen(t, m))
		}
		m, _ = pressKeys(t, m, "esc", "end", name)
		if m.overlays.top() != nil || len(passed) != 2 {
			t.Errorf("%s after another key: %T, passed %q", name, m.overlays.top(), passed)
		}
	}
}
