// Package cli is the command line: the root command, and what every command
// shares (options, setup, output, errors with an exit code). The packages upload
// and record add their commands to it. Its rules: results go to stdout, everything
// else to stderr after "dossier: ", in lower case; a usage error names everything
// that is missing at once; every failure says what to do now. It asks no
// questions, starts no screen and no server, and repeats in an error only what
// resembles one of its own words: anything else that was typed could be a token, a
// name or a path.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"dossier/flows/intake"
	"dossier/tui/safe"
	"dossier/tui/settings"
)

// Env is what the program gets from outside; a test supplies its own.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	Home     string // the operator's home folder, "" when there is none
	Cwd      string
	Operator string         // the operator's name on this computer
	Version  string         // with commit and date
	Terminal bool           // stderr is a terminal: somebody reads it now
	Exit     func(code int) // ends the program at once; nil: os.Exit

	OnSSHTerminal bool // stdin is the terminal that SSH_TTY names
}

// Starters are what main injects: this package starts no screen and no server.
type Starters struct {
	Wizard func(ctx context.Context, s Setup) error
	Demo   func(ctx context.Context, hold time.Duration, colour settings.Colour) error
	// Transfer answers what a client asked an SSH server for, and returns the exit code.
	Transfer func(ctx context.Context, command string, s settings.Inbox, limits intake.Limits) int
	Sandbox  func(ctx context.Context, listen string, script []byte, out io.Writer) error
}

// CommandGroup makes the commands of a package that this one does not know.
type CommandGroup func(*Options) []*cobra.Command

// Main runs the command line and returns the exit code.
func Main(args []string, env Env, parts Starters, groups ...CommandGroup) ExitCode {
	ctx, stop := contextOfSignals(env.Exit)
	defer stop()
	ctx, fail := withFaultHandler(ctx)
	out := &trackedWriter{Writer: env.Out}
	env.Out = out
	root := newRootCommand(env, parts, groups)
	root.SetArgs(args)
	root.SetFlagErrorFunc(flagErrorFunc(args))
	err := checkCommandWord(root, args)
	if err == nil {
		err = executeRoot(ctx, root, fail)
	}
	if out.err != nil && (err == nil || errors.Is(err, out.err)) {
		err = out.problem() // half a result must not pass for the whole
	}
	code := exitCodeOf(ctx, err)
	if err != nil && err.Error() != "" {
		for _, l := range strings.Split(err.Error(), "\n") {
			fmt.Fprintln(env.Err, "dossier:", safe.LineOf(l, safe.DetailMax))
		}
	}
	if p, ok := errors.AsType[*Problem](err); ok {
		env.PrintNext(p.Next...)
	}
	return code
}

const rootExamples = `  dossier demo                 try it: no account, no network, nothing to set up
  dossier                      the wizard
  dossier 1699…x4058           the wizard, for one applicant
  dossier upload --help        the same without questions, for scripts`

func newRootCommand(env Env, parts Starters, groups []CommandGroup) *cobra.Command {
	o := &Options{Env: env}
	root := &cobra.Command{
		Use:     "dossier [APPLICANT_ID]",
		Short:   "Send identity documents to Personr and see what is still missing",
		Long:    "dossier sends an applicant's identity documents to the Personr KYC service, shows at once\nwhat the service said and what is still missing, starts the check and follows it.",
		Example: rootExamples, Version: env.Version,
		Args:       atMostOneArgument,
		SuggestFor: []string{"status", "wizard"}, Annotations: NextCommand(""),
		SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.runWizard(cmd.Context(), parts, args)
		},
	}
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	root.SetIn(env.In)
	root.SetVersionTemplate("dossier {{.Version}}\n")
	o.addSharedFlags(root)
	o.AddOperatorFlag(root)
	o.addInboxFlags(root)
	root.PersistentPostRun = env.printAnnotatedNext
	root.SetHelpCommand(newHelpCommand())
	root.AddCommand(newDemoCommand(parts), newSandboxCommand(env, parts), newFlowsCommand(o), newVersionCommand(env),
		newExitCodesTopic(), newEnvironmentTopic(), newSSHTopic())
	for _, group := range groups {
		root.AddCommand(group(o)...)
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	return root
}

// atMostOneArgument is for the root command: the first of two arguments may be a
// mistyped command.
func atMostOneArgument(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return Problemf(ExitUsage, "that is no command, and only one applicant ID can be given; see dossier --help")
	}
	return nil
}

func (o *Options) runWizard(ctx context.Context, parts Starters, args []string) error {
	if command := o.Env.forcedCommand(); command != "" && len(args) == 0 {
		return o.serveTransfer(ctx, parts, command)
	}
	applicant := ""
	if len(args) == 1 {
		var err error
		if applicant, err = readWizardApplicant(args[0]); err != nil {
			return err
		}
	}
	setup, err := o.LoadSetup()
	if err != nil {
		return err
	}
	setup.Inbox = o.inboxSettings()
	setup.Applicant, setup.sent = applicant, new(atomic.Bool)
	if err := parts.Wizard(ctx, setup); err != nil {
		return err
	}
	if setup.sent.Load() {
		o.Env.PrintNext("dossier receipt APPLICANT_ID    writes what was sent, for the case file")
	}
	return nil
}

func newDemoCommand(parts Starters) *cobra.Command {
	hold, colour := defaultHold, colourFlag(settings.ColourAuto)
	cmd := &cobra.Command{
		Use: "demo", Short: "Try everything against a simulated service on this computer",
		Long:    "demo runs a simulated Personr on this computer, draws sample pictures into a temporary\nfolder, and opens the wizard on them. No account, no network; nothing is kept.",
		Example: "  dossier demo\n  dossier demo --hold 10s",
		Args:    NoArguments, SuggestFor: []string{"try", "example"}, Annotations: NextCommand("dossier help environment    says how to set up the real service"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return parts.Demo(cmd.Context(), hold, settings.Colour(colour))
		},
	}
	AddHoldFlag(cmd, &hold, "the `DURATION` in which a picture can be taken back")
	addColourFlag(cmd, &colour)
	return cmd
}

// parseLimits reads --max-size.
func parseLimits(maxSize string) (intake.Limits, error) {
	lim := intake.DefaultLimits()
	if maxSize == "" {
		return lim, nil
	}
	n, err := humanize.ParseBytes(maxSize)
	if err != nil || n == 0 || n > intake.HardCap {
		return lim, Problemf(ExitUsage, "--max-size takes a size such as 50MiB, at most %d MiB", intake.HardCap>>20)
	}
	lim.MaxBytes = int64(n)
	return lim, nil
}
