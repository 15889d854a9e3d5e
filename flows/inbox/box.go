package inbox

import (
	"errors"
	"slices"
	"sync"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
)

// Box is the inbox of one operator, for all of this operator's connections and wizards.
// All methods may be called from several goroutines.
type Box struct {
	registry *Registry
	operator string
	budget   *budget

	mu         sync.Mutex
	unassigned *place
	dossiers   map[Code]*place
	lastID     ID
	refusals   refusalNote
	subscribers
}

// refusalNote is the latest refusal of a connection's, which many programs do not show.
type refusalNote struct {
	refusal *Refusal
	at      time.Time
}

func newBox(r *Registry, operator string) *Box {
	b := &Box{registry: r, operator: operator, dossiers: map[Code]*place{}}
	b.budget = &budget{memory: r.memory, limit: r.cfg.Limits.OperatorBytes}
	b.unassigned = &place{box: b, begun: r.cfg.Now()}
	return b
}

// now is the time by the registry's clock.
func (b *Box) now() time.Time { return b.registry.cfg.Now() }

// LastRefusal returns what was refused to a client of this operator latest, and when; nil
// if nothing was. Most programs with windows do not show it to the person.
func (b *Box) LastRefusal() (*Refusal, time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refusals.refusal, b.refusals.at
}

// noteRefusal remembers what a client was refused; it returns err.
func (b *Box) noteRefusal(err error) error {
	if refusal, ok := errors.AsType[*Refusal](err); ok && refusal.Reason != NoSuchFile && refusal.Reason != Exists {
		b.refusals = refusalNote{refusal, b.now()}
		b.tick()
	}
	return err
}

// places are the unassigned one and those of the dossiers.
func (b *Box) places() []*place {
	list := []*place{b.unassigned}
	for _, code := range b.liveCodes() {
		list = append(list, b.dossiers[code])
	}
	return list
}

// liveCodes are the codes of this operator, in order.
func (b *Box) liveCodes() []Code {
	codes := make([]Code, 0, len(b.dossiers))
	for code := range b.dossiers {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

func (b *Box) nextID() ID {
	b.lastID++
	return b.lastID
}

// Tree returns what a connection of this operator sees. The user name of the login may be
// a code, and then stands for it in every path without one; a name that is the operator's
// own is none. The client is the program's own name for itself.
func (b *Box) Tree(user string, client foreign.Text) *Tree {
	code, ok := ParseCode(user)
	if !ok || foreign.Untrusted(user).EqualFold(b.operator) {
		code = ""
	}
	return &Tree{box: b, code: code, client: client}
}

// Open returns the inbox of a dossier for a wizard. The code is the same as before while
// another wizard of this operator has it open, and for KeepFor after the last one left. The
// receipt func returns receipt.json or receipt.html; nil stands for neither. It is called
// by transfers, at any time.
func (b *Box) Open(key flows.Key, slots []Slot, receipt ReceiptFunc) (*Dossier, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.findDossier(key)
	if p == nil {
		code, err := b.registry.reserveCode(slots)
		if err != nil {
			return nil, err
		}
		p = &place{box: b, code: code, key: key, begun: b.now()}
		b.dossiers[code] = p
	}
	p.slots, p.receipt = slices.Clone(slots), receipt
	p.openings++
	return &Dossier{box: b, place: p}, nil
}

func (b *Box) findDossier(key flows.Key) *place {
	for _, p := range b.dossiers {
		if p.key == key {
			return p
		}
	}
	return nil
}
