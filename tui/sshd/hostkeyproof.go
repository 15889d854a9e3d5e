package sshd

import (
	"crypto/rand"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"
)

// The requests by which clients learn all host keys, so that keys can be changed one after
// the other (OpenSSH, PROTOCOL, 2.5). Clients that do not know them pass over them.
const (
	hostKeysRequest = "hostkeys-00@openssh.com"
	proofRequest    = "hostkeys-prove-00@openssh.com"
)

// announceHostKeys tells a client that has logged in which host keys there are.
func (s *Server) announceHostKeys(conn *gossh.ServerConn) {
	var payload []byte
	for _, key := range s.cfg.HostKeys {
		payload = appendBlob(payload, key.PublicKey().Marshal())
	}
	_, _, _ = conn.SendRequest(hostKeysRequest, false, payload) // a connection that ends needs none
}

// appendBlob appends a string of SSH (RFC 4251, 5).
func appendBlob(to, blob []byte) []byte {
	return append(to, gossh.Marshal(struct{ Blob []byte }{blob})...)
}

// proveHostKeys answers a client that wants to see that the host has the keys.
func (s *Server) proveHostKeys(ctx ssh.Context, _ *ssh.Server, request *gossh.Request) (ok bool, answer []byte) {
	conn, isThere := ctx.Value(ssh.ContextKeyConn).(*gossh.ServerConn)
	if !isThere {
		return false, nil
	}
	rest, proofs := request.Payload, 0
	for ; len(rest) > 0; proofs++ {
		var next struct {
			Blob []byte
			Rest []byte `ssh:"rest"`
		}
		if proofs == len(s.cfg.HostKeys) || gossh.Unmarshal(rest, &next) != nil {
			return false, nil
		}
		signature := s.signAsHost(next.Blob, conn.SessionID())
		if signature == nil {
			return false, nil
		}
		answer, rest = appendBlob(answer, gossh.Marshal(signature)), next.Rest
	}
	return proofs > 0, answer
}

// signAsHost signs the session with the host key of a blob; nil if there is none.
func (s *Server) signAsHost(blob, session []byte) *gossh.Signature {
	for _, key := range s.cfg.HostKeys {
		if string(key.PublicKey().Marshal()) != string(blob) {
			continue
		}
		data := gossh.Marshal(struct {
			Request       string
			Session, Blob []byte
		}{proofRequest, session, blob})
		if signature, err := signWith(key, data); err == nil {
			return signature
		}
	}
	return nil
}

// signWith signs as OpenSSH wants it: with RSA keys never by SHA-1.
func signWith(key gossh.Signer, data []byte) (*gossh.Signature, error) {
	if rsa, ok := key.(gossh.AlgorithmSigner); ok && key.PublicKey().Type() == gossh.KeyAlgoRSA {
		return rsa.SignWithAlgorithm(rand.Reader, data, gossh.KeyAlgoRSASHA512)
	}
	return key.Sign(rand.Reader, data)
}
