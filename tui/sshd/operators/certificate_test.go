package operators

import (
	"crypto/elliptic"
	"crypto/rand"
	"net"
	"reflect"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

var (
	noon = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	home = &net.TCPAddr{IP: net.IPv4(203, 0, 113, 7), Port: 50000}
)

// userCertificate is valid for an hour from noon.
func userCertificate(t *testing.T, key, authority ssh.Signer, principals ...string) *ssh.Certificate {
	t.Helper()
	return signedCertificate(t, key.PublicKey(), authority, func(c *ssh.Certificate) { c.ValidPrincipals = principals })
}

func signedCertificate(t *testing.T, key ssh.PublicKey, authority ssh.Signer, change func(*ssh.Certificate)) *ssh.Certificate {
	t.Helper()
	c := &ssh.Certificate{
		Key: key, CertType: ssh.UserCert, ValidPrincipals: []string{"maya"},
		ValidAfter: uint64(noon.Unix()), ValidBefore: uint64(noon.Add(time.Hour).Unix()),
	}
	change(c)
	if err := c.SignCert(rand.Reader, authority); err != nil {
		t.Fatal(err)
	}
	return c
}

// team has maya by key 1 and by certificates of two authorities, 100 and 101, and others.
func team(t testing.TB) *Operators {
	t.Helper()
	return mustParse(t, `
[[operator]]
name = "maya"
keys = ["`+seededLine(1)+`"]
principals = ["maya", "m"]
authority = "corp"
role = "lead"
[[operator]]
name = "lars"
principals = ["lars"]
authority = "corp"
expires = 2026-11-29T12:30:00Z
[[operator]]
name = "maya-of-the-lab"
principals = ["maya"]
authority = "lab"
[[operator]]
name = "ines"
keys = ["`+seededLine(3)+`"]
expires = 2026-11-28
[[authority]]
name = "corp"
key = "`+seededLine(100)+`"
[[authority]]
name = "lab"
key = "`+seededLine(101)+`"
`)
}

// TestWhomAKeyShows proves for keys and certificates who is found, or why nobody.
func TestWhomAKeyShows(t *testing.T) {
	corp, lab, person := seededKey(100), seededKey(101), seededKey(50)
	with := func(change func(*ssh.Certificate)) ssh.PublicKey {
		return signedCertificate(t, person.PublicKey(), corp, change)
	}
	options := func(names ...string) ssh.PublicKey {
		return with(func(c *ssh.Certificate) {
			c.CriticalOptions = map[string]string{}
			for i := 0; i < len(names); i += 2 {
				c.CriticalOptions[names[i]] = names[i+1]
			}
		})
	}
	forged := userCertificate(t, person, corp, "maya")
	forged.ValidPrincipals = []string{"lars"}
	rsaAuthority := rsaSigner(t, 2048)
	for name, c := range map[string]struct {
		key  ssh.PublicKey
		at   time.Time
		from net.Addr
		want string // the operator
		err  error
	}{
		"own key":              {key: seededKey(1).PublicKey(), want: "maya"},
		"unknown key":          {key: seededKey(2).PublicKey(), err: NoKnownKey},
		"expired operator":     {key: seededKey(3).PublicKey(), err: Expired},
		"key of the authority": {key: corp.PublicKey(), err: NoKnownKey},
		"certificate":          {key: userCertificate(t, person, corp, "maya"), want: "maya"},
		"second principal":     {key: userCertificate(t, person, corp, "ops", "m"), want: "maya"},
		"both of one":          {key: userCertificate(t, person, corp, "m", "maya"), want: "maya"},
		"other authority":      {key: userCertificate(t, person, lab, "maya"), want: "maya-of-the-lab"},
		"of nobody":            {key: userCertificate(t, person, lab, "lars"), err: NoPrincipal},
		"of several":           {key: userCertificate(t, person, corp, "maya", "lars"), err: SeveralOperators},
		"unknown authority":    {key: userCertificate(t, person, seededKey(102), "maya"), err: UnknownAuthority},
		"signed by a person":   {key: userCertificate(t, person, seededKey(1), "maya"), err: UnknownAuthority},
		"for a known key":      {key: userCertificate(t, seededKey(1), seededKey(102), "maya"), err: UnknownAuthority},
		"of a host":            {key: with(func(c *ssh.Certificate) { c.CertType = ssh.HostCert }), err: NotForUsers},
		"of another kind":      {key: with(func(c *ssh.Certificate) { c.CertType = 3 }), err: NotForUsers},
		"forged":               {key: forged, err: BadSignature},
		"too early":            {key: userCertificate(t, person, corp, "maya"), at: noon.Add(-time.Second), err: NotYetValid},
		"last second":          {key: userCertificate(t, person, corp, "maya"), at: noon.Add(time.Hour - time.Second), want: "maya"},
		"too late":             {key: userCertificate(t, person, corp, "maya"), at: noon.Add(time.Hour), err: NoLongerValid},
		"for ever":             {key: with(func(c *ssh.Certificate) { c.ValidAfter, c.ValidBefore = 0, ssh.CertTimeInfinity }), want: "maya"},
		"beyond all time":      {key: with(func(c *ssh.Certificate) { c.ValidBefore = ssh.CertTimeInfinity - 1 }), err: BadSignature},
		"operator's time":      {key: userCertificate(t, person, corp, "lars"), at: noon.Add(30 * time.Minute), err: Expired},
		"before it":            {key: userCertificate(t, person, corp, "lars"), at: noon.Add(30*time.Minute - 1), want: "lars"},
		"force-command":        {key: options("force-command", "ls"), err: CriticalOption},
		"verify-required":      {key: options("verify-required", ""), err: CriticalOption},
		"unknown option":       {key: options("x@example.com", ""), err: CriticalOption},
		"two options":          {key: options("source-address", "203.0.113.0/24", "force-command", "ls"), err: CriticalOption},
		"right address":        {key: options("source-address", "198.51.100.1,203.0.113.7"), want: "maya"},
		"right network":        {key: options("source-address", "203.0.113.0/24"), want: "maya"},
		"wrong network":        {key: options("source-address", "198.51.100.0/24"), err: WrongAddress},
		"broken list":          {key: options("source-address", "203.0.113.0/24,x"), err: WrongAddress},
		"empty list":           {key: options("source-address", ""), err: WrongAddress},
		"blank in the list":    {key: options("source-address", "203.0.113.0/24, 198.51.100.1"), err: WrongAddress},
		"mapped address":       {key: options("source-address", "203.0.113.0/24"), from: &net.TCPAddr{IP: home.IP.To16()}, want: "maya"},
		"version 6":            {key: options("source-address", "2001:db8::/32"), from: &net.TCPAddr{IP: net.ParseIP("2001:db8::1"), Zone: "eth0"}, want: "maya"},
		"no address":           {key: options("source-address", "0.0.0.0/0,::/0"), from: &net.UnixAddr{Name: "x"}, err: WrongAddress},
		"weak key":             {key: signedCertificate(t, parsedKey(t, shortRSA), corp, func(*ssh.Certificate) {}), err: WeakKey},
		"hardware key":         {key: signedCertificate(t, parsedKey(t, hardwareEd25519), corp, func(*ssh.Certificate) {}), want: "maya"},
		"SHA-1":                {key: sha1Certificate(t, person.PublicKey(), rsaAuthority), err: UnknownAuthority},
	} {
		t.Run(name, func(t *testing.T) {
			at, from := noon, net.Addr(home)
			if !c.at.IsZero() {
				at = c.at
			}
			if c.from != nil {
				from = c.from
			}
			who, err := team(t).Find(c.key, from, at)
			if who.Name != c.want || err != c.err {
				t.Errorf("%q, %v; want %q, %v", who.Name, err, c.want, c.err)
			}
		})
	}
}

// parsedKey is the key or the certificate of a line.
func parsedKey(t *testing.T, line string) ssh.PublicKey {
	t.Helper()
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sha1Certificate is signed with SHA-1, as ssh-keygen before 8.2 did with RSA.
func sha1Certificate(t *testing.T, key ssh.PublicKey, authority ssh.Signer) *ssh.Certificate {
	t.Helper()
	old, err := ssh.NewSignerWithAlgorithms(authority.(ssh.AlgorithmSigner), []string{ssh.KeyAlgoRSA})
	if err != nil {
		t.Fatal(err)
	}
	return signedCertificate(t, key, old, func(*ssh.Certificate) {})
}

// TestCertificatesOfEveryKindOfAuthority proves that authorities of each kind are taken, and
// that RSA is not with SHA-1.
func TestCertificatesOfEveryKindOfAuthority(t *testing.T) {
	rsa := rsaSigner(t, 2048)
	for name, authority := range map[string]ssh.Signer{
		"ed25519": seededKey(7), "P-256": ecdsaSigner(t, elliptic.P256()), "P-521": ecdsaSigner(t, elliptic.P521()), "RSA": rsa,
	} {
		o := mustParse(t, "[[operator]]\nname = \"maya\"\nprincipals = [\"maya\"]\n[[authority]]\nname = \"a\"\nkey = \""+keyLine(authority.PublicKey())+"\"\n")
		if who, err := o.Find(userCertificate(t, seededKey(50), authority, "maya"), home, noon); err != nil || who.Name != "maya" {
			t.Errorf("%s: %+v, %v", name, who, err)
		}
		if name == "RSA" {
			if _, err := o.Find(sha1Certificate(t, seededKey(50).PublicKey(), rsa), home, noon); err != WeakSignature {
				t.Errorf("SHA-1: %v", err)
			}
		}
	}
}

// TestIdentityHoldsWhatTheFileSays proves that an identity has the rights of the file and
// says by what it was shown.
func TestIdentityHoldsWhatTheFileSays(t *testing.T) {
	o, person := team(t), seededKey(50)
	byKey, _ := o.Find(seededKey(1).PublicKey(), home, noon)
	want := Identity{Name: "maya", Role: RoleLead, Fingerprint: ssh.FingerprintSHA256(seededKey(1).PublicKey())}
	if !reflect.DeepEqual(byKey, want) {
		t.Errorf("got %+v, want %+v", byKey, want)
	}
	byCertificate, _ := o.Find(userCertificate(t, person, seededKey(100), "ops", "m"), home, noon)
	want.Fingerprint, want.Authority, want.Principal = ssh.FingerprintSHA256(person.PublicKey()), ssh.FingerprintSHA256(seededKey(100).PublicKey()), "m"
	if !reflect.DeepEqual(byCertificate, want) {
		t.Errorf("got %+v, want %+v", byCertificate, want)
	}
}

// TestLookingUpAKeyChangesNothing proves that questions about keys leave no trace: a client
// may ask about keys that it does not have, before it logs in with another.
func TestLookingUpAKeyChangesNothing(t *testing.T) {
	o := team(t)
	before, _ := o.Find(seededKey(1).PublicKey(), home, noon)
	copied := *o
	for i := range 60 {
		_, _ = o.Find(seededKey(i).PublicKey(), home, noon)
		_, _ = o.Find(userCertificate(t, seededKey(i), seededKey(99+i%4), "maya", "lars"), home, noon)
	}
	if !reflect.DeepEqual(copied, *team(t)) || !reflect.DeepEqual(*o, *team(t)) {
		t.Error("the operators changed")
	}
	before.Flows = append(before.Flows, "x")
	if after, err := o.Find(seededKey(1).PublicKey(), home, noon); err != nil || after.Name != "maya" || after.Flows != nil {
		t.Errorf("%+v, %v", after, err)
	}
}

// TestEveryRefusalHasWords proves that no refusal is without a text, and that no two share one.
func TestEveryRefusalHasWords(t *testing.T) {
	seen := map[string]bool{}
	for r := NoKnownKey; r <= RightsChanged; r++ {
		if text := r.Error(); text == "" || text == "refused" || seen[text] {
			t.Errorf("refusal %d: %q", r, text)
		}
		seen[r.Error()] = true
	}
	if len(refusalTexts) != int(RightsChanged)+1 || Refusal(0).Error() != "refused" || Refusal(200).Error() != "refused" {
		t.Error("the table does not end with the last refusal")
	}
}
