package record

import (
	"context"
	"errors"
	"time"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/inbox"
	"dossier/tui/cli"
)

// Receipts makes the receipts of the dossiers in a journal that a service has open. They are
// those of the command receipt.
type Receipts struct {
	command
	store *cli.Store
}

// NewReceipts returns the receipts of a store, which the caller closes.
func NewReceipts(o *cli.Options, store *cli.Store) Receipts { return Receipts{command{o}, store} }

// Make returns the receipt of a dossier; no bytes where the journal has no such dossier.
// Whoever must not learn the reasons of a final rejection gets no receipt that holds one, and
// not one without them either: a receipt is proof of what the journal says, whole. The error is
// then an *inbox.Refusal.
func (r Receipts) Make(ctx context.Context, key flows.Key, format inbox.ReceiptFormat, hideReasons bool) ([]byte, error) {
	made, _, err := r.makeReceipt(ctx, r.store.Journal(), key, time.Now())
	switch {
	case errors.Is(err, audit.ErrNoDossier):
		return nil, nil
	case err != nil:
		return nil, err
	case hideReasons && made.HoldsReasons():
		return nil, &inbox.Refusal{Reason: inbox.ReceiptPrivate}
	}
	return renderReceipt(made, string(format))
}
