package desk

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/flows/presence"
	"dossier/flows/scope"
	"dossier/personr"
)

// Store is the part of the journal a desk writes to and reads from.
type Store interface {
	Append(ctx context.Context, key flows.Key, e flows.Entry, s flows.Summary) journal.Outcome
	Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error)
	FindPicture(ctx context.Context, origin string, hash flows.SHA256) ([]journal.PictureUse, error)
	Watch(ctx context.Context, key flows.Key) <-chan struct{}
}

// Presences is the part of the journal that says who else is at a dossier.
type Presences interface {
	RecordPresence(ctx context.Context, key flows.Key, p journal.Presence) error
	Presences(ctx context.Context, key flows.Key) ([]journal.Presence, error)
	OpenDossiers(ctx context.Context, origin string, since time.Time) ([]journal.OpenDossier, error)
	RemovePresence(ctx context.Context, key flows.Key, session string) error
}

// Service is the part of the Personr client a desk uses.
type Service interface {
	UploadDocument(ctx context.Context, d personr.Document) personr.UploadOutcome
	RequestCheck(ctx context.Context, applicant string, release func(context.Context) error) personr.Outcome
	ApplicantStatus(ctx context.Context, applicant string) (personr.Status, error)
	ApplicantDetails(ctx context.Context, applicant string) (personr.Details, error)
}

// Config is what a desk is made of.
type Config struct {
	Key           flows.Key
	Store         Store
	Presences     Presences
	Beats         *presence.Beats // tell the others of all sessions of this process; nil: of these desks alone
	Service       Service
	Pictures      *Pictures
	Session       string           // unique for this run
	Operator      string           // who uses this session, for the record
	Connection    flows.Connection // how this session reaches the service, for the record
	Self          journal.Presence // host, process and its start time
	TakeBackDelay time.Duration    // how long a release waits for a take-back
	CloseTimeout  time.Duration    // how long a released request may wait for its answer when the desk closes; 0: DefaultCloseTimeout
	PollDelay     PollDelay        // zero: ServicePollDelay
	Now           func() time.Time // nil: time.Now
	Random        func() float64   // in [0,1); nil: math/rand
	NewID         func() string    // unique entry IDs
	Scope         scope.Scope      // what this operator may look into
	OpenReason    string           // why a colleague's dossier is opened; "": none was given
	Resume        func()           // ends the client's pause after a refused token; nil: none
	OnPanic       func()           // called when a panic was caught, to end the program; nil: none is caught

	lastKeyPress func() time.Time // the operator's last key; nil: there is no operator
	longerClose  longerClose      // set by Desks.WaitLonger
	statusOnly   bool             // asks for the status once and holds nothing unless it changed
}

// Desk runs one dossier. Its methods may be called from any goroutine.
type Desk struct {
	*publisher // what the desk's subscribers see

	cfg  Config
	ctx  context.Context
	stop context.CancelFunc
	done chan struct{}
	work goroutines
	mail *mailbox

	heartbeat *heartbeat
	poller    *statusPoller

	// Owned by the goroutine of runLoop.
	recorder         *recorder
	requests         requests
	timers           sendTimers
	consents         consents
	pins             pins
	applicantFetched bool         // the first status is known, or could not be had
	unrecordedStatus *statusReply // the latest status, until it is journaled
	takenBack        TakenBack
}

// Open loads the dossier and starts its desk. A dossier without a holder is taken
// over at once; one that another session holds is only watched until this session
// takes it over; a new one is written to the journal with the first choice, so that
// opening it leaves no trace. One whose entries are not as they were written can only be
// looked at, up to the first fault (Snapshot.Damaged). The error is the journal's, or a
// *scope.Refusal: what is not the operator's own is taken over with a reason alone
// (Config.OpenReason), and until then nobody sees anything of it.
func Open(ctx context.Context, cfg Config) (*Desk, error) {
	d := newDesk(ctx, cfg.withDefaults())
	if err := d.recorder.reloadEntries(); err != nil && (cfg.statusOnly || !errors.Is(err, flows.ErrDamaged)) {
		d.stop()
		return nil, err
	}
	if err := d.admitOperator(); err != nil {
		d.stop()
		return nil, err
	}
	if !cfg.statusOnly {
		d.autoTakeOver() // before the first snapshot: it settles what a former session left
	}
	d.publishSnapshot()
	d.work.start(d.watchJournal)
	d.work.start(d.heartbeat.run)
	d.work.start(func() { d.poller.fetchApplicant(!cfg.statusOnly) })
	go d.work.runRecovering(d.runLoop)
	return d, nil
}

// newDesk wires the parts of a desk; nothing runs yet.
func newDesk(ctx context.Context, cfg Config) *Desk {
	d := &Desk{
		publisher: &publisher{}, cfg: cfg, done: make(chan struct{}), mail: newMailbox(),
		requests: requests{uploads: map[flows.AttemptNumber]*activeSend{}, begun: map[flows.AttemptNumber]bool{}},
		consents: consents{now: cfg.Now, delay: cfg.TakeBackDelay, agreedAt: map[flows.SHA256]time.Time{}},
		pins:     pins{pictures: cfg.Pictures, pinned: map[flows.SHA256]bool{}},
	}
	d.ctx, d.stop = context.WithCancel(ctx)
	d.work.cfg = cfg
	d.recorder = newRecorder(d.ctx, cfg, d, d.addNotice)
	d.timers = sendTimers{ctx: d.ctx, work: &d.work, mail: d.mail, expired: map[flows.BeginSend]bool{}}
	d.heartbeat = &heartbeat{ctx: d.ctx, cfg: cfg, publisher: d.publisher, mail: d.mail}
	d.poller = &statusPoller{ctx: d.ctx, cfg: cfg, work: &d.work, mail: d.mail, publisher: d.publisher}
	return d
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Float64
	}
	if c.CloseTimeout == 0 {
		c.CloseTimeout = DefaultCloseTimeout
	}
	if c.Beats == nil {
		c.Beats = presence.NewBeats(c.Presences, c.Now)
	}
	if c.PollDelay == nil {
		c.PollDelay = ServicePollDelay
	}
	return c
}

// Close ends the desk: what was not released is cancelled, and the outcome of what was
// released is recorded as far as it is known. It returns when everything has ended.
func (d *Desk) Close() {
	d.stop()
	<-d.done
}

// Post gives events to the desk, in order, and returns at once. What is not
// possible comes back as a notice.
func (d *Desk) Post(events ...flows.Event) { d.mail.enqueue(&choices{events: events}) }

// PostAndWait is Post for a caller that must know: it returns when every event is
// durable, or the first error. While the journal cannot be read or written it
// waits, until ctx ends; then an event may be recorded or not.
func (d *Desk) PostAndWait(ctx context.Context, events ...flows.Event) error {
	reply := make(chan error, 1)
	d.mail.enqueue(&choices{events: events, ctx: ctx, answer: func(err error) {
		d.publishSnapshot() // the caller must see what was done
		reply <- err
	}})
	select {
	case err := <-reply:
		return err
	case <-ctx.Done():
		return ctx.Err()
	case <-d.done:
	}
	select {
	case err := <-reply: // given before the end
		return err
	default:
		return context.Canceled
	}
}

// TakeBack takes back the latest send that has not been released.
func (d *Desk) TakeBack() { d.mail.enqueue(takeBackRequest{}) }

// choiceRecorded counts the consent from now, and ends a pause after a refused token,
// because the operator asked for a send: there may be a new token by now, and if not,
// one refusal pauses again.
func (d *Desk) choiceRecorded(e flows.Event) {
	d.consents.noteConsent(e)
	switch e.(type) {
	case flows.FileChosen, flows.CheckConfirmed:
		if d.cfg.Resume != nil {
			d.cfg.Resume()
		}
	}
}

// journeyChanged follows an entry: it asks for the status again when this session
// took the dossier over, and keeps the pictures open that it may still send.
func (d *Desk) journeyChanged(before flows.Journey, e flows.Entry) {
	wasHolder := before.Holder().Session == d.cfg.Session
	if d.recorder.isHolder() && !wasHolder && before.Head() > 0 {
		d.refetchStatus()
	}
	d.noteTakenBack(e.Event)
	d.pins.updatePins(wantedPictures(d.recorder.journey, d.cfg.Session))
}

// publishSnapshot makes the desk's state the one that Snapshot returns. Subscribers are
// notified only when something is new.
func (d *Desk) publishSnapshot() {
	r := d.recorder
	now := publishedState{
		r.journey.Head(), r.permanentErr, d.applicantFetched, r.isHolder(), r.outage != nil, len(r.pending), len(d.requests.uploads), r.lostOutcomes, r.journalReason, true,
	}
	if d.published == now {
		return
	}
	d.published = now
	d.updateSnapshot(func(s *Snapshot) {
		s.Journey, s.Session, s.IsHolder = r.journey, d.cfg.Session, r.isHolder()
		s.Operators = slices.Clone(r.operators)
		s.Pending, s.LostOutcomes, s.ApplicantFetched, s.TakenBack = len(r.pending), r.lostOutcomes, d.applicantFetched, d.takenBack
		s.Removed = errors.Is(r.permanentErr, ErrRemoved)
		s.Damaged = r.permanentErr != nil && !s.Removed
		s.Fault, _ = errors.AsType[*chain.EntryFault](r.permanentErr)
		s.DamageReason = journal.Reason(r.permanentErr)
		s.InOutage, s.OutageReason = r.outage != nil, ""
		if s.InOutage {
			s.OutageReason = r.journalReason
		}
		d.running = maps.Clone(d.requests.uploads)
	})
}
