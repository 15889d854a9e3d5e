//go:build unix

package pgfiles

import (
	"errors"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestFilesWithoutAnEndAreRefused proves that a pipe, a device or a huge file is found
// before the driver opens it, wherever it is named, and that the error names the setting
// and no path.
func TestFilesWithoutAnEndAreRefused(t *testing.T) {
	for setting, variable := range fileVariables {
		for kind, create := range map[string]func(path string) error{
			"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
			"device": func(path string) error { return os.Symlink("/dev/zero", path) },
			"huge":   func(path string) error { return errors.Join(os.WriteFile(path, nil, 0o600), os.Truncate(path, 20<<30)) },
		} {
			home := t.TempDir()
			path := defaultFile(setting, home)
			requireNone(t, os.MkdirAll(filepath.Dir(path), 0o700), create(path))
			none := func(string) string { return "" }
			for where, err := range map[string]error{
				"at home":     Check("postgres:///b", none, home),
				"environment": Check("postgresql:///b", func(name string) string { return map[string]string{variable: path}[name] }, ""),
				"address":     Check("postgres://a@one:1,two:2/b?sslmode=verify-full&"+setting+"="+url.QueryEscape(path), none, ""),
				"second":      Check("postgres:///b?"+setting+"=/none&"+setting+"="+url.QueryEscape(path), none, ""),
				"service":     checkService(t, setting, path),
			} {
				bad, ok := errors.AsType[*FileError](err)
				if where == "service" && setting == "servicefile" {
					ok = err == nil && !ok // a service names no other file of services
				} else if ok {
					ok = bad.Setting == setting && !strings.Contains(err.Error(), home)
				}
				if !ok {
					t.Errorf("%s, a %s, %s: %v", setting, kind, where, err)
				}
			}
		}
	}
}

// checkService names the file in one of two services.
func checkService(t *testing.T, setting, path string) error {
	services := filepath.Join(t.TempDir(), "services")
	requireNone(t, os.WriteFile(services, []byte("[a]\nhost=a\n\n[b]\n "+setting+" = "+path+"\n"), 0o600))
	return Check("postgres:///b?service=a&servicefile="+url.QueryEscape(services), func(string) string { return "" }, "")
}

// TestSecretFilesAreForTheirOwnerOnly proves that a password file or a key that others
// may read is refused, as psql passes over it, and that certificates may be public.
func TestSecretFilesAreForTheirOwnerOnly(t *testing.T) {
	for _, setting := range slices.Sorted(maps.Keys(fileVariables)) {
		path := filepath.Join(t.TempDir(), "file")
		requireNone(t, os.WriteFile(path, []byte("# text\n"), 0o644))
		err := Check("postgres:///b?"+setting+"="+url.QueryEscape(path), func(string) string { return "" }, "")
		if wanted := setting == "sslkey" || setting == "passfile"; (err != nil) != wanted {
			t.Errorf("%s: %v", setting, err)
		}
		requireNone(t, os.Chmod(path, 0o600), Check("postgres:///b?"+setting+"="+url.QueryEscape(path), func(string) string { return "" }, ""))
	}
	requireNone(t, Check("postgres:///b?sslrootcert=system&sslmode=verify-full", func(string) string { return "" }, t.TempDir()))
}

// TestOnlyAKeyMayBeSharedByRoot proves that the exception for a key that root gives to a
// group is for no password file. Whoever runs this test is in the group.
func TestOnlyAKeyMayBeSharedByRoot(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can make a file of root's")
	}
	for _, setting := range slices.Sorted(maps.Keys(fileVariables)) {
		path := filepath.Join(t.TempDir(), "file")
		requireNone(t, os.WriteFile(path, []byte("# text\n"), 0o600), os.Chmod(path, 0o640))
		err := Check("postgres:///b?"+setting+"="+url.QueryEscape(path), func(string) string { return "" }, "")
		if refused := setting == "passfile"; (err != nil) != refused {
			t.Errorf("%s: %v", setting, err)
		}
	}
}

func requireNone(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}
