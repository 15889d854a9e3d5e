package flowfile

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// Error is one fault of a flow file.
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

// joinFaults is all faults in the order of the file, or nil.
func joinFaults(faults []*Error) error {
	slices.SortStableFunc(faults, func(a, b *Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	errs := make([]error, len(faults))
	for i, f := range faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}
