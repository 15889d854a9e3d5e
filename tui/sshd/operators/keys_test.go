package operators

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/binary"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// Public keys that a test cannot make: of hardware keys (test vectors of OpenSSH), of a kind
// that is refused, and too short.
const (
	hardwareEd25519 = "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIJjzc2a20RjCvN/0ibH6UpGuN9F9hDvD7x182bOesNhHAAAABHNzaDo="
	hardwareECDSA   = "sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTZAb3BlbnNzaC5jb20AAAAIbmlzdHAyNTYAAABBBGRNqlFgED/pf4zXz8IzqA6CALNwYcwgd4MQDmIS1GOtn1SySFObiuyJaOlpqkV5FeEifhxfIC2ejKKtNyO4CysAAAAEc3NoOg=="
	dsaKey          = "ssh-dss AAAAB3NzaC1kc3MAAACBAPXep9tyFhgdrmTySoc+LQBa9fRjkhi8aAfX/UatFBiiFLCYNdee3S4gd6/TWa275GBwSt792LF06j4L9bsFpF23g7RHnb4CpxIiVIv8Caynco5o0Pa5ji+NvPytuMPiwqfwnLO+2vdnPeKk2JT/jeNrv8tVEJeCQjFQgxylob0FAAAAFQDwum/gaoH5jvSGZKzRwsNOhiOjjwAAAIArDD86OEstfzrA+p8TGRAhD6TjrEmy2m/0E40/s+l5I5OaGpt4NdP4NN01SgkVxKw/B3D5kFxq4UtxNFdkee4Y/AoNx7IS1XBO1Xy7PgIBR09qyjwRM4fOmZR1kGRIk/uldeVtjDBgCIIVWEhmDwcYKARhzzo1jv9yxZYxtU0pOQAAAIAxIENQF5bTBaspMBXkzzYgKOd+Caeu9ngOJsvPhYeC2KaRYKPNPCjWgTH46D2Fh5f1DOe+e7W6awG02h+1Hbj6fLaPh/6x5MH44XkB32TYLdcBMdm+QrzviYwKE0wBsG5IKIV8Vo7hvPoiJjdVxcN4DmsFEgHezmmDyjpEmipJOg=="
	shortRSA        = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQCsvfdzVk/yWfZtnnm31AA8lzUXKbpCiXRGniaZ7CoDafIR0WVC3tcVpVUqU228LofdH64RIY4Qz9wZqtByErNa/w8PDbzCF1mJ40Gs4FVnzbkMko0dlj1Rxfwl8TZ2NCXZLY3WJdVsF5S0sZuDDZrKg+b+PPWVcfcg0GRPvN+c+w=="
)

// seededKey is the key of a number, always the same.
func seededKey(n int) ssh.Signer {
	seed := make([]byte, ed25519.SeedSize)
	binary.BigEndian.PutUint64(seed, uint64(n))
	signer, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(seed))
	if err != nil {
		panic(err)
	}
	return signer
}

// keyLine is a key as a line of a .pub file, without its end.
func keyLine(key ssh.PublicKey) string {
	return strings.TrimSuffix(string(ssh.MarshalAuthorizedKey(key)), "\n")
}

// seededLine is the line of the key of a number.
func seededLine(n int) string { return keyLine(seededKey(n).PublicKey()) }

func rsaSigner(t *testing.T, bits int) ssh.Signer {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, bits)
	return signerOf(t, private, err)
}

func ecdsaSigner(t *testing.T, curve elliptic.Curve) ssh.Signer {
	t.Helper()
	private, err := ecdsa.GenerateKey(curve, rand.Reader)
	return signerOf(t, private, err)
}

func signerOf(t *testing.T, private any, err error) ssh.Signer {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return signer
}
