package steps

import (
	"cmp"
	"fmt"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/decision"
	"dossier/tui/safe"
	"dossier/tui/theme"
)

// Mark is how a state looks: a sign, a word and a colour, never one alone. Longer says
// more than the word, where there is room; Shorter says less where there is none.
type Mark struct {
	Sign, Word      string
	Style           lipgloss.Style
	Longer, Shorter string
}

// FitWord is the fullest wording that fits into width cells, else the shortest.
func (m Mark) FitWord(width int) string {
	for _, word := range []string{m.Longer, m.Word} {
		if word != "" && lipgloss.Width(word) <= width {
			return word
		}
	}
	return cmp.Or(m.Shorter, m.Word)
}

// RenderSign is the sign in its colour, one cell wide also when there is none.
func (m Mark) RenderSign() string {
	if m.Sign == "" {
		return " "
	}
	return m.Style.Render(m.Sign)
}

// MarkOf is the mark of a slot. Only a picture that needs nothing more, and about which
// nobody had to decide, has the tick. Each colour means one thing: red, that somebody
// must change something; amber, look; blue, moving; grey, not there yet, or waiting for
// something else.
func MarkOf(t theme.Theme, l flows.SlotLine) Mark {
	word := assets.StandingText(l)
	switch l.State {
	case flows.Sending, flows.Awaiting:
		return Mark{Sign: "●", Word: word, Style: t.Accent}
	case flows.Chosen:
		return Mark{Sign: "●", Word: word, Style: t.Faint}
	case flows.Unclear:
		return Mark{Sign: "!", Word: word, Style: t.Warn}
	case flows.Accepted:
		return acceptedMark(t, l)
	}
	if (l.HasFailed() || l.State == flows.Refused || l.State == flows.SetAside) && !isByChoice(l) {
		return Mark{Sign: "✗", Word: word, Style: t.Bad}
	}
	return Mark{Sign: "○", Word: word, Style: t.Faint}
}

// isByChoice reports whether a picture does not count because it was taken back, or
// because it waits for the other side: neither is a failure.
func isByChoice(l flows.SlotLine) bool {
	return l.IsTakenBack() || l.State == flows.SetAside && l.Reason == flows.WithOtherSide
}

// acceptedMark keeps what was decided in sight: who, where there is room.
func acceptedMark(t theme.Theme, l flows.SlotLine) Mark {
	mark := Mark{Sign: "!", Word: assets.StandingText(l), Style: t.Warn}
	d, decided := decision.Main(l)
	switch {
	case len(l.Open) > 0:
	case decided:
		mark.Longer, mark.Shorter = mark.Word+" by "+operatorText(d), assets.DecisionWords(d.Kind).Short
	default:
		mark.Sign, mark.Style = "✓", t.OK
	}
	return mark
}

// TakenBackText says who took the picture back and how much of it had left.
func TakenBackText(f Frame, l flows.SlotLine) string {
	by := cmp.Or(safe.LineOf(l.TakenBack.Operator, 40).String(), "somebody")
	if l.TakenBack.Session == f.Session {
		by = "you"
	}
	return assets.TakenBackText(l.Transfer, by)
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
	if l.Document.HasTwoSides() {
		return l.Slot.Side.Word()
	}
	return ""
}

// ShortTitle is the slot in one word for a strip: "front", "back", "selfie".
func ShortTitle(l flows.SlotLine) string { return cmp.Or(sideWord(l), requirementName(l.Need)) }

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
	if f.isRetrying(l) {
		return fmt.Sprintf("retry %d of %d", l.Retry.Number, l.Retry.Of)
	}
	percent, ok := f.SendPercent(l)
	switch _, held := f.Countdown(l); {
	case !ok:
		return ""
	case held && (percent == 0 || percent >= 99):
		return "held"
	}
	return fmt.Sprintf("%d%%", percent)
}

// RetryText says which automatic attempt a picture waits for or is at, why, and since
// when; "" when there is none, or when its bytes move again.
func (f Frame) RetryText(l flows.SlotLine) string {
	if !f.isRetrying(l) {
		return ""
	}
	return assets.RetryText(l.Retry, f.Journey.Key().Origin, f.FormatMinute(l.Retry.Since))
}

// isRetrying reports whether an automatic attempt waits or connects: once bytes move, how
// far they are says more.
func (f Frame) isRetrying(l flows.SlotLine) bool {
	return l.Retry.Number > 0 && (l.State == flows.Chosen || f.Sends[l.Attempt.Number].Sent == 0)
}

// Countdown is the time left to take a held send back.
func (f Frame) Countdown(l flows.SlotLine) (time.Duration, bool) {
	p, ok := f.Sends[l.Attempt.Number]
	if !ok || l.State != flows.Sending || p.Begun || !p.TakeBackUntil.After(f.Now) {
		return 0, false
	}
	return p.TakeBackUntil.Sub(f.Now), true
}
