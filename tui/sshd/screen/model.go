package screen

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// Model is a model whose views are drawn on a screen. The program that runs it has no
// renderer of its own (tea.WithoutRenderer).
type Model struct {
	inner    tea.Model
	screen   *Screen
	terminal frame // with what was learnt of it; its view is of no use
}

// Attach draws the views of a model on the screen.
func (s *Screen) Attach(m tea.Model) Model { return Model{m, s, s.next} }

// Unwrap is the model itself.
func (m Model) Unwrap() tea.Model { return m.inner }

// Init begins the model.
func (m Model) Init() tea.Cmd { return m.inner.Init() }

// Update gives a message to the model and takes from it what it says of the terminal.
func (m Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.terminal.learn(msg)
	next, cmd := m.inner.Update(msg)
	m.inner = next
	return m, cmd
}

// View draws the model's view. The program itself has nothing to draw.
func (m Model) View() tea.View {
	next := m.terminal
	next.view, next.isSet = m.inner.View(), true
	m.screen.show(next)
	return tea.View{}
}

// Filter takes the sequences that a model writes (tea.Raw) to the screen; the program would
// write them up to a second later. It is for tea.WithFilter.
func (s *Screen) Filter(_ tea.Model, msg tea.Msg) tea.Msg {
	if raw, ok := msg.(tea.RawMsg); ok {
		s.write(fmt.Sprint(raw.Msg))
		return nil
	}
	return msg
}

// learn takes what a message says of the terminal. It counts from the next view on, which is
// made for it.
func (f *frame) learn(msg tea.Msg) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		if msg.Width > 0 && msg.Height > 0 {
			f.width, f.height = msg.Width, msg.Height
		}
	case tea.ColorProfileMsg:
		f.profile = msg.Profile
	case tea.ModeReportMsg:
		f.learnMode(msg)
	}
}

// learnMode takes the answer to a question about a mode of the terminal.
func (f *frame) learnMode(msg tea.ModeReportMsg) {
	switch {
	case msg.Mode == ansi.ModeSynchronizedOutput && msg.Value == ansi.ModeReset:
		f.isAtomic = true
	case msg.Mode == ansi.ModeUnicodeCore && (msg.Value == ansi.ModeReset || msg.Value == ansi.ModeSet || msg.Value == ansi.ModePermanentlySet):
		f.byGraphemes = true
	}
}
