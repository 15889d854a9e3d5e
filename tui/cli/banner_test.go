package cli

import (
	"errors"
	"fmt"
	"testing"
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
