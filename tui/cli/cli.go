// Package cli is the command line. Its rules, kept here so that every command
// keeps them: results go to stdout, everything else to stderr behind
// "dossier: ", lower case; nothing is ever asked; a usage error names all that
// is missing at once; every failure says what to do now; the exit codes are
// those of Code.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"dossier/flows"
	"dossier/flows/intake"
	"dossier/tui/safe"
)

// Code is an exit code of the program. Where several apply, the first of
// 8, 7, 4, 3, 5, 1, 6 is used.
type Code int

// The exit codes.
const (
	Done        Code = 0   // everything accepted
	Failure     Code = 1   // something failed
	Usage       Code = 2   // the command line is wrong or incomplete
	Remarks     Code = 3   // the service reported errors on a document
	SignIn      Code = 4   // a valid token is needed
	Network     Code = 5   // no connection, nothing was sent
	Incomplete  Code = 6   // the checklist is incomplete, the check was not started; or a proof lacks its key
	Undecided   Code = 7   // something may have been received; a person must decide
	Occupied    Code = 8   // somebody else is working on the dossier
	Interrupted Code = 130 // ended by a signal
)

// worst lists the codes in order of precedence.
var worst = []Code{Occupied, Undecided, SignIn, Remarks, Network, Failure, Incomplete}

// Problem is an error with an exit code. Its text is our own and holds no
// foreign bytes.
type Problem struct {
	Code Code
	Text string
	Err  error // may be nil
}

func (p *Problem) Error() string { return p.Text }

// Unwrap returns the error behind the problem.
func (p *Problem) Unwrap() error { return p.Err }

func problem(code Code, format string, args ...any) *Problem {
	return &Problem{Code: code, Text: fmt.Sprintf(format, args...)}
}

// Env is the world outside, so that a test can be one.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	Home     string // the person's home folder, "" when there is none
	Cwd      string
	Operator string                 // the person's name on this computer
	Country  func(code string) bool // whether there is such a country; nil: not known here
	Version  string                 // with commit and date
}

// Parts are what main injects: this package starts no screen and no server.
type Parts struct {
	Wizard  func(ctx context.Context, s Setup, applicant string) error
	Demo    func(ctx context.Context, hold time.Duration) error
	Sandbox func(ctx context.Context, listen string, script []byte, out io.Writer) error
}

// Main runs the command line and returns the exit code.
func Main(args []string, env Env, parts Parts) Code {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	ctx, fail := withFaults(ctx)
	out := &output{w: env.Out}
	env.Out = out
	root := command(env, parts)
	root.SetArgs(args)
	root.SetFlagErrorFunc(wrongFlag(args))
	err := execute(ctx, root, fail)
	if out.err != nil && (err == nil || errors.Is(err, out.err)) {
		err = out.problem() // whoever reads a result must not take half of it for the whole
	}
	code := codeOf(ctx, err)
	if err != nil && err.Error() != "" {
		for _, l := range strings.Split(err.Error(), "\n") {
			fmt.Fprintln(env.Err, "dossier:", safe.LineOf(l, safe.DetailMax))
		}
	}
	return code
}

func codeOf(ctx context.Context, err error) Code {
	var p *Problem
	switch {
	case err == nil:
		return Done
	case errors.As(err, &p):
		return p.Code
	case ctx.Err() != nil:
		return Interrupted
	}
	return Failure
}

const examples = `  dossier demo                 try it: no account, no network, nothing to set up
  dossier                      the wizard
  dossier 1699…x4058           the wizard, for one applicant
  dossier upload --help        the same without questions, for scripts`

// command is the tree of commands.
func command(env Env, parts Parts) *cobra.Command {
	o := &options{env: env}
	root := &cobra.Command{
		Use:     "dossier [APPLICANT_ID]",
		Short:   "Send an applicant's identity documents to Personr and see what is still missing",
		Long:    "dossier sends an applicant's identity documents to the Personr KYC service, shows at once\nwhat the service said and what is still missing, starts the verification and follows it.",
		Example: examples, Version: env.Version,
		Args:          oneOrNone,
		SilenceErrors: true, SilenceUsage: true,
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.wizard(cmd.Context(), parts, args)
		},
	}
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	root.SetIn(env.In)
	root.SetUsageTemplate(strings.Replace(root.UsageTemplate(), "topcis", "topics", 1)) // cobra 1.9.1 misspells it
	root.SetVersionTemplate("dossier {{.Version}}\n")
	o.common(root)
	root.AddCommand(demoCommand(parts), uploadCommand(o), receiptCommand(o), auditCommand(o), journalCommand(o), sandboxCommand(env, parts), flowsCommand(o),
		codesTopic(), environmentTopic())
	root.CompletionOptions.HiddenDefaultCmd = true
	return root
}

// oneOrNone is for the program itself: what follows an applicant's ID may be a
// command that was mistyped in front of it.
func oneOrNone(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return problem(Usage, "that is no command, and only one applicant ID can be given; see dossier --help")
	}
	return nil
}

func (o *options) wizard(ctx context.Context, parts Parts, args []string) error {
	applicant := ""
	if len(args) == 1 {
		applicant = args[0]
		if !flows.ValidApplicant(applicant) {
			return problem(Usage, "that is not an applicant ID (such as 1699236591586x405886519539808060) and no command; see dossier --help")
		}
	}
	setup, err := o.setup()
	if err != nil {
		return err
	}
	return parts.Wizard(ctx, setup, applicant)
}

func demoCommand(parts Parts) *cobra.Command {
	hold := 3 * time.Second
	cmd := &cobra.Command{
		Use: "demo", Short: "Try everything against a simulated service on this computer",
		Long: "demo runs a simulated Personr on this computer, draws sample pictures into a temporary\nfolder, and opens the wizard on them. No account, no network; nothing is kept.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return parts.Demo(cmd.Context(), hold) },
	}
	cmd.Flags().DurationVar(&hold, "hold", hold, "how long a picture can be taken back")
	return cmd
}

func codesTopic() *cobra.Command {
	return &cobra.Command{Use: "exit-codes", Short: "The exit codes", Long: `  0  all accepted
  1  something failed
  2  the command line is wrong or incomplete
  3  the service reported errors on a document
  4  a valid token is needed
  5  no connection; nothing was sent
  6  the checklist is incomplete, the check was not started; or audit verify had no audit key
  7  something may have been received; a person must decide (--decide)
  8  somebody else is working on the dossier (--take-over REASON)
130  interrupted

Where several apply, the first of 8, 7, 4, 3, 5, 1, 6 is used.`}
}

func environmentTopic() *cobra.Command {
	return &cobra.Command{Use: "environment", Short: "The environment variables", Long: `PERSONR_TOKEN        the token, with or without the word Bearer
PERSONR_TOKEN_FILE   a file of mode 0600 that holds the token
PERSONR_API_URL      the service's base URL (default the documented one)
DOSSIER_JOURNAL      the journal: a file (default dossier/journal.db in the XDG state folder), or for
                     a team on several computers postgres://user@host/database?sslmode=verify-full;
                     its password belongs into ~/.pgpass or PGPASSWORD
DOSSIER_AUDIT_KEY    the file of mode 0600 that holds the audit key (default dossier/audit.key in the
                     XDG configuration folder; made with the journal; every computer of a team
                     needs the same)
DOSSIER_AUDIT_HEADS  where heads of the audit chain are written down: a file, syslog, or off
                     (default dossier/audit-heads.jsonl in the XDG configuration folder)
DOSSIER_FLOWS        the flow definitions (default dossier/flows.toml in the XDG
                     configuration folder, else the built-in flows)
HTTPS_PROXY          a proxy; the first screen names it
NO_COLOR             any value: no colours`}
}

// limits reads --max-size.
func limits(maxSize string) (intake.Limits, error) {
	lim := intake.DefaultLimits()
	if maxSize == "" {
		return lim, nil
	}
	n, err := parseSize(maxSize)
	if err != nil || n <= 0 || n > intake.HardCap {
		return lim, problem(Usage, "--max-size takes a size such as 50MiB, at most %d MiB", intake.HardCap>>20)
	}
	lim.MaxBytes = n
	return lim, nil
}
