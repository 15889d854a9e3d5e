package personr

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// DefaultBaseURL is where the service's calls are (manual, "Uploading
// documents to an applicant").
const DefaultBaseURL = "https://enterprise.personr.co/api/1.1/wf"

// ErrBaseURL is returned for a base URL that must not be used; the wrapping
// error says why, and does not repeat the URL, which might hold a password.
var ErrBaseURL = errors.New("base URL cannot be used")

// hostPattern admits letters, digits, hyphens and dots, and asks for a letter at
// the start of the last label: resolvers read names like 2130706433 or 0x7f.1
// as addresses.
var hostPattern = regexp.MustCompile(`^([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z]([a-z0-9-]*[a-z0-9])?$`)

var pathPattern = regexp.MustCompile(`^[A-Za-z0-9/._~-]*$`)

// origin is a checked base URL.
type origin struct {
	text     string // scheme://host[:port][path], normalised
	insecure bool   // plain http, to loopback only
}

// hostname is the host without its port.
func (o origin) hostname() string {
	u, err := url.Parse(o.text)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// Origin is a base URL normalised, as a dossier's key names the service; an empty
// one is the default's. The error is [ErrBaseURL] with the reason. It is for
// those who read what was sent and have no token.
func Origin(baseURL string) (string, error) {
	o, err := parseOrigin(cmp.Or(baseURL, DefaultBaseURL))
	return o.text, err
}

func parseOrigin(raw string) (origin, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return origin{}, baseURLError("it is no URL")
	}
	if err := checkURLParts(u); err != nil {
		return origin{}, err
	}
	host, loopback, err := checkHost(u.Hostname())
	if err != nil {
		return origin{}, err
	}
	if u.Scheme == "http" && !loopback {
		return origin{}, baseURLError("plain http is allowed to this machine only; write https")
	}
	port, err := checkPort(u)
	if err != nil {
		return origin{}, err
	}
	where := strings.TrimRight(path.Clean("/"+u.Path), "/")
	return origin{text: u.Scheme + "://" + host + port + where, insecure: u.Scheme == "http"}, nil
}

func baseURLError(why string) error { return fmt.Errorf("%w: %s", ErrBaseURL, why) }

func checkURLParts(u *url.URL) error {
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return baseURLError("it must begin with https://")
	case u.User != nil:
		return baseURLError("it must not hold a user name or password")
	case u.RawQuery != "" || u.ForceQuery:
		return baseURLError("it must not hold a query")
	case u.Fragment != "" || u.RawFragment != "":
		return baseURLError("it must not hold a fragment")
	case u.Opaque != "" || u.Host == "":
		return baseURLError("it names no host")
	case u.RawPath != "" || !pathPattern.MatchString(u.Path):
		return baseURLError("its path may hold letters, digits and . _ ~ - only")
	}
	return nil
}

// checkHost returns the host as it is written in an origin, and whether it is
// this machine.
func checkHost(host string) (string, bool, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		addr = addr.Unmap()
		if !addr.IsLoopback() || addr.Zone() != "" {
			return "", false, baseURLError("it names an address; write the host's name")
		}
		if addr.Is6() {
			return "[" + addr.String() + "]", true, nil
		}
		return addr.String(), true, nil
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if len(host) > maxHostName || !hostPattern.MatchString(host) {
		return "", false, baseURLError("its host is no name that can be looked up")
	}
	return host, host == "localhost", nil
}

// checkPort returns ":port", or nothing for the scheme's own port.
func checkPort(u *url.URL) (string, error) {
	text := u.Port()
	if text == "" {
		return "", nil
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil || port == 0 {
		return "", baseURLError("its port must be a number from 1 to 65535")
	}
	if (u.Scheme == "https" && port == 443) || (u.Scheme == "http" && port == 80) {
		return "", nil
	}
	return ":" + strconv.FormatUint(port, 10), nil
}
