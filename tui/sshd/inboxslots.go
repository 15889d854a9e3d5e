package sshd

import (
	"dossier/flows"
	"dossier/flows/inbox"
	"dossier/tui/wizard"
)

// inboxSlots are the targets of a checklist, each with its handle as another name.
func inboxSlots(lines []flows.SlotLine) []inbox.Slot {
	slots := make([]inbox.Slot, 0, len(lines))
	for _, l := range lines {
		slots = append(slots, inbox.Slot{Name: wizard.SlotName(lines, l.Slot), Aliases: []string{l.Slot.String()}})
	}
	return slots
}
