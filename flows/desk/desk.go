package desk

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/personr"
)

// Store is the part of the journal a desk writes to and reads from.
type Store interface {
	Append(ctx context.Context, key flows.Key, e flows.Entry, s flows.Summary) journal.Outcome
	Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error)
	FindPicture(ctx context.Context, origin string, hash flows.SHA256) ([]journal.PictureUse, error)
	Watch(ctx context.Context, key flows.Key) <-chan struct{}
}

// Presences is the courtesy part of the journal: who else is here.
type Presences interface {
	RecordPresence(ctx context.Context, key flows.Key, p journal.Presence) error
	Presences(ctx context.Context, key flows.Key) ([]journal.Presence, error)
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
	Service       Service
	Pictures      *Pictures
	Session       string           // unique for this run
	Operator      string           // the person, for the record
	Self          journal.Presence // host, process and its start time
	TakeBackDelay time.Duration    // how long a release waits for a take-back
	PollDelay     PollDelay        // zero: ServicePollDelay
	Now           func() time.Time // nil: time.Now
	Random        func() float64   // in [0,1); nil: math/rand
	NewID         func() string    // unique entry IDs
	Resume        func()           // ends the client's pause after a refused token; nil: none
	OnPanic       func()           // told when a panic was caught, to end the program; nil: none is caught

	lastKeyPress func() time.Time // the person's last key; nil: there is no person
	statusOnly   bool             // asks for the status once and holds nothing unless it changed
}

// Desk runs one dossier. Its methods may be called from any goroutine.
type Desk struct {
	cfg  Config
	ctx  context.Context
	stop context.CancelFunc
	done chan struct{}
	work sync.WaitGroup
	mail mailbox

	// Owned by the goroutine of run.
	journey          flows.Journey
	running          map[flows.AttemptNumber]*activeSend
	begun            map[flows.AttemptNumber]bool // attempts that have had their request
	starting         *activeSend                  // the start of a check that is under way
	checksBegun      int                          // the latest check that has had its request
	reloadedIDs      map[string]bool              // entries of the latest reload
	reloadedOthers   bool                         // some of them are other sessions'
	polling          context.CancelFunc           // ends the status poll; nil when none runs
	applicantFetched bool                         // the first status is known, or could not be had
	pending          []pendingEvent
	unrecordedStatus *statusReply // the latest status, until it is journaled
	permanentErr     error        // nothing can be sent or recorded any more
	lostOutcomes     int          // outcomes that were given up for that
	takenOver        bool         // somebody took the dossier from this session: do not take it back by itself
	readFailed       bool         // the journal could not be read
	sendBlocked      bool         // a send could not begin because of the journal
	outage           *outage      // nil while the journal does what it is asked
	postponed        []*postponedPost
	consents         map[flows.SHA256]time.Time // when this session's person agreed, by a clock that nobody sets
	timers           map[flows.BeginSend]timerState
	pinned           map[flows.SHA256]bool

	view view
}

// Open loads the dossier and starts its desk. A dossier nobody holds is taken
// over at once; one that somebody else holds is only watched until TakeOver;
// a new one is written to the journal with the first choice, so looking leaves
// no trace. The error is the journal's.
func Open(ctx context.Context, cfg Config) (*Desk, error) {
	cfg = cfg.withDefaults()
	d := &Desk{
		cfg: cfg, done: make(chan struct{}), journey: flows.NewJourney(cfg.Key),
		running: map[flows.AttemptNumber]*activeSend{}, begun: map[flows.AttemptNumber]bool{},
		timers: map[flows.BeginSend]timerState{}, pinned: map[flows.SHA256]bool{}, consents: map[flows.SHA256]time.Time{},
	}
	d.ctx, d.stop = context.WithCancel(ctx)
	d.mail.signal = make(chan struct{}, 1)
	if err := d.reloadEntries(); err != nil {
		d.stop()
		return nil, err
	}
	d.autoTakeOver() // before anybody looks: what a former session left is settled by it
	d.publishSnapshot()
	d.startGoroutine(d.watchJournal)
	d.startGoroutine(d.pollPresence)
	d.startGoroutine(d.fetchApplicant)
	go d.runRecovering(d.runLoop)
	return d, nil
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Float64
	}
	if c.PollDelay == nil {
		c.PollDelay = ServicePollDelay
	}
	return c
}

// Close ends the desk: what was not released is called back, what was released
// is recorded as far as it is known. It returns when everything has ended.
func (d *Desk) Close() {
	d.stop()
	<-d.done
}

// Post gives events to the desk, in order, and returns at once. What is not
// possible comes back as a notice.
func (d *Desk) Post(events ...flows.Event) {
	d.mail.enqueue(postRequest{events: events})
}

// PostAndWait is Post for a caller that must know: it returns when every event is
// durable, or the first error. While the journal can not be read or written it
// waits, until ctx ends; then an event may be recorded or not.
func (d *Desk) PostAndWait(ctx context.Context, events ...flows.Event) error {
	reply := make(chan error, 1)
	d.mail.enqueue(postRequest{events: events, reply: reply, ctx: ctx})
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

// TakeBack calls the latest send back that has not been released.
func (d *Desk) TakeBack() { d.mail.enqueue(takeBackRequest{}) }
