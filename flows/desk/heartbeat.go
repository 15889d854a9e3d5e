package desk

import (
	"context"
	"slices"
	"time"

	"dossier/flows/journal"
	"dossier/flows/journal/process"
	"dossier/flows/presence"
)

// heartbeat tells the other sessions at a dossier about this one and looks for them.
// Its methods may be called from any goroutine.
type heartbeat struct {
	ctx       context.Context
	cfg       Config
	publisher *publisher
	mail      *mailbox
	leave     func() // ends the signs of life; nil: there are none yet
}

// run looks once, and has the beats of this process do so until the desk closes.
func (h *heartbeat) run() {
	ctx, cancel := context.WithTimeout(h.ctx, presence.Timeout)
	defer cancel()
	if h.recordPresence(ctx) == nil {
		if others, err := h.livePresences(ctx); err == nil {
			h.publisher.setOthers(others)
		}
	}
	h.leave = h.cfg.Beats.Join(h.ctx, presence.Member{Key: h.cfg.Key, Session: h.cfg.Session, Own: h.ownPresence, AfterBeat: h.afterBeat})
}

// afterBeat takes who else is here. A holder may have gone without an entry, and a journal
// that failed is noticed so, too.
func (h *heartbeat) afterBeat(others []journal.Presence, known bool) {
	defer h.cfg.recoverPanic()
	if known {
		h.publisher.setOthers(others)
	}
	h.mail.enqueue(journalChanged{})
}

// ownPresence is what the others are told of this session.
func (h *heartbeat) ownPresence() journal.Presence {
	defer h.cfg.recoverPanic()
	me := h.cfg.Self
	me.Session, me.Operator, me.At, me.Doing = h.cfg.Session, h.cfg.Operator, h.cfg.Now().UTC(), h.publisher.activityText()
	if h.cfg.lastKeyPress != nil {
		me.Typed = h.cfg.lastKeyPress()
	}
	return me
}

func (h *heartbeat) recordPresence(ctx context.Context) error {
	return h.cfg.Presences.RecordPresence(ctx, h.cfg.Key, h.ownPresence())
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
	ctx, cancel := context.WithTimeout(h.ctx, presence.Timeout)
	defer cancel()
	others, err := h.livePresences(ctx)
	return slices.ContainsFunc(others, func(p journal.Presence) bool { return p.Session == session }), err
}

func (h *heartbeat) removePresence() {
	if h.leave != nil {
		h.leave()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(h.ctx), time.Second)
	defer cancel()
	_ = h.cfg.Presences.RemovePresence(ctx, h.cfg.Key, h.cfg.Session)
}
