package sshd

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"dossier/tui/sshd/lock"
	"dossier/tui/sshd/metrics"
	"dossier/tui/sshd/operators"
)

// Config is what a server is made of.
type Config struct {
	HostKeys  []gossh.Signer
	Directory func() Directory                    // the present one
	Session   func(context.Context, *Session) int // serves one session until it ends; returns its exit status
	Log       *slog.Logger
	Metrics   *metrics.Metrics // nil: some that nobody reads
	Now       func() time.Time // nil: time.Now
}

// Server answers SSH connections.
type Server struct {
	cfg          Config
	gate         *gate
	present      *present
	sessions     *sessions
	sessionLimit int
	ssh          *ssh.Server
	ctx          context.Context // ends every session
	end          context.CancelFunc
	mu           sync.Mutex
	listeners    []net.Listener
	serving      sync.WaitGroup // the sessions; nothing is added once ctx is done
}

// New returns a server that does not listen yet.
func New(cfg Config) *Server {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Metrics == nil {
		cfg.Metrics = metrics.New()
	}
	s := &Server{cfg: cfg, gate: newGate(cfg.Now), present: newPresent(), sessions: newSessions(), sessionLimit: maxSessions}
	s.ctx, s.end = context.WithCancel(context.Background())
	s.ssh = &ssh.Server{
		Version: "dossier", HandshakeTimeout: loginTimeout, MaxTimeout: maxConnectionTime,
		ConnCallback: s.accept, ServerConfigCallback: func(ctx ssh.Context) *gossh.ServerConfig {
			return connectionOf(ctx).login.serverConfig()
		},
		ChannelHandlers: map[string]ssh.ChannelHandler{"session": s.serveChannel},
		RequestHandlers: map[string]ssh.RequestHandler{proofRequest: s.proveHostKeys},
	}
	for _, key := range cfg.HostKeys {
		s.ssh.AddHostKey(key)
	}
	return s
}

// Serve answers the connections of a listener until Shutdown, and then returns nil.
func (s *Server) Serve(l net.Listener) error {
	if !s.addListener(l) {
		return l.Close()
	}
	err := s.ssh.Serve(l)
	if s.ctx.Err() != nil {
		return nil
	}
	return err
}

// addListener keeps a listener for Shutdown, unless that was called.
func (s *Server) addListener(l net.Listener) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return false
	}
	s.listeners = append(s.listeners, l)
	return true
}

// Shutdown takes no more connections, ends every session, and waits for them until the
// context ends; then it closes what is left. The library's own Shutdown is not used: it
// panics when a connection comes meanwhile (charm.land/ssh 0.4.3, its wait group is used
// again while it is waited for).
func (s *Server) Shutdown(ctx context.Context) error {
	s.mu.Lock()
	s.end()
	for _, l := range s.listeners {
		_ = l.Close()
	}
	s.mu.Unlock()
	ended := make(chan struct{})
	go func() {
		s.serving.Wait()
		close(ended)
	}()
	defer func() { _ = s.ssh.Close() }()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// connectionKey is the key of a connection in its context.
type connectionKey struct{}

func connectionOf(ctx ssh.Context) *connection {
	c, _ := ctx.Value(connectionKey{}).(*connection)
	return c
}

// connection is one connection from its first byte to its end.
type connection struct {
	net.Conn
	server  *Server
	login   *login
	timer   *time.Timer // closes what takes too long with its key exchange, and later what opens no channel
	place   *place      // at the gate, until somebody logs in
	began   time.Time
	once    sync.Once    // the end
	alive   sync.Once    // the client is asked for signs of life
	open    atomic.Int32 // its channels
	loginAt atomic.Int64 // when somebody logged in, nanoseconds since 1970
	uncount func()       // takes the connection out of the metrics
}

// accept is called for each new connection; nil closes it.
func (s *Server) accept(ctx ssh.Context, conn net.Conn) net.Conn {
	place, why := s.gate.enter(sourceOf(conn.RemoteAddr()), func() {
		s.noteRefused(conn, madeRoom)
		_ = conn.Close()
	})
	if why != admitted {
		s.noteRefused(conn, why)
		return nil
	}
	c := &connection{Conn: conn, server: s, place: place, began: time.Now()}
	c.login = &login{server: s, from: conn.RemoteAddr(), connection: c}
	c.timer = time.AfterFunc(keyExchangeTimeout, func() { _ = conn.Close() })
	ctx.SetValue(connectionKey{}, c)
	return c
}

// noteRefused notes a connection that is closed before somebody has logged in.
func (s *Server) noteRefused(conn net.Conn, why refusal) {
	s.cfg.Metrics.RefuseConnection(string(why))
	s.cfg.Log.Info("refused connection", "from", conn.RemoteAddr().String(), "reason", string(why))
}

// noteKeyExchange notes that the keys are exchanged: from now on people type.
func (s *Server) noteKeyExchange(l *login) {
	l.connection.timer.Stop()
	l.connection.place.noteKeyExchange()
}

// noteLogin notes that somebody has logged in.
func (s *Server) noteLogin(l *login) {
	l.connection.place.leave()
	s.gate.pardon(sourceOf(l.from))
	l.connection.uncount = s.cfg.Metrics.BeginConnection()
	l.connection.timer.Reset(firstChannelTimeout)
	l.connection.loginAt.Store(s.cfg.Now().UnixNano())
	r := l.result()
	s.cfg.Log.Info("login", "from", l.from.String(), "operator", r.operator.Name, "key", r.operator.Fingerprint, "user", escaped(r.user), "client", escaped(r.client))
}

// Close closes the connection and notes how its login ended.
func (c *connection) Close() error {
	err := c.Conn.Close()
	c.once.Do(c.noteEnd)
	return err
}

func (c *connection) noteEnd() {
	c.timer.Stop()
	s := c.server
	isOurs := !c.place.leave() || s.ctx.Err() != nil // it made room for another one, or the service ends
	switch r := c.login.result(); {
	case r.operator != nil:
		s.present.leave(r.operator.Name)
		c.uncount()
		s.cfg.Log.Info("logout", "from", c.RemoteAddr().String(), "operator", r.operator.Name, "key", r.operator.Fingerprint)
	case r.refusal != nil && !(isOurs && isLoginFault(r.refusal)):
		if !errors.Is(r.refusal, errTooManyConnections) {
			s.gate.punish(sourceOf(c.RemoteAddr()), failedLoginPenalty)
		}
		s.cfg.Metrics.RefuseLogin(refusedLoginReason(r.refusal))
		s.cfg.Log.Info("refused login", "from", c.RemoteAddr().String(), "reason", r.refusal.Error(), "offered", r.offered, "user", escaped(r.user), "client", escaped(r.client))
	default: // a probe of a balancer, a scan of host keys
		s.cfg.Log.Debug("connection without a login", "from", c.RemoteAddr().String())
	}
}

// serveChannel serves one session channel.
func (s *Server) serveChannel(_ *ssh.Server, conn *gossh.ServerConn, offered gossh.NewChannel, ctx ssh.Context) {
	c := connectionOf(ctx)
	operator, ok := conn.Permissions.ExtraData[operatorKey{}].(operators.Identity)
	switch {
	case !ok:
		_ = offered.Reject(gossh.Prohibited, operators.NoKnownKey.Error())
		return
	case s.cfg.Directory().Allows(operator, s.cfg.Now()) != nil:
		s.refuseChannel(c, operator, offered, gossh.Prohibited, "you are not allowed in any more")
		return
	case s.sessions.count() >= s.sessionLimit:
		s.refuseChannel(c, operator, offered, gossh.ResourceShortage, "the service has too many sessions open; try again later")
		return
	case !c.openChannel(operator.Name):
		s.refuseChannel(c, operator, offered, gossh.ResourceShortage, "you have too many sessions open")
		return
	}
	defer c.closeChannel(operator.Name)
	defer s.containPanic(conn)
	c.timer.Stop()
	c.alive.Do(func() {
		s.announceHostKeys(conn)
		go s.keepAlive(ctx, conn)
	})
	accepted, requests, err := offered.Accept()
	if err != nil {
		return
	}
	ch := newChannel(accepted)
	if !ch.readPurpose(requests) {
		_ = ch.Close()
		return
	}
	go s.answerLater(conn, ch, requests)
	s.runSession(ctx, conn, ch, operator)
}

// runSession serves a session and tells the client how it ended.
func (s *Server) runSession(base ssh.Context, conn *gossh.ServerConn, ch *channel, operator operators.Identity) {
	if !s.beginSession() {
		_ = ch.Close()
		return
	}
	defer s.serving.Done()
	ctx, cancel := context.WithCancelCause(base)
	defer cancel(nil)
	defer connectionOf(base).endInTime(cancel)()
	defer context.AfterFunc(s.ctx, func() { cancel(errServiceEnds) })()
	defer s.sessions.add(operator, cancel)()
	session := &Session{channel: ch, Operator: operator, User: conn.User(), From: conn.RemoteAddr(), To: conn.LocalAddr(), Client: string(conn.ClientVersion()), isAlive: func() bool { return isAlive(conn) }, end: cancel, log: s.cfg.Log}
	session.login = lock.Login{Operator: operator.Name, Connection: string(conn.SessionID()), At: loginTime(ctx)}
	defer s.cfg.Metrics.BeginSession(session.what())()
	session.logBegin()
	began := s.cfg.Now()
	status := session.serve(ctx, s.cfg.Session)
	ch.exit(uint32(status))
	session.logEnd(ctx, status, s.cfg.Now().Sub(began))
}

// isAlive asks the client for a sign of life. A connection that ends is none.
func isAlive(conn *gossh.ServerConn) bool {
	_, _, err := conn.SendRequest(aliveRequest, true, nil)
	return err == nil
}

// aliveRequest is OpenSSH's; any answer is a sign of life, a refusal too.
const aliveRequest = "keepalive@openssh.com"

// openChannel counts a channel, unless the connection or the operator has too many.
func (c *connection) openChannel(operator string) bool {
	if c.open.Add(1) > maxChannelsPerConn || !c.server.present.openChannel(operator) {
		c.open.Add(-1)
		return false
	}
	return true
}

func (c *connection) closeChannel(operator string) {
	c.server.present.closeChannel(operator)
	c.open.Add(-1)
}

// Why a session ends that nobody left.
var (
	errServiceEnds = errors.New("the service ends")
	errTooLong     = errors.New("the connection lasted too long")
)

// endInTime ends a session before its connection has lasted too long, so that it can say
// why. The func that it returns stops the clock.
func (c *connection) endInTime(end func(why error)) (stop func() bool) {
	return time.AfterFunc(time.Until(c.began.Add(maxSessionTime)), func() { end(errTooLong) }).Stop
}

// Recheck ends the sessions of operators whom the directory does not allow any more.
func (s *Server) Recheck() {
	directory, now := s.cfg.Directory(), s.cfg.Now()
	s.sessions.endIf(func(who operators.Identity) error { return directory.Allows(who, now) })
}

// beginSession counts a session, unless the server ends.
func (s *Server) beginSession() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx.Err() != nil {
		return false
	}
	s.serving.Add(1)
	return true
}

// keepAlive asks the client for a sign of life, and closes the connection of one that
// gives none: half-open connections end so, and balancers see traffic.
func (s *Server) keepAlive(ctx context.Context, conn *gossh.ServerConn) {
	defer s.containPanic(conn)
	ticker := time.NewTicker(keepAliveInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		answered := time.AfterFunc(maxMissedAlive*keepAliveInterval, func() { _ = conn.Close() })
		alive := isAlive(conn)
		answered.Stop()
		if !alive {
			return
		}
	}
}
