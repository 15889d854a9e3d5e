package serve_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"dossier/tui/cli"
	"dossier/tui/cli/serve"
)

// run runs the program with the commands of this package in a home folder, for somebody at
// a terminal.
func run(home string, args ...string) (code cli.ExitCode, out, errs string) {
	var stdout, stderr bytes.Buffer
	env := cli.Env{Home: home, Out: &stdout, Err: &stderr, Getenv: func(string) string { return "" }, Terminal: true}
	commands := serve.Commands(nil)
	return cli.Main(args, env, cli.Starters{}, commands), stdout.String(), stderr.String()
}

// Public keys as ssh-keygen writes them; that of lars is in hardware.
const (
	mayasKey     = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKG4yKpkTH2jVdbhtjt7MnVekY/5ZRj3atpT4lecRQpc"
	larsKey      = "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIJjzc2a20RjCvN/0ibH6UpGuN9F9hDvD7x182bOesNhHAAAABHNzaDo="
	secondKey    = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBOm20wZc3BqFvPVfQXbGAlguxn4fFLelKaKWJ4LvIA/Oz9zHnFy5qit7cAuSL7UpuU3bok/rKnhbzTGETKwACYQ="
	authorityKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPulRqcuvkeSqjCv1juvR8E63tpIh+kPBCDJDi6+WzQx"
)

func fingerprint(t *testing.T, line string) string {
	t.Helper()
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	return ssh.FingerprintSHA256(key)
}

// homeWith is a home folder with an operators file in the default place.
func homeWith(t *testing.T, text string) string {
	t.Helper()
	home := t.TempDir()
	folder := filepath.Join(home, ".config", "dossier")
	if err := errors.Join(os.MkdirAll(folder, 0o700), os.WriteFile(filepath.Join(folder, "operators.toml"), []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
	return home
}

const team = `[[operator]]
name = "maya"
keys = ["` + mayasKey + ` Maya M.", "` + secondKey + `"]
role = "lead"
[[operator]]
name = "lars"
keys = ["` + larsKey + `"]
expires = 2999-12-31
flows = ["KYC plus", "KYC basic"]
group = "eu"
[[operator]]
name = "ines"
principals = ["ines@example.com"]
expires = 2020-01-31
[[authority]]
name = "company"
key = "` + authorityKey + `"
[[group]]
name = "eu"
token_file = "/no/such/file"
`

const alone = `[[operator]]
name = "maya"
keys = ["` + mayasKey + `"]
`

// TestCheckListsWhoMayLogIn proves that the table shows each operator with each way in, and
// that what is allowed but odd is noted without failing.
func TestCheckListsWhoMayLogIn(t *testing.T) {
	code, out, errs := run(homeWith(t, team), "serve", "check")
	want := strings.NewReplacer("@MAYA@", fingerprint(t, mayasKey), "@SECOND@", fingerprint(t, secondKey), "@LARS@", fingerprint(t, larsKey)).Replace(
		`NAME  ROLE      EXPIRES               FLOWS                GROUP  LOGS IN WITH
maya  lead      never                 all                  none   ssh-ed25519 @MAYA@
                                                                  ecdsa-sha2-nistp256 @SECOND@
lars  operator  3000-01-01 00:00 UTC  KYC plus, KYC basic  eu     sk-ssh-ed25519@openssh.com @LARS@
ines  operator  expired               all                  none   principal ines@example.com of authority company
`)
	if code != cli.ExitSuccess || out != want {
		t.Errorf("exit %d\ngot\n%s\nwant\n%s", code, out, want)
	}
	wantErrs := `dossier: note: line 11: operator ines expired on 2020-02-01 00:00 UTC
dossier: note: line 18: the token file of group eu is not usable by this user: no such file or directory
next: dossier serve --operators FILE
`
	if errs != wantErrs {
		t.Errorf("got\n%s\nwant\n%s", errs, wantErrs)
	}
	if strings.Contains(out+errs, "Maya M.") {
		t.Error("the comment of a key is shown")
	}
}

// TestCheckNamesEveryFault proves that faults come with their lines and the exit code of a
// usage error, and that no path is repeated.
func TestCheckNamesEveryFault(t *testing.T) {
	named := filepath.Join(t.TempDir(), "secret-name.toml")
	exposed := filepath.Join(t.TempDir(), "secret-name.toml")
	if err := errors.Join(os.WriteFile(named, []byte(team), 0o600), os.WriteFile(exposed, []byte(team), 0o600), os.Chmod(exposed, 0o646)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		home string
		args []string
		want string
	}{
		"faults":      {home: homeWith(t, team+"[[operator]]\nname = \"lars\"\nrole = \"x\"\nflows = [\"KYC\"]\n"), want: "dossier: the operators file: line 21: operator: has neither keys nor principals, so nobody can log in\ndossier: line 22: operator.name: the operator on line 6 has this name already\ndossier: line 23: operator.role: has to be \"operator\" or \"lead\"\ndossier: line 24: operator.flows: there is no such flow; dossier flows list names them\n"},
		"missing":     {home: t.TempDir(), want: "dossier: the operators file cannot be read: no such file or directory\nnext: dossier serve init    writes a first one\n"},
		"others":      {home: t.TempDir(), args: []string{exposed}, want: "dossier: the operators file cannot be read: others may change it; run chmod go-w on it\n"},
		"a folder":    {home: t.TempDir(), args: []string{filepath.Dir(named)}, want: "dossier: the operators file cannot be read: it is not a regular file\n"},
		"two files":   {home: t.TempDir(), args: []string{named, named}, want: "dossier: give one FILE or none; see dossier serve check --help\n"},
		"no home":     {want: "dossier: there is no home folder for the files of the service; name the folder or the file\n"},
		"other flows": {home: homeWith(t, team), args: []string{"--flows", named}, want: "dossier: the flow file: line 1: operator: unknown key; valid here: flow\ndossier: line 5: operator: unknown key; valid here: flow\n"},
	} {
		code, out, errs := run(c.home, append([]string{"serve", "check"}, c.args...)...)
		if code != cli.ExitUsage || out != "" || !strings.HasPrefix(errs, c.want) || strings.Contains(errs, "secret-name") {
			t.Errorf("%s: exit %d, stdout %q, stderr\n%s\nwant\n%s", name, code, out, errs, c.want)
		}
	}
}

func TestACheckedFileMayBeNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "team.toml")
	if err := os.WriteFile(path, []byte(team), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := run("", "serve", "check", path); code != cli.ExitSuccess || strings.Count(out, "\n") != 5 {
		t.Errorf("exit %d, %s, %s", code, out, errs)
	}
}

// TestInitWritesFilesForTheirOwner proves that init writes three files of mode 0600 into a
// folder of mode 0700, where check finds them, and that the file of operators has none yet.
func TestInitWritesFilesForTheirOwner(t *testing.T) {
	home := t.TempDir()
	code, out, errs := run(home, "serve", "init")
	if code != cli.ExitSuccess || errs != "next: dossier serve check    once operators.toml has your team\n" {
		t.Fatalf("exit %d, %s", code, errs)
	}
	folder := filepath.Join(home, ".config", "dossier")
	if info, err := os.Stat(folder); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info, err)
	}
	lines := strings.Split(out, "\n")
	for i, name := range []string{"operators.toml", "ssh_host_ed25519_key", "ssh_host_ecdsa_key"} {
		info, err := os.Stat(filepath.Join(folder, name))
		if err != nil || info.Mode().Perm() != 0o600 || lines[i] != "wrote "+name {
			t.Errorf("%s: %v, %v, %q", name, info, err, lines[i])
		}
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 3 {
		t.Errorf("files: %v", entries)
	}
	if strings.Contains(out+errs, home) {
		t.Errorf("the folder is shown: %s%s", out, errs)
	}
	if code, _, errs := run(home, "serve", "check"); code != cli.ExitUsage || errs != "dossier: the operators file: line 1: there is no operator; one begins with [[operator]]\n" {
		t.Errorf("check: exit %d, %s", code, errs)
	}
}

// TestInitOverwritesNothing proves for each file that is there, of any kind, that it stays
// and that no other is written.
func TestInitOverwritesNothing(t *testing.T) {
	for _, name := range []string{"operators.toml", "ssh_host_ed25519_key", "ssh_host_ecdsa_key"} {
		for kind, put := range map[string]func(path string) error{
			"a file":        func(path string) error { return os.WriteFile(path, []byte("old"), 0o600) },
			"an empty file": func(path string) error { return os.WriteFile(path, nil, 0o600) },
			"a folder":      func(path string) error { return os.Mkdir(path, 0o700) },
			"a broken link": func(path string) error { return os.Symlink("elsewhere", path) },
		} {
			folder := t.TempDir()
			path := filepath.Join(folder, name)
			if err := put(path); err != nil {
				t.Fatal(err)
			}
			before, _ := os.Lstat(path)
			code, out, errs := run("", "serve", "init", "--dir", folder)
			if want := "dossier: already there: " + name + "; init overwrites nothing and wrote nothing\n"; code != cli.ExitUsage || out != "" || errs != want {
				t.Errorf("%s, %s: exit %d, %q, %q", name, kind, code, out, errs)
			}
			after, err := os.Lstat(path)
			if err != nil || after.Size() != before.Size() || after.ModTime() != before.ModTime() {
				t.Errorf("%s, %s: it changed", name, kind)
			}
			if entries, _ := os.ReadDir(folder); len(entries) != 1 {
				t.Errorf("%s, %s: files %v", name, kind, entries)
			}
		}
	}
}

// TestInitMakesNoKeysBesideAJournal proves that new host keys are refused where a service may
// have run with others, that nothing is written then, and that --first is the way on.
func TestInitMakesNoKeysBesideAJournal(t *testing.T) {
	for kind, journal := range map[string]string{"a file": "", "a database": "postgres://maya@db.example.com/dossier?sslmode=verify-full"} {
		home := t.TempDir()
		if journal == "" {
			journal = filepath.Join(home, "journal.db")
			if err := os.WriteFile(journal, nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		initialise := func(arguments ...string) (cli.ExitCode, string) {
			var out bytes.Buffer
			env := cli.Env{Home: home, Out: &out, Err: &out, Terminal: true, Getenv: func(name string) string {
				return map[string]string{"DOSSIER_JOURNAL": journal}[name]
			}}
			return cli.Main(append([]string{"serve", "init"}, arguments...), env, cli.Starters{}, serve.Commands(nil)), out.String()
		}
		folder := filepath.Join(home, ".config", "dossier")
		code, out := initialise()
		if _, err := os.Lstat(folder); code != cli.ExitUsage || !strings.HasPrefix(out, "dossier: there is a journal already") || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: exit %d, %v, %s", kind, code, err, out)
		}
		if code, out := initialise("--first"); code != cli.ExitSuccess || !strings.Contains(out, "wrote ssh_host_ed25519_key") {
			t.Errorf("%s, the first: exit %d, %s", kind, code, out)
		}
	}
}

func TestInitSaysWhatStopsIt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret-name")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{
		filepath.Join(file, "below"): "dossier: the folder cannot be made: not a directory\n",
		"":                           "dossier: there is no home folder for the files of the service; name the folder or the file\n",
	} {
		if code, out, errs := run("", "serve", "init", "--dir", folder); code == cli.ExitSuccess || out != "" || errs != want {
			t.Errorf("exit %d, %q, %q, want %q", code, out, errs, want)
		}
	}
	if _, out, errs := run(t.TempDir(), "serve", "init", "--dir", filepath.Join(t.TempDir(), "new", "folder")); !strings.Contains(errs, "serve check DIR/operators.toml") {
		t.Errorf("%s%s", out, errs)
	}
}

// TestTheFirstFileTeachesWhatIsTrue proves that the example in the first operators file,
// without its signs of a comment, is a file that check takes, with every key there is.
func TestTheFirstFileTeachesWhatIsTrue(t *testing.T) {
	home := t.TempDir()
	if code, _, errs := run(home, "serve", "init"); code != cli.ExitSuccess {
		t.Fatal(errs)
	}
	path := filepath.Join(home, ".config", "dossier", "operators.toml")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for line := range strings.Lines(string(b)) {
		if strings.HasPrefix(line, "# [[") || strings.Contains(line, " = ") {
			line = strings.TrimPrefix(line, "# ")
		}
		text.WriteString(line)
	}
	example := strings.NewReplacer(`"ssh-ed25519 AAAA… maya`, `"`+mayasKey+` maya`, `"ssh-ed25519 AAAA… user`, `"`+authorityKey+` user`).Replace(text.String())
	if err := os.WriteFile(path, []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := run(home, "serve", "check")
	if code != cli.ExitSuccess || !strings.Contains(out, "2100-01-01 00:00 UTC  KYC basic  eu     ssh-ed25519 "+fingerprint(t, mayasKey)) || !strings.Contains(out, "principal lars@example.com of authority company") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	for _, key := range []string{"name", "role", "keys", "principals", "authority", "expires", "flows", "group", "key", "token_file"} {
		if !strings.Contains(example, "\n"+key+" = ") {
			t.Errorf("the example does not show %s", key)
		}
	}
}

// TestServeRunsWhatItIsGiven proves that serve reads everything before it listens, starts
// what it was given, and says where it listens and with which keys once that is ready.
func TestServeRunsWhatItIsGiven(t *testing.T) {
	home := t.TempDir()
	if code, _, errs := run(home, "serve", "init"); code != cli.ExitSuccess {
		t.Fatal(errs)
	}
	folder := filepath.Join(home, ".config", "dossier")
	token := filepath.Join(home, "token")
	if err := errors.Join(os.WriteFile(filepath.Join(folder, "operators.toml"), []byte(alone), 0o600), os.WriteFile(token, []byte("t"), 0o600)); err != nil {
		t.Fatal(err)
	}
	ran := 0
	var out bytes.Buffer
	start := func(_ context.Context, s serve.Settings) error {
		ran++
		if out.Len() > 0 {
			t.Errorf("before it is ready it says %s", out.String())
		}
		s.Manager.Ready()
		for _, l := range s.Listeners {
			_ = l.Close()
		}
		if len(s.Listeners) != 2 || len(s.HostKeys) != 2 || s.Public != "docs.example.com" || len(s.Operators.Operators().List()) == 0 {
			t.Errorf("%+v", s)
		}
		return fs.ErrClosed
	}
	env := cli.Env{Home: home, Out: &out, Err: &out, Getenv: func(string) string { return "" }}
	args := []string{"serve", "--token-file", token, "--listen", "127.0.0.1:0", "--listen", "[::1]:0", "--public-name", "docs.example.com"}
	if code := cli.Main(args, env, cli.Starters{}, serve.Commands(start)); code != cli.ExitFailure || ran != 1 {
		t.Errorf("exit %d, ran %d times, %s", code, ran, out.String())
	}
	for _, want := range []string{"listening on 127.0.0.1:", "listening on [::1]:", "host key SHA256:"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is missing in\n%s", want, out.String())
		}
	}
	if code := cli.Main([]string{"serve", "chek"}, env, cli.Starters{}, serve.Commands(start)); code != cli.ExitUsage || ran != 1 || !strings.Contains(out.String(), "did you mean dossier serve check?") {
		t.Errorf("exit %d, ran %d times, %s", code, ran, out.String())
	}
}
