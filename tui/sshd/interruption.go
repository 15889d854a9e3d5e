package sshd

import (
	"errors"

	"dossier/tui/settings"
	"dossier/tui/sshd/interrupted"
	"dossier/tui/sshd/operators"
)

// errSilent ends a wizard whose client gave no sign of life when its operator logged in again.
var errSilent = errors.New("you have logged in again, and this session gave no sign of life; it has ended")

// beginWizard notes a wizard, so that the next login can go on at its dossier.
func (v *Service) beginWizard(s *Session) *interrupted.Session {
	owner := interrupted.Owner{Operator: s.Operator.Name, Group: s.Operator.Group.Name}
	return v.interrupted.Begin(owner, interrupted.Wizard{
		Connection: s.login.Connection, IsAlive: s.isAlive, End: func() { s.end(errSilent) },
	})
}

// interruptionCause is why a wizard ended that nobody left. lost is how it lost its client. A
// key of a locked session proves nothing: who ends it need not be its operator. One that the
// program's own fault ended is not opened by itself: it could fail again.
func interruptionCause(lost error, isLocked bool) settings.InterruptionCause {
	_, isRefusal := errors.AsType[operators.Refusal](lost)
	_, isFault := errors.AsType[fault](lost)
	switch {
	case isRefusal, isFault, errors.Is(lost, errServiceEnds):
		return settings.NotInterrupted
	case isLocked:
		return settings.WasLocked
	case errors.Is(lost, errTooLong):
		return settings.LastedTooLong
	case lost != nil:
		return settings.LineLost
	}
	return settings.NotInterrupted
}
