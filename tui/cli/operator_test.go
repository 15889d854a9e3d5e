package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheOperatorIsThePersonWhoIsNamed proves that --operator takes the place of the
// account's name, and that a wrong name starts nothing and is not repeated.
func TestTheOperatorIsThePersonWhoIsNamed(t *testing.T) {
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		want string // the operator; "" for a usage error
	}{
		{nil, "account"},
		{[]string{"--operator", "maya"}, "maya"},
		{[]string{"--operator=maya.w-2"}, "maya.w-2"},
		{[]string{"--operator", "Maya Example"}, ""},
		{[]string{"--operator", ""}, ""},
		{[]string{"--operator", "-x"}, ""},
	} {
		var errs bytes.Buffer
		got, home := "", t.TempDir()
		env := Env{Out: &bytes.Buffer{}, Err: &errs, Getenv: func(string) string { return "" }, Operator: "account", Home: home, Cwd: home}
		code := Main(append([]string{"--token-file", token}, c.args...), env, Starters{Wizard: func(_ context.Context, s Setup) error {
			got = s.Operator
			return nil
		}})
		if got != c.want || (code == ExitUsage) != (c.want == "") || strings.Contains(errs.String(), "Example") {
			t.Errorf("%q: %q with code %d: %s", c.args, got, code, errs.String())
		}
	}
}
