// Command dossier sends an applicant's identity documents to the Personr KYC
// service from a terminal and shows at once what is still missing. This file
// reads what only the outermost layer may read (environment, arguments,
// standard streams), wires the parts, and turns errors into exit codes.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/user"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/charmbracelet/x/term"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/intake"
	"dossier/flows/journal"
	"dossier/tui/cli"
	"dossier/tui/cli/record"
	"dossier/tui/cli/serve"
	"dossier/tui/cli/upload"
	"dossier/tui/demo"
	"dossier/tui/local"
	"dossier/tui/recovery"
	"dossier/tui/scpline"
	"dossier/tui/settings"
	"dossier/tui/sshd"
	"dossier/tui/sshd/metrics"
	"dossier/tui/sshd/operators"
	"dossier/tui/transfer"
)

func main() { os.Exit(runProgram()) }

func runProgram() int {
	local.HardenProcess()
	if recovery.IsWatcher(os.Args, os.Environ()) {
		recovery.Run()
		return int(cli.ExitSuccess)
	}
	if text := unsafeSetting(); text != "" {
		fmt.Fprintln(os.Stderr, "dossier:", text)
		return int(cli.ExitUsage)
	}
	env := readEnvironment()
	watched := &recovery.Program{Path: ownFile(), Stderr: os.Stderr}
	env.Exit = func(code int) { watched.RestoreTerminal(); os.Exit(code) }
	exit := func() { env.Exit(int(cli.ExitInterrupted)) }
	starters := cli.Starters{
		Wizard: func(ctx context.Context, s cli.Setup) error {
			return showWizard(ctx, local.Settings{Wizard: s.Wizard, OpenJournal: s.OpenDesks, Recovery: watched, Exit: exit})
		},
		Demo: func(ctx context.Context, hold time.Duration, colour settings.Colour) error {
			return demo.Run(ctx, env, hold, func(ctx context.Context, s local.Settings) error {
				s.Colour, s.Recovery, s.Exit = colour, watched, exit
				return showWizard(ctx, s)
			})
		},
		Transfer: func(ctx context.Context, command string, s settings.Inbox, limits intake.Limits) int {
			return transfer.Serve(ctx, command, transfer.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, transfer.NewFiles(s, limits))
		},
		Sandbox: demo.ServeSandbox,
	}
	return int(cli.Main(os.Args[1:], env, starters, upload.Commands, record.Commands, serve.Commands(runService)))
}

// runService answers SSH connections until ctx ends.
func runService(ctx context.Context, s serve.Settings) error {
	store, err := s.OpenStore(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	counts := metrics.New()
	store.ObserveAppends(counts.NoteAppend)
	open := func(ctx context.Context, who operators.Identity, onPanic func()) (*desk.Desks, *desk.Pictures, error) {
		return store.OpenDesks(ctx, cli.SessionConfig{
			Operator: who.Name, TokenFile: who.Group.TokenFile, Scope: s.Operators.Scope(who), OnPanic: onPanic,
		})
	}
	s.Wizard.Remote.Service = cli.OwnProcess()
	mayLook := func(ctx context.Context, who operators.Identity, key flows.Key) (bool, error) {
		return store.MayLook(ctx, s.Operators.Scope(who), key)
	}
	return sshd.Run(ctx, sshd.Settings{
		MayLook:  mayLook,
		Receipts: record.NewReceipts(s.Options, store).Make,
		Service:  sshd.NewService(s.Wizard, s.Client.Origin(), open), Public: scpline.ParseTarget(s.Public), LockAfter: s.LockAfter, Operators: s.Operators,
		HostKeys: s.HostKeys, Listeners: s.Listeners, Log: s.Log, Manager: s.Manager, Metrics: counts, MetricsAt: s.Metrics, Journal: store.Check,
	})
}

// showWizard shows a wizard on this process's terminal.
func showWizard(ctx context.Context, s local.Settings) error {
	s.Environ = local.TerminalEnviron(os.Environ())
	err := local.Run(ctx, s, os.Stdin, os.Stdout)
	switch {
	case errors.Is(err, local.ErrOutputBlocked):
		return cli.NewProblem(cli.ExitInterrupted, err.Error(), err)
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return journal.ErrTooManyFiles // its text is right for every file
	}
	return err
}

// ownFile is this program's file, "" when it is not known. Linux has a name for it that
// stays right when the file was replaced or removed.
func ownFile() string {
	if runtime.GOOS == "linux" {
		return "/proc/self/exe"
	}
	path, _ := os.Executable()
	return path
}

// unsafeSetting names a setting of the Go runtime that would write documents or
// tokens to a stream or a file. Those of the terminal library are switched off.
func unsafeSetting() string {
	// Both are read by Bubble Tea: the first writes every screen to a file, the
	// second dumps panics into the working folder.
	_ = os.Unsetenv("TEA_TRACE")
	_ = os.Unsetenv("TEA_DEBUG")
	switch {
	case strings.Contains(os.Getenv("GODEBUG"), "http2debug"):
		return "GODEBUG has http2debug, which prints requests; unset it"
	case os.Getenv("GOTRACEBACK") == "crash":
		return "GOTRACEBACK=crash writes the memory to disk; unset it"
	}
	return ""
}

func readEnvironment() cli.Env {
	env := cli.Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Version: buildVersion(), Terminal: term.IsTerminal(os.Stderr.Fd())}
	env.OnSSHTerminal = isSameFile(os.Getenv("SSH_TTY"), os.Stdin)
	env.Home, _ = os.UserHomeDir()
	env.Cwd, _ = os.Getwd()
	env.Operator = os.Getenv("USER")
	if me, err := user.Current(); err == nil {
		env.Operator = me.Username
	}
	return env
}

// isSameFile reports whether a path leads to an open file.
func isSameFile(path string, open *os.File) bool {
	named, err := os.Stat(path)
	if err != nil {
		return false
	}
	own, err := open.Stat()
	return err == nil && os.SameFile(named, own)
}

// buildVersion is the module's version, or the commit and its date.
func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	text := strings.Trim(info.Main.Version, "()")
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			text += " " + s.Value[:min(len(s.Value), 12)]
		case "vcs.time":
			text += " " + s.Value
		case "vcs.modified":
			if s.Value == "true" {
				text += " (changed)"
			}
		}
	}
	return text
}
