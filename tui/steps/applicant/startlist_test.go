package applicant

import (
	"testing"
	"time"
)

// TestYesterdayIsTheDayBefore proves that only the day before today, where the operator is,
// is called yesterday.
func TestYesterdayIsTheDayBefore(t *testing.T) {
	now := time.Date(2026, 11, 28, 1, 0, 0, 0, time.FixedZone("", 13*3600))
	for _, c := range []struct {
		age  time.Duration
		want string
	}{
		{time.Hour, "1 h"}, {23 * time.Hour, "23 h"}, {24 * time.Hour, "yesterday"}, {25 * time.Hour, "yesterday"},
		{26 * time.Hour, "1 d"}, {47 * time.Hour, "1 d"}, {49 * time.Hour, "2 d"},
	} {
		if got := dossierAgeText(now, now.Add(-c.age).UTC()); got != c.want {
			t.Errorf("%s ago is %q, want %q", c.age, got, c.want)
		}
	}
}
