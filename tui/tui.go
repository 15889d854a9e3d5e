// Package tui is the wizard's root: it routes keys to the step, events to the
// desk and snapshots to the screen, and decides nothing. What is wanted comes
// from the journey, where the person looks is a steps.Place, and every effect
// starts in the desk.
package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// Desk is what the wizard needs of a dossier's desk.
type Desk interface {
	Post(events ...flows.Event)
	TakeBack()
	Snapshot() desk.Snapshot
	Subscribe() chan struct{}
}

// Desks opens desks and lists dossiers. It is made after the first frame,
// because it needs the journal.
type Desks interface {
	Open(applicant string) (Desk, error)
	Dossiers(ctx context.Context, needle string) ([]flows.Summary, error)
	NoteKeyPress() // a person pressed a key
}

// Config is what a wizard is made of.
type Config struct {
	Ctx       context.Context
	Connect   func(context.Context) (Desks, error) // opens the journal; runs after the first frame
	Files     func(Desks, string) steps.FileSource // the pictures, for one applicant
	Flows     []flows.Flow
	Applicant string // opened at once when set
	Operator  string
	Demo      bool
	Insecure  bool          // plain http to this machine
	Banner    []string      // said on the first screen: demo IDs, proxy, custom roots
	Hold      time.Duration // the take-back
	Now       func() time.Time
	Explain   func(error) string // an error of Connect or Open in words
	Clipboard func(text string)  // lets exactly this text pass the output guard
}

// Model is the root. It is a Bubble Tea model by value.
type Model struct {
	cfg          Config
	w, h         int
	theme        theme.Theme
	keys         keys.Map
	desks        Desks
	journalFault string // why the journal can not be opened

	desk      Desk
	applicant string
	snap      desk.Snapshot
	open      bool
	opening   bool
	rows      []flows.Summary

	place           steps.Place
	screens         map[steps.Place]steps.Step
	advanceAfter    pendingPost // what comes next is shown once the journal has it
	revisitAfter    pendingPost // what the present screen was gone to with
	firstPlaceShown bool        // the opened dossier's first place was taken
	impliedAt       uint64      // the entry that implied choices were posted for

	overlays          overlays
	leaving           bool // the leave dialog is open: the next ctrl+c leaves
	notice            desk.Notice
	noticeAt          time.Time // when it came
	alert             alert     // what became worse, until a key is pressed
	alertAt           time.Time
	confirmation      string               // what a key brought about, until the next one
	takeBackRequested bool                 // a take-back was asked for by the latest key
	examinedFiles     *steps.ExaminedFiles // files that were looked at for the open dossier
	readNoticeID      int                  // notices up to this ID were answered with a key
	now               time.Time
}

// New makes the wizard.
func New(cfg Config) Model {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	m := Model{
		cfg: cfg, w: 80, h: 24, theme: theme.New(true), keys: keys.Default(), now: cfg.Now(),
		place: steps.Place{Stage: flows.StageApplicant}, screens: map[steps.Place]steps.Step{},
	}
	m.prepareScreen(m.place)
	return m
}

// Init asks for the terminal's colours and opens the journal; the first frame
// waits for neither.
func (m Model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.connectDesks(), scheduleTick())
}

// messages of the root.
type (
	connectedMsg struct {
		desks Desks
		err   error
	}
	dossierOpenedMsg struct {
		applicant string
		desk      Desk
		err       error
	}
	snapshotMsg struct {
		desk    Desk
		changes chan struct{}
		snap    desk.Snapshot
	}
	dossiersListedMsg struct{ rows []flows.Summary }
	tickMsg           struct{}
)

func (m Model) connectDesks() tea.Cmd {
	ctx, connect := m.cfg.Ctx, m.cfg.Connect
	return func() tea.Msg {
		office, err := connect(ctx)
		return connectedMsg{office, err}
	}
}

// scheduleTick keeps ages and countdowns moving: ten times a second while something
// counts down, once a second otherwise costs nothing, because an equal frame
// writes no byte.
func scheduleTick() tea.Cmd {
	return tea.Tick(250*time.Millisecond, func(time.Time) tea.Msg { return tickMsg{} })
}

func (m Model) openDossier(applicant string) tea.Cmd {
	office := m.desks
	return func() tea.Msg {
		d, err := office.Open(applicant)
		return dossierOpenedMsg{applicant, d, err}
	}
}

func (m Model) listDossiers() tea.Cmd {
	if m.desks == nil {
		return nil
	}
	ctx, office := m.cfg.Ctx, m.desks
	return func() tea.Msg {
		rows, err := office.Dossiers(ctx, "")
		if err != nil {
			return nil
		}
		return dossiersListedMsg{rows}
	}
}

// waitForChange waits for the desk's next change.
func waitForChange(ctx context.Context, d Desk, ticks chan struct{}) tea.Cmd {
	return func() tea.Msg {
		select {
		case <-ticks:
			return snapshotMsg{d, ticks, d.Snapshot()}
		case <-ctx.Done():
			return nil
		}
	}
}

// stepFrame is what the steps draw from.
func (m Model) stepFrame() steps.Frame {
	f := steps.Frame{
		Width: m.w, Height: max(m.h-chromeHeight, 1), Theme: m.theme, Keys: m.keys, Now: m.now, HoldDuration: m.cfg.Hold,
		Session: m.snap.Session, Flows: m.cfg.Flows, Dossiers: m.rows,
		Open: m.open, Journey: m.snap.Journey, ReadOnly: m.open && !m.snap.IsHolder && m.snap.Journey.Head() > 0,
		RawAnswers: m.snap.RawAnswers, Sends: m.snap.Sends, Banner: m.cfg.Banner,
		JournalFault: m.journalFault, Opening: m.opening || m.desks == nil && m.journalFault == "",
		Service: m.snap.Reachability, ServiceFlow: m.snap.Applicant.Flow, ApplicantFetched: m.snap.ApplicantFetched, JournalUnavailable: m.snap.InOutage,
	}
	for _, o := range m.snap.Others {
		f.Others = append(f.Others, steps.Presence{
			Session: o.Session, Operator: safe.LineOf(o.Operator, 40), Host: safe.LineOf(o.Host, 40), LastKey: o.Typed, Activity: o.Doing,
		})
	}
	f.ApplicantName = applicantName(m.snap)
	return f
}
