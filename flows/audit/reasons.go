package audit

import (
	"slices"

	"dossier/flows/foreign"
	"dossier/flows/rejection"
)

// HoldsReasons reports whether the receipt holds something that somebody must not see who
// must not learn the reasons of a final rejection.
func (r Receipt) HoldsReasons() bool {
	return slices.ContainsFunc(r.Checks, func(c Check) bool { return slices.ContainsFunc(c.Results, Result.holdsReasons) })
}

func (r Result) holdsReasons() bool {
	labels := make([]foreign.Text, len(r.Labels))
	for i, l := range r.Labels {
		labels[i] = l.Label
	}
	return rejection.PublicPart(r.RejectType, labels).IsPart
}
