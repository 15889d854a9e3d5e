package tomlfile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"dossier/assets"
)

// Error is one fault of a file.
type Error struct {
	Line, Column int    // from 1; columns count bytes
	Key          string // the key at fault, "flow.need.any_of"; empty for the file as a whole
	Text         string // what is wrong and what is right, without line and key
}

// Error is the fault in one line: "line 4: flow.need.name: …".
func (e *Error) Error() string {
	if e.Key == "" {
		return fmt.Sprintf("line %d: %s", e.Line, e.Text)
	}
	return fmt.Sprintf("line %d: %s: %s", e.Line, e.Key, e.Text)
}

// maxFaults is how many faults are reported: more of them have one cause, or the file is
// something else.
const maxFaults = 20

// joinFaults joins the first faults, in the order of the file, and says how many more there
// are. It is nil without faults.
func joinFaults(faults []*Error) error {
	slices.SortStableFunc(faults, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	var errs []error
	for _, f := range faults[:min(len(faults), maxFaults)] {
		errs = append(errs, f)
	}
	if more := len(faults) - maxFaults; more > 0 {
		errs = append(errs, errors.New("and "+assets.CountText(more, "more error", "more errors")))
	}
	return errors.Join(errs...)
}
