package sshd

import (
	"context"
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// canaryName is what a panic's value holds in these tests.
const canaryName = "Canaryperson-kq7"

// newTestSession is a session without a client. Its end is told to ended.
func newTestSession(log io.Writer, ended *error) *Session {
	return &Session{From: &net.TCPAddr{}, end: func(why error) { *ended = why }, log: slog.New(slog.NewTextHandler(log, nil))}
}

// A panic ends the session in which it happened and no other. What it says goes nowhere.
func TestAPanicEndsItsSessionAlone(t *testing.T) {
	library := &logBuffer{} // of the library, which logs a panic that reaches it with its value
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(library, nil)))
	t.Cleanup(func() { slog.SetDefault(before) })
	maya := newKey(t)
	s := startServer(t, keyring{"maya": maya}, func(ctx context.Context, s *Session) int {
		if s.channel.word == "panic" {
			panic(canaryName)
		}
		return echo(ctx, s)
	})
	c, err := s.dial(t, "maya", maya)
	if err != nil {
		t.Fatal(err)
	}
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = session.Close() }()
	told, err := session.CombinedOutput("panic")
	if err == nil || !strings.HasPrefix(string(told), "dossier: stopped by an error of its own (error ") {
		t.Errorf("the person is told %q, %v", told, err)
	}
	if out, _ := run(t, c, "hello"); out != "maya hello" {
		t.Errorf("the next session of the connection: %q", out)
	}
	if !strings.Contains(s.log.String(), "stopped by an error") || strings.Contains(s.log.String()+library.String()+string(told), canaryName) {
		t.Errorf("the log:\n%s%s", s.log, library)
	}
}

// The library writes a wizard's output where a panic would end the process.
func TestAPanicOfTheOutputEndsItsSession(t *testing.T) {
	var ended error
	log := &logBuffer{}
	o := containedOutput{session: newTestSession(log, &ended)} // without a writer everything panics
	if n, err := o.Write([]byte(canaryName)); n != 0 || err == nil || ended == nil || !strings.Contains(log.String(), "error=") {
		t.Errorf("%d, %v, %v, %s", n, err, ended, log)
	}
}

// Each goroutine of a connection catches its own.
func TestAPanicOfAConnection(t *testing.T) {
	maya := newKey(t)
	s := startServer(t, keyring{"maya": maya}, func(_ context.Context, s *Session) int {
		close(s.channel.sizes) // the next size is sent there, and panics
		<-s.channel.sizes
		_, _ = io.Copy(io.Discard, s.channel)
		return 0
	})
	c, err := s.dial(t, "maya", maya)
	if err != nil {
		t.Fatal(err)
	}
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := session.RequestPty("xterm", 24, 80, gossh.TerminalModes{}); err != nil {
		t.Fatal(err)
	}
	if err := session.Start("x"); err != nil {
		t.Fatal(err)
	}
	_ = session.WindowChange(30, 90)
	if err := c.Wait(); err == nil {
		t.Error("the connection goes on")
	}
	waitFor(t, func() bool { return strings.Contains(s.log.String(), "a connection was stopped by an error") })
	if _, err := s.dial(t, "maya", maya); err != nil {
		t.Errorf("another connection: %v", err)
	}
}
