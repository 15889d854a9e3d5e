package sshd

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"log/slog"
	"net"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/inbox"
	"dossier/flows/intake"
	"dossier/tui/scpline"
	"dossier/tui/settings"
	"dossier/tui/sshd/interrupted"
	"dossier/tui/sshd/lock"
	"dossier/tui/sshd/metrics"
	"dossier/tui/sshd/operators"
	"dossier/tui/steps"
	"dossier/tui/wizard"
)

// Service is what the wizards of all sessions share.
type Service struct {
	settings.Wizard        // of every session; its operator is whoever has logged in
	origin          string // of the service that the pictures go to
	openDesks       OpenDesks
	inboxes         *inbox.Registry
	receipts        receipts
	mayLook         MayLook
	examiner        *intake.Examiner
	locks           *lock.Registry
	interrupted     *interrupted.Registry
	lockAfter       time.Duration // without a key; 0: never
	metrics         *metrics.Metrics
	public          scpline.Target // where operators reach the service; zero: where they reached it
	log             *slog.Logger
	fingerprints    []string // of the host keys, each with its type
}

// OpenDesks opens the desks of one session of an operator, and a store for its pictures.
// The session closes both. They call onPanic when they caught a fault of the program.
type OpenDesks func(ctx context.Context, who operators.Identity, onPanic func()) (*desk.Desks, *desk.Pictures, error)

// NewService returns a service whose wizards are set up like w and send pictures to the
// service of an origin.
func NewService(w settings.Wizard, origin string, open OpenDesks) *Service {
	w.Home, w.Cwd, w.UserFolders = "", "", nil // no session sees the host's disk
	v := &Service{
		Wizard: w, origin: origin, openDesks: open, examiner: intake.NewExaminer(w.Limits), metrics: metrics.New(), log: slog.New(slog.DiscardHandler), receipts: newReceipts(nil), mayLook: mayLookNever, locks: &lock.Registry{}, interrupted: interrupted.NewRegistry(inbox.KeepFor),
	}
	v.inboxes = inbox.New(inbox.Config{
		Limits: inbox.DefaultLimits(w.Limits.MaxBytes), Now: time.Now, Random: randomBits, Complete: intake.HasEndMark, Ended: v.noteArrival,
	})
	return v
}

// randomBits are 32 bits of the system's.
func randomBits() uint32 {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return binary.LittleEndian.Uint32(b[:])
}

// newModel makes the wizard of a session, and the func that ends what it has begun.
func (v *Service) newModel(ctx context.Context, s *Session, allowClipboard func(string)) (tea.Model, func()) {
	files := &sessionFiles{service: v, session: s, ctx: ctx, open: map[string]inboxSource{}}
	place := v.beginWizard(s)
	model, end := wizard.New(ctx, wizard.Config{
		Wizard: v.wizardFor(s), OpenJournal: v.openJournal(s), Examiner: v.examiner, Files: files.source, Clipboard: allowClipboard, Reopen: place.Reopen, Shown: place.Show,
	})
	locked, session := v.lockable(ctx, s, model, place)
	return locked, func() {
		place.Interrupt(interruptionCause(s.lost, session.IsLocked()))
		session.Leave()
		end()
		files.leave()
		place.Close()
	}
}

// wizardFor is what the wizard of a session is told at its start.
func (v *Service) wizardFor(s *Session) settings.Wizard {
	own := v.Wizard
	own.Operator, own.Flows, own.HideReasons = s.Operator.Name, allowedFlows(v.Flows, s.Operator.Flows), !s.Operator.Role.MaySeeReasons()
	own.Lead = s.Operator.Role == operators.RoleLead
	own.Remote.SSH, own.Remote.Address = true, addressOf(s.From)
	return own
}

// openJournal opens the desks of a session. The journal itself stays open.
func (v *Service) openJournal(s *Session) func(context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
	return func(ctx context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
		desks, pictures, err := v.openDesks(ctx, s.Operator, s.fault)
		if err != nil {
			return nil, nil, nil, err
		}
		desks.WaitLonger(errServiceEnds, answerTimeout) // a lost line must leave the dossier free for the next login
		return desks, pictures, func() {
			desks.Close()
			pictures.Close()
		}, nil
	}
}

// addressOf is an address without its port.
func addressOf(addr net.Addr) string {
	host, _, err := net.SplitHostPort(addr.String())
	if err != nil {
		return addr.String()
	}
	return host
}

// allowedFlows are the flows that an operator may use; nil names: all.
func allowedFlows(all []flows.Flow, names []string) []flows.Flow {
	if names == nil {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(f flows.Flow) bool { return !slices.Contains(names, f.Name) })
}

// sessionFiles are the inboxes that a session's wizard has open.
type sessionFiles struct {
	service *Service
	session *Session
	ctx     context.Context
	mu      sync.Mutex
	open    map[string]inboxSource
}

// source is the inbox of an applicant; nil while there is none.
func (f *sessionFiles) source(applicant string, look *wizard.Look) steps.FileSource {
	if applicant == "" {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	source, ok := f.open[applicant]
	if !ok {
		dossier, err := f.openInbox(applicant)
		if refusal, refused := errors.AsType[*inbox.Refusal](err); refused {
			return wizard.NoInbox{Reason: assets.Sentence(assets.InboxRefusal(refusal))}
		}
		source = f.newSource(dossier)
		f.open[applicant] = source
	}
	source.look = look
	f.followChecklist(source)
	return source
}

// followChecklist tells an inbox which sides are wanted, whatever step its wizard shows. That
// waits while a dossier is opened, and no key may.
func (f *sessionFiles) followChecklist(source inboxSource) {
	go func() {
		defer f.session.containPanic()
		source.followChecklist()
	}()
}

func (f *sessionFiles) openInbox(applicant string) (*inbox.Dossier, error) {
	v := f.service
	return v.inboxes.Box(f.session.Operator.Name).Open(flows.Key{Origin: v.origin, Applicant: applicant}, nil)
}

func (f *sessionFiles) newSource(dossier *inbox.Dossier) inboxSource {
	source := inboxSource{
		fingerprints: f.service.fingerprints, dossier: dossier, limits: f.service.Limits, client: scpline.ClientOf(f.session.Client), target: f.service.targetFor(f.session), changes: wizard.NewChanges(), origins: wizard.NewOrigins[inbox.ID](),
	}
	ticks := dossier.Subscribe()
	go func() {
		defer dossier.Unsubscribe(ticks)
		defer f.session.containPanic()
		source.changes.Follow(f.ctx, ticks)
	}()
	return source
}

// leave says that nobody looks at these inboxes any more. Their codes live on for a while.
func (f *sessionFiles) leave() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, source := range f.open {
		source.dossier.Leave()
	}
}
