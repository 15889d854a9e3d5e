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
