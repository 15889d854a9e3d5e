package startlist

import (
	"context"
	"errors"
	"slices"
	"sync"

	"dossier/flows"
	"dossier/flows/scope"
)

// Source is the part of the journal that lists dossiers. Nothing proves what its rows say;
// Load verifies each entry (see journal.Journal.Load), and its error is flows.ErrDamaged or
// flows.ErrNewer when it is about this dossier alone.
type Source interface {
	RecentDossiers(ctx context.Context, origin string, limit int) ([]flows.Summary, error)
	FindDossiers(ctx context.Context, origin, needle string, limit int) ([]flows.Summary, error)
	VisitWork(ctx context.Context, after uint64, visit func(pos uint64, row flows.Summary, operator string) error) error
	Load(ctx context.Context, key flows.Key, after uint64) ([]flows.Entry, error)
}

// List lists dossiers as their verified entries make them. Of the source's rows it takes
// only which dossiers there are. It keeps what it has derived: a dossier is loaded again
// when its row names another entry as the last, or another time for it, as after a purge
// and a new beginning. The sessions of one process share it. Its methods may be called from
// any goroutine.
type List struct {
	source  Source
	work    *workIndex
	mu      sync.Mutex
	derived map[flows.Key]Row // of whole dossiers
	turns   map[turnsOf]*Turns
}

// Row is a dossier of the list.
type Row struct {
	flows.Summary
	Holder    flows.Holder // who works on it, or did last; zero for one that cannot be read
	Stage     flows.Stage  // the step of the wizard where it goes on
	operators []string     // who wrote its entries
}

// NewList returns the list of a journal's dossiers.
func NewList(source Source) *List {
	return &List{source: source, work: newWorkIndex(source), derived: map[flows.Key]Row{}, turns: map[turnsOf]*Turns{}}
}

// maxDerived is how many dossiers a list keeps: 200 for each of 50 operators.
const maxDerived = 10_000

// Query says which dossiers are asked for.
type Query struct {
	Origin string      // of the service
	Scope  scope.Scope // of the operator who asks
	Needle string      // a part of the applicant IDs; "": all
	Limit  int         // how many at most
}

// Rows lists the dossiers of a service that an operator may look into, the one written to
// last first. A dossier that is not as it was written has the code Damaged, one that a newer
// program wrote has NewerEntries, and neither says how far it is. The error is the source's,
// and that of an entry only where it says nothing of the dossier: a journal that cannot be
// reached.
func (l *List) Rows(ctx context.Context, q Query) ([]Row, error) {
	found, err := l.find(ctx, q)
	if err != nil {
		return nil, err
	}
	rows := make([]Row, 0, len(found))
	for _, f := range found {
		row, err := l.verifiedRow(ctx, f)
		if err != nil {
			return nil, err
		}
		if row.operators == nil || q.Scope.Lists(row.operators) {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b Row) int { return b.Updated.Compare(a.Updated) })
	return rows, nil
}

// Dossiers is Rows without who works on them.
func (l *List) Dossiers(ctx context.Context, q Query) ([]flows.Summary, error) {
	rows, err := l.Rows(ctx, q)
	var list []flows.Summary
	for _, r := range rows {
		list = append(list, r.Summary)
	}
	return list, err
}

// IsListed reports whether a dossier stands in the lists of a scope, as far as they are read.
func (l *List) IsListed(key flows.Key, s scope.Scope) bool {
	return !s.IsLimited() || s.Lists(l.Operators(key))
}

// Holder is who holds a dossier, as the entries said when the list was read last; false where
// it was not read, or cannot be believed.
func (l *List) Holder(key flows.Key) (flows.Holder, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	row, ok := l.derived[key]
	return row.Holder, ok
}

// Operators are those who wrote to a dossier, as far as the entries are read: nobody in a
// list whose queries are all unlimited.
func (l *List) Operators(key flows.Key) []string { return l.work.operators(key) }

func (l *List) find(ctx context.Context, q Query) ([]flows.Summary, error) {
	switch {
	case q.Scope.IsLimited():
		return l.work.find(ctx, q)
	case q.Needle != "":
		return l.source.FindDossiers(ctx, q.Origin, q.Needle, q.Limit)
	}
	return l.source.RecentDossiers(ctx, q.Origin, q.Limit)
}

// verifiedRow is what follows from the entries of a row's dossier. The error is that of a
// journal that cannot be read.
func (l *List) verifiedRow(ctx context.Context, row flows.Summary) (Row, error) {
	if known, ok := l.known(row); ok {
		return known, nil
	}
	entries, err := l.source.Load(ctx, row.Key, 0)
	switch {
	case errors.Is(err, flows.ErrNewer):
		return unreadableRow(row.Key, NewerEntries, entries), nil
	case errors.Is(err, flows.ErrDamaged):
		return unreadableRow(row.Key, Damaged, entries), nil
	case err != nil:
		return Row{}, err
	}
	journey, err := flows.Fold(row.Key, entries)
	if err != nil || journey.Head() == 0 || journey.Head() < row.Head {
		return unreadableRow(row.Key, Damaged, entries), nil
	}
	derived := Row{Summary: Summarize(journey), Holder: journey.Holder(), Stage: stageOf(journey), operators: OperatorsOf(entries)}
	derived.Pictures = nil
	l.keep(derived)
	return derived, nil
}

// stageOf is the step of the wizard where a dossier goes on.
func stageOf(j flows.Journey) flows.Stage {
	if _, chosen := j.Flow(); !chosen {
		return flows.StageApplicant
	}
	return j.ResumePrompt().Stage
}

// OperatorsOf are those who wrote these entries, each once.
func OperatorsOf(entries []flows.Entry) []string {
	var names []string
	for _, e := range entries {
		if !slices.Contains(names, e.Operator) {
			names = append(names, e.Operator)
		}
	}
	return names
}

// unreadableRow is the row of a dossier whose entries cannot all be believed: it says
// nothing but when the last of the others was written.
func unreadableRow(key flows.Key, code Code, entries []flows.Entry) Row {
	r := Row{Summary: flows.Summary{Key: key, Group: flows.GroupNeedsYou, Text: string(code)}}
	if n := len(entries); n > 0 {
		r.Head, r.Updated = entries[n-1].Seq, entries[n-1].At
	}
	return r
}

// known is what was derived of a dossier up to the entry that the row names.
func (l *List) known(row flows.Summary) (Row, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	known, ok := l.derived[row.Key]
	return known, ok && known.Head == row.Head && known.Updated.Equal(row.Updated)
}

func (l *List) keep(r Row) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.derived) >= maxDerived {
		clear(l.derived)
	}
	l.derived[r.Key] = r
}
