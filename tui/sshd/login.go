package sshd

import (
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dossier/tui/sshd/operators"
)

// Directory says who may log in. [operators.Operators] is one.
type Directory interface {
	// Find returns whose a key or certificate is, or why nobody's. It is asked for every
	// key that a client offers, also for one that the client cannot use, so it keeps nothing.
	Find(key gossh.PublicKey, from net.Addr, now time.Time) (operators.Identity, error)
	// Allows returns nil while somebody who has logged in may go on.
	Allows(who operators.Identity, now time.Time) error
}

// login is what happens on a connection until somebody is logged in.
type login struct {
	server     *Server
	connection *connection
	from       net.Addr

	mu       sync.Mutex
	tried    bool     // the client asked to be let in; a probe of a balancer does not
	known    bool     // it named a key that is somebody's
	offered  []string // fingerprints of those that are nobody's
	refusal  error    // of the latest key
	told     bool     // the client was told why
	user     string
	client   string // the version that the client says it has
	operator *operators.Identity
}

var errTooManyConnections = fmt.Errorf("you have %d connections already; close one of them", maxConnections)

// loginFault is why somebody who asked was not let in, although no key was refused.
type loginFault string

// The faults. Each is a word of the log and of the metrics.
const (
	noKeyOffered loginFault = "no key was offered"
	keyNotProved loginFault = "a known key was named and not proved"
)

// Error is the fault in words.
func (f loginFault) Error() string { return string(f) }

func isLoginFault(err error) bool {
	_, ok := errors.AsType[loginFault](err)
	return ok
}

// operatorKey is the key of the Operator in the permissions of a connection.
type operatorKey struct{}

// serverConfig is how a connection logs in: by key alone. The method that asks questions
// never succeeds: it is the one way to show a sentence, once, to every client.
func (l *login) serverConfig() *gossh.ServerConfig {
	safe := gossh.SupportedAlgorithms()
	return &gossh.ServerConfig{
		Config: gossh.Config{Ciphers: safe.Ciphers, MACs: safe.MACs, KeyExchanges: safe.KeyExchanges}, PublicKeyAuthAlgorithms: safe.PublicKeyAuths,
		MaxAuthTries: maxAuthTries, PublicKeyCallback: l.checkKey, VerifiedPublicKeyCallback: l.admit, KeyboardInteractiveCallback: l.explain,
		AuthLogCallback:     func(conn gossh.ConnMetadata, _ string, _ error) { l.noteTry(conn) },
		PreAuthConnCallback: func(gossh.ServerPreAuthConn) { l.server.noteKeyExchange(l) },
	}
}

// checkKey looks up a key that a client offers. Whether the client has it is not known yet.
func (l *login) checkKey(conn gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
	found, err := l.server.cfg.Directory().Find(key, l.from, l.server.cfg.Now())
	if err != nil {
		l.noteOffer(conn, key, err)
		return nil, err
	}
	l.mu.Lock()
	l.known = true
	l.mu.Unlock()
	return &gossh.Permissions{ExtraData: map[any]any{operatorKey{}: found}}, nil
}

// noteTry notes that a client asks to be let in, by whatever method: one that offers no key
// and only guesses passwords is refused too.
func (l *login) noteTry(conn gossh.ConnMetadata) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tried, l.user, l.client = true, conn.User(), string(conn.ClientVersion())
}

// noteOffer keeps the fingerprint of a key that is nobody's.
func (l *login) noteOffer(conn gossh.ConnMetadata, key gossh.PublicKey, why error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.user, l.client = conn.User(), string(conn.ClientVersion())
	if !errors.Is(l.refusal, errTooManyConnections) { // a client goes on with its other keys
		l.refusal = why
	}
	if len(l.offered) < 2*maxAuthTries {
		l.offered = append(l.offered, gossh.FingerprintSHA256(key))
	}
}

// admit logs somebody in who has shown that the key is theirs.
func (l *login) admit(conn gossh.ConnMetadata, key gossh.PublicKey, p *gossh.Permissions, _ string) (*gossh.Permissions, error) {
	operator, ok := p.ExtraData[operatorKey{}].(operators.Identity)
	if !ok {
		return nil, operators.NoKnownKey
	}
	if !l.server.present.enter(operator.Name) {
		l.noteOffer(conn, key, errTooManyConnections)
		return nil, &gossh.BannerError{Err: errTooManyConnections, Message: "dossier: " + errTooManyConnections.Error() + ".\r\n"}
	}
	l.mu.Lock()
	l.user, l.client, l.operator = conn.User(), string(conn.ClientVersion()), &operator
	l.mu.Unlock()
	l.server.noteLogin(l)
	return p, nil
}

// explain tells a client that none of its keys is known. Text without a question is shown
// once by every client; asked again, it fails at once.
func (l *login) explain(_ gossh.ConnMetadata, ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
	l.mu.Lock()
	text, told := l.refusalText(), l.told
	l.told = true
	l.mu.Unlock()
	if !told {
		_, _ = ask("", text, nil, nil)
	}
	return nil, operators.NoKnownKey
}

// refusalText says why nobody was let in, and what to do.
func (l *login) refusalText() string {
	switch {
	case len(l.offered) == 0:
		return "dossier: your ssh offered no key. Make one with ssh-keygen, and give its .pub file to your administrator.\n"
	case !errors.Is(l.refusal, operators.NoKnownKey):
		return "dossier: " + l.refusal.Error() + ". Ask your administrator.\n"
	}
	return "dossier: none of your keys is known here. Send your administrator the .pub file of one of these keys:\n  " + strings.Join(l.offered, "\n  ") + "\n"
}

// loginResult is how a login ended.
type loginResult struct {
	operator     *operators.Identity // nil: nobody logged in
	offered      int                 // keys
	refusal      error               // of the latest key, or why there was none to refuse; nil: nobody asked
	user, client string              // as the client says it
}

func (l *login) result() loginResult {
	l.mu.Lock()
	defer l.mu.Unlock()
	return loginResult{l.operator, len(l.offered), l.endRefusal(), l.user, l.client}
}

// endRefusal is why nobody was let in. The lock is held.
func (l *login) endRefusal() error {
	switch {
	case l.refusal != nil || !l.tried:
		return l.refusal
	case l.known:
		return keyNotProved
	}
	return noKeyOffered
}
