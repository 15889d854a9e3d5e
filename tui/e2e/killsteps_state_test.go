package e2e

import (
	"encoding/hex"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"dossier/flows"
	"dossier/flows/foreign"
)

// state is what a session finds when it opens a dossier, without what differs
// from one opening to the next: holder, session, times and positions.
type state struct {
	Opened   bool // there are entries
	Slots    []slotOf
	Attempts []attemptOf
	Check    checkOf
	Status   string
	Consents int
	Blockers []string
	Work     []string
}

type slotOf struct {
	Slot, State, Reason, Cause, Document, Picture string
	Attempt, Open                                 int
	Assumed                                       bool
}

type attemptOf struct {
	N                               int
	Slot, Picture, Fate, Cause      string
	Kind, Decision                  string
	RetryOf, Errors, Warnings, Acks int
	Released                        bool
}

type checkOf struct {
	N, Used             int
	State, Cause        string
	Elsewhere, Released bool
}

func stateOf(j flows.Journey, session string) state {
	c := j.Check()
	s := state{
		Opened: j.Head() > 0, Consents: j.Consents(), Status: foreign.Reveal(j.Status().Status),
		Check: checkOf{c.Number, c.Used, string(c.State), string(c.Cause), c.Elsewhere, !c.SentAt.IsZero()},
	}
	for _, l := range j.Lines() {
		s.Slots = append(s.Slots, slotOf{
			Slot: l.Slot.String(), State: string(l.State), Reason: string(l.Reason), Cause: string(l.Cause),
			Document: string(l.Document.Type) + " " + string(l.Document.Country), Picture: hex.EncodeToString(l.Picture.SHA256[:4]),
			Attempt: int(l.Attempt.Number), Open: len(l.Open), Assumed: l.Assumed,
		})
	}
	for _, a := range j.Attempts() {
		row := attemptOf{
			N: int(a.Number), Slot: a.Slot.String(), Picture: hex.EncodeToString(a.Picture.SHA256[:4]), Fate: string(a.State), Cause: string(a.Cause),
			Kind: string(a.Kind), RetryOf: int(a.RetryOf), Errors: len(a.Errors), Warnings: len(a.Warnings), Acks: len(a.Acknowledged),
			Released: !a.ReleasedAt.IsZero(),
		}
		if a.Decision != nil {
			row.Decision = fmt.Sprint(a.Decision.Received)
		}
		s.Attempts = append(s.Attempts, row)
	}
	for _, b := range j.StartBlockers() {
		s.Blockers = append(s.Blockers, fmt.Sprintf("%s %s %s", b.Kind, b.Need, b.Slot))
	}
	for _, w := range j.Work(session) {
		s.Work = append(s.Work, strings.TrimPrefix(fmt.Sprintf("%T", w), "flows."))
	}
	return s
}

// differ names the parts in which two states are not the same.
func differ(a, b state) []string {
	var list []string
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for i := range x.NumField() {
		if one, other := x.Field(i).Interface(), y.Field(i).Interface(); !reflect.DeepEqual(one, other) {
			list = append(list, fmt.Sprintf("%s: %+v, then %+v", x.Type().Field(i).Name, one, other))
		}
	}
	return list
}

// gone is the cause of what a dead session left.
const gone = string(flows.CauseSessionGone)

// recovered is what must become of the state that a killed session left: what was
// not released was not sent, what was released is unclear, and a file that was
// chosen is chosen again: its picture is missing, or, where the service had taken it
// and set it aside, still set aside. It is written down here a second time on purpose:
// nothing of it is the product's. begun tells whether the service has begun a
// check.
func recovered(s state, begun bool) state {
	slots, attempts := append([]slotOf(nil), s.Slots...), append([]attemptOf(nil), s.Attempts...)
	for i := range slots {
		switch slots[i].State {
		case "sending":
			slots[i].State, slots[i].Cause = "failed", gone
		case "awaiting":
			slots[i].State = "unconfirmed"
		case "chosen":
			slots[i].State = "missing"
			if wasTaken(attempts, slots[i]) {
				slots[i].State, slots[i].Reason = "withdrawn", string(flows.WithOtherSide)
			}
		}
	}
	for i := range attempts {
		switch attempts[i].Fate {
		case "sending":
			attempts[i].Fate, attempts[i].Cause = "not sent", gone
		case "released":
			attempts[i].Fate, attempts[i].Cause = "lost", gone
		}
	}
	s.Slots, s.Attempts = slots, attempts
	switch s.Check.State {
	case "asked":
		s.Check.State = "none"
	case "released":
		s.Check.State, s.Check.Cause = "lost", gone
	}
	if begun && (s.Check.State == "lost" || s.Check.State == "started") {
		s.Check.State = "approved"
	}
	return s
}

// wasTaken reports whether the service had taken the picture that was chosen for a slot.
func wasTaken(attempts []attemptOf, s slotOf) bool {
	return slices.ContainsFunc(attempts, func(a attemptOf) bool {
		return a.Slot == s.Slot && a.Picture == s.Picture && a.Kind == string(flows.AnswerAccepted) && a.Errors == 0
	})
}

// mapping compares what a recovery found with what it had to find; what else
// the state holds follows from these parts.
func mapping(before, after state, begun bool) []string {
	want := recovered(before, begun)
	want.Status, want.Blockers, want.Work = after.Status, after.Blockers, after.Work
	list := differ(want, after)
	for _, w := range after.Work {
		if w != "PollStatus" {
			list = append(list, "the recovery wants to do by itself: "+w)
		}
	}
	return list
}
