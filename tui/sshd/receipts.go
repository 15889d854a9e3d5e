package sshd

import (
	"context"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/inbox"
)

// MakeReceipt makes the receipt of a dossier; no bytes where the journal has none. With
// hideReasons one that holds the reasons of a final rejection is refused, by an
// *inbox.Refusal.
type MakeReceipt func(ctx context.Context, key flows.Key, format inbox.ReceiptFormat, hideReasons bool) ([]byte, error)

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
		text, err := v.receipts.maker(ctx, key, format, !s.Operator.Role.MaySeeReasons())
		v.log.Info("receipt", "from", s.From.String(), "operator", s.Operator.Name, "key", s.Operator.Fingerprint, "format", string(format), "outcome", assets.ReceiptOutcome(text, err))
		return text, err
	}
}
