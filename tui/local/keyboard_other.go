//go:build !unix

package local

import tea "charm.land/bubbletea/v2"

// keyboard is the console's input. The library reads the keys of a Windows console as
// records, not as bytes, so there is nothing to filter.
type keyboard struct{ hangupReader }

func newKeyboard(in hangupReader, _ func(tea.Msg)) keyboard { return keyboard{in} }

// Resume does nothing: the library reads for itself.
func (keyboard) Resume() error { return nil }

// OnInterrupt does nothing.
func (keyboard) OnInterrupt(func()) {}

// Pause does nothing.
func (keyboard) Pause() {}
