package upload

import (
	"strings"

	"dossier/flows"
	"dossier/tui/cli"
)

// givenFiles are the paths of the given files by their slot in the flow; a slot that
// the flow does not have is an error.
func (o *uploadOptions) givenFiles(j flows.Journey) (map[flows.Slot]string, error) {
	given := map[flows.Slot]string{}
	for written, path := range o.files {
		slot, ok := j.FindSlot(written)
		if !ok {
			return nil, cli.Problemf(cli.ExitUsage, "a picture was given for a slot that the flow does not have; it wants %s%s", wantedSlotNames(j), slotHint(written.String(), slotNames(j)))
		}
		if given[slot] != "" {
			return nil, cli.Problemf(cli.ExitUsage, "%s is given twice", slot)
		}
		given[slot] = path
	}
	return given, nil
}

func slotNames(j flows.Journey) []string {
	var names []string
	for _, l := range j.Lines() {
		names = append(names, l.Slot.String())
	}
	return names
}

func wantedSlotNames(j flows.Journey) string {
	names := slotNames(j)
	for _, n := range j.Checklist() {
		if !n.Chosen {
			names = append(names, n.Need.Name+" (give --document "+n.Need.Name+"=TYPE)")
		}
	}
	return strings.Join(names, ", ")
}
