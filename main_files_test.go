//go:build unix

package main

import (
	"bufio"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/tui/cli"
)

// TestNoNamedFileHangsTheProgram proves that the program ends by itself, and says what is
// wrong, whatever a file that it is to open turns out to be.
func TestNoNamedFileHangsTheProgram(t *testing.T) {
	kept := closedJournal(t)
	folder := filepath.Dir(kept)
	reasons := []string{"regular file", "larger than", "it is a link", "special file", "another program", "no head in", "it is damaged"}
	for kind, makeFile := range map[string]func(path string) error{
		"pipe":   func(path string) error { return syscall.Mkfifo(path, 0o600) },
		"device": func(path string) error { return os.Symlink("/dev/zero", path) },
		"sparse": func(path string) error { return errorsOf(os.WriteFile(path, nil, 0o600), os.Truncate(path, 20<<30)) },
		"socket": makeSocket,
	} {
		path := filepath.Join(folder, kind, "f")
		if err := errorsOf(os.Mkdir(filepath.Dir(path), 0o700), makeFile(path)); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			args  string
			env   []string
			stops bool // the command does nothing without this file
			skips bool // the file is not opened, and nothing is said of it
		}{
			{args: "flows list --flows @file", stops: true},
			{args: "flows list", env: []string{"DOSSIER_FLOWS=@file"}, stops: true},
			{args: "sandbox --listen 127.0.0.1:0 --script @file", stops: true},
			{env: []string{"PERSONR_TOKEN_FILE=@file"}, stops: true},
			{args: "--token-file @file", stops: true},
			{env: []string{"PERSONR_TOKEN=x", "SSL_CERT_FILE=@file"}, stops: true},
			{env: []string{"PERSONR_TOKEN=x", "SSL_CERT_DIR=/none:@folder"}, stops: true},
			{env: []string{"PERSONR_TOKEN=x", "SSL_CERT_DIR=@file"}, skips: true}, // no folder holds no certificates
			{args: "audit verify", env: []string{"DOSSIER_JOURNAL=postgres://a@127.0.0.1:1/b?sslmode=verify-full", "SSL_CERT_FILE=@file"}, stops: true},
			{args: "journal copy postgres://a@127.0.0.1:1/b?sslrootcert=system OTHER", env: []string{"SSL_CERT_DIR=@folder"}, stops: true},
			{env: []string{"PERSONR_TOKEN=x", "DOSSIER_JOURNAL=postgres://a@127.0.0.1:1/b?sslmode=verify-full&sslrootcert=@file"}, stops: true},
			{args: "audit verify", env: []string{"DOSSIER_JOURNAL=postgres://a@127.0.0.1:1/b", "PGPASSFILE=@file"}, stops: true},
			{args: "audit verify", env: []string{"DOSSIER_JOURNAL=@file"}, stops: true},
			{args: "audit verify", env: []string{"DOSSIER_AUDIT_KEY=@file"}},
			{args: "audit verify", env: []string{"DOSSIER_AUDIT_HEADS=@file"}, stops: true},
			{args: "audit verify --against @file", stops: true},
			{args: "journal copy postgres://a@127.0.0.1:1/b?sslcert=@file OTHER", stops: true},
		} {
			t.Run(kind+": "+strings.Join(append(c.env, c.args), " "), func(t *testing.T) {
				t.Parallel()
				named := strings.NewReplacer("@file", path, "@folder", filepath.Dir(path))
				env := []string{"DOSSIER_JOURNAL=" + kept}
				for _, v := range c.env {
					env = append(env, named.Replace(v))
				}
				code, out, errs := runSelf(t, strings.Fields(named.Replace(c.args)), env...)
				said := out + errs
				if code <= 0 && c.stops {
					t.Errorf("exit %d", code)
				}
				if says := slices.ContainsFunc(reasons, func(reason string) bool { return strings.Contains(said, reason) }); says == c.skips {
					t.Errorf("it says what is wrong: %t: %s", says, said)
				}
				if strings.Contains(said, folder) {
					t.Errorf("it names the path: %s", said)
				}
			})
		}
	}
}

// makeSocket leaves a socket on which nobody listens.
func makeSocket(path string) error {
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
	if err != nil {
		return err
	}
	listener.SetUnlinkOnClose(false)
	return listener.Close()
}

// closedJournal makes a journal in a folder of its own and returns its path.
func closedJournal(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "data", "journal.db")
	j, err := journal.Open(t.Context(), path, journaltest.AuditKey)
	if err == nil {
		err = j.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// errorsOf is the first error.
func errorsOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// TestHeadsFromAnEndlessStreamHaveALimit proves that heads from a stream have a limit too.
func TestHeadsFromAnEndlessStreamHaveALimit(t *testing.T) {
	kept := closedJournal(t)
	zero, err := os.Open("/dev/zero")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = zero.Close() }()
	cmd := selfCommand(t, []string{"audit", "verify", "--against", "-"}, "DOSSIER_JOURNAL="+kept)
	cmd.Stdin = zero
	out, _ := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != int(cli.ExitUsage) || !strings.Contains(string(out), "it is larger than 256 MiB") {
		t.Errorf("exit %d: %s", cmd.ProcessState.ExitCode(), out)
	}
}

// TestTheSecondSignalEndsEveryCommand proves that no command outlives the second ctrl+c.
func TestTheSecondSignalEndsEveryCommand(t *testing.T) {
	for _, kinds := range [][2]syscall.Signal{{syscall.SIGINT, syscall.SIGINT}, {syscall.SIGTERM, syscall.SIGTERM}, {syscall.SIGHUP, syscall.SIGINT}, {syscall.SIGQUIT, syscall.SIGQUIT}} {
		cmd := selfCommand(t, nil, "DOSSIER_TEST_MAIN=deaf")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		line := bufio.NewScanner(out)
		for n := 0; n < len(kinds) && line.Scan(); n++ { // a line for each signal that may come
			if err := cmd.Process.Signal(kinds[n]); err != nil {
				t.Errorf("%s: %v", kinds[n], err)
			}
		}
		if _ = cmd.Wait(); cmd.ProcessState.ExitCode() != int(cli.ExitInterrupted) {
			t.Errorf("%s: %s", kinds, cmd.ProcessState)
		}
	}
}
