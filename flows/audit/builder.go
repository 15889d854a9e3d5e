package audit

import (
	"context"
	"errors"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/foreign"
)

// errNoHead happens only when somebody empties the journal at the same time.
var errNoHead = errors.New("the journal has no head any more; make the receipt again")

// MakeReceipt reads the records of one dossier. Made and program go in the header. The error is ErrNoDossier, flows.ErrNewer,
// flows.ErrDamaged or the source's.
func MakeReceipt(ctx context.Context, from Source, key flows.Key, made time.Time, program string) (Receipt, error) {
	t := newStory(key)
	var place Chain
	err := from.RecordsOf(ctx, key, func(r chain.Record) error {
		e, err := entryFromRecord(r)
		if err != nil {
			return err
		}
		at := Place{r.Pos, r.Entry.Seq, recordTime(r), r.Hash}
		if place.Records++; place.Records == 1 {
			place.First = at
		}
		place.Last = at
		return t.apply(e)
	})
	switch {
	case err != nil:
		return Receipt{}, err
	case place.Records == 0:
		return Receipt{}, ErrNoDossier
	}
	// The head is read after the records, so that it covers them.
	head, ok, err := from.Head(ctx)
	if err != nil {
		return Receipt{}, err
	}
	if !ok || head.Pos < place.Last.Pos {
		return Receipt{}, errNoHead
	}
	place.Journal = head.Journal
	out := t.buildReceipt()
	out.Schema, out.Title, out.Made, out.Program = receiptSchema, "dossier receipt", made.UTC().Truncate(time.Second), foreign.Untrusted(program)
	out.Chain, out.Head = place, head
	return out, nil
}

// buildReceipt is the part of the receipt that comes from the story.
func (t *story) buildReceipt() Receipt {
	j := t.journey
	out := Receipt{
		Service: foreign.Untrusted(j.Key().Origin), Applicant: foreign.Untrusted(j.Key().Applicant),
		Verdict: dossierVerdict(j, t.checks), Closed: j.IsClosed(), Needs: t.buildNeeds(), Checks: t.checks, Holders: t.holders, Changes: t.changes,
		Incidents: t.incidents, Consents: j.Consents(), Limits: receiptLimits(), Verify: verifyHint,
	}
	if flow, ok := j.Flow(); ok {
		out.Flow = foreign.Untrusted(flow.Name)
	}
	for _, c := range t.checks {
		for _, r := range c.Results {
			out.ComplianceOnly = out.ComplianceOnly || r.Note != ""
		}
	}
	return out
}
