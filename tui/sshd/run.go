package sshd

import (
	"context"
	"log/slog"
	"net"
	"time"

	gossh "golang.org/x/crypto/ssh"
	"golang.org/x/sync/errgroup"

	"dossier/tui/scpline"
	"dossier/tui/sshd/metrics"
	"dossier/tui/sshd/operators"
)

// Settings is what a service runs with.
type Settings struct {
	Service   *Service
	Public    scpline.Target // where operators reach it, as they type it; zero: where they reached it
	Receipts  MakeReceipt    // nil: none can be fetched
	MayLook   MayLook        // whose receipts those are; nil: nobody's
	Operators *operators.Watcher
	HostKeys  []gossh.Signer
	Listeners []net.Listener // closed when Run returns
	LockAfter time.Duration  // a wizard is locked after so long without a key; 0: never
	Log       *slog.Logger
	Manager   Manager                     // nil: nobody is told
	Metrics   *metrics.Metrics            // nil: some that nobody reads
	MetricsAt net.Listener                // where the metrics and the health are served; nil: nowhere
	Journal   func(context.Context) error // nil while the journal answers
}

// Manager is told what the service does, and wants a sign of life now and then.
type Manager interface {
	Ready()
	Stopping()
	Watch(ctx context.Context, isAlive func())
}

// fillIn puts something that does nothing in the place of what is optional.
func (s *Settings) fillIn() {
	if s.Metrics == nil {
		s.Metrics = metrics.New()
	}
	if s.Manager == nil {
		s.Manager = noManager{}
	}
}

type noManager struct{}

func (noManager) Ready()                        {}
func (noManager) Stopping()                     {}
func (noManager) Watch(context.Context, func()) {}

// shutdownTimeout is how long the sessions may take to end: sends that run finish, or stop
// before their last byte.
const shutdownTimeout = 60 * time.Second

// answerTimeout is how long an answer is waited for when the service ends. What became of
// each picture is recorded in the time that is left.
const answerTimeout = shutdownTimeout - 5*time.Second

// sweepInterval is how often what has expired is removed from the inboxes.
const sweepInterval = time.Second

// Run answers SSH connections until ctx ends, and then ends every session.
func Run(ctx context.Context, s Settings) error {
	s.Service.public, s.Service.receipts, s.Service.log = s.Public, newReceipts(s.Receipts), s.Log
	s.fillIn()
	if s.MayLook != nil {
		s.Service.mayLook = s.MayLook
	}
	s.Service.metrics, s.Service.lockAfter = s.Metrics, s.LockAfter
	for _, key := range s.HostKeys {
		s.Service.fingerprints = append(s.Service.fingerprints, gossh.FingerprintSHA256(key.PublicKey())+" "+key.PublicKey().Type())
	}
	server := New(Config{
		HostKeys: s.HostKeys, Directory: func() Directory { return s.Operators.Operators() }, Session: s.Service.Serve, Log: s.Log, Metrics: s.Metrics,
	})
	s.Service.addGauges(server)
	defer s.Service.inboxes.Clear()
	work, ctx := errgroup.WithContext(ctx)
	background, stop := context.WithCancel(context.WithoutCancel(ctx)) // goes on while the sessions end
	for _, l := range s.Listeners {
		work.Go(func() error { return server.Serve(l) })
	}
	for _, task := range []func(context.Context){
		s.Operators.Run, s.Service.sweep(s.Log), server.followOperators(s.Operators), server.trimMemory, s.Service.wipeMemory,
		func(ctx context.Context) { s.Manager.Watch(ctx, func() { server.gate.count() }) },
	} {
		work.Go(func() error {
			task(background)
			return nil
		})
	}
	if s.MetricsAt != nil {
		work.Go(func() error { return s.Metrics.Serve(background, s.MetricsAt, s.health(ctx)) })
	}
	s.Manager.Ready() // before the end can begin, so that the messages come in order
	work.Go(func() error {
		defer stop()
		<-ctx.Done()
		s.Manager.Stopping()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
		defer cancel()
		return server.Shutdown(end)
	})
	return work.Wait()
}

// sweep removes from the inboxes what has expired, and says once if files can reach the swap.
func (v *Service) sweep(log *slog.Logger) func(context.Context) {
	return func(ctx context.Context) {
		ticker, told := time.NewTicker(sweepInterval), false
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				v.inboxes.Sweep()
				v.interrupted.Sweep()
			}
			if !told && v.inboxes.MaySwap() {
				told = true
				log.Warn("the system keeps too little memory out of swap for the files that arrive: raise the limit (LimitMEMLOCK, ulimit -l), or use no swap")
			}
		}
	}
}

// followOperators ends the sessions of operators whom a new version of the file does not
// allow.
func (s *Server) followOperators(w *operators.Watcher) func(context.Context) {
	return func(ctx context.Context) {
		changed := w.Subscribe()
		defer w.Unsubscribe(changed)
		for {
			select {
			case <-ctx.Done():
				return
			case <-changed:
				s.Recheck()
			}
		}
	}
}
