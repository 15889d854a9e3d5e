package desk

import (
	"context"
	"slices"
	"time"

	"dossier/flows/journal"
	"dossier/flows/journal/process"
)

// presenceInterval is how often a session says that it is alive; a holder counts as gone
// after journal.GoneAfter without.
const presenceInterval = 8 * time.Second

// presenceTimeout bounds a look at who is here.
const presenceTimeout = 5 * time.Second

// heartbeat tells the other sessions at a dossier about this one and looks for them.
// Its methods may be called from any goroutine.
type heartbeat struct {
	ctx       context.Context
	cfg       Config
	publisher *publisher
	mail      *mailbox
}

// run beats until the desk closes.
func (h *heartbeat) run() {
	h.updateOthers()
	for sleepContext(h.ctx, presenceInterval) == nil {
		h.updateOthers()
		h.mail.enqueue(journalChanged{}) // a holder may have gone without an entry
	}
}

func (h *heartbeat) updateOthers() {
	ctx, cancel := context.WithTimeout(h.ctx, presenceTimeout)
	defer cancel()
	if h.recordPresence(ctx) != nil {
		return
	}
	if others, err := h.livePresences(ctx); err == nil {
		h.publisher.setOthers(others)
	}
}

func (h *heartbeat) recordPresence(ctx context.Context) error {
	me := h.cfg.Self
	me.Session, me.Operator, me.At, me.Doing = h.cfg.Session, h.cfg.Operator, h.cfg.Now().UTC(), h.publisher.activityText()
	if h.cfg.lastKeyPress != nil {
		me.Typed = h.cfg.lastKeyPress()
	}
	return h.cfg.Presences.RecordPresence(ctx, h.cfg.Key, me)
}

// livePresences are the other sessions that still live.
func (h *heartbeat) livePresences(ctx context.Context) ([]journal.Presence, error) {
	all, err := h.cfg.Presences.Presences(ctx, h.cfg.Key)
	return slices.DeleteFunc(all, func(p journal.Presence) bool {
		return p.Session == h.cfg.Session || p.IsGone(h.cfg.Now(), h.cfg.Self.Host, process.IsAlive)
	}), err
}

// isAlive reports whether another session lives; with an error it is not known.
func (h *heartbeat) isAlive(session string) (bool, error) {
	ctx, cancel := context.WithTimeout(h.ctx, presenceTimeout)
	defer cancel()
	others, err := h.livePresences(ctx)
	return slices.ContainsFunc(others, func(p journal.Presence) bool { return p.Session == session }), err
}

func (h *heartbeat) removePresence() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.ctx), time.Second)
	defer cancel()
	_ = h.cfg.Presences.RemovePresence(ctx, h.cfg.Key, h.cfg.Session)
}
