package audit

import (
	"dossier/flows/chain"
)

// check verifies the records of an export while they are written.
type check interface {
	add(r chain.Record, prev chain.Hash)
	// finish is how many faults there are, and the first in a clause.
	finish() (faults uint64, first string)
}

// newCheck verifies the whole chain, or the records of one applicant each by itself.
func (e Export) newCheck() check {
	if e.Scope.Applicant == "" {
		return chainCheck{chain.NewVerifier(e.Journal, e.AuditKey, nil)}
	}
	return &entryCheck{key: e.AuditKey}
}

type chainCheck struct{ *chain.Verifier }

func (c chainCheck) add(r chain.Record, _ chain.Hash) { c.Add(r) }

func (c chainCheck) finish() (uint64, string) {
	report := c.Finish()
	if report.OK() {
		return 0, ""
	}
	return report.FaultCount, report.Faults[0].String()
}

// entryCheck verifies the entries of dossiers, one dossier after the other.
type entryCheck struct {
	key    chain.AuditKey
	last   chain.Entry
	faults uint64
	first  string
}

func (c *entryCheck) add(r chain.Record, prev chain.Hash) {
	if r.Entry.Key != c.last.Key {
		c.last = chain.Entry{}
	}
	if fault := c.key.CheckEntry(prev, r, c.last.Seq+1); fault != nil {
		if c.faults++; c.faults == 1 {
			c.first = fault.Error()
		}
	}
	c.last = r.Entry
}

func (c *entryCheck) finish() (uint64, string) { return c.faults, c.first }
