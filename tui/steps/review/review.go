// Package review is the checklist: every picture with its state, what that means
// and what Enter does about it, and the start of the check as the last row. It
// returns one action for the highlighted row and decides no state itself.
package review

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/steps"
)

// Screen is the checklist: every picture the flow wants with where it stands,
// what that means and what to do, and at the end the start of the check. It is
// drawn from the journey alone; its own are the highlighted row and how far
// the explanation is scrolled.
type Screen struct {
	highlighted row
	scroll      int
	notice      steps.Notice // why the highlight moved by itself
	lastSubmit  steps.LastSubmit
	renderer    *steps.PictureRenderer // shared by its copies
}

// row names a row by what it is about, so that the highlight stays on it
// when the list changes: a picture, a need without a document, or, as the zero
// value, the start of the check.
type row struct {
	need string
	slot flows.Slot
}

// New makes the checklist with the highlight on the slot or the need of p, else on
// the first problem, else on the start.
func New(_ steps.Deps, f steps.Frame, p steps.Place) (steps.Step, tea.Cmd) {
	s := Screen{highlighted: row{slot: p.Slot, need: p.Need}, renderer: new(steps.PictureRenderer)}
	if s.highlighted == (row{}) {
		s.highlighted.slot, _ = f.Journey.FirstProblem()
	}
	return s.withValidHighlight(f), nil
}

// listRows lists the rows from top to bottom.
func listRows(j flows.Journey) []row {
	var rows []row
	for _, n := range j.Checklist() {
		if !n.Chosen {
			rows = append(rows, row{need: n.Need.Name})
		}
		for _, l := range n.CausesFirst() {
			rows = append(rows, row{slot: l.Slot})
		}
	}
	return append(rows, row{})
}

// withValidHighlight moves the highlight off a row that no longer exists.
func (s Screen) withValidHighlight(f steps.Frame) Screen {
	if !slices.Contains(listRows(f.Journey), s.highlighted) {
		s.highlighted, s.scroll = row{}, 0
	}
	return s
}

// Update moves the highlight, scrolls the explanation, or turns a key into
// what the highlighted row offers. A paste is ignored here.
func (s Screen) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return s, nil, nil
	}
	s = s.withValidHighlight(f)
	s.notice = steps.Notice{}
	if moved, ok := s.moveHighlight(press, f); ok {
		return moved, nil, nil
	}
	switch {
	case key.Matches(press, f.Keys.Back):
		return s, nil, steps.Back{}
	case key.Matches(press, f.Keys.Enter):
		next, action := s.handleEnter(f)
		return next, nil, action
	}
	next, action := s.handleLetter(press, f)
	return next, nil, action
}

func (s Screen) moveHighlight(press tea.KeyPressMsg, f steps.Frame) (Screen, bool) {
	rows := listRows(f.Journey)
	at := slices.Index(rows, s.highlighted)
	k := f.Keys
	switch {
	case key.Matches(press, k.Up):
		at--
	case key.Matches(press, k.Down):
		at++
	case key.Matches(press, k.Home):
		at = 0
	case key.Matches(press, k.End):
		at = len(rows) - 1
	case key.Matches(press, k.NextField):
		at = nextOpenRow(f.Journey, rows, at)
	case s.canScroll(f) && key.Matches(press, k.PageUp):
		return s.scrollExplanation(f, -1), true
	case s.canScroll(f) && key.Matches(press, k.PageDown):
		return s.scrollExplanation(f, 1), true
	case key.Matches(press, k.PageUp):
		at = 0
	case key.Matches(press, k.PageDown):
		at = len(rows) - 1
	default:
		return s, false
	}
	if to := rows[max(min(at, len(rows)-1), 0)]; to != s.highlighted {
		s.highlighted, s.scroll = to, 0
	}
	return s, true
}

// scrollExplanation turns the explanation by most of a page.
func (s Screen) scrollExplanation(f steps.Frame, pages int) Screen {
	lines, height := s.visibleExplanation(f)
	if height < 2 {
		return s
	}
	s.scroll = steps.ClampScroll(len(lines), s.scroll+pages*max(height-2, 1), height)
	return s
}

// highlightedLine is the checklist's line of the highlighted row; false for another kind
// of row.
func (s Screen) highlightedLine(f steps.Frame) (flows.SlotLine, bool) {
	if s.highlighted.slot == (flows.Slot{}) {
		return flows.SlotLine{}, false
	}
	return f.Journey.Line(s.highlighted.slot)
}
