package review

import (
	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// explanationAt80 is the width of the explanation in a window of 80.
const explanationAt80 = 39

// maxListWidth keeps the state of a row near its title in a wide window.
const maxListWidth = 64

// historyFromWidth is the width of a window from which on the list has room for the
// dossier's history.
const historyFromWidth = 140

// explanationWidth is the width of the right column: at least half of a wide window,
// because the picture is there.
func (s Screen) explanationWidth(f steps.Frame) int { return f.PictureWidth(explanationAt80) }

// visibleExplanation is the explanation as it is scrolled, with the height it has; no
// height when it has fallen away.
func (s Screen) visibleExplanation(f steps.Frame) (lines []string, height int) {
	if side := s.explanationWidth(f); side > 0 {
		return s.renderExplanation(f, f.TextWidth(side)), f.Height
	}
	lines = s.renderExplanation(f, f.Width-2)
	room := f.Height - len(listRows(f.Journey)) - 4
	if room < 7 {
		return lines, 0
	}
	return lines, room
}

// canScroll reports whether a part of the explanation is out of sight.
func (s Screen) canScroll(f steps.Frame) bool {
	lines, height := s.visibleExplanation(f)
	return height > 1 && len(lines) > height
}

// View draws the list, and beside or below it the explanation. In a low window
// the explanation shrinks to a line and then falls away.
func (s Screen) View(f steps.Frame) steps.Body {
	s = s.withValidHighlight(f)
	side := s.explanationWidth(f)
	if side == 0 {
		list := s.renderList(f, f.Width, f.Height)
		below := s.renderBelowList(f, f.Height-len(list.Lines))
		return steps.Body{Text: f.RenderLines(append(list.Lines, below...)), Status: s.statusLine(f), Cursor: list.Cursor}
	}
	width := f.MainWidth(side)
	list := s.renderList(f, min(width, maxListWidth), f.Height)
	left := append(list.Lines, watcherLines(f, width, f.Height-len(list.Lines))...)
	if f.Width >= historyFromWidth {
		left = append(left, historyLines(f, width-2, f.Height-len(left))...)
	}
	lines, height := s.visibleExplanation(f)
	right := steps.ScrollLines(f.Theme, lines, s.scroll, height)
	right = append(right, s.pictureLines(f, side-1, height-len(right))...)
	return steps.Body{Text: f.RenderColumns(side, left, right), Status: s.statusLine(f), Cursor: list.Cursor}
}

// watcherLines names those who look on, where there is room for it.
func watcherLines(f steps.Frame, width, room int) []string {
	if f.ReadOnly || len(f.Others) == 0 || room < 2 {
		return nil
	}
	return []string{"", " " + steps.FitWidth(f.Theme.Faint.Render(f.Others[0].Operator.String()+" is here too"), width-2)}
}

// statusLine is what to do about the highlighted row, in a few words.
func (s Screen) statusLine(f steps.Frame) string {
	l, _ := s.highlightedLine(f)
	switch d := s.enterAction(f); {
	case s.notice.Text(f) != "":
		return f.Theme.Warn.Render("! ") + s.notice.Text(f)
	case d == enterReadOnly:
		return steps.HolderText(f)
	case d == enterPick && l.State == flows.Missing:
		return "Choose the " + steps.PictureNoun(l) + "."
	case d == enterPick && l.State == flows.Refused || d == enterPick && wantsAnother(l):
		return "Choose another " + steps.PictureNoun(l) + "."
	case d == enterPick:
		return "Choose the file of the " + steps.PictureNoun(l) + " again."
	case d == enterPickOther:
		other, _ := refusedOtherSide(f.Journey, l)
		return "Choose another " + steps.PictureNoun(other) + "; " + assets.SentAgainWith.With(steps.PictureNoun(l))
	case d == enterSendAgain:
		return "Enter sends the same picture again."
	case d == enterDecide:
		return "Unclear. Decide what to do about the " + steps.PictureNoun(l) + "."
	case d == enterIncident:
		return "Everything is stopped until somebody settles the incident."
	case d == enterWarning:
		return steps.SlotTitle(l) + ": keep it, or replace it."
	case d == enterStart:
		return readyStatus(f)
	}
	return ""
}

// readyStatus says on whose word the pictures count.
func readyStatus(f steps.Frame) string {
	if len(steps.DecidedLines(f.Journey)) > 0 {
		return "Everything is there, some by decision. " + assets.CannotBeUndone.String()
	}
	return "Everything is accepted. " + assets.CannotBeUndone.String()
}
