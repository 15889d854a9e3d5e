package flows

import (
	"errors"
	"strings"
	"testing"

	"dossier/flows/foreign"
)

// situation is how the bill's one picture, attempt 1 unless there is none, got
// into a state.
type situation struct {
	name   string
	events []Event
}

// situations lists every state of a slot, in the order of the tables' columns.
// "assumed" is Accepted by a person's decision.
func situations() []situation {
	released := joinEvents(opened(), sent(billing, 1, 1))
	return []situation{
		{"missing", opened()},
		{"chosen", joinEvents(opened(), eventList(choose(billing, 1)))},
		{"sending", released[:len(released)-1]},
		{"awaiting", released},
		{"unconfirmed", joinEvents(released, eventList(AnswerLost{Attempt: 1, Cause: CauseNoAnswer}))},
		{"accepted", joinEvents(released, eventList(doubtful(1)))},
		{"assumed", joinEvents(released, eventList(AnswerLost{Attempt: 1}, Decided{1, true, "seen in the dashboard"}))},
		{"refused", joinEvents(released, eventList(faulty(1)))},
		{"failed", joinEvents(released[:len(released)-1], eventList(NotSent{Attempt: 1, Cause: CauseUntrusted}))},
		{"withdrawn", joinEvents(released, eventList(accepted(1), DocumentChosen{Need: "bill", Type: UtilityBill, Country: "NZL"}))},
	}
}

// row is one event in every state. A column holds the state after it, "-" for
// ErrOutOfTurn and "x" for ErrNotHolder.
type row struct {
	name  string
	event Event
	want  string
}

func runTable(t *testing.T, by string, prelude []Event, rows []row) {
	t.Helper()
	for _, r := range rows {
		columns := strings.Fields(r.want)
		for i, s := range situations() {
			t.Run(r.name+" when "+s.name, func(t *testing.T) {
				if len(columns) != len(situations()) {
					t.Fatalf("%d columns", len(columns))
				}
				story := storyOf(t, s.events...)
				for _, e := range prelude {
					story.mustPost(t, bob, e)
				}
				if got := story.outcome(by, r.event); got != columns[i] {
					t.Errorf("got %s, want %s", got, columns[i])
				}
			})
		}
	}
}

// outcome is the bill's state after the event, or the sign of its refusal.
func (s *story) outcome(session string, e Event) string {
	switch err := s.appendAs(session, e); {
	case errors.Is(err, ErrOutOfTurn):
		return "-"
	case errors.Is(err, ErrNotHolder):
		return "x"
	case err != nil:
		return err.Error()
	}
	return string(s.state(billing))
}

// TestSlotTable is the event table of the domain: what each event does to a
// slot in each of its states, by the session that made the attempt and holds
// the dossier.
func TestSlotTable(t *testing.T) {
	other := DocumentChosen{Need: "bill", Type: UtilityBill, Country: "NZL"}
	same := DocumentChosen{Need: "bill", Type: UtilityBill, Country: "AUS"}
	again := FormatOverride(CodeSentBefore, "asked for")
	runTable(t, ann, nil, []row{
		// event                    missing chosen sending awaiting unconfirmed accepted assumed refused failed withdrawn
		{"open again", Opened{}, "- - - - - - - - - -"},
		{"same flow", FlowChosen{testFlow, "edited"}, "missing chosen - - - accepted accepted refused failed withdrawn"},
		{"flow without reason", FlowChosen{testFlow, ""}, "missing chosen - - - - - - failed -"},
		{"same document", same, "missing chosen - - - accepted accepted refused failed withdrawn"},
		{"other country", other, "missing missing - - - withdrawn withdrawn missing missing withdrawn"},
		{"unknown need", DocumentChosen{Need: "visa", Type: Passport}, "- - - - - - - - - -"},
		{"type not allowed", DocumentChosen{Need: "bill", Type: Passport}, "- - - - - - - - - -"},
		{"back without front", DocumentChosen{Need: "bill", Type: UtilityBill, Sides: []Side{Back}}, "- - - - - - - - - -"},
		{"another picture", choose(billing, 9), "chosen chosen - - - - - chosen chosen chosen"},
		{"same picture", choose(billing, 1), "chosen chosen - - - - - - chosen chosen"},
		{"same picture again", choose(billing, 1, again), "chosen chosen - - - - - - chosen chosen"},
		{"replacement", choose(billing, 9, FormatOverride(CodeReplace, "better one")), "chosen chosen - - - chosen chosen chosen chosen chosen"},
		{"picture for no slot", choose(Slot{"bill", Back}, 9), "- - - - - - - - - -"},
		{"first send", SendStarted{Attempt: 1, Slot: billing}, "- sending - - - - - - - -"},
		{"second send", SendStarted{Attempt: 2, Slot: billing}, "- - - - - - - - - -"},
		{"cancel the send", SendCancelled{Attempt: 1}, "- - failed - - - - - - -"},
		{"cancel the choice", SendCancelled{Slot: billing}, "- failed - - - - - - - -"},
		{"release", Released{1}, "- - awaiting - - - - - - -"},
		{"not sent, may go again", NotSent{Attempt: 1, Cause: CauseInterrupted}, "- - chosen chosen failed accepted failed refused failed withdrawn"},
		{"not sent, must not", NotSent{Attempt: 1, Cause: CauseUntrusted}, "- - failed failed failed accepted failed refused failed withdrawn"},
		{"file changed", NotSent{Attempt: 1, Cause: CauseFileChanged}, "- - missing missing missing accepted missing refused failed withdrawn"},
		{"accepted", accepted(1), "- - - accepted accepted accepted accepted refused - withdrawn"},
		{"faulty", faulty(1), "- - - refused refused accepted refused refused - withdrawn"},
		{"refused", answer(1, AnswerRefused), "- - refused refused refused accepted refused refused failed withdrawn"},
		{"failed", answer(1, AnswerFailed), "- - failed failed failed accepted failed refused failed withdrawn"},
		{"throttled", answer(1, AnswerThrottled), "- - chosen chosen failed accepted failed refused failed withdrawn"},
		{"mismatch", answer(1, AnswerMismatch), "- - - unconfirmed unconfirmed accepted unconfirmed refused - withdrawn"},
		{"unknown verdict", answer(1, "odd"), "- - - unconfirmed unconfirmed accepted unconfirmed refused - withdrawn"},
		{"answer lost", AnswerLost{Attempt: 1, Cause: CauseNoAnswer}, "- - - unconfirmed unconfirmed accepted accepted refused - withdrawn"},
		{"decided received", Decided{1, true, "seen"}, "- - - - accepted - - - - -"},
		{"decided again", Decided{1, false, "not there"}, "- - - - missing - - - - -"},
		{"decided without reason", Decided{1, true, ""}, "- - - - - - - - - -"},
		{"warning read", WarningAcknowledged{Attempt: 1, Code: foreign.Untrusted("badExposure")}, "- - - - - accepted - - - -"},
		{"remarks unknown read", WarningAcknowledged{Attempt: 1, Code: foreign.Untrusted(RemarksUnknown)}, "- - - - - - accepted - - -"},
		{"start the check", CheckConfirmed{1}, "- - - - - - - - - -"},
		{"release no check", CheckReleased{1}, "- - - - - - - - - -"},
		{"no check answered", CheckAnswered{N: 1, Started: true}, "- - - - - - - - - -"},
		{"no check lost", CheckLost{N: 1}, "- - - - - - - - - -"},
		{"no check sent", CheckNotSent{N: 1}, "- - - - - - - - - -"},
		{"decide no check", CheckDecided{1, "why"}, "- - - - - - - - - -"},
		{"reopen", SlotsReopened{Slots: []Slot{billing}}, "- - - - - - - - - -"},
		{"resolve nothing", IncidentResolved{"looked"}, "- - - - - - - - - -"},
		{"status", StatusSeen{Status: foreign.Untrusted("Created")}, "missing chosen sending awaiting unconfirmed accepted accepted refused failed withdrawn"},
		{"close", Closed{"done"}, "missing chosen - - unconfirmed accepted accepted refused failed withdrawn"},
	})
}

// TestTakeoverTable proves what a new holder finds in each state.
func TestTakeoverTable(t *testing.T) {
	runTable(t, bob, nil, []row{
		// event                    missing chosen sending awaiting unconfirmed accepted assumed refused failed withdrawn
		{"take over", Opened{Reason: "ann left"}, "missing missing failed unconfirmed unconfirmed accepted accepted refused failed withdrawn"},
		{"resume", Opened{}, "missing missing failed unconfirmed unconfirmed accepted accepted refused failed withdrawn"},
		{"a choice of no holder", choose(billing, 9), "x x x x x x x x x x"},
		{"a gate of no holder", Released{1}, "x x x x x x x x x x"},
		{"a check of no holder", CheckConfirmed{1}, "x x x x x x x x x x"},
		{"a status of no holder", StatusSeen{}, "x x x x x x x x x x"},
		{"an answer to somebody else", accepted(1), "- - - - - - - - - -"},
		{"a loss of somebody else", AnswerLost{Attempt: 1}, "- - - - - - - - - -"},
		{"a failure of somebody else", NotSent{Attempt: 1}, "- - - - - - - - - -"},
	})
}

// TestOvertakenTable proves that an overtaken session can still report what
// became of its requests, and do nothing else.
func TestOvertakenTable(t *testing.T) {
	runTable(t, ann, []Event{Opened{Reason: "took over"}}, []row{
		// event                    missing chosen sending awaiting unconfirmed accepted assumed refused failed withdrawn
		{"release", Released{1}, "x x x x x x x x x x"},
		{"choose", choose(billing, 9), "x x x x x x x x x x"},
		{"cancel", SendCancelled{Attempt: 1}, "x x x x x x x x x x"},
		{"accepted", accepted(1), "- - - accepted accepted accepted accepted refused - withdrawn"},
		{"faulty", faulty(1), "- - - refused refused accepted refused refused - withdrawn"},
		{"throttled", answer(1, AnswerThrottled), "- - failed failed failed accepted failed refused failed withdrawn"},
		{"not sent", NotSent{Attempt: 1, Cause: CauseInterrupted}, "- - failed failed failed accepted failed refused failed withdrawn"},
		{"answer lost", AnswerLost{Attempt: 1}, "- - - unconfirmed unconfirmed accepted accepted refused - withdrawn"},
	})
}

func TestOnlyOpenedBeginsAJournal(t *testing.T) {
	if err := newStory().appendAs(ann, FlowChosen{Flow: testFlow}); !errors.Is(err, ErrDamaged) {
		t.Errorf("got %v", err)
	}
}

func TestEntriesFollowEachOther(t *testing.T) {
	s := storyOf(t, opened()...)
	good := Entry{Seq: s.j.Head() + 1, At: s.now, Session: ann, Event: Closed{"x"}}
	for name, damage := range map[string]func(*Entry){
		"gap":      func(e *Entry) { e.Seq++ },
		"repeated": func(e *Entry) { e.Seq-- },
		"earlier":  func(e *Entry) { e.At = e.At.Add(-1) },
		"empty":    func(e *Entry) { e.Event = nil },
		"pointer":  func(e *Entry) { e.Event = &Closed{"x"} },
	} {
		e := good
		damage(&e)
		if _, err := s.j.Apply(e); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if _, err := s.j.Apply(good); err != nil {
		t.Error(err)
	}
}
