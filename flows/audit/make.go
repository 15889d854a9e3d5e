package audit

import (
	"context"
	"errors"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
)

// errNoHead can only be met when somebody empties the journal meanwhile.
var errNoHead = errors.New("the journal has no head any more; make the receipt again")

// MakeReceipt reads the records of one dossier and tells its story. Made and
// program stand in the header. The error is ErrNoDossier, flows.ErrNewer,
// flows.ErrDamaged or the source's.
func MakeReceipt(ctx context.Context, from Source, key flows.Key, made time.Time, program string) (Receipt, error) {
	t := newTale(key)
	var place Chain
	err := from.RecordsOf(ctx, key, func(r chain.Record) error {
		e, err := entryOf(r)
		if err != nil {
			return err
		}
		at := Place{r.Pos, r.Entry.Seq, moment(r), r.Hash}
		if place.Records++; place.Records == 1 {
			place.First = at
		}
		place.Last = at
		return t.hear(e)
	})
	switch {
	case err != nil:
		return Receipt{}, err
	case place.Records == 0:
		return Receipt{}, ErrNoDossier
	}
	// The head is read behind the records, so that it covers them.
	head, ok, err := from.Head(ctx)
	if err != nil {
		return Receipt{}, err
	}
	if !ok || head.Pos < place.Last.Pos {
		return Receipt{}, errNoHead
	}
	place.Journal = head.Journal
	out := t.receipt()
	out.Schema, out.Title, out.Made, out.Program = receiptSchema, "dossier receipt", made.UTC().Truncate(time.Second), flows.Untrusted(program)
	out.Chain, out.Head = place, head
	return out, nil
}

// receipt is the part of the receipt that comes from the story.
func (t *tale) receipt() Receipt {
	j := t.j
	out := Receipt{
		Service: flows.Untrusted(j.Key().Origin), Applicant: flows.Untrusted(j.Key().Applicant),
		Verdict: verdictOf(j, t.checks), Closed: j.Closed(), Needs: t.needs(), Checks: t.checks, Holders: t.holders, Changes: t.changes,
		Incidents: t.incidents, Consents: j.Consents(), Limits: limits(), Verify: verify,
	}
	if flow, ok := j.Flow(); ok {
		out.Flow = flows.Untrusted(flow.Name)
	}
	for _, c := range t.checks {
		for _, r := range c.Results {
			out.ComplianceOnly = out.ComplianceOnly || r.Note != ""
		}
	}
	return out
}
