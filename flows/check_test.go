package flows

import (
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/flows/foreign"
)

// review is a result of the service; modified tells results apart.
func review(answer string, modified int64, labels ...string) StatusSeen {
	v := StatusSeen{Status: foreign.Untrusted("Reviewed"), Answer: foreign.Untrusted(answer), Modified: modified}
	for _, l := range labels {
		v.Labels = append(v.Labels, foreign.Untrusted(l))
	}
	return v
}

func status(word string) StatusSeen { return StatusSeen{Status: foreign.Untrusted(word)} }

var pending = status("Pending")

// checks lists the states of check 1, in the order of the tables' columns.
func checks() []situation {
	asked := append(complete(), CheckConfirmed{1})
	released := append(slices.Clone(asked), CheckReleased{1})
	started := append(slices.Clone(released), CheckAnswered{N: 1, Started: true})
	return []situation{
		{"none", complete()},
		{"asked", asked},
		{"released", released},
		{"lost", append(slices.Clone(released), CheckLost{N: 1})},
		{"started", started},
		{"approved", append(slices.Clone(started), review("Approved", 1))},
		{"rejected", append(slices.Clone(started), review("Rejected", 1, "LOW_QUALITY"))},
		{"final", append(slices.Clone(started), review("Rejected", 1, "FORGERY"))},
	}
}

// TestCheckTable is what each event does to the check in each of its states,
// by the session that asked for it, unless the row names another.
func TestCheckTable(t *testing.T) {
	for _, r := range []struct {
		name  string
		by    string
		event Event
		want  string
	}{
		// none asked released lost started approved rejected final
		{"confirm", ann, CheckConfirmed{1}, "asked - - - - - - -"},
		{"confirm the next", ann, CheckConfirmed{2}, "- - - - - - - -"},
		{"release", ann, CheckReleased{1}, "- released - - - - - -"},
		{"release another", ann, CheckReleased{2}, "- - - - - - - -"},
		{"release by bob", bob, CheckReleased{1}, "x x x x x x x x"},
		{"answered", ann, CheckAnswered{N: 1, Started: true}, "- - started started started approved rejected final"},
		{"refused", ann, CheckAnswered{N: 1, Status: 400}, "- none none none started approved rejected final"},
		{"answered to bob", bob, CheckAnswered{N: 1, Started: true}, "- - - - - - - -"},
		{"not sent", ann, CheckNotSent{N: 1}, "- none none none started approved rejected final"},
		{"lost", ann, CheckLost{N: 1}, "- - lost lost started approved rejected final"},
		{"decided early", ann, CheckDecided{1, "not there"}, "- - - - - - - -"},
		{"pending", ann, pending, "started started released started started started started started"},
		{"pre-checked", ann, status("Pre-Checked"), "started started released started started started started started"},
		{"created", ann, status("Created"), "none asked released lost started approved rejected final"},
		{"approved", ann, review("Approved", 2), "approved approved released approved approved approved approved approved"},
		{"green", ann, review("GREEN", 2), "approved approved released approved approved approved approved approved"},
		{"rejected", ann, review("Rejected", 2, "LOW_QUALITY"), "rejected rejected released rejected rejected rejected rejected rejected"},
		{"rejected for good", ann, review("Rejected", 2, "FORGERY"), "final final released final final final final final"},
		{"reviewed, no answer", ann, review("", 2), "none asked released lost started approved rejected final"},
		{"status to bob", bob, pending, "x x x x x x x x"},
		{"reopen", ann, SlotsReopened{Slots: []Slot{billing}}, "- - - - - - none -"},
		{"reopen nothing known", ann, SlotsReopened{Slots: []Slot{{"visa", Front}}}, "- - - - - - - -"},
		{"take over", bob, Opened{Reason: "ann left"}, "none none lost lost started approved rejected final"},
		{"close", ann, Closed{"done"}, "none - - lost started approved rejected final"},
		{"a picture", ann, choose(billing, 9, FormatOverride(CodeReplace, "x")), "none - - - - - - -"},
		{"a document", ann, DocumentChosen{Need: "bill", Type: UtilityBill, Country: "NZL"}, "none - - - - - - -"},
		{"a flow", ann, FlowChosen{testFlow, "edited"}, "none - - - - - - -"},
	} {
		columns := strings.Fields(r.want)
		for i, s := range checks() {
			t.Run(r.name+" when "+s.name, func(t *testing.T) {
				story := storyOf(t, s.events...)
				got := story.outcome(r.by, r.event)
				if got != "-" && got != "x" {
					got = string(story.j.Check().State)
				}
				if got != columns[i] {
					t.Errorf("got %s, want %s", got, columns[i])
				}
			})
		}
	}
}

func assertChecksUsed(t *testing.T, s *story, want int) {
	t.Helper()
	if got := s.j.Check().Used; got != want {
		t.Fatalf("%d checks used, want %d", got, want)
	}
}

func TestUsedCountsWhatMayHaveBegun(t *testing.T) {
	wants := []int{0, 0, 1, 1, 1, 1, 1, 1}
	for i, s := range checks() {
		if got := storyOf(t, s.events...).j.Check().Used; got != wants[i] {
			t.Errorf("%s: %d used, want %d", s.name, got, wants[i])
		}
	}
	for name, late := range map[string]Event{"refused": CheckAnswered{N: 1}, "not sent": CheckNotSent{N: 1}} {
		s := storyOf(t, append(complete(), CheckConfirmed{1}, CheckReleased{1}, late)...)
		assertChecksUsed(t, s, 0)
		s.mustPost(t, ann, late) // said twice, counted once
		if assertChecksUsed(t, s, 0); s.j.Check().State != CheckNone {
			t.Errorf("%s: %s", name, s.j.Check().State)
		}
	}
}

// checkRun is one check from its confirmation to a rejection of the bill, which is
// sent again after it.
func checkRun(check int, attempt AttemptNumber, picture byte) []Event {
	return joinEvents(eventList(CheckConfirmed{check}, CheckReleased{check}, CheckAnswered{N: check, Started: true}, pending,
		review("Rejected", int64(check), "LOW_QUALITY"), SlotsReopened{Slots: []Slot{billing}}),
		sent(billing, attempt, picture), eventList(accepted(attempt)))
}

func TestFiveChecksAndNoSixth(t *testing.T) {
	s := storyOf(t, complete()...)
	for n := range MaxChecks {
		if len(s.j.StartBlockers()) > 0 {
			t.Fatalf("check %d is blocked: %v", n+1, s.j.StartBlockers())
		}
		s.mustPost(t, ann, checkRun(n+1, AttemptNumber(n+4), byte(n+10))...)
		assertChecksUsed(t, s, n+1)
		for _, code := range s.j.OpenWarnings(AttemptNumber(n + 4)) {
			s.mustPost(t, ann, WarningAcknowledged{Attempt: AttemptNumber(n + 4), Code: code})
		}
	}
	if got := s.j.StartBlockers(); !slices.Equal(got, []Blocker{{Kind: BlockNoChecksLeft}}) {
		t.Errorf("got %v", got)
	}
	s.mustRefuse(t, ann, CheckConfirmed{6}, ErrOutOfTurn)
}

// TestAStaleResultIsNotTheNextChecksResult covers results with and without a
// date, and other words in between.
func TestAStaleResultIsNotTheNextChecksResult(t *testing.T) {
	for _, modified := range []int64{0, 1} {
		stale := review("Rejected", modified, "LOW_QUALITY")
		s := storyOf(t, append(complete(), CheckConfirmed{1}, CheckReleased{1}, CheckAnswered{N: 1, Started: true}, stale,
			SlotsReopened{Slots: []Slot{billing}}, stale, status("Created"))...)
		s.mustPost(t, ann, sent(billing, 4, 9)...)
		s.mustPost(t, ann, accepted(4), CheckConfirmed{2}, CheckReleased{2}, stale, CheckAnswered{N: 2, Started: true}, stale)
		if got := s.j.Check().State; got != CheckStarted {
			t.Fatalf("modified %d: check 2 is %s by check 1's result", modified, got)
		}
		s.mustPost(t, ann, pending)
		if modified > 0 {
			if s.mustPost(t, ann, stale); s.j.Check().State != CheckStarted {
				t.Error("a dated result of check 1 was taken after pending")
			}
		}
		s.mustPost(t, ann, review("Rejected", modified*2, "LOW_QUALITY"))
		if got := s.j.Check().State; got != CheckRejected {
			t.Errorf("modified %d: the result of check 2 left it %s", modified, got)
		}
		assertChecksUsed(t, s, 2)
	}
}

func TestAStatusAtTheGateIsReadAgain(t *testing.T) {
	s := storyOf(t, append(complete(), CheckConfirmed{1}, CheckReleased{1}, review("Approved", 1))...)
	if s.j.Status().Matches(review("Approved", 1)) {
		t.Error("the desk would not report it again")
	}
}

func TestALostStartIsDecidedAfterPatience(t *testing.T) {
	lost := append(complete(), CheckConfirmed{1}, CheckReleased{1}, CheckLost{N: 1, Cause: CauseNoAnswer})
	s := storyOf(t, lost...)
	sentAt := s.j.Check().SentAt
	s.now = sentAt.Add(LostCheckDelay - 2*time.Second)
	s.mustRefuse(t, ann, CheckDecided{1, "not there"}, ErrOutOfTurn)
	s.now = sentAt.Add(LostCheckDelay)
	s.mustRefuse(t, ann, CheckDecided{1, ""}, ErrOutOfTurn)
	s.mustRefuse(t, ann, CheckDecided{2, "x"}, ErrOutOfTurn)
	s.mustPost(t, ann, CheckDecided{1, "not there"})
	assertChecksUsed(t, s, 1) // it may have begun all the same
	for name, end := range map[string]struct {
		late  Event
		used  int
		state CheckState
	}{
		"shows late":      {pending, 1, CheckStarted},
		"result late":     {review("Approved", 1), 1, CheckApproved},
		"answered late":   {CheckAnswered{N: 1, Started: true}, 1, CheckStarted},
		"refused late":    {CheckAnswered{N: 1}, 0, CheckNone},
		"never left":      {CheckNotSent{N: 1}, 0, CheckNone},
		"asked for again": {CheckConfirmed{2}, 1, CheckAsked},
	} {
		c := story{j: s.j, now: s.now}
		c.mustPost(t, ann, end.late)
		if got := c.j.Check(); got.Used != end.used || got.State != end.state || got.Elsewhere {
			t.Errorf("%s: %s, %d used, elsewhere %v", name, got.State, got.Used, got.Elsewhere)
		}
	}
}

func TestAStartElsewhereIsCounted(t *testing.T) {
	for name, s := range map[string]*story{
		"running":           storyOf(t, append(opened(), pending, pending)...),
		"ended":             storyOf(t, append(opened(), review("Rejected", 1), review("Rejected", 1))...),
		"seen while asking": storyOf(t, append(complete(), CheckConfirmed{1}, pending)...),
	} {
		if c := s.j.Check(); c.Used != 1 || !c.Elsewhere {
			t.Errorf("%s: %d used, elsewhere %v", name, c.Used, c.Elsewhere)
		}
		s.mustRefuse(t, ann, CheckReleased{1}, ErrOutOfTurn)
	}
	s := storyOf(t, append(complete(), checkRun(1, 4, 9)...)...)
	s.mustPost(t, ann, pending)
	assertChecksUsed(t, s, 2)
}

func TestAnOvertakenStartIsWatchedAndAnswered(t *testing.T) {
	s := storyOf(t, append(complete(), CheckConfirmed{1}, CheckReleased{1})...)
	s.mustPost(t, bob, Opened{Reason: "ann left"})
	if got := s.j.Work(ann); !slices.Equal(got, []Work{StartCheck{1}}) {
		t.Errorf("ann stops waiting: %v", got)
	}
	if got := s.j.Work(bob); !slices.Equal(got, []Work{PollStatus{}}) {
		t.Errorf("bob repeats or forgets the start: %v", got)
	}
	s.mustPost(t, ann, CheckAnswered{N: 1, Started: true})
	if got := s.j.Work(ann); len(got) != 0 || s.j.Check().State != CheckStarted {
		t.Errorf("%v, %s", got, s.j.Check().State)
	}
}

func TestAnOvertakenAskIsVoid(t *testing.T) {
	s := storyOf(t, append(complete(), CheckConfirmed{1})...)
	s.mustPost(t, bob, Opened{Reason: "ann left"})
	s.mustRefuse(t, ann, CheckReleased{1}, ErrNotHolder)
	s.mustRefuse(t, bob, CheckReleased{1}, ErrOutOfTurn)
	s.mustPost(t, bob, CheckConfirmed{2}, CheckReleased{2})
	assertChecksUsed(t, s, 1)
}

// TestALateFactCallsTheStartBack proves that between the person's word and the
// gate nothing may have opened the checklist again.
func TestALateFactCallsTheStartBack(t *testing.T) {
	for name, late := range map[string]Event{
		"fault":    faulty(3),
		"mismatch": answer(3, AnswerMismatch),
		"warning":  doubtful(3),
		"not sent": NotSent{Attempt: 3, Cause: CauseJournal},
	} {
		events := complete()
		events[len(events)-1] = AnswerLost{Attempt: 3}
		s := storyOf(t, append(events, Decided{3, true, "seen"}, WarningAcknowledged{Attempt: 3, Code: foreign.Untrusted(RemarksUnknown)}, CheckConfirmed{1})...)
		if s.mustPost(t, ann, late); s.j.Check().State != CheckNone {
			t.Errorf("%s: the check is %s", name, s.j.Check().State)
		}
		s.mustRefuse(t, ann, CheckReleased{1}, ErrOutOfTurn)
	}
}

func TestCanStartNamesWhatLacks(t *testing.T) {
	rejected := append(complete(), CheckConfirmed{1}, CheckReleased{1}, CheckAnswered{N: 1, Started: true}, review("Rejected", 1))
	for _, test := range []struct {
		name   string
		events []Event
		want   []BlockerKind
	}{
		{"nothing", complete(), nil},
		{"no flow", eventList(Opened{}), []BlockerKind{BlockNoFlow}},
		{"no documents", opened()[:2], []BlockerKind{BlockNeed, BlockNeed}},
		{"no pictures", opened(), []BlockerKind{BlockMissing, BlockMissing, BlockMissing}},
		{"on their way", append(opened(), choose(front, 1), SendStarted{Attempt: 1, Slot: front}, choose(back, 2), choose(billing, 3)), []BlockerKind{BlockBusy, BlockBusy, BlockBusy}},
		{"unclear", joinEvents(opened(), sent(front, 1, 1), eventList(AnswerLost{Attempt: 1})), []BlockerKind{BlockUnclear, BlockMissing, BlockMissing}},
		{"refused", joinEvents(bothSent(), eventList(faulty(2))), []BlockerKind{BlockRefused, BlockSetAside, BlockMissing}},
		{"warning", append(complete()[:len(complete())-1], doubtful(3)), []BlockerKind{BlockWarning}},
		{"warning read", append(complete()[:len(complete())-1], doubtful(3), WarningAcknowledged{Attempt: 3, Code: foreign.Untrusted("badExposure")}), nil},
		{"reading undone", append(complete()[:len(complete())-1], doubtful(3), WarningAcknowledged{Attempt: 3, Code: foreign.Untrusted("badExposure")},
			WarningAcknowledged{Attempt: 3, Code: foreign.Untrusted("badExposure"), Undone: true}), []BlockerKind{BlockWarning}},
		{"closed", append(complete(), Closed{"done"}), []BlockerKind{BlockClosed}},
		{"asked", append(complete(), CheckConfirmed{1}), []BlockerKind{BlockCheckExists}},
		{"rejected", rejected, []BlockerKind{BlockReopen}},
		{"taken back", append(opened()[:len(opened())-1], choose(front, 1), SendCancelled{Slot: front}), []BlockerKind{BlockMissing, BlockMissing, BlockNeed}},
		{"not sent", append(opened()[:len(opened())-1], choose(front, 1), SendStarted{Attempt: 1, Slot: front}, NotSent{Attempt: 1, Cause: CauseUntrusted}), []BlockerKind{BlockNotSent, BlockMissing, BlockNeed}},
		{"incident", append(complete()[:len(complete())-1], answer(3, AnswerMismatch)), []BlockerKind{BlockIncident, BlockUnclear}},
	} {
		var got []BlockerKind
		for _, b := range storyOf(t, test.events...).j.StartBlockers() {
			got = append(got, b.Kind)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestACleanFifthAnswerIsAWarning(t *testing.T) {
	events := opened()
	for n := range 4 {
		events = joinEvents(events, sent(billing, AttemptNumber(n+1), byte(n+1)), eventList(faulty(AttemptNumber(n+1))))
	}
	s := storyOf(t, joinEvents(events, sent(billing, 5, 5), eventList(accepted(5)))...)
	if open := s.j.OpenWarnings(5); len(open) != 1 || !open[0].Is(RemarksSilent) {
		t.Errorf("got %v", open)
	}
}
