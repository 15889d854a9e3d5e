package cli

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/tui/safe"
)

// activePresences leaves out the sessions that are gone, and names each of the others once.
func activePresences(list []journal.Presence, now time.Time) []journal.Presence {
	self := journal.OwnPresence().Host
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(p journal.Presence) bool {
		again := seen[p.Session]
		seen[p.Session] = true
		return again || p.IsGone(now, self, journal.IsProcessAlive)
	})
}

// maxNameLength is how much of a name is shown.
const maxNameLength = 64

// describePresence says who is there, as the beginning of a sentence: "maya on desk-1 has".
func describePresence(list []journal.Presence) string {
	who := OperatorAt(list[0].Operator, list[0].Host)
	switch others := len(list) - 1; others {
	case 0:
		return who + " has"
	default:
		return fmt.Sprintf("%s and %s have", who, Plural(others, "other", "others"))
	}
}

// occupiedProblem says who holds the dossier, where and since when.
func (u *uploadRun) occupiedProblem(ctx context.Context, j flows.Journey) error {
	if j.IsClosed() {
		return Problemf(ExitOccupied, "this dossier is closed; --take-over REASON opens it again")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	holder, host := j.Holder(), ""
	list, _ := u.runtime.Presences(ctx, j.Key()) // without an answer the name has to do
	for _, p := range list {
		if p.Session == holder.Session {
			host = p.Host
		}
	}
	return Problemf(ExitOccupied, "%s has held this dossier since %s; wait, or --take-over REASON",
		OperatorAt(holder.Operator, host), holder.Since.Local().Format("2006-01-02 15:04"))
}

// OperatorAt names an operator and, when it is known, the computer. Both came
// from outside.
func OperatorAt(operator, host string) string {
	who := safe.LineOf(operator, maxNameLength).String()
	if who == "" {
		who = "somebody"
	}
	if host != "" {
		who += " on " + safe.LineOf(host, maxNameLength).String()
	}
	return who
}
