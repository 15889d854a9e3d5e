package xdg

import (
	"errors"
	"path/filepath"
	"runtime"
	"testing"
)

func accountOf(home string, variables map[string]string) Account {
	return Account{Home: home, Getenv: func(name string) string { return variables[name] }}
}

// TestBaseFoldersAreAbsolute proves for every way to name a base folder that it is absolute
// or refused, and that the refusal says which variable to mend.
func TestBaseFoldersAreAbsolute(t *testing.T) {
	if runtime.GOOS == "darwin" || runtime.GOOS == "windows" {
		t.Skip("this system has other default folders")
	}
	const home = "/home/maya"
	for name, c := range map[string]struct {
		home, config, state   string
		wantConfig, wantState string
		refused               string // the variable
	}{
		"nothing is set":                   {home: home, wantConfig: home + "/.config", wantState: home + "/.local/state"},
		"both are set":                     {home: home, config: "/etc/maya", state: "/var/maya", wantConfig: "/etc/maya", wantState: "/var/maya"},
		"tilde":                            {home: home, config: "~/.conf", state: "~", wantConfig: home + "/.conf", wantState: home},
		"variable":                         {home: home, config: "$HOME/.conf", state: "$HOME", wantConfig: home + "/.conf", wantState: home},
		"no home":                          {},
		"no home, both set":                {config: "/etc/maya", state: "/var/maya", wantConfig: "/etc/maya", wantState: "/var/maya"},
		"relative home":                    {home: "maya", refused: "HOME"},
		"home is a point":                  {home: ".", refused: "HOME"},
		"home is a tilde":                  {home: "~", refused: "HOME"},
		"relative home that nothing needs": {home: "maya", config: "/etc/maya", state: "/var/maya", refused: "HOME"},
		"relative config":                  {home: home, config: "conf", refused: "XDG_CONFIG_HOME"},
		"relative state":                   {home: home, state: "./state", refused: "XDG_STATE_HOME"},
		"another account":                  {home: home, state: "~root/state", refused: "XDG_STATE_HOME"},
		"another variable":                 {home: home, config: "$HOMES/x", refused: "XDG_CONFIG_HOME"},
		"tilde without a home":             {config: "~/.conf", refused: "XDG_CONFIG_HOME"},
		"a blank":                          {home: home, state: " ", refused: "XDG_STATE_HOME"},
	} {
		t.Run(name, func(t *testing.T) {
			a := accountOf(c.home, map[string]string{"XDG_CONFIG_HOME": c.config, "XDG_STATE_HOME": c.state})
			for _, f := range []struct {
				find func() (string, error)
				want string
			}{{a.ConfigFolder, c.wantConfig}, {a.StateFolder, c.wantState}} {
				got, err := f.find()
				relative, isRelative := errors.AsType[*RelativeError](err)
				switch {
				case got != f.want || (err == nil) != (f.want != ""):
					t.Errorf("%q, %v, want %q", got, err, f.want)
				case isRelative != (c.refused != "") || isRelative && relative.Variable != c.refused:
					t.Errorf("%v, want %q to be refused", err, c.refused)
				case err != nil && !isRelative && !errors.Is(err, ErrNoHome):
					t.Error(err)
				}
			}
			if err := a.Check(); (err != nil) != (c.refused != "") {
				t.Errorf("the check says %v", err)
			}
		})
	}
}

// TestUserFoldersAreAbsolute proves that no folder for pictures is below the current one.
func TestUserFoldersAreAbsolute(t *testing.T) {
	for _, home := range []string{"", "maya", "."} {
		a := accountOf(home, map[string]string{"XDG_DOWNLOAD_DIR": "here", "XDG_DESKTOP_DIR": "~/there"})
		for _, folder := range a.UserFolders() {
			if !filepath.IsAbs(folder) {
				t.Errorf("home %q: %s", home, folder)
			}
		}
	}
}
