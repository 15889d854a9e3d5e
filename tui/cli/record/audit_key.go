package record

import (
	"context"
	"slices"

	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/tui/cli"
)

// auditKey is the audit key of a journal, if it is on this computer.
type auditKey struct {
	chain.AuditKey        // empty when it is not here
	missingReason  string // why it is not here
	// isRenamed says that the journal names another key than the one that seals it.
	isRenamed bool
}

// matchingAuditKey is the audit key of this computer when it is the journal's: the journal
// names it, or one of its heads is sealed with it. Nobody can make such a seal without the
// key, so a journal that names another was changed.
func (c command) matchingAuditKey(ctx context.Context, j *journal.Journal, known ...chain.Head) auditKey {
	key, err := c.LoadAuditKey(false)
	switch {
	case err != nil:
		return auditKey{missingReason: err.Error()}
	case key.ID() == j.KeyID():
		return auditKey{AuditKey: key}
	case hasSealed(key, headsOfJournal(known, j.ID())), hasSealed(key, headsOfJournal(c.RecentHeads(), j.ID())), hasSealed(key, currentHead(ctx, j)):
		return auditKey{AuditKey: key, isRenamed: true}
	}
	return auditKey{missingReason: "the one here is " + key.ID()}
}

// hasSealed reports whether one of the heads was sealed with the key.
func hasSealed(key chain.AuditKey, heads []chain.Head) bool {
	return slices.ContainsFunc(heads, func(h chain.Head) bool { return key.VerifySeal(h.Pos, h.Hash, h.Seal) })
}

// currentHead is the journal's last record, when it can be read.
func currentHead(ctx context.Context, j *journal.Journal) []chain.Head {
	head, ok, err := j.Head(ctx)
	if err != nil || !ok {
		return nil
	}
	return []chain.Head{head}
}

// renamedProblem is the problem of a journal that names another key than its own. consequence
// is what follows from it.
func renamedProblem(consequence string) error {
	return cli.Problemf(cli.ExitFailure, "%s the journal names another audit key than the one that seals it; keep it as it is and run dossier audit verify", consequence)
}
