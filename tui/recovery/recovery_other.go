//go:build !unix

package recovery

import "os"

// Watcher does nothing here: a console takes its modes back from a program that ends.
type Watcher struct{}

// Start starts nothing.
func Start(*Program, *os.File, *os.File) *Watcher { return nil }

// IsWatcher reports false: there is none.
func IsWatcher(_, _ []string) bool { return false }

// Run does nothing.
func Run() {}

// Hold does nothing.
func (*Watcher) Hold() {}

// Free does nothing.
func (*Watcher) Free() {}

// ShowAlternate does nothing.
func (*Watcher) ShowAlternate(bool) {}

// DiscardInput does nothing.
func DiscardInput(uintptr) error { return nil }

func (*Watcher) reportExit() {}

// Close does nothing.
func (*Watcher) Close() {}
