package operators

import (
	"net"
	"slices"
	"time"

	"golang.org/x/crypto/ssh"

	"dossier/flows/scope"
)

// Identity is an operator as one key or certificate shows them, with the rights of that
// moment.
type Identity struct {
	Name        string
	Role        Role
	Flows       []string // nil: all
	Group       Group
	Fingerprint string // of the key, "SHA256:…"; for a certificate, of the key it is for
	Authority   string // the fingerprint of the authority; "" for a key of the file
	Principal   string // as the certificate names the operator; "" for a key of the file
}

// Find returns whose key or certificate this is. The error is a Refusal. It keeps nothing:
// a client may offer keys that it does not have, so the server takes the identity after the
// login. from is the client's address; certificates can be for some addresses only.
func (o *Operators) Find(key ssh.PublicKey, from net.Addr, now time.Time) (Identity, error) {
	if certificate, ok := key.(*ssh.Certificate); ok {
		return o.findCertificate(certificate, from, now)
	}
	fingerprint := ssh.FingerprintSHA256(key)
	i, ok := o.byKey[fingerprint]
	switch {
	case !ok:
		return Identity{}, NoKnownKey
	case o.list[i].Expired(now):
		return Identity{}, Expired
	}
	return o.list[i].identity(Identity{Fingerprint: fingerprint}), nil
}

// identity is the operator as shown by a key or a certificate.
func (o *Operator) identity(by Identity) Identity {
	by.Name, by.Role, by.Flows, by.Group = o.Name, o.Role, slices.Clone(o.Flows), o.Group
	return by
}

// Allows returns nil when somebody who logged in earlier may go on, and else a Refusal. The
// end of a certificate's time does not end a session: it is for logging in. Rights that
// changed do, also where they grew: the next login has the new ones.
func (o *Operators) Allows(who Identity, now time.Time) error {
	i := slices.IndexFunc(o.list, func(operator Operator) bool { return operator.Name == who.Name })
	if i < 0 {
		return Removed
	}
	operator := &o.list[i]
	switch holder, ok := o.holder(who); {
	case !ok || holder != i:
		return KeyRemoved
	case operator.Expired(now):
		return Expired
	case operator.Role != who.Role || operator.Group != who.Group || !sameFlows(operator.Flows, who.Flows):
		return RightsChanged
	}
	return nil
}

// holder is the operator who has the key or the principal now.
func (o *Operators) holder(who Identity) (int, bool) {
	if who.Authority != "" {
		i, ok := o.byName[certified{who.Authority, who.Principal}]
		return i, ok
	}
	i, ok := o.byKey[who.Fingerprint]
	return i, ok
}

// Scope is what somebody who has logged in may look into. Who is in the same group follows
// the file.
func (w *Watcher) Scope(who Identity) scope.Scope {
	return scope.Scope{
		Operator: who.Name, IsLead: who.Role == RoleLead, Group: func() []string { return w.Operators().Colleagues(who) },
	}
}

// sameFlows reports whether two lists allow the same; nil allows all, an empty one nothing.
func sameFlows(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return (a == nil) == (b == nil) && slices.Equal(a, b)
}
