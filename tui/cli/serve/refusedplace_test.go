package serve

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestAnErrorSaysWhichPort: of several addresses an error names the one that is taken, and
// repeats nothing of what is no address.
func TestAnErrorSaysWhichPort(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	at := taken.Addr().String()
	same := func(l net.Listener) net.Listener { return l }
	for want, addresses := range map[string][]string{
		"cannot listen at " + at + " (--listen): ":          {at},
		"cannot listen at " + at + " (--listen number 2): ": {"127.0.0.1:0", at},
		"cannot listen at what --listen says: ":             {"Anna Canary"},
	} {
		if _, err := listen(addresses, same); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "Canary") {
			t.Errorf("%v; want %s", err, want)
		}
	}
	if _, err := listenForMetrics(at); err == nil || !strings.HasPrefix(err.Error(), "cannot listen at "+at+" (--metrics): ") {
		t.Error(err)
	}
}

// TestAnErrorSaysWhichHostKey: by its number, or by the name of a default one, never by a path
// that was typed.
func TestAnErrorSaysWhichHostKey(t *testing.T) {
	folder := t.TempDir()
	typed := filepath.Join(folder, "Anna-Canary")
	for want, o := range map[string]runOptions{
		"a host key cannot be read (ssh_host_ed25519_key beside the operators file): ": {},
		"a host key cannot be read (--host-key): ":                                     {hostKeys: []string{typed}},
	} {
		if _, err := readHostKeys(o.hostKeyFiles(folder)); err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "Canary") {
			t.Errorf("%v; want %s", err, want)
		}
	}
	two := runOptions{hostKeys: []string{typed, typed}}.hostKeyFiles(folder)
	if two[1].name != "--host-key number 2" {
		t.Errorf("the second is %q", two[1].name)
	}
	if err := os.WriteFile(typed, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readHostKeys(two); err == nil || !strings.HasSuffix(err.Error(), "(--host-key number 1)") {
		t.Error(err)
	}
}
