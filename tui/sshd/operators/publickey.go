package operators

import (
	"crypto/rsa"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"dossier/assets"
)

// minRSABits is what NIST SP 800-131A has asked for since 2014; OpenSSH's own limit is 1024.
const minRSABits = 2048

// keyOptions are the options of a line of authorized_keys (sshd(8)). Other words in their
// place are not repeated: they could be anything.
var keyOptions = []string{
	"agent-forwarding", "cert-authority", "command", "environment", "expiry-time", "from", "no-agent-forwarding", "no-port-forwarding", "no-pty",
	"no-touch-required", "no-user-rc", "no-x11-forwarding", "permitlisten", "permitopen", "port-forwarding", "principals", "pty", "restrict", "tunnel",
	"user-rc", "verify-required", "x11-forwarding",
}

// optionRemedies are what to write in place of an option.
var optionRemedies = map[string]string{
	"expiry-time":    `; for expiry-time, write expires = 2027-01-31`,
	"cert-authority": `; an authority stands under [[authority]]`,
	"principals":     `; principals have a key of their own`,
}

const notAKey = "is no public key; copy the whole line of the .pub file"

// parsePublicKey reads a line of a .pub file. It returns what is wrong, "" for nothing.
func parsePublicKey(line string) (ssh.PublicKey, string) {
	if fault := otherThanKey(line); fault != "" {
		return nil, fault
	}
	key, _, options, _, err := ssh.ParseAuthorizedKey([]byte(line))
	switch {
	case err != nil && hasUnsupportedType(line):
		return nil, "is of a type that is not supported; ssh-keygen -t ed25519 makes a good one"
	case err != nil:
		return nil, notAKey
	case len(options) > 0:
		return nil, optionsFault(options)
	}
	return key, weakness(key)
}

// otherThanKey recognises what is often taken for a public key that will do.
func otherThanKey(line string) string {
	switch {
	case strings.TrimSpace(line) == "":
		return "is empty"
	case strings.Contains(line, "PRIVATE KEY") || strings.HasPrefix(line, "PuTTY-User-Key-File"):
		return "is a private key, which nobody else may have; remove it here, make a new one, and copy the line of its .pub file"
	case strings.HasPrefix(line, "---- BEGIN SSH2 PUBLIC KEY"):
		return "is in another format; ssh-keygen -i -f FILE prints the line that belongs here"
	case strings.HasPrefix(line, "ssh-dss"):
		return "is a DSA key, which is too weak; ssh-keygen -t ed25519 makes a good one"
	case strings.HasPrefix(line, "SHA256:") || strings.HasPrefix(line, "MD5:"):
		return "is a fingerprint; copy the whole line of the .pub file"
	case strings.ContainsAny(line, "\r\n"):
		return "has several lines; each key is a text of its own"
	}
	return ""
}

// hasUnsupportedType reports whether a line looks like a key that the library does not know.
func hasUnsupportedType(line string) bool {
	words := strings.Fields(line)
	return len(words) >= 2 && strings.HasPrefix(words[1], "AAAA") && !slices.Contains(supportedTypes, words[0]) &&
		(strings.HasPrefix(words[0], "ssh-") || strings.HasPrefix(words[0], "sk-") || strings.HasPrefix(words[0], "ecdsa-"))
}

var supportedTypes = []string{
	ssh.KeyAlgoED25519, ssh.KeyAlgoSKED25519, ssh.KeyAlgoECDSA256, ssh.KeyAlgoECDSA384, ssh.KeyAlgoECDSA521, ssh.KeyAlgoSKECDSA256, ssh.KeyAlgoRSA,
}

// optionsFault names the options of a line. None is kept here, and a line whose
// restriction is ignored would let in more than its writer meant.
func optionsFault(options []string) string {
	var names []string
	remedy, unknown := "", 0
	for _, option := range options {
		name, _, _ := strings.Cut(strings.ToLower(option), "=")
		switch {
		case !slices.Contains(keyOptions, name):
			unknown++
		case !slices.Contains(names, name):
			names = append(names, name)
			remedy += optionRemedies[name]
		}
	}
	if unknown > 0 {
		names = append(names, assets.CountText(unknown, "unknown word", "unknown words"))
	}
	return "options before a key are not supported: " + strings.Join(names, ", ") + "; remove them" + remedy
}

// weakness says why a key is not taken, "" for one that is.
func weakness(key ssh.PublicKey) string {
	if _, ok := key.(*ssh.Certificate); ok {
		return "is a certificate; the key of the authority that signed it belongs under [[authority]]"
	}
	if public, ok := key.(ssh.CryptoPublicKey); ok {
		if key, ok := public.CryptoPublicKey().(*rsa.PublicKey); ok && key.N.BitLen() < minRSABits {
			return fmt.Sprintf("is an RSA key of %d bits, which is too weak; it needs %d", key.N.BitLen(), minRSABits)
		}
	}
	return ""
}
