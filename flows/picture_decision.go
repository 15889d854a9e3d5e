package flows

import (
	"slices"
	"strings"
	"time"

	"dossier/flows/foreign"
)

// PictureDecision is what an operator decided about a picture that counts although
// something speaks against it, or about a side that is not sent. It stays visible
// wherever the picture is called accepted.
type PictureDecision struct {
	Kind     PictureDecisionKind
	Code     foreign.Text // the warning, or the code of the objection; empty for the other kinds
	Operator string
	Reason   string // as typed or chosen; "" where none was asked for
	At       time.Time
}

// PictureDecisionKind is the kind of a PictureDecision.
type PictureDecisionKind string

// The kinds of decisions, the weightiest first.
const (
	TreatedAsReceived PictureDecisionKind = "treated as received" // without an answer
	WarningKept       PictureDecisionKind = "warning kept"        // a warning of the service
	SentAnyway        PictureDecisionKind = "sent anyway"         // over an objection or a local warning
	BackLeftOut       PictureDecisionKind = "back left out"       // the document is said to have no back side
)

// Decisions lists what operators decided about the slot's picture, the weightiest first.
// A picture that does not count has none.
func (l SlotLine) Decisions() []PictureDecision {
	if l.State != Accepted {
		return nil
	}
	list := l.Attempt.decisions()
	if l.isBackLeftOut() {
		list = append(list, PictureDecision{Kind: BackLeftOut, Operator: l.DocumentBy, At: l.DocumentAt})
	}
	return list
}

// MainDecision is the weightiest decision about the slot's picture; false when it counts
// without any, or an open warning still asks for one.
func (l SlotLine) MainDecision() (PictureDecision, bool) {
	list := l.Decisions()
	if len(list) == 0 || len(l.Open) > 0 {
		return PictureDecision{}, false
	}
	return list[0], true
}

// isBackLeftOut reports whether an operator said that a document which usually has a back
// side has none.
func (l SlotLine) isBackLeftOut() bool {
	return slices.Equal(l.Document.Sides, []Side{Front}) && slices.Contains(l.Need.SidesOf(l.Document.Type), Back)
}

// decisions are those that the attempt itself records. One about a lost answer ends when
// the answer comes after all.
func (a Attempt) decisions() []PictureDecision {
	var list []PictureDecision
	assumed := a.isAssumedReceived()
	if assumed {
		list = append(list, PictureDecision{Kind: TreatedAsReceived, Operator: a.Decision.Operator, Reason: a.Decision.Reason, At: a.Decision.At})
	}
	for _, k := range a.Acknowledged {
		if assumed || !k.Code.Is(RemarksUnknown) {
			list = append(list, PictureDecision{WarningKept, k.Code, k.Operator, k.Reason, k.At})
		}
	}
	for _, o := range a.Picture.Overrides {
		code, reason, _ := strings.Cut(o, ": ")
		list = append(list, PictureDecision{SentAnyway, foreign.Untrusted(code), a.Operator, reason, a.Picture.ChosenAt})
	}
	return list
}

// KeptWarnings are the codes of the warnings that an operator read and kept.
func (l SlotLine) KeptWarnings() []foreign.Text {
	var codes []foreign.Text
	for _, d := range l.Decisions() {
		if d.Kind == WarningKept {
			codes = append(codes, d.Code)
		}
	}
	return codes
}
