//go:build unix

package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	randv2 "math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/flowfile"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/flows/notice"
	"dossier/personr"
)

// TestContentionChild is not a test: it is one of the contenders.
func TestContentionChild(t *testing.T) {
	text := os.Getenv("DOSSIER_CONTENDER")
	if text == "" {
		return // only TestContention starts it
	}
	var order contendOrder
	if err := json.Unmarshal([]byte(text), &order); err != nil {
		t.Fatal(err)
	}
	order.run(t)
}

// contendOrder is what a contender is told to do.
type contendOrder struct {
	N          int
	URL        string
	Place      string // of the journal
	Log        string
	Applicants []string
	For        time.Duration
	Fence      fence
}

// contender is a person at a computer of their own who works on many dossiers.
type contender struct {
	contendOrder
	store   *journal.Journal
	witness *witness
	client  *personr.Client
}

// run works until the time is over and says how the desk that was open all the
// while has fared.
func (o contendOrder) run(t *testing.T) {
	log, err := os.OpenFile(o.Log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	client, err := newClient(o.URL)
	if err != nil {
		t.Fatal(err)
	}
	store, err := journal.Open(t.Context(), o.Place, journaltest.AuditKey)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	c := contender{o, store, newWitness(store, o, log), client}
	c.witness.call(atReady) // all begin together
	end := time.Now().Add(o.For)
	always, pictures := c.openDesks()
	defer pictures.Close()
	open, err := always.Open(o.Applicants[o.N%len(o.Applicants)], "")
	if err != nil {
		t.Fatal(err)
	}
	for time.Now().Before(end) {
		c.visit(t.Context(), end)
	}
	if o.Fence == fenceOn { // without it, desks lose their way
		c.witness.note(c.followed(t.Context(), open))
	}
	always.Close()
}

// openDesks begins a session of its own.
func (c *contender) openDesks() (*desk.Desks, *desk.Pictures) {
	config := newDeskConfig(c.client, c.store, "")
	config.Store, config.Operator, config.TakeBackDelay = c.witness, fmt.Sprintf("operator-%d", c.N), randv2.N(120*time.Millisecond)
	return desk.NewDesks(context.Background(), config, desk.NewStartList(c.store)), config.Pictures
}

// visit is a program's life: it begins, works on a few dossiers and lets go.
func (c *contender) visit(ctx context.Context, end time.Time) {
	desks, pictures := c.openDesks()
	defer pictures.Close()
	defer desks.Close()
	for range 1 + randv2.N(3) {
		if !time.Now().Before(end) {
			return
		}
		d, err := desks.Open(c.Applicants[randv2.N(len(c.Applicants))], "")
		if err != nil {
			c.witness.refused(err)
			sleepRandomly(time.Second)
			continue
		}
		if err := c.work(ctx, d, pictures); err != nil {
			c.witness.refused(err)
		}
		sleepRandomly(200 * time.Millisecond)
	}
}

// contendPatience is more than any choice may take: the longest pause, and the two
// limits of an append whose journal is away.
const contendPatience = 40 * time.Second

// work takes the dossier, plans it where that is missing, and sends and decides
// a few pictures.
func (c *contender) work(ctx context.Context, d *desk.Desk, pictures *desk.Pictures) error {
	ctx, cancel := context.WithTimeout(ctx, contendPatience)
	defer cancel()
	if err := c.take(ctx, d); err != nil {
		return err
	}
	if err := plan(ctx, d); err != nil {
		return err
	}
	for range 1 + randv2.N(3) {
		lines := d.Snapshot().Journey.Lines()
		if err := move(ctx, d, pictures, lines[randv2.N(len(lines))]); err != nil {
			return err
		}
		sleepRandomly(150 * time.Millisecond)
	}
	if randv2.N(3) > 0 { // others leave while it is on its way
		await(ctx, d, 1500*time.Millisecond, func(s desk.Snapshot) bool { return !s.Journey.IsSending() })
	}
	return nil
}

// take makes this session the holder, for which it sometimes waits.
func (c *contender) take(ctx context.Context, d *desk.Desk) error {
	await(ctx, d, 5*time.Second, func(s desk.Snapshot) bool { return s.ApplicantFetched })
	if randv2.N(4) == 0 {
		await(ctx, d, time.Second, func(s desk.Snapshot) bool { return s.IsHolder })
	}
	s := d.Snapshot()
	if s.IsHolder || s.Journey.Head() == 0 {
		return nil
	}
	return d.PostAndWait(ctx, flows.Opened{Reason: "the other one is slow"})
}

// plan chooses what is not chosen yet.
func plan(ctx context.Context, d *desk.Desk) error {
	if _, chosen := d.Snapshot().Journey.Flow(); !chosen {
		if err := d.PostAndWait(ctx, flows.FlowChosen{Flow: flowfile.Defaults()[0]}); err != nil {
			return err
		}
	}
	for _, n := range d.Snapshot().Journey.Checklist() {
		if n.Chosen {
			continue
		}
		err := d.PostAndWait(ctx, flows.DocumentChosen{Need: n.Need.Name, Type: n.Need.AnyOf[len(n.Need.AnyOf)-1], Country: "AUS"})
		if err != nil {
			return err
		}
	}
	return nil
}

// move does what a slot asks for: a decision, a picture, sometimes a take-back.
func move(ctx context.Context, d *desk.Desk, pictures *desk.Pictures, l flows.SlotLine) error {
	switch l.State {
	case flows.Unclear:
		return d.PostAndWait(ctx, flows.Decided{Attempt: l.Attempt.Number, Received: randv2.N(2) == 0, Reason: "asked by telephone"})
	case flows.Sending, flows.Awaiting, flows.Chosen:
		if randv2.N(4) == 0 {
			d.TakeBack()
		}
		return nil
	}
	return d.PostAndWait(ctx, newPicture(pictures, l))
}

// newPicture is a small picture that nobody has ever sent, and the consent to it.
func newPicture(pictures *desk.Pictures, l flows.SlotLine) flows.FileChosen {
	body := append([]byte("\x89PNG\r\n\x1a\n"), make([]byte, 1000+randv2.N(20_000))...)
	_, _ = rand.Read(body[8:])
	hash := flows.SHA256(sha256.Sum256(body))
	pictures.Put(hash, memory{bytes.NewReader(body)})
	e := flows.FileChosen{
		Slot: l.Slot, SHA256: hash, Bytes: int64(len(body)), MediaType: "image/png", Pixels: flows.Size{Width: 40, Height: 40},
	}
	if l.State == flows.Accepted {
		e.Overrides = []string{flows.FormatOverride(flows.CodeReplace, "a better one")}
	}
	return e
}

// memory is a picture without a file.
type memory struct{ *bytes.Reader }

// Close does nothing: there is no descriptor.
func (memory) Close() error { return nil }

// await waits for a state, for the given time at most.
func await(ctx context.Context, d *desk.Desk, limit time.Duration, reached func(desk.Snapshot) bool) bool {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	ticks := d.Subscribe()
	defer d.Unsubscribe(ticks)
	for {
		s := d.Snapshot()
		if reached(s) || s.Ended {
			return reached(s)
		}
		select {
		case <-ticks:
		case <-ctx.Done():
			return false
		}
	}
}

// sleepRandomly is a person's pause.
func sleepRandomly(atMost time.Duration) { time.Sleep(randv2.N(atMost)) }

// followed reports how the desk that was open from the beginning has fared: it
// must come to know every entry by itself, whatever happened to the journal.
func (c *contender) followed(ctx context.Context, d *desk.Desk) string {
	entries, err := c.store.Load(ctx, d.Snapshot().Journey.Key(), 0)
	if err != nil {
		return "lost"
	}
	head := uint64(len(entries))
	if !await(ctx, d, 20*time.Second, func(s desk.Snapshot) bool { return s.Journey.Head() >= head && !s.InOutage }) {
		return "behind"
	}
	return told(d.Snapshot().Notices)
}

// told reports whether a desk that lost its journal has said when it was back.
func told(notices []notice.Notice) string {
	away, back := false, false
	for _, n := range notices {
		switch {
		case strings.Contains(assets.NoticeText(n), "The journal cannot be"):
			away = true
		case strings.Contains(assets.NoticeText(n), "The journal is back"):
			away, back = false, true
		}
	}
	switch {
	case away:
		return "silent"
	case back:
		return "reconnected"
	}
	return "followed"
}

// The places at which a contender tells its parent where it is, and waits for
// the word to go on.
const (
	atReady        = 'r'
	beforeReleased = '<'
	afterReleased  = '>'
)

// fence says what keeps an overtaken session's release out of the journal.
type fence string

// The fences: the desk's own, and the two mistakes that the controls make.
const (
	fenceOn      fence = ""
	fenceOff     fence = "put behind whatever the journal holds"
	fenceIgnored fence = "a conflict is taken for done"
)

// witness is the journal of a contender. It writes down what became of every
// append, IDs only, and stands still on both sides of a release.
type witness struct {
	desk.Store
	order contendOrder
	wire  sync.Mutex
	out   *os.File
	in    *os.File
	notes sync.Mutex
	log   *os.File
}

func newWitness(store desk.Store, o contendOrder, log *os.File) *witness {
	return &witness{Store: store, order: o, out: os.NewFile(3, "out"), in: os.NewFile(4, "in"), log: log}
}

// call tells the parent where this process is and waits until it may go on.
func (w *witness) call(where byte) {
	w.wire.Lock()
	defer w.wire.Unlock()
	word := []byte{where}
	if _, err := w.out.Write(word); err == nil {
		_, _ = w.in.Read(word)
	}
}

func (w *witness) note(format string, args ...any) {
	w.notes.Lock()
	defer w.notes.Unlock()
	_, _ = fmt.Fprintf(w.log, format+"\n", args...)
}

// Append appends, and writes down the result.
func (w *witness) Append(ctx context.Context, key flows.Key, e flows.Entry, s flows.Summary) journal.Outcome {
	_, release := e.Event.(flows.Released)
	if release {
		w.call(beforeReleased)
	}
	out := w.Store.Append(ctx, key, e, s)
	if release && out.Result == journal.Conflict {
		out, e = w.forget(ctx, key, e, s, out)
	}
	w.note("%s %s %d %s", out.Result, key.Applicant, e.Seq, e.ID)
	if release && out.Result == journal.Done {
		w.call(afterReleased)
	}
	return out
}

// forget is where the controls forget the fence.
func (w *witness) forget(ctx context.Context, key flows.Key, e flows.Entry, s flows.Summary, out journal.Outcome) (journal.Outcome, flows.Entry) {
	switch w.order.Fence {
	case fenceIgnored:
		e.ID = "" // it is nowhere
		return journal.Outcome{Result: journal.Done}, e
	case fenceOff:
		for out.Result == journal.Conflict {
			behind, err := w.Load(ctx, key, e.Seq-1)
			if err != nil || len(behind) == 0 {
				return out, e
			}
			last := behind[len(behind)-1]
			if e.Seq, e.After = last.Seq+1, last.ID; e.At.Before(last.At) {
				e.At = last.At
			}
			out = w.Store.Append(ctx, key, e, s)
		}
	}
	return out, e
}

// refused writes down what a person would have been told. Most of it is what
// contention is; the rest is for the parent to judge.
func (w *witness) refused(err error) {
	for _, expected := range []error{flows.ErrNotHolder, flows.ErrOutOfTurn, desk.ErrStateChanged, context.Canceled} {
		if errors.Is(err, expected) {
			w.note("refused")
			return
		}
	}
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		w.note("hung")
	case errors.Is(err, flows.ErrDamaged):
		w.note("damaged")
	default:
		w.note("unrecorded") // the journal was away
	}
}
