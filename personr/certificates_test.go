package personr

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"
)

// authority issues certificates.
type authority struct {
	t     testing.TB
	cert  *x509.Certificate
	key   *ecdsa.PrivateKey
	roots *x509.CertPool
}

func newAuthority(t testing.TB) *authority {
	t.Helper()
	a := &authority{t: t, roots: x509.NewCertPool()}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().AddDate(-1, 0, 0), NotAfter: time.Now().AddDate(1, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	a.key = newKey(t)
	a.cert = a.sign(template, template, a.key)
	a.roots.AddCert(a.cert)
	return a
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (a *authority) sign(template, parent *x509.Certificate, key *ecdsa.PrivateKey) *x509.Certificate {
	a.t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert
}

// issue returns a certificate for a name, valid between two times from now.
func (a *authority) issue(name string, from, until time.Duration) tls.Certificate {
	a.t.Helper()
	key := newKey(a.t)
	leaf := a.sign(&x509.Certificate{
		SerialNumber: big.NewInt(2), DNSNames: []string{name}, NotBefore: time.Now().Add(from), NotAfter: time.Now().Add(until),
	}, a.cert, key)
	return tls.Certificate{Certificate: [][]byte{leaf.Raw}, PrivateKey: key}
}

// TestAGoodCertificateIsNotCalledExpired: one between it and the root may be out of its
// dates, and the dates that are shown are the certificate's own.
func TestAGoodCertificateIsNotCalledExpired(t *testing.T) {
	const day = 24 * time.Hour
	root := newAuthority(t)
	chain := func(from, until time.Duration) []*x509.Certificate {
		between := &authority{t: t, key: newKey(t)}
		between.cert = root.sign(&x509.Certificate{
			SerialNumber: big.NewInt(3), Subject: pkix.Name{CommonName: "between"}, IsCA: true, BasicConstraintsValid: true,
			NotBefore: time.Now().Add(from), NotAfter: time.Now().Add(until), KeyUsage: x509.KeyUsageCertSign,
		}, root.cert, between.key)
		leaf, err := x509.ParseCertificate(between.issue("personr.test", -30*day, 30*day).Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		return []*x509.Certificate{leaf, between.cert}
	}
	for name, presented := range map[string][]*x509.Certificate{"expired": chain(-60*day, -day), "not yet valid": chain(day, 60*day)} {
		problem := &tls.CertificateVerificationError{UnverifiedCertificates: presented}
		if !isIssuerKnown(presented, root.roots, time.Now()) {
			t.Errorf("an authority between that is %s: the chain leads to no root at any time", name)
		}
		if got := certificateCause(problem, root.roots, "personr.test"); got != TLSUntrusted {
			t.Errorf("an authority between that is %s: %s", name, got)
		}
	}
}
