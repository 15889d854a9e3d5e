package desk

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/journal"
)

var (
	front   = flows.Slot{Need: "identity", Side: flows.Front}
	back    = flows.Slot{Need: "identity", Side: flows.Back}
	selfie  = flows.Slot{Need: "selfie"}
	address = flows.Slot{Need: "address", Side: flows.Front}
	key     = flows.Key{Origin: "https://service.test", Applicant: "1x2"}
)

// picture is content in memory; what it was closed is counted.
type picture struct {
	io.ReaderAt
	closed *atomic.Int32
}

func (p picture) Close() error { p.closed.Add(1); return nil }

// world is a service, a journal and the desks of several sessions on them.
type world struct {
	t        *testing.T
	store    *memStore
	service  *fakeService
	hold     time.Duration
	patience time.Duration
	pictures *Pictures
	ids      atomic.Int64
}

func newWorld(t *testing.T) *world {
	return &world{t: t, store: newStore(), service: &fakeService{}, patience: 20 * time.Minute, pictures: NewPictures()}
}

// virtual runs a test in virtual time; the bubble itself fails when a
// goroutine is left behind.
func virtual(t *testing.T, f func(t *testing.T, w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { f(t, newWorld(t)) })
}

func (w *world) config(session string) Config {
	return Config{
		Key: key, Store: w.store, Presences: w.store, Service: w.service, Pictures: w.pictures,
		Session: session, Operator: session + "-op", Self: journal.OwnPresence(), TakeBackDelay: w.hold,
		Random: func() float64 { return 0 }, NewID: func() string { return fmt.Sprint(w.ids.Add(1)) },
		PollDelay: func(int, float64) time.Duration { return 10 * time.Second },
	}
}

func (w *world) open(session string) *Desk { return w.start(w.config(session)) }

func (w *world) start(cfg Config) *Desk {
	w.t.Helper()
	d, err := Open(w.t.Context(), cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// file makes a picture of its name and the event that consents to it.
func (w *world) file(slot flows.Slot, name string) flows.FileChosen {
	b := []byte("picture " + name)
	hash := flows.SHA256(sha256.Sum256(b))
	w.pictures.Put(hash, picture{bytes.NewReader(b), new(atomic.Int32)})
	return flows.FileChosen{Slot: slot, SHA256: hash, Bytes: int64(len(b)), MediaType: "image/jpeg"}
}

func flow() flows.FlowChosen {
	return flows.FlowChosen{Flow: flows.Flow{Name: "KYC", Needs: []flows.Need{
		{Name: "identity", AnyOf: []flows.DocType{flows.IDCard}},
		{Name: "selfie", AnyOf: []flows.DocType{flows.Selfie}},
		{Name: "address", AnyOf: []flows.DocType{flows.UtilityBill}},
	}}}
}

// plan chooses flow and documents.
func (w *world) plan(d *Desk) {
	w.t.Helper()
	w.do(d, flow(),
		flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "AUS"},
		flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"},
		flows.DocumentChosen{Need: "address", Type: flows.UtilityBill, Country: "AUS"})
}

// complete sends all four pictures and waits until they are accepted.
func (w *world) complete(d *Desk) {
	w.t.Helper()
	w.plan(d)
	w.do(d, w.file(front, "front"), w.file(back, "back"), w.file(selfie, "selfie"), w.file(address, "bill"))
	w.until(d, "all accepted", func(s Snapshot) bool { return len(s.Journey.StartBlockers()) == 0 })
}

func (w *world) do(d *Desk, events ...flows.Event) {
	w.t.Helper()
	if err := d.PostAndWait(w.t.Context(), events...); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) until(d *Desk, what string, ok func(Snapshot) bool) Snapshot {
	w.t.Helper()
	ticks := d.Subscribe()
	defer d.Unsubscribe(ticks)
	late := time.NewTimer(w.patience)
	defer late.Stop()
	for {
		s := d.Snapshot()
		if ok(s) {
			return s
		}
		select {
		case <-ticks:
		case <-late.C:
			w.t.Fatalf("never: %s; %s; %v", what, states(s), texts(s))
		}
	}
}

func (w *world) untilState(d *Desk, slot flows.Slot, want flows.State) Snapshot {
	w.t.Helper()
	return w.until(d, fmt.Sprintf("%s %s", slot, want), func(s Snapshot) bool { return stateOf(s, slot) == want })
}

// want checks the states of all slots, written "front accepted, …".
func (w *world) want(d *Desk, want string) {
	w.t.Helper()
	if got := states(d.Snapshot()); got != want {
		w.t.Fatalf("%s, want %s; %v", got, want, w.store.events(key))
	}
}

// arrivals checks which pictures reached the service, in order.
func (w *world) arrived(want ...string) {
	w.t.Helper()
	var got []string
	for _, a := range w.service.arrivals() {
		got = append(got, strings.TrimSuffix(strings.TrimPrefix(a.file, "identity-"), ".jpg"))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		w.t.Fatalf("arrived %v, want %v; %v", got, want, w.store.events(key))
	}
}

func stateOf(s Snapshot, slot flows.Slot) flows.State {
	l, _ := s.Journey.Line(slot)
	return l.State
}

func states(s Snapshot) string {
	var list []string
	for _, l := range s.Journey.Lines() {
		list = append(list, strings.TrimPrefix(l.Slot.String(), "identity.")+" "+string(l.State))
	}
	return strings.Join(list, ", ")
}

func texts(s Snapshot) []string {
	var list []string
	for _, n := range s.Notices {
		list = append(list, assets.NoticeText(n))
	}
	return list
}

func said(s Snapshot, part string) bool { return strings.Contains(strings.Join(texts(s), "\n"), part) }
