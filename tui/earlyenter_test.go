package tui

import (
	"errors"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// TestEnterBeforeTheJournalIsOpenIsCarriedOutThen proves that an Enter that comes while the
// journal is being opened is kept for the ID it was pressed on, that any other key after it
// takes it back, and that the line about it ends with the opening.
func TestEnterBeforeTheJournalIsOpenIsCarriedOutThen(t *testing.T) {
	const id, opening = "1711355906000x571112139839808060", "Opening…"
	enter := func(m Model) Model { m, _ = pressKeys(t, m, "enter"); return m }
	typed := func(m Model) Model { return typeText(t, m, id) }
	for name, c := range map[string]struct {
		before func(Model) Model
		err    error
		opens  bool
		sees   string // before the journal is open
		then   string // after it
	}{
		"no Enter":            {before: typed, then: id},
		"one Enter":           {before: func(m Model) Model { return enter(typed(m)) }, opens: true, sees: opening},
		"two Enters":          {before: func(m Model) Model { return enter(enter(typed(m))) }, opens: true, sees: opening},
		"nothing typed":       {before: enter, sees: "Type or paste an applicant ID", then: "Type or paste an applicant ID"},
		"typed on":            {before: func(m Model) Model { return typeText(t, enter(typed(m)), "5") }, then: "33 characters"},
		"part of an ID":       {before: func(m Model) Model { return enter(typeText(t, m, "17x11")) }, sees: "Compare the ID first.", then: "Compare the ID first."},
		"compared":            {before: func(m Model) Model { return enter(enter(typeText(t, m, "17x11"))) }, opens: true, sees: opening},
		"another ID pasted":   {before: func(m Model) Model { next, _ := enter(typed(m)).Update(tea.PasteMsg{Content: id}); return next.(Model) }, then: id},
		"no journal":          {before: func(m Model) Model { return enter(typed(m)) }, err: errors.New("the disk is full"), sees: opening, then: "Nothing can be opened: The disk is full."},
		"no journal, nothing": {before: typed, err: errors.New("the disk is full"), then: "The disk is full."},
	} {
		t.Run(name, func(t *testing.T) {
			m := c.before(New(Config{Ctx: t.Context(), Now: func() time.Time { return time.Unix(0, 0) }}))
			if screen := renderScreen(t, m); !strings.Contains(screen, c.sees) || c.sees != opening && strings.Contains(screen, opening) {
				t.Errorf("before the journal is open, want %q:\n%s", c.sees, screen)
			}
			next, _ := m.Update(connectedMsg{desks: noDesks{}, err: c.err})
			m = next.(Model)
			screen := renderScreen(t, m)
			if m.journal.opening != c.opens || !strings.Contains(screen, c.then) || strings.Contains(screen, opening) {
				t.Errorf("the dossier is opened: %t, want %t, and %q:\n%s", m.journal.opening, c.opens, c.then, screen)
			}
		})
	}
}
