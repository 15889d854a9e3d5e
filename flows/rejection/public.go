package rejection

import (
	"slices"

	"dossier/flows/foreign"
)

// Public is what somebody may see of a rejection who must not learn the reasons of a final
// one.
type Public struct {
	RejectType foreign.Text
	Labels     []foreign.Text
	IsPart     bool // something is left out
}

// PublicPart leaves the reasons of a final rejection out: all labels of a rejection that is
// final, and of any other those that are not known to allow another try. A label that
// nobody knows may be one of them, and a word that is no type of a rejection may too.
func PublicPart(rejectType foreign.Text, labels []foreign.Text) Public {
	p := Public{RejectType: rejectType}
	if !rejectType.Empty() && !slices.Contains(knownTypes, lower(rejectType)) {
		p.RejectType, p.IsPart = foreign.Text{}, true
	}
	if FinalityOf(rejectType, labels) == Final {
		p.IsPart = true
		return p
	}
	p.Labels = slices.DeleteFunc(slices.Clone(labels), func(l foreign.Text) bool { return LabelFinality(l) != Retry })
	p.IsPart = p.IsPart || len(p.Labels) < len(labels)
	return p
}

// knownTypes are the words for the type of a rejection: the manual's (page "Rejection
// labels") and those of the service's provider.
var knownTypes = []string{"final", "retry", "rejected (final)", "rejected (retry)"}
