package startlist

import (
	"context"
	"errors"
	"slices"
	"sync"

	"dossier/flows"
)

// Source is the part of the journal that lists dossiers. Nothing proves what its rows say;
// Load verifies each entry (see journal.Journal.Load), and its error is flows.ErrDamaged or
// flows.ErrNewer when it is about this dossier alone.
type Source interface {
	RecentDossiers(ctx context.Context, origin string, limit int) ([]flows.Summary, error)
	FindDossiers(ctx context.Context, origin, needle string, limit int) ([]flows.Summary, error)
	Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error)
}

// List lists dossiers as their verified entries make them. Of the source's rows it takes
// only which dossiers there are. It keeps what it has derived: a dossier is loaded again
// when its row names another entry as the last, or another time for it, as after a purge
// and a new beginning. Its methods may be called from any goroutine.
type List struct {
	source  Source
	mu      sync.Mutex
	derived map[flows.Key]flows.Summary // of whole dossiers
}

// NewList returns the list of a journal's dossiers.
func NewList(source Source) *List {
	return &List{source: source, derived: map[flows.Key]flows.Summary{}}
}

// maxDerived is how many dossiers a list keeps.
const maxDerived = 1_000

// Dossiers lists the dossiers of a service, the one written to last first, at most limit
// of them; with a needle, those whose applicant ID holds it. A dossier that is not as it
// was written has the code Damaged, one that a newer program wrote has NewerEntries, and
// neither says how far it is. The error is the source's, and that of an entry only where
// it says nothing of the dossier: a journal that cannot be reached.
func (l *List) Dossiers(ctx context.Context, origin, needle string, limit int) ([]flows.Summary, error) {
	rows, err := l.rows(ctx, origin, needle, limit)
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		if rows[i], err = l.verifiedSummary(ctx, row); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(rows, func(a, b flows.Summary) int { return b.Updated.Compare(a.Updated) })
	return rows, nil
}

func (l *List) rows(ctx context.Context, origin, needle string, limit int) ([]flows.Summary, error) {
	if needle != "" {
		return l.source.FindDossiers(ctx, origin, needle, limit)
	}
	return l.source.RecentDossiers(ctx, origin, limit)
}

// verifiedSummary is what follows from the entries of a row's dossier. The error is that
// of a journal that cannot be read.
func (l *List) verifiedSummary(ctx context.Context, row flows.Summary) (flows.Summary, error) {
	if known, ok := l.known(row); ok {
		return known, nil
	}
	entries, err := l.source.Load(ctx, row.Key, 0)
	switch {
	case errors.Is(err, flows.ErrNewer):
		return unreadableSummary(row.Key, NewerEntries, entries), nil
	case errors.Is(err, flows.ErrDamaged):
		return unreadableSummary(row.Key, Damaged, entries), nil
	case err != nil:
		return flows.Summary{}, err
	}
	journey, err := flows.Fold(row.Key, entries)
	if err != nil || journey.Head() == 0 || journey.Head() < row.Head {
		return unreadableSummary(row.Key, Damaged, entries), nil
	}
	derived := Summarize(journey)
	derived.Pictures = nil
	l.keep(derived)
	return derived, nil
}

// unreadableSummary is the row of a dossier whose entries cannot all be believed: it says
// nothing but when the last of the others was written.
func unreadableSummary(key flows.Key, code Code, entries []flows.Entry) flows.Summary {
	s := flows.Summary{Key: key, Group: flows.GroupNeedsYou, Text: string(code)}
	if n := len(entries); n > 0 {
		s.Head, s.Updated = entries[n-1].Seq, entries[n-1].At
	}
	return s
}

// known is what was derived of a dossier up to the entry that the row names.
func (l *List) known(row flows.Summary) (flows.Summary, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	known, ok := l.derived[row.Key]
	return known, ok && known.Head == row.Head && known.Updated.Equal(row.Updated)
}

func (l *List) keep(s flows.Summary) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.derived) >= maxDerived {
		clear(l.derived)
	}
	l.derived[s.Key] = s
}
