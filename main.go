// Command dossier sends an applicant's identity documents to the Personr KYC
// service from a terminal and shows at once what is still missing. This file
// reads what only the outermost layer may read (environment, arguments,
// standard streams), wires the parts, and turns errors into exit codes.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/desk"
	"dossier/flows/flowfile"
	"dossier/flows/intake"
	"dossier/flows/journal"
	"dossier/personr"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
	"dossier/tui/cli/record"
	"dossier/tui/cli/upload"
	"dossier/tui/local"
)

func main() { os.Exit(runProgram()) }

func runProgram() int {
	if text := unsafeSetting(); text != "" {
		fmt.Fprintln(os.Stderr, "dossier:", text)
		return int(cli.ExitUsage)
	}
	local.HardenProcess()
	env := readEnvironment()
	parts := cli.Starters{
		Wizard:  runWizard,
		Demo:    func(ctx context.Context, hold time.Duration) error { return Run(ctx, env, hold) },
		Sandbox: ServeSandbox,
	}
	return int(cli.Main(os.Args[1:], env, parts, upload.Commands, record.Commands))
}

// unsafeSetting names settings of the Go runtime and the terminal library that would
// write documents or tokens to a stream or a file; the latter are switched off.
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
	env := cli.Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Version: buildVersion()}
	env.Country = func(code string) bool { _, ok := assets.CountryByCode(code); return ok && len(code) == 3 }
	env.Home, _ = os.UserHomeDir()
	env.Cwd, _ = os.Getwd()
	env.Operator = os.Getenv("USER")
	if me, err := user.Current(); err == nil {
		env.Operator = me.Username
	}
	return env
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

func WizardSettings(s cli.Setup) local.Settings {
	return local.Settings{
		OpenJournal: func(ctx context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
			b, err := s.Open(ctx)
			return b.Desks, b.Pictures, b.Close, err
		},
		Flows: s.Flows, Operator: s.Env.Operator, Home: s.Env.Home, Cwd: s.Env.Cwd, Limits: s.Limits, Hold: s.Hold,
		Insecure: s.Client.Insecure(), Banner: s.Banner, Explain: cli.ErrorSentence, Environ: local.TerminalEnviron(os.Environ()),
	}
}

func runWizard(ctx context.Context, s cli.Setup, applicant string) error {
	w := WizardSettings(s)
	w.Applicant = applicant
	return local.Run(ctx, w, os.Stdin, os.Stdout)
}

// ServeSandbox runs the simulated service until the context ends.
func ServeSandbox(ctx context.Context, listen string, script []byte, out io.Writer) error {
	var rules []sandbox.Rule
	if script != nil {
		var err error
		if rules, err = sandbox.ParseScript(script); err != nil {
			return &cli.Problem{Code: cli.ExitUsage, Text: "the script: " + err.Error(), Err: err}
		}
	}
	service := sandbox.New(sandbox.Config{AutoCreate: true, DefaultFlow: "KYC basic", Flows: sandboxFlows(flowfile.Defaults()), ReviewDelay: 4 * time.Second, Script: rules})
	defer service.Close()
	server, err := service.Listen(listen)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "PERSONR_API_URL=%s\n", server.BaseURL())
	<-ctx.Done()
	return nil
}

// sandboxFlows tells the simulated service what the flows ask for.
func sandboxFlows(list []flows.Flow) map[string][]sandbox.Need {
	all := map[string][]sandbox.Need{}
	for _, f := range list {
		var needs []sandbox.Need
		for _, n := range f.Needs {
			need := sandbox.Need{Name: n.Name}
			for _, t := range n.AnyOf {
				need.AnyOf = append(need.AnyOf, string(t))
			}
			needs = append(needs, need)
		}
		all[f.Name] = needs
	}
	return all
}

// The demo's applicants: one who passes, one who may try again, one who is
// turned away for good.
var demoApplicants = []struct {
	applicant sandbox.Applicant
	text      string
}{
	{sandbox.Applicant{ID: "1763870400000x405886519539808060", NameFirst: "Anna", NameLast: "Muster", Flow: "KYC basic"}, "ends approved"},
	{sandbox.Applicant{
		ID: "1763870460000x518240077316299147", NameFirst: "Bruno", NameLast: "Beispiel", Flow: "KYC plus",
		Outcome: sandbox.Outcome{Verdict: sandbox.RejectRetry, Labels: []string{"BACK_SIDE_MISSING"}, Times: 1},
	}, "may try again"},
	{sandbox.Applicant{
		ID: "1763870520000x730915528846104233", NameFirst: "Carla", NameLast: "Example", Flow: "Identity only",
		Outcome: sandbox.Outcome{Verdict: sandbox.RejectFinal, Labels: []string{"FORGERY"}},
	}, "told to stop"},
}

// Run runs the wizard against a simulated service, with pictures and a
// journal in a temporary folder that is removed at the end.
func Run(ctx context.Context, env cli.Env, hold time.Duration) error {
	dir, err := os.MkdirTemp("", "dossier-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	pictures := filepath.Join(dir, "pictures")
	if err := os.Mkdir(pictures, 0o700); err != nil {
		return err
	}
	config := sandbox.Config{Flows: sandboxFlows(flowfile.Defaults()), ReviewDelay: 8 * time.Second}
	for _, p := range demoApplicants {
		config.Applicants = append(config.Applicants, p.applicant)
	}
	service := sandbox.New(config)
	defer service.Close()
	server, err := service.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	token, err := personr.NewToken("demo")
	if err != nil {
		return err
	}
	client, err := personr.New(personr.Config{BaseURL: server.BaseURL(), Token: token, Version: env.Version})
	if err != nil {
		return err
	}
	s := WizardSettings(cli.Setup{
		Env: env, Client: client, Journal: filepath.Join(dir, "journal", "journal.db"), Keys: temporaryKey(), Flows: flowfile.Defaults(),
		Limits: intake.DefaultLimits(), Hold: hold,
		Poll: func(_ int, draw float64) time.Duration { return time.Second + time.Duration(draw*float64(time.Second)) },
	})
	s.Demo, s.StartFolder = true, func(applicant string) string { return filepath.Join(pictures, samplesFolder(applicant)) }
	open := s.OpenJournal
	s.OpenJournal = func(ctx context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
		samples := addSecondBack(assets.Samples()) // takes a second, so not before the first frame
		for _, p := range demoApplicants {
			if err := writeSamples(filepath.Join(pictures, samplesFolder(p.applicant.ID)), p.applicant.NameFirst, samples, time.Now()); err != nil {
				return nil, nil, nil, err
			}
		}
		return open(ctx)
	}
	s.Banner = []string{"Sample pictures: " + pictures}
	for _, p := range demoApplicants {
		s.ExtraDossiers = append(s.ExtraDossiers, flows.Summary{
			Key: flows.Key{Origin: client.Origin(), Applicant: p.applicant.ID}, Group: flows.GroupUnfinished, Text: p.text, Updated: time.Now(),
		})
	}
	return local.Run(ctx, s, os.Stdin, os.Stdout)
}

// temporaryKey is the audit key of a journal that is not kept.
func temporaryKey() journal.KeyFunc {
	var raw [chain.AuditKeySize]byte
	_, _ = rand.Read(raw[:]) // never fails
	return func(bool) (chain.AuditKey, error) { return chain.NewAuditKey(raw[:]) }
}

// samplesFolder is where an applicant's sample pictures lie: each has their own, as
// the same picture for two people is stopped.
func samplesFolder(applicant string) string {
	for _, p := range demoApplicants {
		if p.applicant.ID == applicant {
			return strings.ToLower(p.applicant.NameFirst)
		}
	}
	return ""
}

// writeSamples writes one person's pictures, a minute of age apart, so that the
// list has an order.
func writeSamples(dir, owner string, samples []assets.Sample, now time.Time) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for i, s := range samples {
		path := filepath.Join(dir, s.Name)
		if err := os.WriteFile(path, embedOwner(owner+" "+s.Name, s.Bytes), 0o600); err != nil {
			return err
		}
		at := now.Add(-time.Duration(i+1) * time.Minute)
		if err := os.Chtimes(path, at, at); err != nil {
			return err
		}
	}
	return nil
}

// addSecondBack adds another picture of the same back, for whoever must replace
// one that was good.
func addSecondBack(samples []assets.Sample) []assets.Sample {
	for _, s := range samples {
		if s.Name == "back.jpg" {
			return append(samples, assets.Sample{Name: "back-2.jpg", Bytes: s.Bytes, Media: s.Media})
		}
	}
	return samples
}

// embedOwner puts the owner's name into a picture as a comment, which changes
// its bytes and not its look: behind the first marker of a JPEG (ITU-T T.81,
// B.2.4.5), at the end of a PDF.
func embedOwner(owner string, picture []byte) []byte {
	switch {
	case bytes.HasPrefix(picture, []byte{0xff, 0xd8}):
		comment := append([]byte{0xff, 0xfe, 0, byte(len(owner) + 2)}, owner...)
		return slices.Concat(picture[:2], comment, picture[2:])
	case bytes.HasPrefix(picture, []byte("%PDF-")):
		return fmt.Appendf(slices.Clip(picture), "%%%s\n", owner)
	}
	return picture
}
