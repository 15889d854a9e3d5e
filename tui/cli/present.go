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

// occupied says who holds the dossier, where and since when.
func (u *run) occupied(ctx context.Context, j flows.Journey) error {
	if j.Closed() {
		return problem(Occupied, "this dossier is closed; --take-over REASON opens it again")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	holder, host := j.Holder(), ""
	list, _ := u.bench.others(ctx, j.Key()) // without an answer the name has to do
	for _, p := range list {
		if p.Session == holder.Session {
			host = p.Host
		}
	}
	return problem(Occupied, "%s has held this dossier since %s; wait, or --take-over REASON",
		personAt(holder.Operator, host), holder.Since.Local().Format("2006-01-02 15:04"))
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
