package sshd

import (
	"context"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/scpline"
	"dossier/tui/settings"
	"dossier/tui/sshd/interrupted"
	"dossier/tui/sshd/lock"
	"dossier/tui/wizard"
)

// loginTime is when the connection of a context was logged in with.
func loginTime(ctx context.Context) time.Time {
	c, ok := ctx.Value(connectionKey{}).(*connection)
	if !ok {
		return time.Time{}
	}
	return time.Unix(0, c.loginAt.Load())
}

// openWizard shows the wizard, unless a session of the same connection is locked: another
// channel of it proves no more. Sessions of the operator that were locked before this login end.
func (v *Service) openWizard(ctx context.Context, s *Session) int {
	if v.locks.IsLocked(s.login) {
		return s.fail("a session of this connection is locked; connect anew (ssh -o ControlPath=none)")
	}
	v.locks.EndFor(s.login)
	return runWizard(ctx, s, v.newModel)
}

// lockable is a wizard that locks itself. The session of its lock must be left at its end.
func (v *Service) lockable(ctx context.Context, s *Session, model tea.Model, place *interrupted.Session) (tea.Model, *lock.Session) {
	session := v.locks.NewSession(s.login, func(msg tea.Msg) { s.send(msg) }, func() { place.Interrupt(settings.WasLocked) })
	client, target := scpline.ClientOf(s.Client), v.targetFor(s)
	return lock.New(ctx, model, lock.Config{
		After: v.lockAfter, Session: session, Operator: s.Operator.Name, IsBusy: wizard.IsBusy, End: s.end,
		Unlock: func(code string) string { return client.LoginCommand(target, unlockWord+" "+code) },
		Login:  client.LoginCommand(target, ""),
		Note: func(what string) {
			s.log.Info(what, "from", s.From.String(), "operator", s.Operator.Name)
		},
	}), session
}

// targetFor is where the operator of a session reaches the service.
func (v *Service) targetFor(s *Session) scpline.Target {
	if v.public != (scpline.Target{}) {
		return v.public
	}
	return scpline.TargetOf(s.To)
}

// unlockWord is the command that unlocks a session.
const unlockWord = "unlock"

// parseUnlock is the code of such a command.
func parseUnlock(command string) (code string, ok bool) {
	word, code, _ := strings.Cut(strings.TrimSpace(command), " ")
	return strings.TrimSpace(code), word == unlockWord
}

// unlock unlocks another session of the operator.
func (v *Service) unlock(s *Session, code string) int {
	if err := v.locks.Unlock(s.login, code); err != nil {
		return s.fail(err.Error())
	}
	s.say("unlocked")
	return 0
}
