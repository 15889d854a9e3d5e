package personr

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"strings"
	"time"

	"dossier/flows/foreign"
)

// Certificate describes what was presented in place of the expected certificate: all
// of it is text from outside. The zero value means that none was refused.
type Certificate struct {
	Issuer    foreign.Text   `json:"-"`
	Names     []foreign.Text `json:"-"`
	NotBefore time.Time      // UTC
	NotAfter  time.Time      // UTC
}

// Present reports whether there is one.
func (c Certificate) Present() bool { return !c.NotAfter.IsZero() }

// newCertificate describes the leaf of what was refused.
func (c *Client) newCertificate(leaf *x509.Certificate) Certificate {
	if leaf == nil {
		return Certificate{}
	}
	described := Certificate{Issuer: c.redactForeign(leaf.Issuer.String()), NotBefore: leaf.NotBefore.UTC(), NotAfter: leaf.NotAfter.UTC()}
	for _, name := range certificateNames(leaf) {
		described.Names = append(described.Names, c.redactForeign(name))
	}
	return described
}

// isCertificateCause reports whether a certificate was refused: that stops all sending.
func isCertificateCause(c Cause) bool {
	return c == TLSUntrusted || c == TLSExpired || c == TLSNotYetValid || c == TLSWrongName
}

func isUntrustedCertificate(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

// refusedLeaf is the certificate that was refused, nil when there is none.
func refusedLeaf(err error) *x509.Certificate {
	problem, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if !ok || len(problem.UnverifiedCertificates) == 0 {
		return nil
	}
	return problem.UnverifiedCertificates[0]
}

// certificateCause says what is wrong with a certificate. crypto/x509 reports the first
// fault it meets, dates before the issuer: an expired certificate that nobody known has
// issued must not be called merely expired, so the worst fault is looked for.
func certificateCause(problem *tls.CertificateVerificationError, roots *x509.CertPool, host string) Cause {
	if len(problem.UnverifiedCertificates) == 0 {
		return TLSUntrusted
	}
	leaf, now := problem.UnverifiedCertificates[0], time.Now()
	switch {
	case !isIssuerKnown(problem.UnverifiedCertificates, roots, now):
		return TLSUntrusted
	case leaf.VerifyHostname(host) != nil:
		return TLSWrongName
	case now.Before(leaf.NotBefore):
		return TLSNotYetValid
	case now.After(leaf.NotAfter):
		return TLSExpired
	}
	return TLSUntrusted // what is wrong is a certificate between it and the root
}

// isIssuerKnown reports whether the chain leads to a trusted root, now or at a time at
// which the certificate was valid.
func isIssuerKnown(chain []*x509.Certificate, roots *x509.CertPool, now time.Time) bool {
	options := x509.VerifyOptions{Roots: roots, Intermediates: x509.NewCertPool()}
	for _, between := range chain[1:] {
		options.Intermediates.AddCert(between)
	}
	for _, options.CurrentTime = range []time.Time{now, chain[0].NotAfter, chain[0].NotBefore} {
		if _, err := chain[0].Verify(options); err == nil {
			return true
		}
	}
	return false
}

// describeCertificate puts a certificate in a line.
func describeCertificate(leaf *x509.Certificate) string {
	if leaf == nil {
		return ""
	}
	return fmt.Sprintf("issuer %s; names %s; valid until %s",
		leaf.Issuer.String(), strings.Join(certificateNames(leaf), ", "), leaf.NotAfter.UTC().Format(time.DateOnly))
}

func certificateNames(leaf *x509.Certificate) []string {
	all := append([]string(nil), leaf.DNSNames...)
	for _, address := range leaf.IPAddresses {
		all = append(all, address.String())
	}
	return all
}
