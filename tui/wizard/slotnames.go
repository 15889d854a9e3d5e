package wizard

import (
	"slices"

	"dossier/flows"
)

// SlotName is the target name of a slot of a checklist: its side for the first need with
// two of them, the name of its need where that has one, else both.
func SlotName(lines []flows.SlotLine, slot flows.Slot) string {
	two := map[string]int{}
	first := ""
	for _, l := range lines {
		if two[l.Slot.Need]++; two[l.Slot.Need] == 2 && first == "" {
			first = l.Slot.Need
		}
	}
	switch {
	case two[slot.Need] < 2:
		return slot.Need
	case slot.Need == first:
		return slot.Side.Word()
	}
	return slot.Need + "-" + slot.Side.Word()
}

// IsSettled reports whether every picture of a document was accepted. Until then a fault of
// one side can ask for the other one again.
func IsSettled(lines []flows.SlotLine, need string) bool {
	return !slices.ContainsFunc(lines, func(l flows.SlotLine) bool { return l.Slot.Need == need && l.State != flows.Accepted })
}
