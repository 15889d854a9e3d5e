package personr

import (
	"errors"
	"strings"
	"testing"
)

func TestOrigin(t *testing.T) {
	for base, want := range map[string]string{
		"":                                  DefaultBaseURL,
		"https://Enterprise.Personr.CO/":    "https://enterprise.personr.co",
		"https://a.example:443/api/./wf//":  "https://a.example/api/wf",
		"https://a.example.:8443/x":         "https://a.example:8443/x",
		"http://localhost:80/":              "http://localhost",
		"http://127.0.0.1:8080/wf":          "http://127.0.0.1:8080/wf",
		"http://[::1]:8080":                 "http://[::1]:8080",
		" https://x-1.example/version-test": "https://x-1.example/version-test",
	} {
		client, err := New(Config{BaseURL: base, Token: newToken(t, "t")})
		if err != nil {
			t.Errorf("%q: %v", base, err)
			continue
		}
		if client.Origin() != want || client.Insecure() != strings.HasPrefix(want, "http:") {
			t.Errorf("%q became %q, insecure %t", base, client.Origin(), client.Insecure())
		}
	}
}

func TestBaseURLRefused(t *testing.T) {
	for _, base := range []string{
		"enterprise.personr.co", "ftp://a.example", "http://a.example", "https://", "https:a.example", "https://u:hunter2@a.example",
		"https://u@a.example", "https://a.example/?", "https://a.example/?hunter2=1", "https://a.example/#hunter2", "https://8.8.8.8/",
		"https://[2001:db8::1]/", "https://[::1%25lo]/", "http://169.254.169.254/", "http://0.0.0.0/", "https://2130706433/", "https://0x7f.1/",
		"https://1.2.3/", "https://exa mple/", "https://bücher.example/", "https://a.example:0/", "https://a.example:99999/",
		"https://a.example/%2e%2e/", "https://a.example/x;y", "https://-a.example", "://", "http://localhost.evil.example", "https://a..example/",
	} {
		_, err := New(Config{BaseURL: base, Token: newToken(t, "t")})
		if !errors.Is(err, ErrBaseURL) {
			t.Errorf("%q: %v", base, err)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("the error repeats %q", base)
		}
	}
	if _, err := New(Config{}); !errors.Is(err, ErrNoToken) {
		t.Errorf("no token: %v", err)
	}
}

// TestOriginIsTheClients proves that whoever has no token names a service as the
// client does.
func TestOriginIsTheClients(t *testing.T) {
	for _, base := range []string{"", DefaultBaseURL, "https://A.example:443/x/", "http://localhost:8080"} {
		c, err := New(Config{BaseURL: base, Token: newToken(t, "t")})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Origin(base); err != nil || got != c.Origin() {
			t.Errorf("%q: %q, %v", base, got, err)
		}
	}
	if _, err := Origin("https://u:hunter2@a.example"); !errors.Is(err, ErrBaseURL) {
		t.Errorf("with a password: %v", err)
	}
}

func TestUserAgent(t *testing.T) {
	for version, want := range map[string]string{"1.2.3-rc+4": "dossier/1.2.3-rc+4", "": "dossier", "1\r\nX: y": "dossier/1Xy"} {
		if got := formatUserAgent(version); got != want {
			t.Errorf("%q became %q", version, got)
		}
	}
}
