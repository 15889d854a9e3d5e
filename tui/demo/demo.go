// Package demo runs the wizard against a simulated service, with applicants and
// sample pictures of its own. It runs the same code as a real wizard and keeps
// nothing: pictures and journal are in a temporary folder that it removes at the
// end, or, if it was killed, the next demo. It reaches no network and reads no configuration.
package demo

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"time"

	"dossier/assets/sample"
	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/desk"
	"dossier/flows/flowfile"
	"dossier/flows/intake"
	"dossier/flows/journal"
	"dossier/personr"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
	"dossier/tui/local"
	"dossier/tui/settings"
)

// reviewDelay is how long the simulated service checks an applicant.
const reviewDelay = 8 * time.Second

// Run prepares the demo and calls show with the wizard's settings. When show
// returns, everything that was made is removed.
func Run(ctx context.Context, env cli.Env, hold time.Duration, show func(context.Context, local.Settings) error) error {
	dir, err := os.MkdirTemp("", folders.Prefix)
	if err != nil {
		return err
	}
	mark := folders.Hold(dir)
	defer func() { _, _ = os.RemoveAll(dir), mark.Close() }() // a nil file can be closed
	service := sandbox.New(sandbox.Config{Flows: sandboxFlows(flowfile.Defaults()), ReviewDelay: reviewDelay, Applicants: sandboxApplicants()})
	defer service.Close()
	client, err := newClient(service, env.Version)
	if err != nil {
		return err
	}
	pictures := filepath.Join(dir, "pictures")
	if err := os.Mkdir(pictures, 0o700); err != nil {
		return err
	}
	return show(ctx, newSettings(newSetup(env, client, dir, hold), pictures))
}

// newClient returns a client of the simulated service, which listens from now on.
func newClient(service *sandbox.Sandbox, version string) (*personr.Client, error) {
	server, err := service.Listen("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	token, err := personr.NewToken("demo")
	if err != nil {
		return nil, err
	}
	return personr.New(personr.Config{BaseURL: server.BaseURL(), Token: token, Version: version})
}

// newSetup is what the command line would have read: a journal below dir, and a
// service that answers within seconds.
func newSetup(env cli.Env, client *personr.Client, dir string, hold time.Duration) cli.Setup {
	return cli.Setup{
		Env: env, Client: client, Journal: filepath.Join(dir, "journal", "journal.db"), Keys: newTemporaryKey(), Poll: pollDelay,
		Wizard: settings.Wizard{
			Flows: flowfile.Defaults(), Operator: env.Operator, Remote: env.Remote(), Home: env.Home, Cwd: env.Cwd, Limits: intake.DefaultLimits(), Hold: hold,
			Demo: true, Loopback: true, Banner: []string{"Sample pictures: " + filepath.Join(dir, "pictures")},
		},
	}
}

// pollDelay is one to two seconds: nobody waits for a simulated service.
func pollDelay(_ int, draw float64) time.Duration {
	return time.Second + time.Duration(draw*float64(time.Second))
}

// newTemporaryKey makes the audit key of a journal that is not kept.
func newTemporaryKey() journal.KeyFunc {
	var raw [chain.AuditKeySize]byte
	_, _ = rand.Read(raw[:]) // never fails
	return func(bool) (chain.AuditKey, error) { return chain.NewAuditKey(raw[:]) }
}

// newSettings adds the applicants and their pictures. Drawing the pictures takes a
// second, so it waits until the first frame is shown and the journal is opened.
func newSettings(setup cli.Setup, pictures string) local.Settings {
	s := local.Settings{
		Wizard:      setup.Wizard,
		StartFolder: func(applicant string) string { return filepath.Join(pictures, samplesFolder(applicant)) },
		OpenJournal: func(ctx context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
			folders.RemoveAbandoned(os.TempDir())
			if err := writeAllSamples(pictures, addSpareSelfie(orderSamples(sample.Draw())), time.Now()); err != nil {
				return nil, nil, nil, err
			}
			return setup.OpenDesks(ctx)
		},
	}
	for _, a := range applicants {
		s.ExtraDossiers = append(s.ExtraDossiers, flows.Summary{
			Key: flows.Key{Origin: setup.Client.Origin(), Applicant: a.ID}, Group: flows.GroupUnfinished, Text: a.ending, Updated: time.Now(),
		})
	}
	return s
}
