package record

import (
	"fmt"
	"slices"
	"time"

	"dossier/assets"
	"dossier/flows/journal"
	"dossier/flows/journal/process"
	"dossier/tui/cli"
)

// activePresences leaves out the sessions that are gone, and names each of the others once.
func activePresences(list []journal.Presence, now time.Time) []journal.Presence {
	self := journal.OwnPresence().Host
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(p journal.Presence) bool {
		again := seen[p.Session]
		seen[p.Session] = true
		return again || p.IsGone(now, self, process.IsAlive)
	})
}

// describePresence says who is there, as the beginning of a sentence: "maya on desk-1 has".
func describePresence(list []journal.Presence) string {
	who := cli.OperatorAt(list[0].Operator, list[0].Host)
	switch others := len(list) - 1; others {
	case 0:
		return who + " has"
	default:
		return fmt.Sprintf("%s and %s have", who, assets.CountText(others, "other", "others"))
	}
}
