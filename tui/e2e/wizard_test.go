package e2e

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/flowfile"
	"dossier/flows/intake"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/tui/cli"
	"dossier/tui/local"
	"dossier/tui/settings"
	"dossier/tui/tuitest"
)

// wizardOptions say how a wizard differs from the usual one.
type wizardOptions struct {
	applicant string
	operator  string
	hold      time.Duration
	// hideReasons hides the reasons of final rejections, as the service does for some roles.
	hideReasons bool
	terminal    tuitest.Options
	store       func(desk.Store) desk.Store // put before the journal
	url         string
	connection  flows.Connection
}

// wizard is a running wizard in a terminal emulator.
type wizard struct {
	*tuitest.Term
	operator
	end func()
}

// startWizard starts a wizard in this process, as the program does on a terminal.
func (w *world) startWizard(o wizardOptions) *wizard {
	w.t.Helper()
	running := &wizard{}
	model, end := local.New(context.WithoutCancel(w.t.Context()), w.settings(o), func(text string) { running.AllowClipboard(text) })
	running.end = sync.OnceFunc(end)
	w.t.Cleanup(running.end)
	running.Term = tuitest.Start(w.t, model, o.terminal)
	running.operator = operator{w.t, running.Term}
	return running
}

func (w *world) settings(o wizardOptions) local.Settings {
	if o.operator == "" {
		o.operator = "maya"
	}
	if o.url == "" {
		o.url = w.url
	}
	return local.Settings{
		OpenJournal: w.opener(o),
		Wizard: settings.Wizard{
			Flows: flowfile.Defaults()[:1], Applicant: o.applicant, Operator: o.operator, HideReasons: o.hideReasons, Home: w.home, Cwd: w.home,
			Limits: intake.DefaultLimits(), Hold: o.hold, Loopback: true,
		},
	}
}

// shortBackoff is the pace at which the tests ask the service.
func shortBackoff(int, float64) time.Duration { return 20 * time.Millisecond }

// opener opens the journal as the program does, or with a store before it that
// fails as planned.
func (w *world) opener(o wizardOptions) func(context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
	return func(ctx context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
		client, err := newClient(o.url)
		if err != nil {
			return nil, nil, nil, err
		}
		if o.store == nil {
			s := cli.Setup{
				Wizard: settings.Wizard{Operator: o.operator, Hold: o.hold},
				Client: client, Connection: o.connection, Journal: w.journal, Keys: journaltest.AuditKey, Poll: shortBackoff,
			}
			return s.OpenDesks(ctx)
		}
		store, err := journal.Open(ctx, w.journal, journaltest.AuditKey)
		if err != nil {
			return nil, nil, nil, err
		}
		config := newDeskConfig(client, store, "")
		config.Store, config.Operator, config.TakeBackDelay, config.PollDelay = o.store(store), o.operator, o.hold, shortBackoff
		desks := desk.NewDesks(ctx, config, desk.NewStartList(store))
		return desks, config.Pictures, func() { desks.Close(); config.Pictures.Close(); _ = store.Close() }, nil
	}
}

// waitForFrame waits for the frame of a size: a resize takes a moment to be drawn.
func (w *wizard) waitForFrame(width, height int) {
	w.t.Helper()
	rule := strings.Repeat("─", width)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		rows := strings.Split(w.Screen(), "\n")
		if len(rows) == height && rows[2] == rule && rows[height-3] == rule {
			return
		}
	}
	frame(w.t, w, width, height)
}

// frame fails when the screen is not as wide as the terminal allows or its two
// rules are not where they belong.
func frame(t *testing.T, w *wizard, width, height int) {
	t.Helper()
	screen := w.Screen()
	rows := strings.Split(screen, "\n")
	if len(rows) != height {
		t.Fatalf("%d rows instead of %d:\n%s", len(rows), height, screen)
	}
	rule := strings.Repeat("─", width)
	for _, at := range []int{2, height - 3} {
		if rows[at] != rule {
			t.Fatalf("row %d is no rule of %d cells:\n%s", at+1, width, screen)
		}
	}
}
