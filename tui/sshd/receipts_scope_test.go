package sshd

import (
	"context"
	"errors"
	"net"
	"testing"

	"dossier/flows"
	"dossier/flows/inbox"
	"dossier/flows/intake"
	"dossier/tui/settings"
	"dossier/tui/sshd/operators"
)

// TestAReceiptIsForWhoMayLook proves that no receipt is made, and none is said to be there,
// for an operator who may not look into the dossier now, and that a journal which cannot say
// so is an error.
func TestAReceiptIsForWhoMayLook(t *testing.T) {
	v := NewService(settings.Wizard{Limits: intake.DefaultLimits()}, "https://x", nil)
	made := 0
	v.receipts = newReceipts(func(context.Context, flows.Key, inbox.ReceiptFormat, bool) ([]byte, error) {
		made++
		return []byte("receipt"), nil
	})
	fetch := v.receiptsFor(t.Context(), &Session{Operator: operators.Identity{Name: "lars"}, From: &net.TCPAddr{}})
	cannot := errors.New("the journal is away")
	for _, c := range []struct {
		rule MayLook
		want string
		err  error
	}{
		{v.mayLook, "", nil}, // no rule
		{func(context.Context, operators.Identity, flows.Key) (bool, error) { return false, nil }, "", nil},
		{func(context.Context, operators.Identity, flows.Key) (bool, error) { return true, cannot }, "", cannot},
		{func(_ context.Context, who operators.Identity, _ flows.Key) (bool, error) {
			return who.Name == "lars", nil
		}, "receipt", nil},
	} {
		v.mayLook = c.rule
		if text, err := fetch(flows.Key{}, inbox.ReceiptJSON); string(text) != c.want || !errors.Is(err, c.err) {
			t.Errorf("%q, %v; want %q, %v", text, err, c.want, c.err)
		}
	}
	if made != 1 {
		t.Errorf("%d receipts were made", made)
	}
}
