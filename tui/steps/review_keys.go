package steps

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"dossier/flows"
)

// keys says what the keys do on this row: Enter in a sentence, the letters
// side by side while there is room.
func (p *pane) keys(s Review) {
	t := p.f.Theme
	p.hang(t.Accent.Render("Enter")+"  ", t.Text, s.enterText(p.f))
	line := ""
	for _, l := range reviewLetters(p.f.Keys) {
		if l.do(s, p.f) == nil {
			continue
		}
		part := t.Accent.Render(l.key.Help().Key) + "  " + l.long
		switch {
		case line == "":
			line = part
		case lipgloss.Width(line)+4+lipgloss.Width(part) <= p.width:
			line += "    " + part
		default:
			p.lines = append(p.lines, line)
			line = part
		}
	}
	if line != "" {
		p.lines = append(p.lines, line)
	}
}

// enterText is what Enter does on the highlighted row, in a sentence.
func (s Review) enterText(f Frame) string {
	l, _ := s.line(f)
	switch s.deed(f) {
	case deedTakeOver:
		return "asks to take the dossier over"
	case deedPick:
		return pickText(f, l)
	case deedPickOther:
		other, _ := refusedSide(f.Journey, l)
		return "another " + noun(other) + "; the " + noun(l) + " goes again with it, same picture"
	case deedAgain:
		return "sends the same picture again"
	case deedDecide:
		return "leave it open, take it as received, or send it again"
	case deedIncident:
		return "settle the incident first"
	case deedWarning:
		return "look, keep it, or replace it"
	case deedDocument:
		return "choose the document"
	case deedBlocker:
		return "leads to the first of these"
	case deedStart:
		return "asks once more, then starts the check"
	case deedResult:
		return "shows the result"
	}
	return "everything the journal knows of it"
}

// pickText announces what a new picture takes along: sides that were set aside
// go again in the service's order, front before back.
func pickText(f Frame, l flows.Line) string {
	what := "another " + noun(l)
	switch {
	case l.State == flows.Missing:
		what = "pick the " + noun(l)
	case l.State == flows.Withdrawn || l.State == flows.Failed && l.Cause != flows.CauseTakenBack:
		return "pick the file again; dossier kept no picture"
	}
	aside := f.Journey.SendAgain(l.Slot)
	if len(aside) == 0 {
		return what
	}
	if aside[0].Slot.Side == flows.Front {
		return what + "; the front goes again first, same picture"
	}
	return what + "; the " + noun(aside[0]) + " goes again after it, same picture"
}

// facts are what a person quotes to the service: how often, when, how large,
// which bytes.
func (p *pane) facts(l flows.Line) {
	p.say(p.f.Theme.Faint, seenText(l.Seen))
	var parts []string
	switch {
	case !l.Tried:
	case !l.Attempt.ReleasedAt.IsZero():
		parts = append(parts, "sent "+p.f.clock(l.Attempt.ReleasedAt))
	default:
		parts = append(parts, "begun "+p.f.clock(l.Attempt.StartedAt))
	}
	if l.HasFile {
		parts = append(parts, Bytes(l.Picture.Bytes), hash8(l.Picture.SHA256))
	}
	p.say(p.f.Theme.Faint, strings.Join(parts, " · "))
}

// seenText warns in time: the service names faults for the first pictures of a
// document only.
func seenText(seen int) string {
	times := "once"
	if seen > 1 {
		times = fmt.Sprintf("%d times", seen)
	}
	switch {
	case seen == 0:
		return ""
	case seen <= flows.ReportedAttempts:
		return fmt.Sprintf("Sent %s; from the %dth on faults may go unnamed.", times, flows.ReportedAttempts+1)
	}
	return fmt.Sprintf("Sent %s; faults may go unnamed now.", times)
}
