package steps

import (
	"cmp"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dustin/go-humanize"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/safe"
)

// unknownTime stands for a time that was not recorded: the year 1 is never shown.
const unknownTime = "time unknown"

// formatTime is a time where the program runs.
func (f Frame) formatTime(at time.Time, layout string) string {
	if at.IsZero() {
		return unknownTime
	}
	return at.In(f.Now.Location()).Format(layout)
}

// formatHere is formatTime, with the zone where that need not be the operator's own.
func (f Frame) formatHere(at time.Time, layout string) string {
	text := f.formatTime(at, layout)
	if f.NamesZone && !at.IsZero() {
		text += " " + ZoneText(at.In(f.Now.Location()))
	}
	return text
}

// ZoneText names the zone of a time: "UTC", "UTC+2", "UTC-3:30".
func ZoneText(at time.Time) string {
	_, seconds := at.Zone()
	if seconds == 0 {
		return "UTC"
	}
	sign, minutes := "+", seconds/60
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	if minutes%60 == 0 {
		return fmt.Sprintf("UTC%s%d", sign, minutes/60)
	}
	return fmt.Sprintf("UTC%s%d:%02d", sign, minutes/60, minutes%60)
}

// FormatClock is a time of day where the program runs.
func (f Frame) FormatClock(at time.Time) string { return f.formatHere(at, "15:04:05") }

// FormatMinute is FormatClock to the minute.
func (f Frame) FormatMinute(at time.Time) string { return f.formatHere(at, "15:04") }

// FormatDayTime is a time of day, with its day when that is not today.
func (f Frame) FormatDayTime(at time.Time) string {
	if f.formatTime(at, time.DateOnly) == f.Now.Format(time.DateOnly) {
		return f.FormatClock(at)
	}
	return f.formatHere(at, "02 Jan 15:04")
}

// FormatTimestamp is a time with its day and offset, for what may be quoted later.
func (f Frame) FormatTimestamp(at time.Time) string {
	return f.formatTime(at, "2006-01-02 15:04:05 -07:00")
}

// FormatElapsed is how long ago something was, to stand before "ago" or after "for".
func (f Frame) FormatElapsed(since time.Time) string {
	if since.IsZero() {
		return "some time"
	}
	return FormatDuration(f.Now.Sub(since))
}

// FormatDuration is a length of time in one unit: "150 s", "3 min", "2 h".
func FormatDuration(d time.Duration) string {
	switch {
	case d < 3*time.Minute:
		return fmt.Sprintf("%d s", max(int(d.Seconds()), 0))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	}
	return fmt.Sprintf("%d h", int(d.Hours()))
}

// ShortHash is the beginning of a hash, enough to tell two pictures apart.
func ShortHash(sum flows.SHA256) string { return fmt.Sprintf("%x", sum[:4]) }

// PictureNoun is the picture in one word inside a sentence: "back", "selfie".
func PictureNoun(l flows.SlotLine) string {
	return cmp.Or(sideWord(l), strings.ToLower(assets.DocumentName(l.Document.Type)))
}

// CodeText is a remark's code as it may be shown: one safe line that is never
// empty.
func CodeText(c foreign.Text) string {
	if c.Empty() {
		return "(a code without text)"
	}
	return safe.Line(c, safe.ListMax).String()
}

// CodeTexts makes codes safe to stand in a sentence.
func CodeTexts(codes []foreign.Text) []string {
	var list []string
	for _, c := range codes {
		list = append(list, safe.LineOf(CodeText(c), 40).String())
	}
	return list
}

// UpperFirst gives a text a capital letter.
func UpperFirst(text string) string {
	_, first := utf8.DecodeRuneInString(text)
	return strings.ToUpper(text[:first]) + text[first:]
}

// FormatBytes is a size as people read it, in powers of ten: "2.9 MB", "412 kB".
func FormatBytes(n int64) string {
	return humanize.Bytes(uint64(max(n, 0)))
}

// FormatAge is how long ago something was, in one short word; the day where the operator
// is, when that was long ago.
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
	return then.In(now.Location()).Format(time.DateOnly)
}

// StatusIntervalText is how often the status is asked for at first: "every 10–15 s".
func StatusIntervalText() string {
	return fmt.Sprintf("every %d–%d s", flows.MinStatusDelay/time.Second, flows.MaxStatusDelay/time.Second)
}
