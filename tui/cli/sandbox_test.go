package cli

import (
	"strings"
	"testing"

	"dossier/personr/sandbox"
)

// TestASandboxIsKnownByItsAddress proves that any loopback address, and no other, has the
// badge of a sandbox.
func TestASandboxIsKnownByItsAddress(t *testing.T) {
	for origin, want := range map[string]bool{
		"http://127.0.0.1:8080": true, "http://127.8.9.1:1/api": true, "http://[::1]:8080": true, "https://localhost": true,
		"http://localhost:99": true, "https://127.0.0.1": true,
		"https://app.personr.co": false, "https://localhost.example.com": false, "https://127.0.0.1.example.com": false, "": false,
	} {
		if got := isLoopbackOrigin(origin); got != want {
			t.Errorf("%q: %t, want %t", origin, got, want)
		}
	}
}

// TestTheHelpShowsAScript proves that the script in the help of sandbox is one.
func TestTheHelpShowsAScript(t *testing.T) {
	script := ""
	for line := range strings.Lines(sandboxLong) {
		if strings.HasPrefix(line, "  {") {
			script = line
		}
	}
	if rules, err := sandbox.ParseScript([]byte(script)); err != nil || len(rules) != 1 || rules[0].Nth != 2 {
		t.Errorf("%q: %v, %v", script, rules, err)
	}
}
