package startlist_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/startlist"
)

var (
	key   = flows.Key{Origin: "https://personr.test", Applicant: "1x2"}
	front = flows.Slot{Need: "identity", Side: flows.Front}
	bill  = flows.Slot{Need: "address", Side: flows.Front}
	noon  = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
)

func join(parts ...[]flows.Event) []flows.Event { return slices.Concat(parts...) }

// story is the journey after events, a second between them.
func story(t *testing.T, events []flows.Event) flows.Journey {
	t.Helper()
	j := flows.NewJourney(key)
	for i, e := range events {
		at := noon.Add(time.Duration(i) * time.Second)
		next, err := j.Apply(flows.Entry{Seq: uint64(i + 1), ID: fmt.Sprint(i), At: at, Session: "s", Operator: "maya", Event: e})
		if err != nil {
			t.Fatalf("%s: %v", flows.EventName(e), err)
		}
		j = next
	}
	return j
}

func opened(needs ...string) []flows.Event {
	types := map[string]flows.DocType{"identity": flows.Drivers, "address": flows.UtilityBill}
	flow, list := flows.Flow{Name: "KYC"}, []flows.Event{flows.Opened{}}
	for _, name := range needs {
		flow.Needs = append(flow.Needs, flows.Need{Name: name, AnyOf: []flows.DocType{types[name], flows.Passport}})
	}
	list = append(list, flows.FlowChosen{Flow: flow})
	for _, name := range needs {
		list = append(list, flows.DocumentChosen{Need: name, Type: types[name], Country: "NZL"})
	}
	return list
}

func begun(slot flows.Slot) []flows.Event {
	return []flows.Event{
		flows.FileChosen{Slot: slot, SHA256: flows.SHA256{1}, Bytes: 9, MediaType: "image/jpeg"}, flows.SendStarted{Attempt: 1, Slot: slot},
	}
}

func answered(kind flows.AnswerKind, remarks ...flows.Remark) []flows.Event {
	return []flows.Event{flows.Released{Attempt: 1}, flows.Answered{Attempt: 1, Kind: kind, Status: 200, Warnings: remarks}}
}

// complete has all that its flow wants.
func complete() []flows.Event {
	return join(opened("address"), begun(bill), answered(flows.AnswerAccepted))
}

func seen(answer string, labels ...string) flows.StatusSeen {
	s := flows.StatusSeen{Status: foreign.Untrusted("Reviewed"), Answer: foreign.Untrusted(answer), Modified: 1}
	for _, l := range labels {
		s.Labels = append(s.Labels, foreign.Untrusted(l))
	}
	return s
}

// TestTheStartListSaysWhereADossierStands: the group and the stored code of every state.
func TestTheStartListSaysWhereADossierStands(t *testing.T) {
	asked := join(complete(), []flows.Event{flows.CheckConfirmed{N: 1}, flows.CheckReleased{N: 1}})
	started := append(slices.Clone(asked), flows.CheckAnswered{N: 1, Started: true})
	glare := flows.Remark{Code: foreign.Untrusted("glare"), Raw: foreign.Untrusted("glare")}
	after := func(events []flows.Event, e ...flows.Event) []flows.Event { return join(events, e) }
	identity := join(opened("identity"), begun(front))
	for want, events := range map[string][]flows.Event{
		"unfinished ":                                                   opened("identity"),
		"needs you ready to start":                                      complete(),
		"waiting check running":                                         started,
		"waiting start unclear":                                         after(asked, flows.CheckLost{N: 1}),
		"done approved":                                                 after(started, seen("Approved")),
		"needs you rejected, may try again":                             after(started, seen("Rejected", "LOW_QUALITY")),
		"needs you rejected, final":                                     after(started, seen("Rejected", "FORGERY")),
		"done closed":                                                   after(complete(), flows.Closed{}),
		"unfinished sending":                                            identity,
		"unfinished waiting for the answer":                             after(identity, flows.Released{Attempt: 1}),
		"needs you an answer named another applicant":                   join(identity, answered(flows.AnswerMismatch)),
		"needs you identity.front refused, DRIVERS front":               join(identity, answered(flows.AnswerRefused)),
		"needs you identity.front unclear, DRIVERS front":               after(identity, flows.Released{Attempt: 1}, flows.AnswerLost{Attempt: 1, Cause: flows.CauseNoAnswer}),
		"needs you identity.front not sent, DRIVERS front":              after(identity, flows.NotSent{Attempt: 1, Cause: flows.CauseUntrusted}),
		"needs you identity.front stopped, DRIVERS front":               after(identity, flows.NotSent{Attempt: 1, Cause: flows.CauseJournal}),
		"needs you address.front accepted with a warning, UTILITY_BILL": join(opened("address"), begun(bill), answered(flows.AnswerAccepted, glare)),
		"needs you identity.front set aside, PASSPORT":                  join(identity, answered(flows.AnswerAccepted), []flows.Event{flows.DocumentChosen{Need: "identity", Type: flows.Passport, Country: "NZL"}}),
	} {
		s := startlist.Summarize(story(t, events))
		if got := s.Group + " " + s.Text; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestASummaryListsThePicturesThatMayBeReceived: a picture that did not leave may be
// sent for another applicant.
func TestASummaryListsThePicturesThatMayBeReceived(t *testing.T) {
	if list := startlist.Summarize(story(t, join(opened("identity"), begun(front)))).Pictures; list != nil {
		t.Errorf("a picture that is held is listed: %+v", list)
	}
	j := story(t, join(opened("identity"), begun(front), answered(flows.AnswerAccepted)))
	s := startlist.Summarize(j)
	if want := []flows.SentPicture{{SHA256: flows.SHA256{1}, Slot: "identity.front", State: "answered"}}; !slices.Equal(s.Pictures, want) {
		t.Errorf("%+v", s.Pictures)
	}
	if s.Key != key || s.Head != j.Head() || !s.Updated.Equal(j.Updated()) || s.Done != 1 || s.Total != 2 {
		t.Errorf("%+v", s)
	}
}

// TestARowOfAnOlderVersionSaysTheSame: no row that an older version wrote counts as
// changed, and one that says something else does.
func TestARowOfAnOlderVersionSaysTheSame(t *testing.T) {
	row := func(group, text string) flows.Summary { return flows.Summary{Group: group, Text: text} }
	for _, c := range []struct {
		kept, derived flows.Summary
		same          bool
	}{
		{row("needs you", "identity.back refused"), row("needs you", "identity.back refused, ID_CARD back"), true},
		{row("needs you", "identity.front withdrawn"), row("needs you", "identity.front set aside, PASSPORT"), true},
		{row("needs you", "identity.front failed"), row("needs you", "identity.front stopped, PASSPORT"), true},
		{row("needs you", "identity.front failed"), row("unfinished", ""), true}, // taken back
		{row("needs you", "selfie accepted"), row("needs you", "selfie accepted with a warning, SELFIE"), true},
		{row("needs you", "an answer named somebody else"), row("needs you", "an answer named another applicant"), true},
		{row("unfinished", ""), row("unfinished", "sending"), true},
		{row("unfinished", ""), row("unfinished", "waiting for the answer"), true},
		{row("done", "approved"), row("done", "approved"), true},
		{row("needs you", "of a newer version"), row("needs you", "ready to start"), true},
		{row("done", "of a newer version"), row("needs you", "ready to start"), false},
		{row("needs you", "identity.back refused, ID_CARD back"), row("needs you", "identity.back refused, DRIVERS back"), false},
		{row("needs you", "identity.back refused"), row("needs you", "identity.front refused, ID_CARD front"), false},
		{row("needs you", "ready to start"), row("needs you", "identity.back refused, ID_CARD back"), false},
		{row("done", "approved"), row("waiting", "check running"), false},
		{row("done", "identity.front failed"), row("needs you", "identity.front stopped, PASSPORT"), false},
		{row("unfinished", ""), row("needs you", "ready to start"), false},
		{row("unfinished", "sending"), row("unfinished", "waiting for the answer"), false},
	} {
		if got := startlist.IsSameStanding(c.kept, c.derived); got != c.same {
			t.Errorf("%q for %q: the same is %v, want %v", c.kept.Text, c.derived.Text, got, c.same)
		}
	}
}
