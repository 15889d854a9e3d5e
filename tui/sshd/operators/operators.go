package operators

import (
	"slices"
	"time"

	"golang.org/x/crypto/ssh"
)

// Role is what an operator may do besides working on dossiers.
type Role string

// The roles.
const (
	RoleOperator Role = "operator"
	RoleLead     Role = "lead" // may look into every dossier
)

// MaySeeReasons reports whether somebody of the role may see the reasons of a final
// rejection. They are for compliance: support staff who know them tip applicants off.
func (r Role) MaySeeReasons() bool { return r == RoleLead }

// Operator is a person of the file.
type Operator struct {
	Name       string
	Role       Role
	Keys       []ssh.PublicKey
	Authority  Authority // the one that signs the certificates; zero without principals
	Principals []string  // the names in certificates of that authority
	Expires    time.Time // from then on the operator is refused; zero: never
	Flows      []string  // the flows that may be used; nil: all
	Group      Group     // zero: none
	Line       int       // where the operator begins in the file, from 1
}

// Authority signs certificates of users.
type Authority struct {
	Name string
	Key  ssh.PublicKey
}

// Group is who uses one service account.
type Group struct {
	Name      string
	TokenFile string // an absolute path
}

// Operators is one state of the file. It never changes, so that several goroutines can
// use it.
type Operators struct {
	list        []Operator // in the order of the file
	warnings    []Warning  // those that do not depend on the time
	groups      []Group
	groupLines  []int
	byKey       map[string]int    // by fingerprint
	byName      map[certified]int // by what a certificate says
	authorities map[string]bool   // by fingerprint
}

// certified is a principal as an authority certifies it: two authorities may mean
// different persons by one name.
type certified struct{ authority, principal string }

// certified is what certificates that name the operator say; nothing without a key of the
// authority.
func (o *Operator) certified() []certified {
	var list []certified
	for _, name := range o.Principals {
		if o.Authority.Key != nil {
			list = append(list, certified{ssh.FingerprintSHA256(o.Authority.Key), name})
		}
	}
	return list
}

// List is the operators in the order of the file.
func (o *Operators) List() []Operator { return slices.Clone(o.list) }

// Groups is the groups in the order of the file, each with its line there.
func (o *Operators) Groups() (groups []Group, lines []int) {
	return slices.Clone(o.groups), slices.Clone(o.groupLines)
}

// Colleagues returns the names of those who use the same service account as an operator,
// that operator and those who have expired with them; nil when there is one account for all.
func (o *Operators) Colleagues(who Identity) []string {
	if len(o.groups) == 0 {
		return nil
	}
	names := []string{}
	for _, operator := range o.list {
		if operator.Group == who.Group {
			names = append(names, operator.Name)
		}
	}
	return names
}

// Expired reports whether an operator is refused at a time because of that time.
func (o *Operator) Expired(now time.Time) bool {
	return !o.Expires.IsZero() && !now.Before(o.Expires)
}

// Warning is something in the file that is allowed and probably not meant.
type Warning struct {
	Line int // from 1
	Text string
}

// Warnings are what an administrator should look at, in the order of the file.
func (o *Operators) Warnings(now time.Time) []Warning {
	list := slices.Clone(o.warnings)
	for _, operator := range o.list {
		if operator.Expired(now) {
			list = append(list, Warning{operator.Line, "operator " + operator.Name + " expired on " + operator.Expires.UTC().Format("2006-01-02 15:04 UTC")})
		}
	}
	slices.SortStableFunc(list, func(a, b Warning) int { return a.Line - b.Line })
	return list
}

// expiredBetween reports whether an operator expired after one time and up to another.
func (o *Operators) expiredBetween(before, now time.Time) bool {
	return slices.ContainsFunc(o.list, func(operator Operator) bool {
		return operator.Expired(now) && !operator.Expired(before)
	})
}
