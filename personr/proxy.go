package personr

import (
	"cmp"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// ErrProxySetting is returned for a proxy setting that names no proxy. Its text does
// not repeat the setting, which may hold a password.
var ErrProxySetting = errors.New("the proxy setting is malformed")

// proxySchemes are those that net/http speaks.
var proxySchemes = []string{"http", "https", "socks5", "socks5h"}

// ProxyHost returns the host and port of the proxy through which the service is
// reached, "" when it is reached directly: it asks the configured function about the
// service's address, so exceptions (NO_PROXY) count. The error is [ErrProxySetting].
func (c *Client) ProxyHost() (string, error) {
	if c.Insecure() || c.proxy == nil {
		return "", nil
	}
	request, err := http.NewRequest(http.MethodPost, c.origin.text, nil)
	if err != nil {
		return "", err
	}
	proxy, err := checkedProxy(c.proxy, request)
	if err != nil || proxy == nil {
		return "", err
	}
	return proxy.Host, nil
}

// checkedProxy asks for the proxy of a request and refuses what is none: the usual
// function takes "http//proxy:3128" for a host of the name "http".
func checkedProxy(choose func(*http.Request) (*url.URL, error), request *http.Request) (*url.URL, error) {
	proxy, err := choose(request)
	switch {
	case err != nil:
		return nil, ErrProxySetting
	case proxy == nil:
		return nil, nil
	case !slices.Contains(proxySchemes, proxy.Scheme), strings.Trim(proxy.Path, "/") != "", proxy.RawQuery != "", !isProxyHost(proxy):
		return nil, ErrProxySetting
	}
	return proxy, nil
}

// EnvironmentProxy chooses as [http.ProxyFromEnvironment] does, and answers with
// [ErrProxySetting] where that ignores a setting which it cannot read: a percent sign in
// a password is enough, and the picture would be sent past the proxy that somebody set.
// It stays an error for hosts that NO_PROXY excepts, other than this computer itself.
func EnvironmentProxy(getenv func(string) string) func(*http.Request) (*url.URL, error) {
	isBroken := !isReadableProxy(cmp.Or(getenv("HTTPS_PROXY"), getenv("https_proxy")))
	return func(request *http.Request) (*url.URL, error) {
		_, isThisComputer, _ := checkHost(request.URL.Hostname())
		if isBroken && request.URL.Scheme == "https" && !isThisComputer {
			return nil, ErrProxySetting
		}
		return http.ProxyFromEnvironment(request)
	}
}

// isReadableProxy repeats the two readings of net/http: as it stands, and as a host.
func isReadableProxy(setting string) bool {
	_, asURL := url.Parse(setting)
	_, asHost := url.Parse("http://" + setting)
	return asURL == nil || asHost == nil
}

// maxHostName is the longest name that can be looked up, in bytes (RFC 1035, 2.3.4).
const maxHostName = 253

func isProxyHost(proxy *url.URL) bool {
	_, notAddress := netip.ParseAddr(proxy.Hostname())
	port, notNumber := strconv.ParseUint(proxy.Port(), 10, 16)
	named := hostPattern.MatchString(strings.ToLower(strings.TrimSuffix(proxy.Hostname(), ".")))
	return (named || notAddress == nil) && len(proxy.Hostname()) <= maxHostName && (proxy.Port() == "" || notNumber == nil && port > 0)
}
