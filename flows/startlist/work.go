package startlist

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"dossier/flows"
	"dossier/flows/scope"
)

// workIndex knows who worked on which dossier. It reads each entry of the journal once, so
// that the list of one operator among many costs what that operator's own work costs.
type workIndex struct {
	source Source

	mu         sync.Mutex
	pos        uint64 // of the latest entry that was read
	byKey      map[flows.Key]*work
	byOperator map[string][]*work // in no order
}

// work is one dossier with who worked on it.
type work struct {
	pos       uint64        // of its latest entry
	row       flows.Summary // its key, and number and time of its latest entry
	operators []string
}

func newWorkIndex(source Source) *workIndex {
	return &workIndex{source: source, byKey: map[flows.Key]*work{}, byOperator: map[string][]*work{}}
}

// find lists what a scope lists, the dossier written to last first. Only which dossiers
// there are is taken from it.
func (x *workIndex) find(ctx context.Context, q Query) ([]flows.Summary, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.source.VisitWork(ctx, x.pos, x.addLocked); err != nil {
		return nil, err
	}
	found := slices.DeleteFunc(x.candidatesLocked(q.Scope), func(w *work) bool {
		return w.row.Key.Origin != q.Origin || !strings.Contains(w.row.Key.Applicant, q.Needle) || !q.Scope.Lists(w.operators)
	})
	slices.SortFunc(found, func(a, b *work) int { return cmp.Compare(b.pos, a.pos) })
	var rows []flows.Summary
	for _, w := range found[:min(len(found), max(q.Limit, 0))] {
		rows = append(rows, w.row)
	}
	return rows, nil
}

// candidatesLocked are all that a scope may list, and maybe more.
func (x *workIndex) candidatesLocked(s scope.Scope) []*work {
	if !s.IsLead {
		return slices.Clone(x.byOperator[s.Operator])
	}
	all := make([]*work, 0, len(x.byKey))
	for _, w := range x.byKey {
		all = append(all, w)
	}
	return all
}

// addLocked adds an entry.
func (x *workIndex) addLocked(pos uint64, row flows.Summary, operator string) error {
	w := x.byKey[row.Key]
	if w == nil {
		w = &work{}
		x.byKey[row.Key] = w
	}
	w.pos, w.row, x.pos = pos, row, pos
	if !slices.Contains(w.operators, operator) {
		w.operators = append(w.operators, operator)
		x.byOperator[operator] = append(x.byOperator[operator], w)
	}
	return nil
}

// operators are those who worked on a dossier, as far as the entries are read.
func (x *workIndex) operators(key flows.Key) []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	if w := x.byKey[key]; w != nil {
		return slices.Clone(w.operators)
	}
	return nil
}
