package sshd

import (
	"context"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A service that ends waits for what its wizards have begun; nobody at a terminal does.
func TestAnEndingServiceFreesTheTerminalsFirst(t *testing.T) {
	maya, answered := newKey(t), make(chan struct{})
	s := startServer(t, keyring{"maya": maya}, func(ctx context.Context, s *Session) int {
		return runWizard(ctx, s, func(context.Context, *Session, func(string)) (tea.Model, func()) {
			return simpleModel{}, func() { <-answered }
		})
	})
	o, ended := openFor(t, s, maya), make(chan error, 1)
	go func() { ended <- s.Shutdown(t.Context()) }()
	select {
	case <-o.ended:
	case <-time.After(30 * time.Second):
		close(answered)
		t.Fatal("the terminal is not free")
	}
	checkGivenBack(t, o.output.String(), "the service ends now")
	select {
	case <-ended:
		t.Error("the service waits for nothing")
	default:
	}
	close(answered)
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
