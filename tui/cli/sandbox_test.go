package cli

import "testing"

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
