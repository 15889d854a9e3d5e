package main

import (
	"bytes"
	"context"
	"dossier/tui/cli"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestMain lets the test binary stand in for the program.
func TestMain(m *testing.M) {
	switch os.Getenv("DOSSIER_TEST_MAIN") {
	case "1":
		main()
	case "deaf":
		os.Exit(int(runDeafCommand()))
	}
	os.Exit(m.Run())
}

// runDeafCommand is a command that never hears its context, as one that waits for a disk.
func runDeafCommand() cli.ExitCode {
	env := cli.Env{Out: os.Stdout, Err: os.Stderr, Getenv: func(string) string { return "" }}
	return cli.Main([]string{"sandbox", "--listen", "127.0.0.1:0"}, env, cli.Starters{
		Sandbox: func(ctx context.Context, _ string, _ []byte, out io.Writer) error {
			fmt.Fprintln(out, "started")
			<-ctx.Done()
			fmt.Fprintln(out, "interrupted")
			time.Sleep(time.Hour)
			return nil
		},
	})
}

// TestTheProgramEndsWithItsExitCode proves that the parts are wired: every command
// is there, and errors become exit codes and one line on stderr.
func TestTheProgramEndsWithItsExitCode(t *testing.T) {
	for _, c := range []struct {
		args     string
		env      []string
		code     int
		out, err string // what the stream begins with
	}{
		{args: "--version", out: "dossier "},
		{args: "--help", out: "dossier sends"},
		{args: "exit-codes", out: "  0  "},
		{args: "upload --help", out: "upload sends"},
		{args: "receipt --help", out: "receipt writes"},
		{args: "audit --help", out: "audit proves"},
		{args: "journal --help", out: "journal looks after"},
		{args: "flows list", out: "KYC basic"},
		{args: "upload --nonsense", code: 2, err: "dossier: argument 2 is no flag of dossier upload"},
		{args: "sandbox --listen 192.0.2.1:80", code: 2, err: "dossier: --listen takes an address of this computer"},
		{args: "demo", code: 1, err: "dossier: the wizard needs a terminal"},
		{code: 4, err: "dossier: no token"},
		{env: []string{"PERSONR_TOKEN=secret"}, code: 1, err: "dossier: the wizard needs a terminal"},
		{args: "--version", env: []string{"GOTRACEBACK=crash"}, code: 2, err: "dossier: GOTRACEBACK=crash writes the memory"},
		{args: "--version", env: []string{"GODEBUG=http2debug=1"}, code: 2, err: "dossier: GODEBUG has http2debug"},
	} {
		t.Run(strings.Join(append([]string{c.args}, c.env...), " "), func(t *testing.T) {
			code, out, err := runSelf(t, strings.Fields(c.args), c.env...)
			if code != c.code || !strings.HasPrefix(out, c.out) || !strings.HasPrefix(err, c.err) || (c.err == "") != (err == "") {
				t.Errorf("exit %d, stdout %q, stderr %q", code, out, err)
			}
		})
	}
}

// runSelf runs the program in an empty home, without a terminal.
func runSelf(t *testing.T, args []string, env ...string) (code int, out, errs string) {
	t.Helper()
	cmd := selfCommand(t, args, env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()
}

// selfCommand is the program in an empty home, killed if it does not end.
func selfCommand(t *testing.T, args []string, env ...string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	home := t.TempDir()
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Dir = home
	cmd.Env = append([]string{"DOSSIER_TEST_MAIN=1", "HOME=" + home, "TMPDIR=" + t.TempDir()}, env...)
	return cmd
}
