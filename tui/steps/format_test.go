package steps

import (
	"strings"
	"testing"
	"time"
)

// TestNoTimeIsNotTheYearOne: a time that was not recorded is called unknown wherever a
// time is written, and how long ago it was is not counted from the year 1.
func TestNoTimeIsNotTheYearOne(t *testing.T) {
	f := Frame{Now: time.Date(2026, 11, 28, 16, 2, 3, 0, time.FixedZone("", 3600))}
	none := time.Time{}
	for name, text := range map[string]string{
		"clock": f.FormatClock(none), "minute": f.FormatMinute(none), "day": f.FormatDayTime(none),
		"timestamp": f.FormatTimestamp(none), "since": f.formatSince(none),
	} {
		if text != unknownTime {
			t.Errorf("%s: %q", name, text)
		}
	}
	if got := f.FormatElapsed(none); got != "some time" {
		t.Errorf("elapsed: %q", got)
	}
	if got := FormatAge(f.Now, none); got != "" {
		t.Errorf("age: %q", got)
	}
	at := f.Now.Add(-2 * time.Hour)
	for _, got := range []string{f.FormatClock(at), f.FormatMinute(at), f.FormatDayTime(at), f.FormatTimestamp(at), f.formatSince(at)} {
		if !strings.Contains(got, "14:02") {
			t.Errorf("%q", got)
		}
	}
	if got := f.FormatElapsed(at); got != "2 h" {
		t.Errorf("elapsed: %q", got)
	}
}

// TestAnOldDayIsThatOfTheOperator proves that the day of something old is the one where the
// operator is, not that of the computer which recorded it.
func TestAnOldDayIsThatOfTheOperator(t *testing.T) {
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.FixedZone("", 13*3600))
	for then, want := range map[time.Time]string{
		time.Date(2026, 10, 1, 23, 30, 0, 0, time.UTC): "2026-10-02",
		time.Date(2026, 10, 1, 2, 30, 0, 0, time.UTC):  "2026-10-01",
	} {
		if got := FormatAge(now, then); got != want {
			t.Errorf("%s is %q, want %q", then, got, want)
		}
	}
}

// TestATimeOfAnotherComputerNamesItsZone proves how zones are called, and that times of day
// name none where the operator sits at this computer.
func TestATimeOfAnotherComputerNamesItsZone(t *testing.T) {
	for seconds, want := range map[int]string{0: "UTC", 7200: "UTC+2", -12600: "UTC-3:30", 20700: "UTC+5:45"} {
		at := time.Date(2026, 11, 29, 14, 3, 5, 0, time.FixedZone("", seconds))
		f := Frame{Now: at, NamesZone: true}
		if got := f.FormatMinute(at.UTC()); got != "14:03 "+want {
			t.Errorf("to the minute: %q", got)
		}
		if got := f.FormatDayTime(at); got != "14:03:05 "+want {
			t.Errorf("today: %q", got)
		}
		if got := f.FormatDayTime(at.AddDate(0, 0, -1)); got != "28 Nov 14:03 "+want {
			t.Errorf("yesterday: %q", got)
		}
		f.NamesZone = false
		if got := f.FormatClock(at); got != "14:03:05" {
			t.Errorf("at this computer: %q", got)
		}
	}
}
