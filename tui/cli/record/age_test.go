package record

import (
	"testing"
	"time"
)

func TestMoments(t *testing.T) {
	now := time.Date(2028, 2, 29, 12, 30, 0, 0, time.FixedZone("", 11*3600))
	for text, want := range map[string]string{
		"2026-01-31":                "2026-01-31T00:00:00Z",
		"2026-01-31T09:00:00Z":      "2026-01-31T09:00:00Z",
		"2026-01-31T09:00:00+11:00": "2026-01-30T22:00:00Z",
		"2026-01-31T09:00:00.5Z":    "2026-01-31T09:00:00.5Z",
		"0d":                        "",
		"0000y":                     "",
		"100y":                      "1928-02-29T01:30:00Z",
		"101y":                      "",
		"1201mo":                    "",
		"5218w":                     "",
		"36525d":                    "1928-02-29T01:30:00Z",
		"36526d":                    "",
		"65535y":                    "",
		"65536y":                    "",
		"2028-03-01":                "2028-03-01T00:00:00Z", // it has begun in some countries
		"2028-03-02":                "",
		"2206-01-01":                "",
		"2206-01-01T00:00:00Z":      "",
		"18mo":                      "2026-08-29T01:30:00Z",
		"30d":                       "2028-01-30T01:30:00Z",
		"12w":                       "2027-12-07T01:30:00Z",
		"7y":                        "2021-03-01T01:30:00Z", // there was no 29 February
		"":                          "",
		"d":                         "",
		"7":                         "",
		"-7y":                       "",
		"+7y":                       "",
		"7m":                        "",
		"1.5y":                      "",
		"999999999d":                "",
		"7yy":                       "",
		"2026-02-30":                "",
	} {
		got, err := parseMoment(text, now)
		if want == "" && err == nil || want != "" && (err != nil || got.Format(time.RFC3339Nano) != want) {
			t.Errorf("%q: %s, %v", text, got.Format(time.RFC3339Nano), err)
		}
	}
}
