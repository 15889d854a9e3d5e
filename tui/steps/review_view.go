package steps

import (
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/safe"
)

// explanationAt80 is the width of the explanation in a window of 80.
const explanationAt80 = 42

// side is the width of the explanation. The list stops growing before long
// lines run out of sight of their words.
func (s Review) side(f Frame) int {
	const list = 44
	side := f.Side(explanationAt80)
	if side == 0 {
		return 0
	}
	return max(side, f.Width-2-list)
}

// explained is the explanation as it is scrolled, with the height it has; no
// height when it has fallen away.
func (s Review) explained(f Frame) (lines []string, height int) {
	if side := s.side(f); side > 0 {
		return s.explain(f, min(side, 72)), f.Height
	}
	lines = s.explain(f, f.Width-2)
	room := f.Height - len(reviewRows(f.Journey)) - 2
	if room < 7 {
		return lines, 0
	}
	return lines, room
}

// View draws the list, and beside or below it the explanation. In a low window
// the explanation shrinks to a line and then falls away.
func (s Review) View(f Frame) Body {
	s = s.settled(f)
	if side := s.side(f); side > 0 {
		list := s.list(f, f.Main(side))
		lines, height := s.explained(f)
		return Body{
			Text:   f.Columns(side, list.lines, Scrolled(f.Theme, lines, s.scroll, height)),
			Status: s.status(f), Cursor: list.cursor,
		}
	}
	list := s.flat(f)
	return Body{Text: f.Fill(append(list.lines, s.below(f, f.Height-len(list.lines))...)), Status: s.status(f), Cursor: list.cursor}
}

// list draws the rows by need, for a window with two columns. Where not even
// the rows have room, those around the highlight are shown.
func (s Review) list(f Frame, width int) sheet {
	var p sheet
	p.add(s.head(f, width))
	for _, n := range f.Journey.Checklist() {
		p.add("   " + Cell(needTitle(n), width-4))
		s.add(&p, f, width, reviewRow{need: n.Need.Name}, n.Chosen)
		for _, l := range n.Lines {
			s.add(&p, f, width, reviewRow{slot: l.Slot}, false)
		}
	}
	p.add("")
	s.add(&p, f, width, reviewRow{}, false)
	if len(p.lines)+1 < f.Height {
		p.lines = append(p.lines, s.watched(f, width)...)
	}
	return p.window(f.Height)
}

// window keeps the part around the cursor that fits into height.
func (s sheet) window(height int) sheet {
	if s.cursor == nil || len(s.lines) <= height {
		return s
	}
	from, to := Window(len(s.lines), s.cursor.Y, height)
	return sheet{lines: s.lines[from:to], cursor: &tea.Position{X: s.cursor.X, Y: s.cursor.Y - from}}
}

// head is the free line above the list; it says when the list is read-only.
func (s Review) head(f Frame, width int) string {
	switch {
	case f.ReadOnly:
		word := "! read-only · held by "
		if _, seen := f.holder(); seen {
			word = "! read-only · in use by "
		}
		return " " + Cell(f.Theme.Warn.Render(word+f.holderName()), width-2)
	case locked(f.Journey):
		return " " + f.Theme.Faint.Render("read-only · see Result")
	}
	return ""
}

// watched names those who look on.
func (s Review) watched(f Frame, width int) []string {
	if f.ReadOnly || len(f.Others) == 0 {
		return nil
	}
	return []string{"", " " + Cell(f.Theme.Faint.Render(f.Others[0].Operator.String()+" is here too"), width-2)}
}

func needTitle(n flows.NeedLine) string {
	if n.Chosen {
		return assets.DocumentName(n.Document.Type)
	}
	return safe.LineOf(n.Need.Title, 80).String()
}

// add draws one row, unless it is left out, and points at it when it is the
// highlighted one.
func (s Review) add(p *sheet, f Frame, width int, r reviewRow, leftOut bool) {
	if leftOut {
		return
	}
	text, mark := rowText(f, r)
	sign := " "
	if mark.Sign != "" {
		sign = mark.Style.Render(mark.Sign)
	}
	arrow := " "
	if r == s.at {
		p.point(1)
		arrow, text = f.Theme.Accent.Render("▸"), f.Theme.Accent.Render(text)
	}
	if r == (reviewRow{}) {
		p.add(" " + arrow + " " + Spread(text, mark.Style.Render(mark.Word), width-5) + "  ")
		return
	}
	p.add(" " + arrow + sign + " " + Spread(text, mark.Style.Render(mark.Word), width-6) + "  ")
}

// rowText is a row's words and its mark.
func rowText(f Frame, r reviewRow) (string, Mark) {
	if l, ok := f.Journey.Line(r.slot); ok && r.slot != (flows.Slot{}) {
		mark := MarkOf(f.Theme, l)
		mark.Word = moreWord(f, l, mark.Word)
		return ShortTitle(f.Journey, l), mark
	}
	if r.need != "" {
		return "document", Mark{"○", "missing", f.Theme.Faint}
	}
	return startText(f)
}

// moreWord adds how far a send is.
func moreWord(f Frame, l flows.Line, word string) string {
	switch percent := f.percentWord(l); {
	case percent == "held":
		return percent
	case percent != "":
		return word + " " + percent
	case l.State == flows.Awaiting:
		return "sent, no answer yet"
	}
	return word
}

// startText is the last row.
func startText(f Frame) (string, Mark) {
	check := f.Journey.Check()
	blockers := f.Journey.CanStart()
	switch {
	case check.State != flows.CheckNone:
		return "Check " + itoa(max(check.Used, 1)) + " of " + itoa(flows.MaxChecks), Mark{"", checkWord(check), f.Theme.Faint}
	case len(blockers) > 0:
		return "Start the check", Mark{"", count(len(blockers), "blocker"), f.Theme.Bad}
	}
	return "Start the check", Mark{"", "ready", f.Theme.OK}
}

// status is what to do about the highlighted row, in a few words.
func (s Review) status(f Frame) string {
	l, _ := s.line(f)
	switch d := s.deed(f); {
	case s.said != "":
		return f.Theme.Warn.Render("! ") + s.said
	case d == deedTakeOver:
		return heldBy(f)
	case d == deedPick && l.State == flows.Missing:
		return "Pick the " + noun(l) + "."
	case d == deedPick && l.State == flows.Refused || d == deedPick && l.Cause == flows.CauseTakenBack:
		return "Pick another " + noun(l) + "."
	case d == deedPick:
		return "Pick the file of the " + noun(l) + " again."
	case d == deedPickOther:
		other, _ := refusedSide(f.Journey, l)
		return "Pick another " + noun(other) + "; the " + noun(l) + " goes again with it."
	case d == deedAgain:
		return "Enter sends the same picture again."
	case d == deedDecide:
		return "Probably received. Decide what to do about the " + noun(l) + "."
	case d == deedIncident:
		return "Everything is stopped until somebody settles the incident."
	case d == deedWarning:
		return SlotTitle(l) + ": look at it, then keep it or replace it."
	case d == deedStart:
		return "Everything is accepted. Nothing that was sent can be undone."
	}
	return ""
}
