package operators

import (
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// keygen runs OpenSSH's ssh-keygen in a folder and returns what it prints.
func keygen(t *testing.T, folder string, args ...string) string {
	t.Helper()
	program, err := exec.LookPath("ssh-keygen")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("ssh-keygen has to be installed: Debian's openssh-client")
		}
		t.Skip("ssh-keygen is not installed (Debian: openssh-client)")
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = folder
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("ssh-keygen %s: %v: %s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func readLine(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(b), "\n")
}

// TestKeysOfOpenSSH proves for each type of key that ssh-keygen makes that its .pub line is
// taken as it is, and that the fingerprint is the one that ssh-keygen shows.
func TestKeysOfOpenSSH(t *testing.T) {
	folder := t.TempDir()
	var lines, names []string
	for _, kind := range []string{"ed25519", "ecdsa 256", "ecdsa 384", "ecdsa 521", "rsa 2048"} {
		kind, bits, sized := strings.Cut(kind, " ")
		args, name := []string{"-q", "-t", kind, "-N", "", "-C", "Maya M. (laptop)", "-f", kind + bits}, kind+bits
		if sized {
			args = append(args, "-b", bits)
		}
		keygen(t, folder, args...)
		lines, names = append(lines, readLine(t, filepath.Join(folder, name+".pub"))), append(names, name+".pub")
	}
	for name, line := range map[string]string{"sk-ed25519.pub": hardwareEd25519, "sk-ecdsa.pub": hardwareECDSA} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(line+" key\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		lines, names = append(lines, line), append(names, name)
	}
	o := mustParse(t, "[[operator]]\nname = \"maya\"\nkeys = [\n'"+strings.Join(lines, "',\n'")+"']\n")
	for i, name := range names {
		who, err := o.Find(parsedKey(t, lines[i]), home, noon)
		if err != nil || !strings.Contains(keygen(t, folder, "-lf", name), " "+who.Fingerprint+" ") {
			t.Errorf("%s: %+v, %v", name, who, err)
		}
	}
}

// TestCertificatesOfOpenSSH proves with certificates that ssh-keygen signed whom they let in,
// for each type of authority and of key, and each restriction that OpenSSH has.
func TestCertificatesOfOpenSSH(t *testing.T) {
	folder := t.TempDir()
	for _, args := range [][]string{{"ca-ed25519", "ed25519"}, {"ca-ecdsa", "ecdsa"}, {"ca-rsa", "rsa", "-b", "2048"}, {"other", "ed25519"}, {"key-ed25519", "ed25519"}, {"key-ecdsa", "ecdsa"}, {"key-rsa", "rsa", "-b", "2048"}, {"key-short", "rsa", "-b", "1024"}} {
		keygen(t, folder, append([]string{"-q", "-N", "", "-f", args[0], "-t"}, args[1:]...)...)
	}
	if err := os.WriteFile(filepath.Join(folder, "key-sk.pub"), []byte(hardwareEd25519+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, kind := range []string{"ed25519", "ecdsa", "rsa"} {
		text += "[[operator]]\nname = \"maya-" + kind + "\"\nprincipals = [\"maya\"]\nauthority = \"" + kind + "\"\n[[authority]]\nname = \"" + kind + "\"\nkey = \"" + readLine(t, filepath.Join(folder, "ca-"+kind+".pub")) + "\"\n"
	}
	o, now := mustParse(t, text), time.Now()
	const named = "-n maya,ops -V -1h:+1h"
	for _, c := range []struct {
		authority, key, args, want string
		err                        error
	}{
		{"ca-ed25519", "key-ed25519", named, "maya-ed25519", nil},
		{"ca-ed25519", "key-ecdsa", named, "maya-ed25519", nil},
		{"ca-ed25519", "key-rsa", named, "maya-ed25519", nil},
		{"ca-ed25519", "key-sk", named, "maya-ed25519", nil},
		{"ca-ecdsa", "key-ed25519", named, "maya-ecdsa", nil},
		{"ca-rsa", "key-ed25519", named, "maya-rsa", nil},
		{"ca-rsa", "key-ed25519", named + " -t rsa-sha2-256", "maya-rsa", nil},
		{"ca-rsa", "key-ed25519", named + " -t ssh-rsa", "", WeakSignature},
		{"ca-ed25519", "key-short", named, "", WeakKey},
		{"other", "key-ed25519", named, "", UnknownAuthority},
		{"ca-ed25519", "key-ed25519", "-n lars", "", NoPrincipal},
		{"ca-ed25519", "key-ed25519", "-V -1h:+1h", "", NoPrincipal}, // no names: for everybody, in OpenSSH
		{"ca-ed25519", "key-ed25519", "-h -n maya", "", NotForUsers},
		{"ca-ed25519", "key-ed25519", "-n maya -V -2h:-1h", "", NoLongerValid},
		{"ca-ed25519", "key-ed25519", "-n maya -V +1h:+2h", "", NotYetValid},
		{"ca-ed25519", "key-ed25519", "-n maya -V always:forever", "maya-ed25519", nil},
		{"ca-ed25519", "key-ed25519", named + " -O clear", "maya-ed25519", nil},
		{"ca-ed25519", "key-ed25519", named + " -O no-touch-required", "maya-ed25519", nil},
		{"ca-ed25519", "key-ed25519", named + " -O source-address=203.0.113.0/24", "maya-ed25519", nil},
		{"ca-ed25519", "key-ed25519", named + " -O source-address=10.0.0.0/8,2001:db8::/32", "", WrongAddress},
		{"ca-ed25519", "key-ed25519", named + " -O force-command=ls", "", CriticalOption},
		{"ca-ed25519", "key-ed25519", named + " -O verify-required", "", CriticalOption},
	} {
		name := c.authority + " " + c.key + " " + c.args
		keygen(t, folder, append(append([]string{"-q", "-s", c.authority, "-I", "id"}, strings.Fields(c.args)...), c.key+".pub")...)
		certificate := parsedKey(t, readLine(t, filepath.Join(folder, c.key+"-cert.pub")))
		who, err := o.Find(certificate, &net.TCPAddr{IP: net.IPv4(203, 0, 113, 7)}, now)
		if who.Name != c.want || err != c.err {
			t.Errorf("%s: %q, %v; want %q, %v", name, who.Name, err, c.want, c.err)
		}
		if err == nil && who.Fingerprint != ssh.FingerprintSHA256(certificate.(*ssh.Certificate).Key) {
			t.Errorf("%s: fingerprint %s", name, who.Fingerprint)
		}
	}
}
