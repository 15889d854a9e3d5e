//go:build linux || darwin

package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/personr"
)

var (
	selfie = flows.Slot{Need: "selfie"}
	bill   = flows.Slot{Need: "address", Side: flows.Front}
	front  = flows.Slot{Need: "identity", Side: flows.Front}
	back   = flows.Slot{Need: "identity", Side: flows.Back}
)

// clock stands still until a test moves it: automatic retries then wait for
// nobody, and how long they were to wait is in the journal.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// journalStore is the part of a journal that a desk wants.
type journalStore interface {
	desk.Store
	desk.Presences
}

// run is one case under way: a desk, the client, a journal on a disk and a
// service on the loopback.
type run struct {
	*testing.T
	c         faultCase
	size      int
	clock     *clock
	service   *service
	client    *personr.Client
	store     journalStore
	key       flows.Key
	desk      *desk.Desk
	files     *desk.Pictures
	hold      time.Duration
	keepsLast bool // the last byte never leaves
	ids       atomic.Int64
}

// lastByteKeeper is a client whose last byte, once all else was sent, stays for as long
// as the fault takes.
type lastByteKeeper struct {
	desk.Service
	uploads *atomic.Int64
	keeps   int // of how many uploads; 0: of all
}

func (k lastByteKeeper) UploadDocument(ctx context.Context, d personr.Document) personr.UploadOutcome {
	if n := k.uploads.Add(1); k.keeps == 0 || n <= int64(k.keeps) {
		d.Release = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	}
	return k.Service.UploadDocument(ctx, d)
}

// holdWatch is a client that tells the service of each request which may begin, and the
// test of one that may begin before its hold has ended.
type holdWatch struct {
	desk.Service
	r *run
}

func (h holdWatch) UploadDocument(ctx context.Context, d personr.Document) personr.UploadOutcome {
	called, begin := time.Now(), d.Begin
	d.Begin = func(ctx context.Context) error {
		err := begin(ctx)
		if err == nil {
			h.r.service.expectUpload()
		}
		if took := time.Since(called); took < d.Hold {
			h.r.Errorf("a request began %s after its picture was handed over, in a hold of %s", took, d.Hold)
		}
		return err
	}
	return h.Service.UploadDocument(ctx, d)
}

// sender is the client as the row wants it.
func (r *run) sender() desk.Service {
	var sender desk.Service = r.client
	if r.service != nil { // the child has none
		r.service.countBegun()
		sender = holdWatch{sender, r}
	}
	if r.keepsLast {
		return lastByteKeeper{sender, new(atomic.Int64), r.c.keeps}
	}
	return sender
}

// patience is how long a state may take to come, on a busy machine.
func (r *run) patience() time.Duration {
	if r.c.ticking {
		return min(*faultPatience, 30*time.Second)
	}
	return *faultPatience
}

func newRun(t *testing.T, c faultCase, size int) *run {
	t.Helper()
	r := &run{T: t, c: c, size: size, clock: &clock{now: time.Now()}, files: desk.NewPictures()}
	r.keepsLast, r.hold = c.when == before && !c.asksGate, c.holdOf(size)
	r.service = newService(t, c)
	token, err := personr.NewToken("token")
	if err != nil {
		t.Fatal(err)
	}
	config := personr.Config{BaseURL: "http://" + r.service.address() + "/wf", Token: token, Now: r.clock.Now, Timeouts: personr.Timeouts{
		Dial: 20 * time.Second, TLS: 20 * time.Second, Write: 20 * time.Second,
		Header: 40 * time.Second, Body: 40 * time.Second, Total: 60 * time.Second,
	}}
	if c.client != nil {
		c.client(&config, r.service.address())
	}
	if r.client, err = personr.New(config); err != nil {
		t.Fatal(err)
	}
	r.key = flows.Key{Origin: r.client.Origin(), Applicant: "1x2"}
	r.store = journaltest.Open(t)
	return r
}

func (r *run) config(session string) desk.Config {
	return desk.Config{
		Key: r.key, Store: r.store, Presences: r.store, Service: r.sender(), Pictures: r.files,
		Session: session, Operator: session + "-op", Self: journal.OwnPresence(), TakeBackDelay: r.hold, Now: r.clock.Now, Random: rand.Float64,
		NewID: func() string { return fmt.Sprint(session, r.ids.Add(1)) },
	}
}

// open starts the desk and chooses documents; plan, if any, makes appends fail.
func (r *run) open(plan func(int, flows.Entry) journaltest.Fault) {
	r.Helper()
	cfg := r.config("a")
	if plan != nil {
		cfg.Store = journaltest.NewFaultyStore(r.store, plan)
	}
	r.desk = r.start(cfg)
	r.do(documents()...)
}

// documents chooses a flow of two needs and the documents for it.
func documents() []flows.Event {
	return []flows.Event{
		flows.FlowChosen{Flow: flows.Flow{Name: "KYC", Needs: []flows.Need{
			{Name: "selfie", Title: "Selfie", AnyOf: []flows.DocType{flows.Selfie}},
			{Name: "address", Title: "Proof of address", AnyOf: []flows.DocType{flows.UtilityBill}},
			{Name: "identity", Title: "Identity", AnyOf: []flows.DocType{flows.IDCard}},
		}}},
		flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"},
		flows.DocumentChosen{Need: "address", Type: flows.UtilityBill, Country: "AUS"},
		flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "AUS"},
	}
}

func (r *run) start(cfg desk.Config) *desk.Desk {
	r.Helper()
	d, err := desk.Open(r.Context(), cfg)
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(d.Close)
	return d
}

func (r *run) do(events ...flows.Event) {
	r.Helper()
	if err := r.desk.PostAndWait(r.Context(), events...); err != nil {
		r.Fatal(err)
	}
}

// pictureBytes is as many bytes as the largest picture; others are parts of it.
var pictureBytes = sync.OnceValue(func() []byte {
	out := make([]byte, large+64<<10)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(out)
	return out
})

type inMemory struct{ *bytes.Reader }

func (inMemory) Close() error { return nil }

// pictureOf opens a picture of a size and returns the consent to send it. Each
// slot gets bytes of its own.
func (r *run) pictureOf(slot flows.Slot, size int) flows.FileChosen { return put(r.files, slot, size) }

func put(files *desk.Pictures, slot flows.Slot, size int) flows.FileChosen {
	from := len(slot.String())
	b := pictureBytes()[from : from+size]
	hash := flows.SHA256(sha256.Sum256(b))
	files.Put(hash, inMemory{bytes.NewReader(b)})
	return flows.FileChosen{Slot: slot, SHA256: hash, Bytes: int64(size), MediaType: "image/jpeg"}
}

// choose sends a picture of the case's size.
func (r *run) choose(slot flows.Slot) {
	r.Helper()
	r.do(r.pictureOf(slot, r.size))
}

// until follows the desk and, whenever a picture waits for its next automatic
// attempt, moves the clock to that time.
func (r *run) until(what string, ok func(desk.Snapshot) bool) desk.Snapshot {
	r.Helper()
	ticks := r.desk.Subscribe()
	defer r.desk.Unsubscribe(ticks)
	late := time.NewTimer(r.patience())
	defer late.Stop()
	for {
		s := r.desk.Snapshot()
		if ok(s) {
			return s
		}
		if !r.c.ticking {
			r.hurry(s)
		}
		select {
		case <-ticks:
		case <-late.C:
			r.Fatalf("never: %s; %s; the service saw %+v", what, r.events(), r.service.seen())
		}
	}
}

// hurry moves the clock to the next attempt.
func (r *run) hurry(s desk.Snapshot) {
	for _, l := range s.Journey.Lines() {
		if wait := l.NotBefore.Sub(r.clock.Now()); l.State == flows.Chosen && l.Cause != "" && wait > 0 {
			r.clock.move(max(wait, r.c.leap))
			r.desk.Post() // nothing to take, but a reason to look at the clock
		}
	}
}

func (r *run) line(slot flows.Slot) flows.SlotLine {
	l, _ := r.desk.Snapshot().Journey.Line(slot)
	return l
}

func (r *run) settle(slot flows.Slot, want flows.State) desk.Snapshot {
	r.Helper()
	return r.until(fmt.Sprintf("%s %s", slot, want), func(s desk.Snapshot) bool {
		l, _ := s.Journey.Line(slot)
		// A request whose word has come may still have to end.
		return l.State == want && len(s.Sends) == 0
	})
}

// still checks that nothing goes by itself any more, however late it gets. The
// second question is answered after the work that followed the first.
func (r *run) still() {
	r.Helper()
	was := len(r.desk.Snapshot().Journey.Attempts())
	r.clock.move(10 * time.Minute)
	r.do()
	r.do()
	if now := len(r.desk.Snapshot().Journey.Attempts()); now != was {
		r.Errorf("a picture went again by itself: %s", r.events())
	}
}

func (r *run) entries() []flows.Entry {
	r.Helper()
	list, err := r.store.Load(context.Background(), r.key, 0)
	if err != nil {
		r.Fatal(err)
	}
	return list
}

func (r *run) events() string {
	var names []string
	for _, e := range r.entries() {
		names = append(names, flows.EventName(e.Event))
	}
	return strings.Join(names, " ")
}
