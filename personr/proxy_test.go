package personr

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// proxyChild is set in a process that only says what ProxyHost and an upload say: the
// standard library reads the environment's proxies once per process.
const proxyChild = "PERSONR_TEST_PROXY_CHILD"

// inEnvironment runs a client with these settings in a process of its own and returns
// its proxy, or the words of its error and the cause of an upload.
func inEnvironment(t *testing.T, base, proxy, except string) string {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestProxyChild$")
	child.Env = []string{proxyChild + "=" + base, "HTTPS_PROXY=" + proxy, "NO_PROXY=" + except}
	out, err := child.Output()
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := strings.Cut(string(out), "says: ")
	line, _, _ = strings.Cut(line, "\n")
	return line
}

// TestProxyChild is the process that inEnvironment starts; in any other it does nothing.
func TestProxyChild(t *testing.T) {
	base := os.Getenv(proxyChild)
	if base == "" {
		return
	}
	client := newClient(t, base, func(c *Config) { c.Proxy = EnvironmentProxy(os.Getenv) })
	host, err := client.ProxyHost()
	if err == nil {
		fmt.Println("says: " + host)
		return
	}
	got := upload(t, client, document(picture(10)))
	fmt.Println("says:", err, errors.Is(err, ErrProxySetting), got.Verdict, got.Cause, got.Err)
}

// A setting that names no proxy is refused before anything is looked up; a password in
// it is repeated nowhere.
func TestMalformedProxySettings(t *testing.T) {
	for _, setting := range []string{
		"://proxy", "http//proxy:3128", "http:/proxy:3128", "htp://proxy:3128", "ftp://proxy:21", "http://proxy:99999", "http://proxy:port",
		"http://pro xy:3128", "http://:3128", "http://proxy:3128/path", "http://u:secret@", "proxy:0", "'http://proxy:3128'",
		"http://user:pa%ss@proxy:3128", "%zz:3128",
		"http://" + strings.Repeat("a.", 127) + "test:3128", "http://[fe80::1%25" + strings.Repeat("z", 250) + "]:3128",
	} {
		got := inEnvironment(t, "https://personr.test", setting, "")
		if want := ErrProxySetting.Error() + " true not sent proxy-setting proxy-setting: " + ErrProxySetting.Error(); got != want {
			t.Errorf("%q: %s, want %s", setting, got, want)
		}
	}
}

// ProxyHost says what the transport would do for the service's own address.
func TestProxyHost(t *testing.T) {
	for _, row := range []struct{ base, proxy, except, want string }{
		{"https://personr.test", "", "", ""},
		{"https://personr.test", "http://u:secret@proxy.test:3128", "", "proxy.test:3128"},
		{"https://personr.test", "proxy.test", "", "proxy.test"},
		{"https://personr.test", "socks5://10.0.0.1:1080", "", "10.0.0.1:1080"},
		{"https://personr.test", "http://proxy.test:3128", "personr.test", ""},
		{"https://api.personr.test", "http://proxy.test:3128", ".personr.test", ""},
		{"https://personr.test", "http://proxy.test:3128", "other.test", "proxy.test:3128"},
		{"https://personr.test", "http://proxy.test:3128", "*", ""},
		{"http://127.0.0.1:9", "http://proxy.test:3128", "", ""},
		{"https://localhost:9", "http://proxy.test:3128", "", ""},
		{"https://127.0.0.1:9", "http://user:pa%ss@proxy.test:3128", "", ""},
		{"https://personr.test", "http://user:pa%25ss@proxy.test:3128", "", "proxy.test:3128"},
	} {
		if got := inEnvironment(t, row.base, row.proxy, row.except); got != row.want {
			t.Errorf("%+v: %q", row, got)
		}
	}
}
