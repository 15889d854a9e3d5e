package steps

import (
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

// MarkOf is the mark of a slot. The tick appears only when nothing lacks
// behind it.
func MarkOf(t theme.Theme, l flows.SlotLine) Mark {
	switch l.State {
	case flows.Chosen:
		return Mark{"●", "waiting", t.Accent}
	case flows.Sending:
		return Mark{"●", "sending", t.Accent}
	case flows.Awaiting:
		return Mark{"●", "waiting for the answer", t.Accent}
	case flows.Unclear:
		return Mark{"!", "unclear", t.Warn}
	case flows.Refused:
		return Mark{"✗", "refused", t.Bad}
	case flows.Failed:
		return Mark{"✗", "not sent", t.Bad}
	case flows.SetAside:
		return Mark{"✗", "set aside", t.Bad}
	case flows.Accepted:
		if len(l.Open) > 0 {
			return Mark{"!", "warning", t.Warn}
		}
		return Mark{"✓", "accepted", t.OK}
	}
	return Mark{"○", "missing", t.Faint}
}

// SlotTitle is the slot in words: "Identity card · back", "Selfie".
func SlotTitle(l flows.SlotLine) string {
	name := assets.DocumentName(l.Document.Type)
	if side := l.Slot.Side.Word(); side != "" && len(l.Document.Sides) > 1 {
		return name + " · " + side
	}
	return name
}

// ShortTitle is the slot in one word for a strip: "front", "back", "selfie".
func ShortTitle(j flows.Journey, l flows.SlotLine) string {
	if side := l.Slot.Side.Word(); side != "" && len(l.Document.Sides) > 1 {
		return side
	}
	return l.Need.Name
}

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

// FormatBytes is a size as people read it, in powers of ten: "2.9 MB", "412 kB".
func FormatBytes(n int64) string {
	switch {
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	case n >= 1e3:
		return fmt.Sprintf("%d kB", (n+500)/1e3)
	}
	return fmt.Sprintf("%d B", n)
}

// FormatAge is how long ago something was, in one short word.
func FormatAge(now, then time.Time) string {
	d := now.Sub(then)
	switch {
	case then.IsZero():
		return ""
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	case d < 14*24*time.Hour:
		return fmt.Sprintf("%d d", int(d.Hours()/24))
	}
	return then.Format("2006-01-02")
}

// CheckStateText is the state inside a sentence or a row.
func CheckStateText(c flows.Check) string {
	switch c.State {
	case flows.CheckAsked, flows.CheckReleasing:
		return "starting"
	case flows.CheckUnclear:
		return "start unclear"
	case flows.CheckStarted:
		return "running"
	case flows.CheckApproved:
		return "approved"
	case flows.CheckRejected, flows.CheckFinal:
		return "rejected"
	}
	return "none"
}
