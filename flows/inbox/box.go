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
	if refusal, ok := errors.AsType[*Refusal](err); ok && isNoted(err) {
		b.refusals = refusalNote{refusal, b.now()}
		b.tick()
	}
	return err
}

// isNoted reports whether an error is a refusal that a person has to know of. That something
// is missing or has the name already is for the client to say.
func isNoted(err error) bool {
	refusal, ok := errors.AsType[*Refusal](err)
	return ok && refusal.Reason != NoSuchFile && refusal.Reason != Exists
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

// Login is a connection of an operator, as far as an inbox has to know it.
type Login struct {
	User     string       // the name of the login: may be a code
	Client   foreign.Text // the program's own name for itself
	Key      string       // the fingerprint of the key that it logged in with, for the record
	From     string       // the address that it comes from, for the record
	Receipts ReceiptFunc  // nil: no receipt can be fetched
	// ReceiptRead is called with what became of a receipt that was read, not only listed; nil:
	// nobody is told.
	ReceiptRead func(format ReceiptFormat, text []byte, err error)
}

// Tree returns what a connection of this operator sees. A user name that is a code stands
// for it in every path without one; a name that is the operator's own is none.
func (b *Box) Tree(login Login) *Tree {
	code, ok := ParseCode(login.User)
	if !ok || foreign.Untrusted(login.User).EqualFold(b.operator) {
		code = ""
	}
	return &Tree{box: b, code: code, login: login}
}

// Open returns the inbox of a dossier for a wizard. The code is the same as before while
// another wizard of this operator has it open, and for KeepFor after the last one left. Nil
// slots are those that are known already.
func (b *Box) Open(key flows.Key, slots []Slot) (*Dossier, error) {
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
	if slots != nil {
		p.slots = slices.Clone(slots)
	}
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
