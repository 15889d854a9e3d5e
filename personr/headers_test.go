package personr

import (
	"net/http"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestRetryAfter(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "0": time.Second, "120": 120 * time.Second, "121": 121 * time.Second, "86400": 24 * time.Hour,
		"86401": 0, "-1": 0, "1.5": 0, "1e3": 0, "99999999999999999999": 0, "soon": 0, " 9 ": 9 * time.Second,
		"Sun, 01 Mar 2026 12:00:05 GMT": 5 * time.Second, "Sun, 01 Mar 2026 11:59:59 GMT": 0, "Mon, 01 Mar 2027 12:00:00 GMT": 0,
	} {
		if got := parseRetryAfter(http.Header{"Retry-After": {text}}, noon); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, seed := range []string{"7", "0", "-1", "Sun, 01 Mar 2026 12:00:05 GMT", "999999999", "9999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := parseRetryAfter(http.Header{"Retry-After": {text}}, noon)
		if got != 0 && (got < minRetryAfter || got > maxRetryAfter) {
			t.Errorf("%q: %v", text, got)
		}
	})
}
