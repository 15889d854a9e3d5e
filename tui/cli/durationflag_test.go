package cli

import (
	"testing"
	"time"
)

// TestHoldIsBounded proves which values --hold takes.
func TestHoldIsBounded(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"0": 0, "0s": 0, "-0s": 0, "1ns": 1, "3s": 3 * time.Second, "1.5m": 90 * time.Second, "1h": time.Hour, "60m": time.Hour,
		"": -1, "3": -1, "-5s": -1, "-1ns": -1, "1h0m1s": -1, "9999h": -1, "2562047h48m": -1, "99999999999h": -1, "3 s": -1, "+": -1, "NaNs": -1, "infs": -1, "1e3s": -1,
	} {
		got := 7 * time.Second
		err := durationFlag{&got, 0, maxHold}.Set(text)
		if (err != nil) != (want < 0) || err == nil && got != want || err != nil && got != 7*time.Second {
			t.Errorf("%q: %s, %v", text, got, err)
		}
	}
}
