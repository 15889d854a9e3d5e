package audit

import (
	"context"
	"errors"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/foreign"
)

// The errors of MakeReceipt itself.
var (
	// errNoHead happens only when the journal is emptied at the same time.
	errNoHead = errors.New("the journal has no head any more; make the receipt again")
	// ErrHeadForged says that the end of the journal is not as it was written.
	ErrHeadForged = errors.New("the end of its chain was not written with the audit key")
)

// MakeReceipt reads the records of one dossier and verifies each, and the head: with the
// audit key links and seals, with the empty key the links only. The receipt names when it
// was made and the program's version. The error is ErrNoDossier, flows.ErrNewer,
// flows.ErrDamaged (a *chain.EntryFault), ErrHeadForged or the source's.
func MakeReceipt(ctx context.Context, from Source, audit chain.AuditKey, key flows.Key, made time.Time, program string) (Receipt, error) {
	st, place, err := readStory(ctx, from, audit, key)
	if err != nil {
		return Receipt{}, err
	}
	// The head is read after the records, so that it covers them.
	head, err := readHead(ctx, from, audit, place.Last)
	if err != nil {
		return Receipt{}, err
	}
	place.Journal = head.Journal
	out := st.buildReceipt()
	out.Schema, out.Title, out.Made, out.Program = receiptSchema, "dossier receipt", made.UTC().Truncate(time.Second), foreign.Untrusted(program)
	out.Chain, out.Head, out.Proof = place, head, newProof(audit)
	return out, nil
}

// readStory reads and verifies the records of a dossier. It also returns where they are in
// the chain.
func readStory(ctx context.Context, from Source, audit chain.AuditKey, key flows.Key) (*story, Chain, error) {
	st, place := newStory(key), Chain{}
	err := from.RecordsOf(ctx, key, func(r chain.Record, prev chain.Hash) error {
		if fault := audit.CheckEntry(prev, r, place.Last.Seq+1); fault != nil {
			return fault
		}
		e, err := r.Entry.Decode()
		if err != nil {
			return err
		}
		place.add(r)
		return st.apply(e)
	})
	if err == nil && place.Records == 0 {
		err = ErrNoDossier
	}
	return st, place, err
}

// add counts the next record of the dossier.
func (c *Chain) add(r chain.Record) {
	c.Last = Place{r.Pos, r.Entry.Seq, recordTime(r), r.Hash}
	if c.Records++; c.Records == 1 {
		c.First = c.Last
	}
}

// readHead is the end of the chain, which covers the dossier's last record.
func readHead(ctx context.Context, from Source, audit chain.AuditKey, last Place) (chain.Head, error) {
	head, ok, err := from.Head(ctx)
	switch {
	case err != nil:
		return head, err
	case !ok || head.Pos < last.Pos:
		return head, errNoHead
	case audit.IsSet() && !audit.VerifySeal(head.Pos, head.Hash, head.Seal), head.Pos == last.Pos && head.Hash != last.Hash:
		return head, ErrHeadForged
	}
	return head, nil
}

func newProof(audit chain.AuditKey) Proof {
	if audit.IsSet() {
		return Proof{true, "Every record of this dossier and the head were verified with the audit key " + audit.ID() + "."}
	}
	return Proof{false, notProvedText}
}

// buildReceipt is the part of the receipt that comes from the story.
func (st *story) buildReceipt() Receipt {
	j := st.journey
	out := Receipt{
		Service: foreign.Untrusted(j.Key().Origin), Applicant: foreign.Untrusted(j.Key().Applicant),
		Verdict: dossierVerdict(j, st.checks), Closed: j.IsClosed(), Needs: st.buildNeeds(), Checks: st.checks, Holders: st.holders, Changes: st.changes,
		Incidents: st.incidents, Consents: j.Consents(), Limits: receiptLimits(), Verify: verifyHint,
	}
	if flow, ok := j.Flow(); ok {
		out.Flow = foreign.Untrusted(flow.Name)
	}
	for _, c := range st.checks {
		for _, r := range c.Results {
			out.ComplianceOnly = out.ComplianceOnly || r.Note != ""
		}
	}
	return out
}
