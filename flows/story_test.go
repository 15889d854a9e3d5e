package flows

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// The two operators of the tests: ann opens first, bob takes over.
const (
	ann = "session-ann"
	bob = "session-bob"
)

var (
	noon     = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	testKey  = Key{"https://personr.test", "1x2"}
	identity = Need{Name: "identity", AnyOf: []DocType{IDCard, Passport}}
	bill     = Need{Name: "bill", AnyOf: []DocType{UtilityBill}}
	testFlow = Flow{Name: "basic", Needs: []Need{identity, bill}}

	front   = Slot{"identity", Front}
	back    = Slot{"identity", Back}
	billing = Slot{"bill", Front}
)

// story is a journal in the making, one second per entry.
type story struct {
	j       Journey
	entries []Entry
	now     time.Time
}

func newStory() *story { return &story{j: NewJourney(testKey), now: noon} }

// appendAs lets a session append events and returns the first refusal.
func (s *story) appendAs(session string, events ...Event) error {
	for _, e := range events {
		s.now = s.now.Add(time.Second)
		entry := Entry{
			Seq: s.j.Head() + 1, ID: fmt.Sprint("id-", s.j.Head()+1), At: s.now,
			Session: session, Operator: strings.TrimPrefix(session, "session-"), Event: e,
		}
		next, err := s.j.Apply(entry)
		if err != nil {
			return fmt.Errorf("%s: %w", EventName(e), err)
		}
		s.j, s.entries = next, append(s.entries, entry)
	}
	return nil
}

// storyOf is by ann, and must be possible.
func storyOf(t *testing.T, events ...Event) *story {
	t.Helper()
	s := newStory()
	s.mustPost(t, ann, events...)
	return s
}

func (s *story) mustPost(t *testing.T, session string, events ...Event) {
	t.Helper()
	if err := s.appendAs(session, events...); err != nil {
		t.Fatal(err)
	}
}

func (s *story) mustRefuse(t *testing.T, session string, e Event, want error) {
	t.Helper()
	before := s.j.Head()
	if err := s.appendAs(session, e); !errors.Is(err, want) {
		t.Fatalf("%s by %s: got %v, want %v", EventName(e), session, err, want)
	}
	if s.j.Head() != before {
		t.Fatal("a refused event moved the head")
	}
}

// assertStates fails unless each slot, written as its handle, is in the state.
func (s *story) assertStates(t *testing.T, want ...any) {
	t.Helper()
	for i := 0; i < len(want); i += 2 {
		slot, state := want[i].(Slot), want[i+1].(State)
		if got := s.state(slot); got != state {
			t.Fatalf("%s is %s, want %s", slot, got, state)
		}
	}
}

func (s *story) state(slot Slot) State {
	l, ok := s.j.Line(slot)
	if !ok {
		return "no such slot"
	}
	return l.State
}

func picture(n byte) SHA256 { return SHA256{n} }

func choose(slot Slot, n byte, overridden ...string) FileChosen {
	return FileChosen{Slot: slot, SHA256: picture(n), Bytes: 1000, MediaType: "image/jpeg", Overrides: overridden}
}

func remark(code string) []Remark { return []Remark{ParseRemark([]byte(`"` + code + `"`))} }

func accepted(n AttemptNumber) Answered {
	return Answered{Attempt: n, Kind: AnswerAccepted, Status: 200}
}

func faulty(n AttemptNumber) Answered {
	return Answered{Attempt: n, Kind: AnswerAccepted, Status: 200, Errors: remark("dataNotReadable")}
}

func doubtful(n AttemptNumber) Answered {
	return Answered{Attempt: n, Kind: AnswerAccepted, Status: 200, Warnings: remark("badExposure")}
}

func answer(n AttemptNumber, k AnswerKind) Answered {
	return Answered{Attempt: n, Kind: k, Cause: CauseRefused}
}

// opened begins every story: a flow whose two documents are chosen.
func opened() []Event {
	return []Event{
		Opened{}, FlowChosen{Flow: testFlow},
		DocumentChosen{Need: "identity", Type: IDCard, Country: "AUS"},
		DocumentChosen{Need: "bill", Type: UtilityBill, Country: "AUS"},
	}
}

// sent are the events of one picture up to its release.
func sent(slot Slot, n AttemptNumber, picture byte) []Event {
	return []Event{choose(slot, picture), SendStarted{Attempt: n, Slot: slot}, Released{n}}
}

func joinEvents(parts ...[]Event) []Event {
	var all []Event
	for _, p := range parts {
		all = append(all, p...)
	}
	return all
}

func eventList(events ...Event) []Event { return events }

// complete is a story in which everything is accepted without a remark.
func complete() []Event {
	return joinEvents(opened(),
		sent(front, 1, 1), eventList(accepted(1)), sent(back, 2, 2), eventList(accepted(2)), sent(billing, 3, 3), eventList(accepted(3)))
}
