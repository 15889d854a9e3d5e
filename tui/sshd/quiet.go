package sshd

import tea "charm.land/bubbletea/v2"

// quietModel is the model of a program whose input and output are not the library's. As soon
// as it runs the library lets go of the terminal, which ends its search for something to write
// each second: that woke the service 500 times a second for 500 people who did nothing.
type quietModel struct {
	tea.Model
	release func() // has the library let go of the terminal
}

// Unwrap is the model itself.
func (m quietModel) Unwrap() tea.Model { return m.Model }

// Init begins the model.
func (m quietModel) Init() tea.Cmd {
	return tea.Batch(m.Model.Init(), func() tea.Msg {
		m.release()
		return nil
	})
}

// Update gives a message to the model.
func (m quietModel) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	next, cmd := m.Model.Update(msg)
	m.Model = next
	return m, cmd
}
