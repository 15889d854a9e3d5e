package journal

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal/servertest"
)

// certificate is a self-signed one for an address, with its key.
func certificate(t *testing.T, ip string) (certificate, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	requireNoErrors(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "muster"}, IPAddresses: []net.IP{net.ParseIP(ip)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	requireNoErrors(t, err)
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	requireNoErrors(t, err)
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
}

func TestAServerProvesWhoItIs(t *testing.T) {
	server := servertest.DedicatedServer(t)
	server.Stop(t)
	ours, key := certificate(t, "127.0.0.1")
	theirs, _ := certificate(t, "127.0.0.1")
	folder := t.TempDir()
	trusted, wrong := filepath.Join(folder, "ours.pem"), filepath.Join(folder, "theirs.pem")
	requireNoErrors(t, os.WriteFile(trusted, ours, 0o600), os.WriteFile(wrong, theirs, 0o600))
	server.Start(t, "ssl=on", "ssl_cert_file="+server.WriteFile(t, "server.pem", ours), "ssl_key_file="+server.WriteFile(t, "server.key", key))
	address := server.Database(t)
	for name, c := range map[string]struct {
		host, mode, root string
		want             error
	}{
		"proved":                {"127.0.0.1", "verify-full", trusted, nil},
		"another authority":     {"127.0.0.1", "verify-full", wrong, ErrCertificate},
		"another host":          {"localhost", "verify-full", trusted, ErrCertificate},
		"authority alone":       {"localhost", "verify-ca", trusted, nil},
		"wrong authority alone": {"127.0.0.1", "verify-ca", wrong, ErrCertificate},
	} {
		s, err := Open(t.Context(), readdressed(t, address, func(u *url.URL) {
			u.Host = net.JoinHostPort(c.host, u.Port())
			u.RawQuery = url.Values{"sslmode": {c.mode}, "sslrootcert": {c.root}}.Encode()
		}), testKeys)
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		requireDiscreet(t, err)
		if err != nil {
			continue
		}
		var encrypted bool
		requireNoErrors(t, s.write.QueryRow("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").Scan(&encrypted), s.Close())
		if !encrypted {
			t.Errorf("%s: the connection is in clear", name)
		}
	}
}

func TestThePasswordMayBeInItsFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pgpass")
	requireNoErrors(t, os.WriteFile(file, []byte("127.0.0.1:*:*:"+servertest.Owner+":"+servertest.Password+"\n"), 0o600))
	without := readdressed(t, database(t), func(u *url.URL) { u.User = url.User(servertest.Owner) })
	if _, err := Open(t.Context(), without, testKeys); !errors.Is(err, ErrSignIn) {
		t.Errorf("without a password: %v", err)
	}
	t.Setenv("PGPASSFILE", file)
	requireDone(t, open(t, without).Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
}
