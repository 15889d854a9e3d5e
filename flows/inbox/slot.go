package inbox

import (
	"slices"

	"dossier/flows/foreign"
)

// Slot is a target that a dossier wants: a side, or the name of a need. A path that begins
// with one of its names is for it; upper and lower case count as the same.
type Slot struct {
	Name    string
	Aliases []string
}

func (s Slot) equal(other Slot) bool {
	return s.Name == other.Name && slices.Equal(s.Aliases, other.Aliases)
}

// findSlot returns the Name of the slot with that name or alias, or "".
func findSlot(slots []Slot, name foreign.Text) string {
	for _, s := range slots {
		if name.EqualFold(s.Name) {
			return s.Name
		}
		for _, alias := range s.Aliases {
			if name.EqualFold(alias) {
				return s.Name
			}
		}
	}
	return ""
}
