package sshd

import (
	"context"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/inbox"
	"dossier/tui/sshd/operators"
)

// MakeReceipt makes the receipt of a dossier; no bytes where the journal has none. With
// hideReasons one that holds the reasons of a final rejection is refused, by an
// *inbox.Refusal.
type MakeReceipt func(ctx context.Context, key flows.Key, format inbox.ReceiptFormat, hideReasons bool) ([]byte, error)

// MayLook reports whether an operator may look into a dossier at any time. Who only watched
// a colleague may not: the name of the inbox lives longer than that.
type MayLook func(ctx context.Context, who operators.Identity, key flows.Key) (bool, error)

// receipts are made one at a time: each reads and verifies a whole dossier.
type receipts struct {
	maker MakeReceipt // nil: none can be fetched
	turn  chan struct{}
}

func newReceipts(maker MakeReceipt) receipts { return receipts{maker, make(chan struct{}, 1)} }

// receiptsFor makes receipts for a session, with the rights that its operator has now.
func (v *Service) receiptsFor(ctx context.Context, s *Session) inbox.ReceiptFunc {
	if v.receipts.maker == nil {
		return nil
	}
	return func(key flows.Key, format inbox.ReceiptFormat) ([]byte, error) {
		select {
		case v.receipts.turn <- struct{}{}:
			defer func() { <-v.receipts.turn }()
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		if may, err := v.mayLook(ctx, s.Operator, key); err != nil || !may {
			return nil, err // as where the journal has no such dossier
		}
		return v.receipts.maker(ctx, key, format, !s.Operator.Role.MaySeeReasons())
	}
}

// logReceipt says who fetched a receipt, and what became of it. A listing fetches none.
func (v *Service) logReceipt(s *Session) func(inbox.ReceiptFormat, []byte, error) {
	return func(format inbox.ReceiptFormat, text []byte, err error) {
		v.log.Info("receipt", "from", s.From.String(), "operator", s.Operator.Name, "key", s.Operator.Fingerprint, "format", string(format), "outcome", assets.ReceiptOutcome(text, err))
	}
}

// mayLookNever is the rule of a service that has none.
func mayLookNever(context.Context, operators.Identity, flows.Key) (bool, error) { return false, nil }
