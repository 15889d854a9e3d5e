//go:build linux

package sshd

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// loginAttacks are ways in without a right. Each attacker has an address of their own, as
// failed logins are held against it.
func loginAttacks() []attack {
	return []attack{
		{"no method", func(a *attacker) { a.refuseLogin("maya") }},
		{"a password", func(a *attacker) { a.refuseLogin("maya", gossh.Password("maya")) }},
		{"answers to questions", func(a *attacker) { a.refuseLogin("root", gossh.KeyboardInteractive(answerAll)) }},
		{"a key without its private half", func(a *attacker) { a.refuseLogin("maya", gossh.PublicKeys(liar{a.keys["maya"], newKey(a.T)})) }},
		{"another's key before the own one", (*attacker).offerTwoKeys},
		{"the signature of another session", (*attacker).replaySignature},
		{"a certificate of another authority", func(a *attacker) { a.refuseCertificate(newKey(a.T), func(*gossh.Certificate) {}) }},
		{"an expired certificate", func(a *attacker) {
			a.refuseCertificate(a.authority, func(c *gossh.Certificate) { c.ValidBefore = uint64(time.Now().Add(-time.Minute).Unix()) })
		}},
		{"certificates with options and without principals", (*attacker).offerOddCertificates},
		{"keys that were removed or have expired", func(a *attacker) { a.refuseLogin("gone", gossh.PublicKeys(a.keys["gone"], a.keys["ines"])) }},
		{"twelve unknown keys", (*attacker).offerManyKeys},
		{"user names of control characters", (*attacker).sendOddUserNames},
	}
}

func answerAll(_, _ string, questions []string, _ []bool) ([]string, error) {
	return make([]string, len(questions)), nil
}

func (a *attacker) refuseLogin(user string, auth ...gossh.AuthMethod) {
	a.Helper()
	if _, err := a.dial(user, auth...); err == nil {
		a.Error("it was let in")
	}
}

// liar offers a key and signs with another one.
type liar struct{ offered, own gossh.Signer }

func (l liar) PublicKey() gossh.PublicKey { return l.offered.PublicKey() }
func (l liar) Sign(random io.Reader, data []byte) (*gossh.Signature, error) {
	return l.own.Sign(random, data)
}

// offerTwoKeys offers maya's key, which it does not have, and logs in with its own: it is
// itself (CVE-2024-45337). The client's library gives up after a signature that is wrong, so
// the key is only asked about.
func (a *attacker) offerTwoKeys() {
	asked := unwilling{a.keys["maya"]}
	if _, err := a.dial("maya", gossh.PublicKeys(asked, a.keys["ola"])); err != nil && !errors.Is(err, errUnwilling) {
		a.Errorf("ola's own key: %v", err)
	}
	if _, err := a.dial("maya", gossh.PublicKeys(a.keys["ola"])); err != nil {
		a.Fatal(err)
	}
	if n := strings.Count(a.log.String(), "operator=maya"); n > 0 {
		a.Errorf("maya is in the log %d times:\n%s", n, a.log)
	}
}

var errUnwilling = errors.New("this key signs nothing")

// unwilling is a key that signs nothing.
type unwilling struct{ key gossh.Signer }

func (u unwilling) PublicKey() gossh.PublicKey { return u.key.PublicKey() }
func (unwilling) Sign(io.Reader, []byte) (*gossh.Signature, error) {
	return nil, errUnwilling
}

// recorder keeps what a key signed.
type recorder struct {
	gossh.Signer
	mu        sync.Mutex
	signature *gossh.Signature
}

func (r *recorder) Sign(random io.Reader, data []byte) (*gossh.Signature, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var err error
	r.signature, err = r.Signer.Sign(random, data)
	return r.signature, err
}

// replayer says again what was signed for another session.
type replayer struct {
	gossh.Signer
	signature *gossh.Signature
}

func (r replayer) Sign(io.Reader, []byte) (*gossh.Signature, error) { return r.signature, nil }

func (a *attacker) replaySignature() {
	heard := &recorder{Signer: a.keys["ola"]}
	if _, err := a.dial("ola", gossh.PublicKeys(heard)); err != nil {
		a.Fatal(err)
	}
	a.refuseLogin("ola", gossh.PublicKeys(replayer{a.keys["ola"], heard.signature}))
}

// certificate is one for lars, which change may spoil.
func (a *attacker) certificate(authority gossh.Signer, change func(*gossh.Certificate)) gossh.Signer {
	a.Helper()
	key := newKey(a.T)
	c := &gossh.Certificate{
		Key: key.PublicKey(), CertType: gossh.UserCert, ValidPrincipals: []string{"lars"},
		ValidAfter: uint64(time.Now().Add(-time.Hour).Unix()), ValidBefore: uint64(time.Now().Add(time.Hour).Unix()),
	}
	change(c)
	sign(c, authority)
	return certified{c, key}
}

// sign signs a certificate, also one that the library would not sign.
func sign(c *gossh.Certificate, authority gossh.Signer) {
	c.Nonce, c.SignatureKey = make([]byte, 32), authority.PublicKey()
	_, _ = rand.Read(c.Nonce)
	text := c.Marshal()
	c.Signature, _ = authority.Sign(rand.Reader, text[:len(text)-4]) // without the length of the signature
}

// certified is a certificate with its key. The library's own refuses to offer odd ones.
type certified struct {
	certificate *gossh.Certificate
	key         gossh.Signer
}

func (c certified) PublicKey() gossh.PublicKey { return c.certificate }
func (c certified) Sign(random io.Reader, data []byte) (*gossh.Signature, error) {
	return c.key.Sign(random, data)
}

func (a *attacker) refuseCertificate(authority gossh.Signer, change func(*gossh.Certificate)) {
	a.Helper()
	a.refuseLogin("lars", gossh.PublicKeys(a.certificate(authority, change)))
}

// offerOddCertificates offers certificates that say more, or less, than can be answered for;
// a good one is the control.
func (a *attacker) offerOddCertificates() {
	for option, value := range map[string]string{"force-command": "cat", "source-address": "203.0.113.7/32", "verify-required": "", "unknown@example.com": "x"} {
		a.refuseCertificate(a.authority, func(c *gossh.Certificate) { c.CriticalOptions = map[string]string{option: value} })
	}
	a.refuseCertificate(a.authority, func(c *gossh.Certificate) { c.ValidPrincipals = nil })
	a.refuseCertificate(a.authority, func(c *gossh.Certificate) { c.ValidPrincipals = []string{"maya", "ola"} })
	a.refuseCertificate(a.authority, func(c *gossh.Certificate) { c.CertType = gossh.HostCert })
	if _, err := a.dial("anybody", gossh.PublicKeys(a.certificate(a.authority, func(*gossh.Certificate) {}))); err != nil {
		a.Errorf("a good certificate: %v", err)
	}
}

// offerManyKeys offers as many keys as an agent holds; with the right one last it is let in.
// With many more it is not.
func (a *attacker) offerManyKeys() {
	var keys []gossh.Signer
	for range 3 * maxAuthTries {
		keys = append(keys, newKey(a.T))
	}
	a.refuseLogin("maya", gossh.PublicKeys(append(keys, a.keys["ola"])...))
	a.refuseLogin("maya", gossh.PublicKeys(keys[:12]...))
	if _, err := a.dial("maya", gossh.PublicKeys(append(keys[:11], a.keys["ola"])...)); err != nil {
		a.Errorf("with the right one last: %v", err)
	}
}

// sendOddUserNames logs in under names that are no names. The log has them in quotes, cut.
func (a *attacker) sendOddUserNames() {
	for _, user := range []string{"\x1b]0;x\x07\x1b[2J\nlevel=INFO msg=login operator=root", strings.Repeat("x", 200<<10), "\u202e\u2028\xff\x00", ""} {
		if client, err := a.dial(user, gossh.PublicKeys(a.keys["ola"])); err == nil {
			_ = client.Close()
		}
	}
	log := []byte(a.log.String())
	for _, want := range []string{`user="\\x1b]0;x\\a\\x1b[2J\\nlevel=INFO msg=login operator=root"`, " client=SSH-2.0-Go", ` user="" `} { // quoted once
		if !bytes.Contains(log, []byte(want)) {
			a.Errorf("%s is not in the log:\n%q", want, log)
		}
	}
	if bytes.ContainsAny(log, "\x1b\x07\x00\xff\u202e\u2028") || bytes.Contains(log, []byte("\nlevel=INFO")) || bytes.Contains(log, bytes.Repeat([]byte("x"), maxLogged+1)) {
		a.Errorf("the log holds what a client wrote:\n%q", log)
	}
}
