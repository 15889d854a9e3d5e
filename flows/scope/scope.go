// Package scope says which dossiers an operator may look into: each operator those of their
// own work, a lead those of a group. It knows no journal and no screen, and decides by the
// names that verified entries carry.
package scope

import (
	"slices"
	"time"
)

// Scope is what one operator may look into. The zero value may look into everything: it is
// that of a person at a computer of their own. A Scope does not change.
type Scope struct {
	Operator string // whose scope it is; "": everything
	IsLead   bool   // may look into every dossier of the group
	// Group returns the operators who share this one's account at the service, as they are
	// now, with those who may not log in any more. Everybody does where it, or what it
	// returns, is nil.
	Group func() []string
}

// IsLimited reports whether there is anything that may not be looked into.
func (s Scope) IsLimited() bool { return s.Operator != "" }

// Own is the scope of the operator's own work alone, also for a lead.
func (s Scope) Own() Scope {
	s.IsLead = false
	return s
}

// Lists reports whether a dossier on which these operators worked stands in lists.
func (s Scope) Lists(operators []string) bool {
	return !s.IsLimited() || s.worked(operators) || s.IsLead && s.sharesGroup(operators)
}

func (s Scope) worked(operators []string) bool { return slices.Contains(operators, s.Operator) }

// sharesGroup reports whether one of these operators uses the same account at the service.
func (s Scope) sharesGroup(operators []string) bool {
	if s.Group == nil {
		return true
	}
	group := s.Group()
	return group == nil || slices.ContainsFunc(operators, func(name string) bool { return slices.Contains(group, name) })
}

// Access is what an operator may do with a dossier.
type Access int

// What may be done, from the least.
const (
	Nothing     Access = iota // it is of another group
	NeedsReason               // it may be taken over with a reason, and not looked at before
	MayWatch                  // it may be looked at while somebody works on it, and taken over with a reason
	MayLook                   // it may be looked at, and taken over with a reason
	MayWork                   // it may be worked on: it is new, or the operator's own
)

// Access is what the operator may do with a dossier on which these operators worked. isHeld
// says that the session of somebody who works on it lives.
func (s Scope) Access(operators []string, isHeld bool) Access {
	switch {
	case !s.IsLimited() || len(operators) == 0 || s.worked(operators):
		return MayWork
	case !s.sharesGroup(operators):
		return Nothing
	case s.IsLead:
		return MayLook
	case isHeld:
		return MayWatch
	}
	return NeedsReason
}

// Refusal says that a dossier is not opened, and what would open it.
type Refusal struct {
	Access Access    // NeedsReason or Nothing
	Holder string    // who worked on it last; "" with Nothing
	Since  time.Time // when that operator began; zero with Nothing
}

// Error is the refusal without a name in it.
func (r *Refusal) Error() string {
	if r.Access == NeedsReason {
		return "another operator worked on this dossier; it is opened with a reason"
	}
	return "this dossier is of another group; ask your administrator"
}
