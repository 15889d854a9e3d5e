package sshd

import (
	"dossier/flows"
	"dossier/flows/inbox"
)

// slotName is the target name of a slot of a checklist: its side for the first need with
// two of them, the name of its need where that has one, else both.
func slotName(lines []flows.SlotLine, slot flows.Slot) string {
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

// inboxSlots are the targets of a checklist, each with its handle as another name.
func inboxSlots(lines []flows.SlotLine) []inbox.Slot {
	slots := make([]inbox.Slot, 0, len(lines))
	for _, l := range lines {
		slots = append(slots, inbox.Slot{Name: slotName(lines, l.Slot), Aliases: []string{l.Slot.String()}})
	}
	return slots
}
