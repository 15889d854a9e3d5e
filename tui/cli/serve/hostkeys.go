package serve

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/pem"
	"fmt"

	"golang.org/x/crypto/ssh"
)

// hostKeyComment is the comment in the keys, which ssh-keygen shows.
const hostKeyComment = "dossier"

// hostKey is a new host key.
type hostKey struct {
	name        string // of its file
	text        []byte // in OpenSSH's format
	fingerprint string // as ssh-keygen -lf prints it
}

// newHostKeys makes two keys: ed25519, and ECDSA for clients that may only use what FIPS 140
// allows and know no other.
func newHostKeys() ([]hostKey, error) {
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	first, err := newHostKey(Ed25519KeyFile, "ED25519", edwards)
	if err != nil {
		return nil, err
	}
	second, err := newHostKey(ECDSAKeyFile, "ECDSA", curve)
	return []hostKey{first, second}, err
}

// newHostKey writes a private key of 256 bits in OpenSSH's format.
func newHostKey(name, kind string, private crypto.Signer) (hostKey, error) {
	block, err := ssh.MarshalPrivateKey(private, hostKeyComment)
	if err != nil {
		return hostKey{}, err
	}
	public, err := ssh.NewPublicKey(private.Public())
	if err != nil {
		return hostKey{}, err
	}
	line := fmt.Sprintf("256 %s %s (%s)", ssh.FingerprintSHA256(public), hostKeyComment, kind)
	return hostKey{name, pem.EncodeToMemory(block), line}, nil
}
