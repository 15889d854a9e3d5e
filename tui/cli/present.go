package cli

import (
	"fmt"
	"slices"
	"time"

	"dossier/flows/journal"
	"dossier/tui/safe"
)

// here leaves out the sessions that are gone, and names each of the others once.
func here(list []journal.Presence, now time.Time) []journal.Presence {
	self := journal.Here().Host
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(p journal.Presence) bool {
		again := seen[p.Session]
		seen[p.Session] = true
		return again || p.Gone(now, self, journal.Alive)
	})
}

// nameMax is how much of a name is shown.
const nameMax = 64

// have says who is there, as the beginning of a sentence: "maya on desk-1 has".
func have(list []journal.Presence) string {
	who := personAt(list[0].Operator, list[0].Host)
	switch others := len(list) - 1; others {
	case 0:
		return who + " has"
	default:
		return fmt.Sprintf("%s and %s have", who, plural(others, "other", "others"))
	}
}

// personAt names an operator and, when it is known, the computer. Both came
// from outside.
func personAt(operator, host string) string {
	who := safe.LineOf(operator, nameMax).String()
	if who == "" {
		who = "somebody"
	}
	if host != "" {
		who += " on " + safe.LineOf(host, nameMax).String()
	}
	return who
}
