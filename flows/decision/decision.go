// Package decision tells what operators decided about pictures that count although
// something speaks against them.
package decision

import (
	"slices"
	"strings"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
)

// Decision is what an operator decided about a picture that counts although
// something speaks against it, or about a side that is not sent. It stays visible
// wherever the picture is called accepted.
type Decision struct {
	Kind     Kind
	Code     foreign.Text // the warning, or the code of the objection; empty for the other kinds
	Operator string
	Reason   string // as typed or chosen; "" where none was asked for
	At       time.Time
}

// Kind is the kind of a Decision.
type Kind string

// The kinds of decisions, the weightiest first.
const (
	TreatedAsReceived Kind = "treated as received" // without an answer
	WarningKept       Kind = "warning kept"        // a warning of the service
	SentAnyway        Kind = "sent anyway"         // over an objection or a local warning
	BackLeftOut       Kind = "back left out"       // the document is said to have no back side
)

// About lists what operators decided about the slot's picture, the weightiest first.
// A picture that does not count has none.
func About(l flows.SlotLine) []Decision {
	if l.State != flows.Accepted {
		return nil
	}
	list := ofAttempt(l.Attempt)
	if isBackLeftOut(l) {
		list = append(list, Decision{Kind: BackLeftOut, Operator: l.DocumentBy, At: l.DocumentAt})
	}
	return list
}

// Main is the weightiest decision about the slot's picture; false when it counts
// without any, or an open warning still asks for one.
func Main(l flows.SlotLine) (Decision, bool) {
	list := About(l)
	if len(list) == 0 || len(l.Open) > 0 {
		return Decision{}, false
	}
	return list[0], true
}

// isBackLeftOut reports whether an operator said that a document which usually has a back
// side has none.
func isBackLeftOut(l flows.SlotLine) bool {
	return slices.Equal(l.Document.Sides, []flows.Side{flows.Front}) && slices.Contains(l.Need.SidesOf(l.Document.Type), flows.Back)
}

// ofAttempt lists those that the attempt itself records. One about a lost answer ends when
// the answer comes after all.
func ofAttempt(a flows.Attempt) []Decision {
	var list []Decision
	assumed := a.IsAssumedReceived()
	if assumed {
		list = append(list, Decision{Kind: TreatedAsReceived, Operator: a.Decision.Operator, Reason: a.Decision.Reason, At: a.Decision.At})
	}
	for _, k := range a.Acknowledged {
		if assumed || !k.Code.Is(flows.RemarksUnknown) {
			list = append(list, Decision{WarningKept, k.Code, k.Operator, k.Reason, k.At})
		}
	}
	for _, o := range a.Picture.Overrides {
		code, reason, _ := strings.Cut(o, ": ")
		list = append(list, Decision{SentAnyway, foreign.Untrusted(code), a.Operator, reason, a.Picture.ChosenAt})
	}
	return list
}

// KeptWarnings are the codes of the warnings that an operator read and kept.
func KeptWarnings(l flows.SlotLine) []foreign.Text {
	var codes []foreign.Text
	for _, d := range About(l) {
		if d.Kind == WarningKept {
			codes = append(codes, d.Code)
		}
	}
	return codes
}
