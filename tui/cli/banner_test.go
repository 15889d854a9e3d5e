package cli

import (
	"errors"
	"fmt"
	"testing"

	"dossier/flows"
)

// The banner speaks of the proxy that the service's own address has, not of a setting:
// an exception (NO_PROXY) makes the setting void, and a malformed one lets nothing out.
func TestTrustBannerAsksAboutTheServicesAddress(t *testing.T) {
	o := &Options{Env: Env{Getenv: func(name string) string {
		return map[string]string{"HTTPS_PROXY": "http://user:secret@proxy.test:3128"}[name]
	}}}
	for want, row := range map[string]struct {
		host string
		err  error
	}{
		"[]": {},
		"[The service is reached through a proxy (HTTPS_PROXY): proxy.test:3128.]": {host: "proxy.test:3128"},
		"[The proxy setting HTTPS_PROXY is malformed. Nothing can be sent.]":       {err: errors.New("malformed")},
	} {
		if got := fmt.Sprint(o.trustBanner(func() (string, error) { return row.host, row.err })); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// The banner names the variables that are set, and no other.
func TestTheBannerNamesTheRootsThatAreSet(t *testing.T) {
	for want, env := range map[string]map[string]string{
		"[]": {},
		"[Certificates are checked against custom roots (SSL_CERT_FILE).]":               {"SSL_CERT_FILE": "/a.pem"},
		"[Certificates are checked against custom roots (SSL_CERT_DIR).]":                {"SSL_CERT_DIR": "/a"},
		"[Certificates are checked against custom roots (SSL_CERT_FILE, SSL_CERT_DIR).]": {"SSL_CERT_FILE": "/a.pem", "SSL_CERT_DIR": "/a"},
	} {
		o := &Options{Env: Env{Getenv: func(name string) string { return env[name] }}}
		if got := fmt.Sprint(o.trustBanner(func() (string, error) { return "", nil })); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

// What is recorded of a connection is what the banner names.
func TestTheConnectionIsWhatTheBannerNames(t *testing.T) {
	for name, row := range map[string]struct {
		env  map[string]string
		host string
		err  error
		want flows.Connection
	}{
		"nothing is set":     {},
		"a proxy":            {host: "proxy.test:3128", want: flows.Connection{Proxy: "proxy.test:3128"}},
		"a malformed proxy":  {err: errors.New("malformed")},
		"a file of roots":    {env: map[string]string{"SSL_CERT_FILE": "/roots.pem"}, want: flows.Connection{CustomRoots: true}},
		"folders of roots":   {env: map[string]string{"SSL_CERT_DIR": "/a:/b"}, want: flows.Connection{CustomRoots: true}},
		"a proxy, and roots": {env: map[string]string{"SSL_CERT_DIR": "/a"}, host: "10.0.0.1:1080", want: flows.Connection{Proxy: "10.0.0.1:1080", CustomRoots: true}},
	} {
		o := &Options{Env: Env{Getenv: func(name string) string { return row.env[name] }}}
		if got := o.connection(func() (string, error) { return row.host, row.err }); got != row.want {
			t.Errorf("%s: %+v, want %+v", name, got, row.want)
		}
	}
}
