package steps

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/flows/foreign"
)

func review(f Frame, at flows.Slot) Step {
	s, _ := NewReview(Deps{}, f, Place{Stage: flows.StageReview, Slot: at})
	return s
}

func files(slot flows.Slot) Action { return Go{Place{Stage: flows.StageFiles, Slot: slot}} }

// TestEnterOnEachRow proves what Enter does in every state of a slot.
func TestEnterOnEachRow(t *testing.T) {
	again := storyFile(storyFront, "front")
	notSent := func() *story {
		return newStory(t, false).sending(storyFront, "front").add(flows.NotSent{Attempt: 1, Cause: flows.CauseJournal})
	}
	for name, c := range map[string]struct {
		story *story
		at    flows.Slot
		other bool // another session draws
		want  Action
	}{
		"missing":                {newStory(t, false), storyFront, false, files(storyFront)},
		"refused":                {refusedPair(t), storyBack, false, files(storyBack)},
		"aside leads to other":   {refusedPair(t), storyFront, false, files(storyBack)},
		"aside, file gone":       {refusedPair(t), storyFront, true, files(storyFront)},
		"not sent goes again":    {notSent(), storyFront, false, Post{[]flows.Event{again}}},
		"not sent, file gone":    {notSent(), storyFront, true, files(storyFront)},
		"taken back picks again": {newStory(t, false).sending(storyFront, "front").add(flows.SendCancelled{Attempt: 1}), storyFront, false, files(storyFront)},
		"aside by change goes again": {newStory(t, false).answered(storyFront, "front").
			add(flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "NZL"}), storyFront, false, Post{[]flows.Event{again}}},
	} {
		t.Run(name, func(t *testing.T) {
			f := c.story.frame(80, 18)
			if c.other {
				f.Session = "s2"
			}
			_, got := press(t, review(f, c.at), f, "enter")
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %#v, want %#v", got, c.want)
			}
		})
	}
}

// TestReviewBeginsOnTheProblem proves where the highlight stands first.
func TestReviewBeginsOnTheProblem(t *testing.T) {
	for name, c := range map[string]struct {
		story *story
		want  reviewRow
	}{
		"refused before set aside": {refusedPair(t), reviewRow{slot: storyBack}},
		"unclear first":            {everyState(t), reviewRow{slot: storyBill}},
		"else the start":           {newStory(t, false).complete(), reviewRow{}},
	} {
		if got := review(c.story.frame(80, 18), flows.Slot{}).(Review).highlighted; got != c.want {
			t.Errorf("%s: on %+v, want %+v", name, got, c.want)
		}
	}
}

// TestHighlightStaysOnItsRow proves that a change of the list does not move the
// highlight to another picture, and that a vanished row gives it to the start.
func TestHighlightStaysOnItsRow(t *testing.T) {
	s := refusedPair(t)
	step := review(s.frame(80, 18), storySelfie)
	s.add(flows.DocumentChosen{Need: "identity", Type: flows.Passport, Country: "AUS"})
	if step, _ = press(t, step, s.frame(80, 18), "x"); step.(Review).highlighted.slot != storySelfie {
		t.Error("the highlight left the selfie")
	}
	step = Review{highlighted: reviewRow{slot: storyBack}}
	if step, _ = press(t, step, s.frame(80, 18), "x"); step.(Review).highlighted != (reviewRow{}) {
		t.Error("the highlight is on a row that is no more")
	}
}

// TestDoubleEnterSendsOnce proves that a second Enter waits for the journal.
func TestDoubleEnterSendsOnce(t *testing.T) {
	s := newStory(t, false).sending(storyFront, "front").add(flows.NotSent{Attempt: 1, Cause: flows.CauseJournal})
	f := s.frame(80, 18)
	step, first := press(t, review(f, storyFront), f, "enter")
	_, second := press(t, step, f, "enter")
	if first == nil || second != nil {
		t.Errorf("first %v, second %v", first, second)
	}
}

func dialogOf(t *testing.T, a Action) Dialog {
	t.Helper()
	ask, ok := a.(Ask)
	if !ok {
		t.Fatalf("no dialog but %#v", a)
	}
	if ask.Dialog.Choices[0].NeedReason || ask.Dialog.Choices[0].ConfirmWord != "" {
		t.Error("the first row is not the safe one")
	}
	return ask.Dialog
}

func take(t *testing.T, d Dialog, label, reason string) Action {
	t.Helper()
	for _, c := range d.Choices {
		if strings.HasPrefix(c.Label, label) && c.Then != nil {
			return c.Then(reason)
		}
	}
	t.Fatalf("no choice %q in %+v", label, d)
	return nil
}

// TestUnclearIsAQuestion proves the rows of the decision and their events.
func TestUnclearIsAQuestion(t *testing.T) {
	s := newStory(t, false).released(storyFront, "front").add(flows.AnswerLost{Attempt: 1, Cause: flows.CauseNoAnswer})
	f := s.frame(80, 18)
	_, action := press(t, review(f, flows.Slot{}), f, "enter")
	d := dialogOf(t, action)
	if d.Choices[0].Then != nil || !strings.Contains(strings.Join(d.Text, " "), "better wait another") {
		t.Errorf("not left open first, or no advice to wait: %+v", d)
	}
	want := Post{[]flows.Event{flows.Decided{Attempt: 1, Received: true, Reason: "r"}}}
	if got := take(t, d, "Treat", "r"); !reflect.DeepEqual(got, want) {
		t.Errorf("received: %#v", got)
	}
	post := take(t, d, "Send it again", "r").(Post)
	s.add(post.Events...)
	if l, _ := s.j.Line(storyFront); l.State != flows.Chosen {
		t.Errorf("after sending again the slot is %s", l.State)
	}
	f.Now = f.Now.Add(answerTimeout)
	_, action = press(t, review(f, flows.Slot{}), f, "enter")
	if strings.Contains(strings.Join(dialogOf(t, action).Text, " "), "wait") {
		t.Error("still advises to wait after the answer's time")
	}
}

// TestATakeoverPromisesNothing proves that a picture which had left before its
// dossier was taken over is nowhere called not sent: whoever believes that sends
// it twice.
func TestATakeoverPromisesNothing(t *testing.T) {
	for _, reason := range []string{"ann has gone home", ""} {
		s := newStory(t, false).released(storyFront, "front")
		taken, err := s.j.Apply(flows.Entry{Seq: s.j.Head() + 1, At: s.at, Session: "s2", Operator: "bob", Event: flows.Opened{Reason: reason}})
		if err != nil {
			t.Fatal(err)
		}
		s.j = taken
		f := s.frame(120, 40)
		_, action := press(t, review(f, flows.Slot{}), f, "enter")
		said := strings.Join(dialogOf(t, action).Text, " ")
		for _, size := range [][2]int{{120, 40}, {60, 12}} {
			f := s.frame(size[0], size[1])
			said += strings.Join(strings.Fields(ansi.Strip(review(f, storyFront).View(f).Text)), " ")
		}
		if low := strings.ToLower(said); strings.Contains(low, "not sent.") || !strings.Contains(low, "it had left") {
			t.Errorf("says %q", said)
		}
	}
}

// TestSendAgainWithoutTheFile proves that a lost file is picked again.
func TestSendAgainWithoutTheFile(t *testing.T) {
	s := newStory(t, false).released(storyFront, "front").add(flows.AnswerLost{Attempt: 1, Cause: flows.CauseNoAnswer})
	f := s.frame(80, 18)
	f.Session = "s2"
	_, action := press(t, review(f, flows.Slot{}), f, "enter")
	want := PostAndGo{[]flows.Event{flows.Decided{Attempt: 1, Reason: "r"}}, Place{}}
	if got := take(t, dialogOf(t, action), "Send it again", "r"); !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v", got)
	}
}

// TestWarningIsKeptAndUndone proves the warning's dialog and the way back.
func TestWarningIsKeptAndUndone(t *testing.T) {
	s := newStory(t, false).answered(storySelfie, "selfie", "badSelfie", "dataReadability")
	f := s.frame(80, 18)
	_, action := press(t, review(f, flows.Slot{}), f, "enter")
	d := dialogOf(t, action)
	if _, ok := take(t, d, "Look", "").(Show); !ok {
		t.Error("looking shows nothing")
	}
	if got := take(t, d, "Replace", ""); got != files(storySelfie) {
		t.Errorf("replace: %#v", got)
	}
	if hasKey(f, review(f, storySelfie), "u") {
		t.Error("u is shown before anything was kept")
	}
	keep := take(t, d, "Keep", "looked at it").(Post)
	s.add(keep.Events...)
	l, _ := s.j.Line(storySelfie)
	if len(keep.Events) != 2 || len(l.Open) != 0 {
		t.Errorf("%d events, still open: %d", len(keep.Events), len(l.Open))
	}
	for _, a := range l.Attempt.Acknowledged {
		if a.Reason != "looked at it" {
			t.Errorf("the reason recorded is %q", a.Reason)
		}
	}
	f = s.frame(80, 18)
	_, undo := press(t, review(f, storySelfie), f, "u")
	s.add(undo.(Post).Events...)
	if l, _ := s.j.Line(storySelfie); len(l.Open) != 2 {
		t.Errorf("undone, but %d open", len(l.Open))
	}
}

func hasKey(f Frame, s Step, name string) bool {
	for _, b := range s.Keys(f) {
		if b.Help().Key == name {
			return true
		}
	}
	return false
}

// TestStart proves the last row: blocked it leads, ready it asks, with warnings
// it wants the word.
func TestStart(t *testing.T) {
	f := refusedPair(t).frame(80, 18)
	step, _ := press(t, review(f, flows.Slot{}), f, "end")
	step, action := press(t, step, f, "enter")
	if action != nil || step.(Review).highlighted.slot != storyFront || !strings.Contains(step.View(f).Status, "set aside") {
		t.Errorf("blocked start: %#v, on %+v, says %q", action, step.(Review).highlighted, step.View(f).Status)
	}

	s := newStory(t, false).complete()
	f = s.frame(80, 18)
	_, action = press(t, review(f, flows.Slot{}), f, "enter")
	d := dialogOf(t, action)
	text := d.Title + strings.Join(d.Text, " ")
	if !strings.Contains(text, "check 1 of 5") || !strings.Contains(text, "Starting early is harmful to the result") || d.Choices[1].ConfirmWord != "" {
		t.Errorf("the dialog says %q", text)
	}
	want := PostAndGo{[]flows.Event{flows.CheckConfirmed{N: 1}}, Place{Stage: flows.StageResult}}
	if got := take(t, d, "Start", ""); !reflect.DeepEqual(got, want) {
		t.Errorf("start: %#v", got)
	}

	s = newStory(t, false).answered(storyFront, "front").answered(storyBack, "back").answered(storySelfie, "selfie", "badSelfie")
	f = s.add(flows.WarningAcknowledged{Attempt: 3, Code: foreign.Untrusted("badSelfie")}).frame(80, 18)
	_, action = press(t, review(f, flows.Slot{}), f, "enter")
	if d := dialogOf(t, action); d.Choices[1].ConfirmWord != "start" || !strings.Contains(strings.Join(d.Text, " "), "badSelfie") {
		t.Errorf("with a warning kept: %+v", d)
	}
}

// TestSecondCheckIsNumbered proves that the dialog counts checks, not dossiers.
func TestSecondCheckIsNumbered(t *testing.T) {
	s := newStory(t, false).complete().checked().reviewed("rejected", "RETRY", "BAD_SELFIE")
	s.add(flows.SlotsReopened{Slots: []flows.Slot{storySelfie}}).answered(storySelfie, "other selfie")
	f := s.frame(80, 18)
	_, action := press(t, review(f, flows.Slot{}), f, "enter")
	if d := dialogOf(t, action); !strings.Contains(d.Title, "2 of 5") {
		t.Errorf("title %q", d.Title)
	}
}

// TestIncidentStopsEverything proves that a mismatched answer is settled before
// anything else is offered.
func TestIncidentStopsEverything(t *testing.T) {
	s := newStory(t, false).released(storyFront, "front").add(flows.Answered{
		Attempt: 1, Kind: flows.AnswerMismatch, Status: 200,
		Echo: flows.Echo{Applicant: foreign.Untrusted("9x9"), Type: foreign.Untrusted("ID_CARD"), Side: foreign.Untrusted("FRONT_SIDE"), Country: foreign.Untrusted("AUS")},
	})
	f := s.frame(80, 18)
	for _, slot := range []flows.Slot{storyFront, storyBack} {
		_, action := press(t, review(f, slot), f, "enter")
		d := dialogOf(t, action)
		if text := strings.Join(d.Text, " "); !strings.Contains(text, "answered 9x9") || strings.Contains(text, "Country") {
			t.Errorf("%s: %q", slot, text)
		}
		want := Post{[]flows.Event{flows.IncidentResolved{Reason: "r"}}}
		if got := take(t, d, "It is settled", "r"); !reflect.DeepEqual(got, want) {
			t.Errorf("got %#v", got)
		}
	}
	if _, action := press(t, review(f, storyFront), f, "d"); action != nil {
		t.Error("the document can be changed during an incident")
	}
}

// TestHeldByAnother proves that nothing but taking over is offered.
func TestHeldByAnother(t *testing.T) {
	f := heldFrame(heldStory(t), 80, 18)
	for _, slot := range []flows.Slot{storyFront, storyBack, storySelfie} {
		_, action := press(t, review(f, slot), f, "enter")
		d := dialogOf(t, action)
		if got := d.Choices[1].Then("agreed"); got != (TakeOver{"agreed"}) || !d.Choices[1].NeedReason {
			t.Errorf("%s: %#v", slot, got)
		}
		for _, letter := range []string{"d", "u"} {
			if _, action := press(t, review(f, slot), f, letter); action != nil {
				t.Errorf("%s on %s: %#v", letter, slot, action)
			}
		}
	}
	want := "In use by maya on host-2, about to send the front, last key under a minute ago"
	if got := ansi.Strip(review(f, storyBack).View(f).Status); got != want {
		t.Errorf("says %q", got)
	}
}

// TestReadOnlyAfterTheStart proves that the list changes nothing once a check
// runs, and leads back to the result.
func TestReadOnlyAfterTheStart(t *testing.T) {
	f := newStory(t, false).complete().checked().frame(80, 18)
	_, action := press(t, review(f, flows.Slot{}), f, "enter")
	if action != (Go{Place{Stage: flows.StageResult}}) {
		t.Errorf("start row: %#v", action)
	}
	_, action = press(t, review(f, storyFront), f, "enter")
	if _, ok := action.(Show); !ok {
		t.Errorf("a row: %#v", action)
	}
	if _, action = press(t, review(f, storyFront), f, "d"); action != nil {
		t.Errorf("d: %#v", action)
	}
	f = refusedPair(t).add(flows.StatusSeen{Status: foreign.Untrusted("pending")}).frame(80, 18) // started elsewhere
	for _, slot := range []flows.Slot{storyFront, storyBack, storySelfie} {
		_, action = press(t, review(f, slot), f, "enter")
		if _, ok := action.(Show); !ok {
			t.Errorf("%s while a check runs: %#v", slot, action)
		}
	}
}

// TestLetters proves d, t, j and c on a refused picture.
func TestLetters(t *testing.T) {
	f := refusedPair(t).frame(80, 18)
	step := review(f, storyBack)
	if _, got := press(t, step, f, "d"); got != (Go{Place{Stage: flows.StageDocuments, Need: "identity", FromReview: true}}) {
		t.Errorf("d: %#v", got)
	}
	for letter, want := range map[string]string{"t": "Could you please", "j": "dataNotReadable", "c": "dataNotReadable"} {
		_, action := press(t, step, f, letter)
		show, ok := action.(Show)
		if !ok || !strings.Contains(joined(show), want) || show.Copy != "" {
			t.Errorf("%s: %#v", letter, action)
		}
	}
	f.RawAnswers = map[flows.AttemptNumber]foreign.Text{4: foreign.Untrusted("HTTP 200\n{\x1b[2J}")}
	_, action := press(t, step, f, "j")
	if text := joined(action.(Show)); !strings.Contains(text, `\u{1B}`) || strings.Contains(text, "\x1b") {
		t.Errorf("raw answer: %q", text)
	}
	_, action = press(t, review(f, storyFront), f, "end")
	if action != nil {
		t.Errorf("end: %#v", action)
	}
	start := Review{}
	if _, action = press(t, start, f, "c"); action.(Show).Copy != storyApplicant {
		t.Errorf("c on the start: %#v", action)
	}
}

func joined(s Show) string {
	text := ""
	for _, l := range s.Lines {
		text += l.String() + "\n"
	}
	return text
}

// TestNoWordsAfterAFinalRejection proves that nobody is tipped off.
func TestNoWordsAfterAFinalRejection(t *testing.T) {
	s := newStory(t, false).answered(storyFront, "front", "!dataNotReadable") // the check was started elsewhere
	f := s.reviewed("rejected", "FINAL", "LOW_QUALITY").frame(80, 18)
	result, _ := NewResult(Deps{}, f)
	for _, step := range []Step{review(f, storyFront), result} {
		if _, action := press(t, step, f, "t"); action != nil || hasKey(f, step, "t") {
			t.Errorf("%T offers words: %#v", step, action)
		}
	}
}
