package operators

import (
	"net"
	"net/netip"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// sourceAddress is the one critical option that is kept here (PROTOCOL.certkeys of OpenSSH).
const sourceAddress = "source-address"

// findCertificate returns whom a certificate of a user names. The name that the client gives
// at login does not count, unlike in the library's Authenticate: it can be the code of a
// dossier.
func (o *Operators) findCertificate(c *ssh.Certificate, from net.Addr, now time.Time) (Identity, error) {
	authority := ssh.FingerprintSHA256(c.SignatureKey)
	if why := o.checkCertificate(c, authority, from); why != nil {
		return Identity{}, why
	}
	i, principal, err := o.namedBy(c, authority)
	if err != nil {
		return Identity{}, err
	}
	if why := checkValidity(c, principal, now); why != nil {
		return Identity{}, why
	}
	if o.list[i].Expired(now) {
		return Identity{}, Expired
	}
	return o.list[i].identity(Identity{Fingerprint: ssh.FingerprintSHA256(c.Key), Authority: authority, Principal: principal}), nil
}

// checkCertificate checks what is the same for every principal and every time.
func (o *Operators) checkCertificate(c *ssh.Certificate, authority string, from net.Addr) error {
	switch {
	case c.CertType != ssh.UserCert:
		return NotForUsers
	case !o.authorities[authority]:
		return UnknownAuthority
	case weakness(c.Key) != "":
		return WeakKey
	case c.Signature == nil:
		return BadSignature
	case c.Signature.Format == ssh.KeyAlgoRSA: // the library takes it; OpenSSH has not since 8.2
		return WeakSignature
	}
	for option, value := range c.CriticalOptions {
		if option != sourceAddress {
			return CriticalOption
		}
		if !addressListed(from, value) {
			return WrongAddress
		}
	}
	return nil
}

// namedBy returns the one operator whom a certificate names. An authority may put several
// names into a certificate; those that are not in the file do not count.
func (o *Operators) namedBy(c *ssh.Certificate, authority string) (int, string, error) {
	found, principal := -1, ""
	for _, name := range c.ValidPrincipals {
		i, ok := o.byName[certified{authority, name}]
		switch {
		case !ok:
		case found < 0:
			found, principal = i, name
		case found != i:
			return 0, "", SeveralOperators
		}
	}
	if found < 0 {
		return 0, "", NoPrincipal
	}
	return found, principal, nil
}

// checkValidity checks the time and the signature. The library's check decides; it has no
// error values, so the times are compared here first.
func checkValidity(c *ssh.Certificate, principal string, now time.Time) error {
	seconds := uint64(max(now.Unix(), 0))
	switch {
	case seconds < c.ValidAfter:
		return NotYetValid
	case seconds >= c.ValidBefore && c.ValidBefore != ssh.CertTimeInfinity:
		return NoLongerValid
	}
	checker := ssh.CertChecker{SupportedCriticalOptions: []string{sourceAddress}, Clock: func() time.Time { return now }}
	if checker.CheckCert(principal, c) != nil {
		return BadSignature
	}
	return nil
}

// addressListed reports whether a client's address is in a list of addresses and networks.
// A list with anything else in it allows nobody, as in OpenSSH.
func addressListed(from net.Addr, list string) bool {
	at, ok := from.(*net.TCPAddr)
	if !ok {
		return false
	}
	client := at.AddrPort().Addr().Unmap().WithZone("")
	listed := false
	for item := range strings.SplitSeq(list, ",") {
		network, err := parseNetwork(item)
		if err != nil {
			return false
		}
		listed = listed || network.Contains(client)
	}
	return listed
}

// parseNetwork reads a network, or an address as a network of one.
func parseNetwork(text string) (netip.Prefix, error) {
	if address, err := netip.ParseAddr(text); err == nil {
		return address.Prefix(address.BitLen())
	}
	return netip.ParsePrefix(text)
}
