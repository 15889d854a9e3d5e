package lock

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"dossier/tui/theme"
)

// Why a locked session ended.
var (
	ErrLoggedInAgain = errors.New("you have logged in again; this locked session has ended")
	ErrLockedTooLong = errors.New("the session was locked for an hour and has ended; what was recorded stays; connect again to go on")
)

const (
	// lockedTimeout is how long a session stays locked before it ends.
	lockedTimeout = time.Hour
	// workTimeout is how long a session that is to end waits for what it has begun: an answer
	// of the service takes no longer (flows.AnswerTimeout).
	workTimeout = 150 * time.Second
	// workInterval is how often it looks.
	workInterval = time.Second
)

// Config is how a wizard is locked.
type Config struct {
	After    time.Duration // without a key; 0: never
	Session  *Session
	Operator string
	Unlock   func(code string) string // the command that unlocks it
	Login    string                   // the command that logs in again
	IsBusy   func(tea.Model) bool     // reports whether a wizard has begun something that is not done
	End      func(why error)          // ends the session
	Note     func(what string)        // for the log
}

// Model is a wizard that locks itself.
type Model struct {
	inner   tea.Model
	cfg     Config
	ctx     context.Context
	lastKey time.Time
	since   time.Time // of the lock; zero: not locked
	code    string
	ending  error     // why it ends once nothing is under way any more; nil: it does not
	endBy   time.Time // it ends then at the latest
	checks  int       // the number of the check that is waited for
	w, h    int
	theme   theme.Theme
}

// New locks a wizard as cfg says, until ctx ends.
func New(ctx context.Context, wizard tea.Model, cfg Config) Model {
	return Model{inner: wizard, cfg: cfg, ctx: ctx, lastKey: time.Now(), checks: 1, w: 80, h: 24, theme: theme.New(true)}
}

// Unwrap is the wizard itself.
func (m Model) Unwrap() tea.Model { return m.inner }

// The messages of a lock.
type (
	checkMsg  struct{ number int } // it is time to look whether something is due
	unlockMsg struct{}
	endMsg    struct{}
)

func (m Model) isLocked() bool { return !m.since.IsZero() }

// Init begins the wizard, and the wait for its lock.
func (m Model) Init() tea.Cmd {
	if m.cfg.After == 0 {
		return m.inner.Init()
	}
	m.checks = 0 // the model that is run was made with the number of this one
	_, wait := m.checkAfter(m.cfg.After)
	return tea.Batch(m.inner.Init(), wait)
}

// checkAfter looks again after a while, and not when it was to look before.
func (m Model) checkAfter(wait time.Duration) (Model, tea.Cmd) {
	m.checks++
	ctx, msg := m.ctx, checkMsg{m.checks}
	return m, func() tea.Msg {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
			return msg
		case <-ctx.Done():
			return nil
		}
	}
}

// Update gives the wizard its messages. While it is locked, no key and no paste is among them.
func (m Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case checkMsg:
		if msg.number != m.checks {
			return m, nil
		}
		return m.check(time.Now())
	case unlockMsg:
		return m.unlock()
	case endMsg:
		return m.endWhenDone(ErrLoggedInAgain)
	case tea.WindowSizeMsg:
		m.w, m.h = max(msg.Width, 1), max(msg.Height, 1)
	case tea.BackgroundColorMsg:
		m.theme = theme.New(msg.IsDark()).WithColours(!m.theme.Colourless)
	case tea.ColorProfileMsg:
		m.theme = m.theme.WithColours(msg.Profile > colorprofile.ASCII)
	}
	if isInput(msg) {
		if m.isLocked() {
			return m.refuse(msg)
		}
		m.lastKey = time.Now()
	}
	next, cmd := m.inner.Update(msg)
	m.inner = next
	return m, cmd
}

// isInput reports whether a message is something that a person did at the terminal.
func isInput(msg tea.Msg) bool {
	switch msg.(type) {
	case tea.KeyMsg, tea.PasteMsg, tea.PasteStartMsg, tea.PasteEndMsg, tea.MouseMsg, tea.ClipboardMsg:
		return true
	}
	return false
}

// refuse answers a key of a locked session: one of them ends it.
func (m Model) refuse(msg tea.Msg) (tea.Model, tea.Cmd) {
	if press, ok := msg.(tea.KeyPressMsg); ok && press.String() == "ctrl+c" {
		return m, tea.Quit
	}
	return m, nil
}

// check locks the wizard, or ends the locked session, when that is due.
func (m Model) check(now time.Time) (Model, tea.Cmd) {
	switch {
	case m.ending != nil:
		return m.endWhenDone(m.ending)
	case m.isLocked() && now.Sub(m.since) >= lockedTimeout:
		return m.endWhenDone(ErrLockedTooLong)
	case m.isLocked():
		return m.checkAfter(lockedTimeout - now.Sub(m.since))
	case now.Sub(m.lastKey) < m.cfg.After:
		return m.checkAfter(m.cfg.After - now.Sub(m.lastKey))
	}
	m.since, m.code = now, m.cfg.Session.lock(now)
	m.cfg.Note("locked")
	return m.checkAfter(lockedTimeout)
}

// unlock shows the wizard again.
func (m Model) unlock() (Model, tea.Cmd) {
	if !m.isLocked() {
		return m, nil
	}
	m.cfg.Session.Leave()
	m.cfg.Note("unlocked")
	m.since, m.lastKey, m.ending = time.Time{}, time.Now(), nil
	return m.checkAfter(m.cfg.After)
}

// endWhenDone ends the session once what it has begun is done.
func (m Model) endWhenDone(why error) (Model, tea.Cmd) {
	now := time.Now()
	if !m.isLocked() {
		return m, nil
	}
	if m.ending == nil {
		m.ending, m.endBy = why, now.Add(workTimeout)
	}
	if m.cfg.IsBusy(m.inner) && now.Before(m.endBy) {
		return m.checkAfter(workInterval)
	}
	m.cfg.End(m.ending)
	return m, nil
}
