package review

import (
	"slices"

	"dossier/flows"
)

// openRows are the rows that need the operator: what is on its way, or follows from
// another row, does not.
func openRows(j flows.Journey) []row {
	return slices.DeleteFunc(listRows(j), func(r row) bool { return !isOpenRow(j, r) })
}

func isOpenRow(j flows.Journey, r row) bool {
	if r.need != "" {
		return true
	}
	l, ok := j.Line(r.slot)
	if !ok || r.slot == (flows.Slot{}) {
		return false
	}
	switch l.State {
	case flows.Chosen, flows.Sending, flows.Awaiting:
		return false
	case flows.Accepted:
		return len(l.Open) > 0
	case flows.SetAside:
		_, follows := refusedOtherSide(j, l)
		return !follows
	}
	return true
}

// nextOpenRow is the index of the next row that needs the operator, from the top again
// after the last; the start of the check when there is none.
func nextOpenRow(j flows.Journey, rows []row, at int) int {
	for i := range rows {
		if next := (at + 1 + i) % len(rows); next != at && isOpenRow(j, rows[next]) {
			return next
		}
	}
	if at >= 0 && isOpenRow(j, rows[at]) {
		return at
	}
	return len(rows) - 1
}
