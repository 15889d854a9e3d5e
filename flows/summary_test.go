package flows

import (
	"slices"
	"testing"
)

func TestTheStartListSaysWhereADossierStands(t *testing.T) {
	mismatch := answer(1, AnswerMismatch)
	rows := []struct{ name, want string }{
		{"opened", "unfinished "}, {"none", "needs you ready to start"}, {"asked", "waiting check running"}, {"released", "waiting check running"},
		{"lost", "waiting start unclear"}, {"started", "waiting check running"}, {"approved", "done approved"},
		{"rejected", "needs you rejected, may try again"}, {"final", "needs you rejected, final"},
		{"refused", "needs you identity.front refused"}, {"mismatch", "needs you an answer named another applicant"}, {"closed", "done closed"},
		{"unclear", "needs you identity.front unclear"}, {"set aside", "needs you identity.front set aside"},
		{"sending", "unfinished sending"}, {"awaiting", "unfinished waiting for the answer"},
	}
	stories := append(checks(), situation{"opened", opened()},
		situation{"refused", joinEvents(opened(), sent(front, 1, 1), eventList(answer(1, AnswerRefused)))},
		situation{"sending", joinEvents(opened(), eventList(choose(front, 1), SendStarted{Attempt: 1, Slot: front}))},
		situation{"awaiting", joinEvents(opened(), sent(front, 1, 1))},
		situation{"unclear", joinEvents(opened(), sent(front, 1, 1), eventList(AnswerLost{Attempt: 1, Cause: CauseNoAnswer}))},
		situation{"set aside", joinEvents(opened(), sent(front, 1, 1), eventList(accepted(1), DocumentChosen{Need: "identity", Type: IDCard, Country: "NZL"}))},
		situation{"mismatch", joinEvents(opened(), sent(front, 1, 1), eventList(mismatch))},
		situation{"closed", joinEvents(complete(), eventList(Closed{}))})
	if len(rows) != len(stories) {
		t.Fatalf("%d rows for %d stories", len(rows), len(stories))
	}
	for _, r := range rows {
		i := slices.IndexFunc(stories, func(s situation) bool { return s.name == r.name })
		s := storyOf(t, stories[i].events...).j.Summary()
		if got := s.Group + " " + s.Text; got != r.want {
			t.Errorf("%s: %q, want %q", r.name, got, r.want)
		}
	}
}

// TestASummaryListsThePicturesThatMayBeReceived: a picture that did not leave may be
// sent for another applicant.
func TestASummaryListsThePicturesThatMayBeReceived(t *testing.T) {
	s := storyOf(t, joinEvents(opened(), sent(front, 1, 1), eventList(accepted(1)), eventList(choose(back, 2), SendStarted{Attempt: 2, Slot: back}))...)
	sum := s.j.Summary()
	if want := []SentPicture{{SHA256: picture(1), Slot: "identity.front", State: "answered"}}; !slices.Equal(sum.Pictures, want) {
		t.Errorf("%+v", sum.Pictures)
	}
	if sum.Key != testKey || sum.Head != s.j.Head() || !sum.Updated.Equal(s.now) || sum.Done != 1 || sum.Total != 3 {
		t.Errorf("%+v", sum)
	}
}
