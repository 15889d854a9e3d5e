package e2e

import (
	"slices"
	"strings"
	"testing"

	"dossier/flows"
)

// TestKillStepsNegativeControl breaks what TestKillSteps relies on, once each:
// its checks must see it.
func TestKillStepsNegativeControl(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts many processes")
	}
	dies := func(mode, at string) []second { return []second{{mode, failPoint{At: at, Nth: 1}}} }
	for name, c := range map[string]struct {
		script script
		want   string
	}{
		"a picture is released after its last byte": {
			script{mode: "late", point: failPoint{At: atArrived, Nth: 1}, temper: answers}, "a picture in the state sending is at the service",
		},
		"a picture is released after its answer": {
			script{mode: "late", point: failPoint{At: "before append Released", Nth: 1}, temper: loses}, "a picture in the state sending is at the service",
		},
		"a start is released after its last byte": {
			script{mode: "late", point: failPoint{At: atStartArrived, Nth: 1}, temper: answers}, "1 starts at the service, 0 released",
		},
		"a hold that ends after the first byte": {
			script{mode: "late hold", point: failPoint{At: atHoldOver, Nth: 1}, temper: answers}, "an upload began before its hold was over",
		},
		"a recovery that goes on by itself": {
			script{mode: "walk", point: failPoint{At: atArrived, Nth: 1}, temper: answers, seconds: dies("walk", "after append Decided")},
			"the next finds something else",
		},
		"a point that nobody gets to": {
			script{mode: "walk", point: failPoint{At: "before append Closed", Nth: 1}, temper: answers}, errNotReached.Error(),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			count := &stepCount{seconds: map[string]int{}}
			c.script.name = name
			perform(t, []script{c.script}, count)
			if !slices.ContainsFunc(count.violations, func(v string) bool { return strings.Contains(v, c.want) }) {
				t.Fatalf("the checks did not say %q but %q", c.want, count.violations)
			}
		})
	}
}

// TestMappingNegativeControl hands mapping recoveries that did nothing, too
// much, or forgot something.
func TestMappingNegativeControl(t *testing.T) {
	before := state{
		Opened: true, Consents: 4, Check: checkOf{N: 1, State: "released", Used: 1, Released: true},
		Slots: []slotOf{
			{Slot: "a", State: "sending", Attempt: 1}, {Slot: "b", State: "awaiting", Attempt: 2},
			{Slot: "c", State: "chosen"}, {Slot: "d", State: "accepted", Attempt: 3},
			{Slot: "e", State: "chosen", Attempt: 4, Picture: "4e"}, {Slot: "f", State: "chosen", Attempt: 5, Picture: "6f"},
		},
		Attempts: []attemptOf{{N: 1, Fate: "sending"}, {N: 2, Fate: "released", Released: true}, {N: 3, Fate: "answered", Kind: "accepted", Released: true},
			{N: 4, Slot: "e", Picture: "4e", Fate: "answered", Kind: "accepted", Released: true}, {N: 5, Slot: "f", Picture: "5f", Fate: "answered", Kind: "accepted", Released: true},
		},
	}
	if list := mapping(before, recovered(before, false), false); len(list) > 0 {
		t.Fatalf("the right one is refused: %q", list)
	}
	for name, damage := range map[string]func(*state){
		"still sending":        func(s *state) { s.Slots[0].State = "sending" },
		"awaiting for ever":    func(s *state) { s.Slots[1].State = "awaiting" },
		"unclear taken as not": func(s *state) { s.Slots[1].State, s.Attempts[1].Fate = "failed", "not sent" },
		"chosen without file":  func(s *state) { s.Slots[2].State = "chosen" },
		"set aside is missing": func(s *state) { s.Slots[4].State, s.Slots[4].Reason = "missing", "" },
		"another is set aside": func(s *state) { s.Slots[5].State, s.Slots[5].Reason = "withdrawn", string(flows.WithOtherSide) },
		"accepted is lost":     func(s *state) { s.Slots[3].State = "missing" },
		"attempt forgotten":    func(s *state) { s.Attempts = s.Attempts[:2] },
		"start forgotten":      func(s *state) { s.Check.State = "none" },
		"consent given":        func(s *state) { s.Consents++ },
		"start again":          func(s *state) { s.Work = append(s.Work, "StartCheck") },
		"send again":           func(s *state) { s.Work = append(s.Work, "BeginSend") },
	} {
		after := recovered(before, false)
		damage(&after)
		if len(mapping(before, after, false)) == 0 {
			t.Errorf("%s: not noticed", name)
		}
	}
}
