package steps

import (
	"cmp"
	"fmt"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/theme"
)

// Mark is how a state looks: a sign, a word and a colour, never one alone.
type Mark struct {
	Sign, Word string
	Style      lipgloss.Style
}

// RenderSign is the sign in its colour, one cell wide also when there is none.
func (m Mark) RenderSign() string {
	if m.Sign == "" {
		return " "
	}
	return m.Style.Render(m.Sign)
}

// MarkOf is the mark of a slot. Only a picture that needs nothing more has
// the tick.
func MarkOf(t theme.Theme, l flows.SlotLine) Mark {
	word := assets.SlotWords(l).Short
	switch l.State {
	case flows.Chosen, flows.Sending, flows.Awaiting:
		return Mark{"●", word, t.Accent}
	case flows.Unclear:
		return Mark{"!", word, t.Warn}
	case flows.Refused, flows.Failed, flows.SetAside:
		return Mark{"✗", word, t.Bad}
	case flows.Accepted:
		if len(l.Open) > 0 {
			return Mark{"!", word, t.Warn}
		}
		return Mark{"✓", word, t.OK}
	}
	return Mark{"○", word, t.Faint}
}

// SlotTitle is the slot in words: "Identity card · back", "Selfie".
func SlotTitle(l flows.SlotLine) string {
	name := assets.DocumentName(l.Document.Type)
	if side := sideWord(l); side != "" {
		return name + " · " + side
	}
	return name
}

// sideWord is "front" or "back"; "" when the document has one side.
func sideWord(l flows.SlotLine) string {
	if len(l.Document.Sides) > 1 {
		return l.Slot.Side.Word()
	}
	return ""
}

// ShortTitle is the slot in one word for a strip: "front", "back", "selfie".
func ShortTitle(l flows.SlotLine) string { return cmp.Or(sideWord(l), l.Need.Name) }

// SendPercent is how far a send is; false when none is running for the slot.
func (f Frame) SendPercent(l flows.SlotLine) (int, bool) {
	p, ok := f.Sends[l.Attempt.Number]
	if !ok || l.State != flows.Sending || p.Total == 0 {
		return 0, false
	}
	return int(p.Sent * 100 / p.Total), true
}

// SendProgressText is how far a send is. What waits only for the take-back has not
// been sent, however near to its end it is.
func (f Frame) SendProgressText(l flows.SlotLine) string {
	percent, ok := f.SendPercent(l)
	switch _, held := f.Countdown(l); {
	case !ok:
		return ""
	case held && percent >= 99:
		return "held"
	}
	return fmt.Sprintf("%d%%", percent)
}

// Countdown is the time left to take a held send back.
func (f Frame) Countdown(l flows.SlotLine) (time.Duration, bool) {
	p, ok := f.Sends[l.Attempt.Number]
	if !ok || l.State != flows.Sending || !p.TakeBackUntil.After(f.Now) {
		return 0, false
	}
	return p.TakeBackUntil.Sub(f.Now), true
}
