package review

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

func review(f steps.Frame, at flows.Slot) steps.Step {
	s, _ := New(steps.Deps{}, f, steps.Place{Stage: flows.StageReview, Slot: at})
	return s
}

func files(slot flows.Slot) steps.Action {
	return steps.Go{Place: steps.Place{Stage: flows.StageFiles, Slot: slot}}
}

// TestEnterOnEachRow proves what Enter does in every state of a slot.
func TestEnterOnEachRow(t *testing.T) {
	again := stepstest.StoryFile(stepstest.FrontSlot, "front")
	notSent := func() *stepstest.Story {
		return stepstest.NewStory(t, false).Sending(stepstest.FrontSlot, "front").Add(flows.NotSent{Attempt: 1, Cause: flows.CauseJournal})
	}
	for name, c := range map[string]struct {
		story *stepstest.Story
		at    flows.Slot
		other bool // another session draws
		want  steps.Action
	}{
		"missing":                {stepstest.NewStory(t, false), stepstest.FrontSlot, false, files(stepstest.FrontSlot)},
		"refused":                {stepstest.RefusedPair(t), stepstest.BackSlot, false, files(stepstest.BackSlot)},
		"aside leads to other":   {stepstest.RefusedPair(t), stepstest.FrontSlot, false, files(stepstest.BackSlot)},
		"aside, file gone":       {stepstest.RefusedPair(t), stepstest.FrontSlot, true, files(stepstest.FrontSlot)},
		"not sent goes again":    {notSent(), stepstest.FrontSlot, false, steps.Post{Events: []flows.Event{again}}},
		"not sent, file gone":    {notSent(), stepstest.FrontSlot, true, files(stepstest.FrontSlot)},
		"taken back picks again": {stepstest.NewStory(t, false).Sending(stepstest.FrontSlot, "front").Add(flows.SendCancelled{Attempt: 1}), stepstest.FrontSlot, false, files(stepstest.FrontSlot)},
		"aside by change goes again": {stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front").
			Add(flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "NZL"}), stepstest.FrontSlot, false, steps.Post{Events: []flows.Event{again}}},
	} {
		t.Run(name, func(t *testing.T) {
			f := c.story.Frame(80, 18)
			if c.other {
				f.Session = "s2"
			}
			_, got := stepstest.PressKey(t, review(f, c.at), f, "enter")
			if !reflect.DeepEqual(got, c.want) {
				t.Errorf("got %#v, want %#v", got, c.want)
			}
		})
	}
}

// TestReviewBeginsOnTheProblem proves where the highlight stands first.
func TestReviewBeginsOnTheProblem(t *testing.T) {
	for name, c := range map[string]struct {
		story *stepstest.Story
		want  row
	}{
		"refused before set aside": {stepstest.RefusedPair(t), row{slot: stepstest.BackSlot}},
		"unclear first":            {everyState(t), row{slot: stepstest.BillSlot}},
		"else the start":           {stepstest.NewStory(t, false).Complete(), row{}},
	} {
		if got := review(c.story.Frame(80, 18), flows.Slot{}).(Screen).highlighted; got != c.want {
			t.Errorf("%s: on %+v, want %+v", name, got, c.want)
		}
	}
}

// TestHighlightStaysOnItsRow proves that a change of the list does not move the
// highlight to another picture, and that a vanished row gives it to the start.
func TestHighlightStaysOnItsRow(t *testing.T) {
	s := stepstest.RefusedPair(t)
	step := review(s.Frame(80, 18), stepstest.SelfieSlot)
	s.Add(flows.DocumentChosen{Need: "identity", Type: flows.Passport, Country: "AUS"})
	if step, _ = stepstest.PressKey(t, step, s.Frame(80, 18), "x"); step.(Screen).highlighted.slot != stepstest.SelfieSlot {
		t.Error("the highlight left the selfie")
	}
	step = Screen{highlighted: row{slot: stepstest.BackSlot}}
	if step, _ = stepstest.PressKey(t, step, s.Frame(80, 18), "x"); step.(Screen).highlighted != (row{}) {
		t.Error("the highlight is on a row that no longer exists")
	}
}

// TestDoubleEnterSendsOnce proves that a second Enter waits for the journal.
func TestDoubleEnterSendsOnce(t *testing.T) {
	s := stepstest.NewStory(t, false).Sending(stepstest.FrontSlot, "front").Add(flows.NotSent{Attempt: 1, Cause: flows.CauseJournal})
	f := s.Frame(80, 18)
	step, first := stepstest.PressKey(t, review(f, stepstest.FrontSlot), f, "enter")
	_, second := stepstest.PressKey(t, step, f, "enter")
	if first == nil || second != nil {
		t.Errorf("first %v, second %v", first, second)
	}
}

// TestUnclearIsAQuestion proves the rows of the decision and their events.
func TestUnclearIsAQuestion(t *testing.T) {
	s := stepstest.NewStory(t, false).Released(stepstest.FrontSlot, "front").Add(flows.AnswerLost{Attempt: 1, Cause: flows.CauseNoAnswer})
	f := s.Frame(80, 18)
	_, action := stepstest.PressKey(t, review(f, flows.Slot{}), f, "enter")
	d := stepstest.DialogOf(t, action)
	if d.Choices[0].Then != nil || !strings.Contains(strings.Join(d.TextNow(f), " "), "better wait another") {
		t.Errorf("not left open first, or no advice to wait: %+v", d)
	}
	want := steps.Post{Events: []flows.Event{flows.Decided{Attempt: 1, Received: true, Reason: "r"}}}
	if got := stepstest.Choose(t, d, "Treat", "r"); !reflect.DeepEqual(got, want) {
		t.Errorf("received: %#v", got)
	}
	post := stepstest.Choose(t, d, "Send it again", "r").(steps.Post)
	s.Add(post.Events...)
	if l, _ := s.Journey.Line(stepstest.FrontSlot); l.State != flows.Chosen {
		t.Errorf("after sending again the slot is %s", l.State)
	}
	f.Now = f.Now.Add(flows.AnswerTimeout)
	_, action = stepstest.PressKey(t, review(f, flows.Slot{}), f, "enter")
	if strings.Contains(strings.Join(stepstest.DialogOf(t, action).TextNow(f), " "), "wait") {
		t.Error("still advises to wait after the answer's time")
	}
}

// TestATakeoverPromisesNothing proves that a picture which had left before its
// dossier was taken over is nowhere called not sent: an operator who believes that
// sends it twice.
func TestATakeoverPromisesNothing(t *testing.T) {
	for _, reason := range []string{"ann has gone home", ""} {
		s := stepstest.NewStory(t, false).Released(stepstest.FrontSlot, "front")
		taken, err := s.Journey.Apply(flows.Entry{Seq: s.Journey.Head() + 1, At: s.At, Session: "s2", Operator: "bob", Event: flows.Opened{Reason: reason}})
		if err != nil {
			t.Fatal(err)
		}
		s.Journey = taken
		f := s.Frame(120, 40)
		_, action := stepstest.PressKey(t, review(f, flows.Slot{}), f, "enter")
		said := strings.Join(stepstest.DialogOf(t, action).TextNow(f), " ")
		for _, size := range [][2]int{{120, 40}, {60, 12}} {
			f := s.Frame(size[0], size[1])
			said += strings.Join(strings.Fields(ansi.Strip(review(f, stepstest.FrontSlot).View(f).Text)), " ")
		}
		if low := strings.ToLower(said); strings.Contains(low, "not sent.") || !strings.Contains(low, "sent before ") {
			t.Errorf("says %q", said)
		}
	}
}

// TestSendAgainWithoutTheFile proves that a lost file is picked again.
func TestSendAgainWithoutTheFile(t *testing.T) {
	s := stepstest.NewStory(t, false).Released(stepstest.FrontSlot, "front").Add(flows.AnswerLost{Attempt: 1, Cause: flows.CauseNoAnswer})
	f := s.Frame(80, 18)
	f.Session = "s2"
	_, action := stepstest.PressKey(t, review(f, flows.Slot{}), f, "enter")
	want := steps.PostAndGo{Events: []flows.Event{flows.Decided{Attempt: 1, Reason: "r"}}, Place: steps.Place{}}
	if got := stepstest.Choose(t, stepstest.DialogOf(t, action), "Send it again", "r"); !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v", got)
	}
}

// TestWarningIsKeptAndUndone proves the warning's dialog and the way back.
func TestWarningIsKeptAndUndone(t *testing.T) {
	s := stepstest.NewStory(t, false).Answered(stepstest.SelfieSlot, "selfie", "badSelfie", "dataReadability")
	f := s.Frame(80, 18)
	_, action := stepstest.PressKey(t, review(f, flows.Slot{}), f, "enter")
	d := stepstest.DialogOf(t, action)
	if l, _ := s.Journey.Line(stepstest.SelfieSlot); d.Looks[0].SHA256 != l.Picture.SHA256 {
		t.Error("the picture is not beside the question")
	}
	if got := stepstest.Choose(t, d, "Replace", ""); got != files(stepstest.SelfieSlot) {
		t.Errorf("replace: %#v", got)
	}
	if stepstest.HasKey(f, review(f, stepstest.SelfieSlot), "u") {
		t.Error("u is shown before anything was kept")
	}
	keep := stepstest.Choose(t, d, "Keep", "looked at it").(steps.PostAndGo)
	s.Add(keep.Events...)
	l, _ := s.Journey.Line(stepstest.SelfieSlot)
	if len(keep.Events) != 2 || len(l.Open) != 0 {
		t.Errorf("%d events, still open: %d", len(keep.Events), len(l.Open))
	}
	for _, a := range l.Attempt.Acknowledged {
		if a.Reason != "looked at it" {
			t.Errorf("the reason recorded is %q", a.Reason)
		}
	}
	f = s.Frame(80, 18)
	_, undo := stepstest.PressKey(t, review(f, stepstest.SelfieSlot), f, "u")
	s.Add(undo.(steps.Post).Events...)
	if l, _ := s.Journey.Line(stepstest.SelfieSlot); len(l.Open) != 2 {
		t.Errorf("undone, but %d open", len(l.Open))
	}
}

// TestStart proves the last row: blocked it leads, ready it asks, with warnings
// it wants the word.
func TestStart(t *testing.T) {
	f := stepstest.RefusedPair(t).Frame(80, 18)
	step, _ := stepstest.PressKey(t, review(f, flows.Slot{}), f, "end")
	step, action := stepstest.PressKey(t, step, f, "enter")
	if action != nil || step.(Screen).highlighted.slot != stepstest.BackSlot || !strings.Contains(step.View(f).Status, "wants another picture") {
		t.Errorf("blocked start: %#v, on %+v, says %q", action, step.(Screen).highlighted, step.View(f).Status)
	}

	s := stepstest.NewStory(t, false).Complete()
	f = s.Frame(80, 18)
	_, action = stepstest.PressKey(t, review(f, flows.Slot{}), f, "enter")
	d := stepstest.DialogOf(t, action)
	text := d.Title + strings.Join(d.Text, " ")
	if !strings.Contains(text, "check 1 of 5") || !strings.Contains(text, "Starting early is harmful to the result") || d.Choices[1].ConfirmWord != "" {
		t.Errorf("the dialog says %q", text)
	}
	want := steps.PostAndGo{Events: []flows.Event{flows.CheckConfirmed{N: 1}}, Place: steps.Place{Stage: flows.StageResult}}
	if got := stepstest.Choose(t, d, "Start", ""); !reflect.DeepEqual(got, want) {
		t.Errorf("start: %#v", got)
	}

	s = stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front").Answered(stepstest.BackSlot, "back").Answered(stepstest.SelfieSlot, "selfie", "badSelfie")
	f = s.Add(flows.WarningAcknowledged{Attempt: 3, Code: foreign.Untrusted("badSelfie")}).Frame(80, 18)
	_, action = stepstest.PressKey(t, review(f, flows.Slot{}), f, "enter")
	if d := stepstest.DialogOf(t, action); d.Choices[1].ConfirmWord != "start" || !strings.Contains(strings.Join(d.Text, " "), "badSelfie") {
		t.Errorf("with a warning kept: %+v", d)
	}
}

// TestSecondCheckIsNumbered proves that the dialog counts checks, not dossiers.
func TestSecondCheckIsNumbered(t *testing.T) {
	s := stepstest.NewStory(t, false).Complete().Checked().Reviewed("rejected", "RETRY", "BAD_SELFIE")
	s.Add(flows.SlotsReopened{Slots: []flows.Slot{stepstest.SelfieSlot}}).Answered(stepstest.SelfieSlot, "other selfie")
	f := s.Frame(80, 18)
	_, action := stepstest.PressKey(t, review(f, flows.Slot{}), f, "enter")
	if d := stepstest.DialogOf(t, action); !strings.Contains(d.Title, "2 of 5") {
		t.Errorf("title %q", d.Title)
	}
}

// TestIncidentStopsEverything proves that a mismatched answer is settled before
// anything else is offered.
func TestIncidentStopsEverything(t *testing.T) {
	s := stepstest.NewStory(t, false).Released(stepstest.FrontSlot, "front").Add(flows.Answered{
		Attempt: 1, Kind: flows.AnswerMismatch, Status: 200,
		Echo: flows.Echo{Applicant: foreign.Untrusted("9x9"), Type: foreign.Untrusted("ID_CARD"), Side: foreign.Untrusted("FRONT_SIDE"), Country: foreign.Untrusted("AUS")},
	})
	f := s.Frame(80, 18)
	for _, slot := range []flows.Slot{stepstest.FrontSlot, stepstest.BackSlot} {
		_, action := stepstest.PressKey(t, review(f, slot), f, "enter")
		d := stepstest.DialogOf(t, action)
		if text := strings.Join(d.Text, " "); !strings.Contains(text, "answered 9x9") || strings.Contains(text, "Country") {
			t.Errorf("%s: %q", slot, text)
		}
		want := steps.Post{Events: []flows.Event{flows.IncidentResolved{Reason: "r"}}}
		if got := stepstest.Choose(t, d, "It is settled", "r"); !reflect.DeepEqual(got, want) {
			t.Errorf("got %#v", got)
		}
	}
	if _, action := stepstest.PressKey(t, review(f, stepstest.FrontSlot), f, "d"); action != nil {
		t.Error("the document can be changed during an incident")
	}
}

// TestHeldByAnother proves that nothing but taking over is offered.
func TestHeldByAnother(t *testing.T) {
	f := stepstest.HeldFrame(stepstest.HeldStory(t), 80, 18)
	for _, slot := range []flows.Slot{stepstest.FrontSlot, stepstest.BackSlot, stepstest.SelfieSlot} {
		_, action := stepstest.PressKey(t, review(f, slot), f, "enter")
		d := stepstest.DialogOf(t, action)
		if got := d.Choices[1].Then("agreed"); got != (steps.TakeOver{Reason: "agreed"}) || !d.Choices[1].NeedReason {
			t.Errorf("%s: %#v", slot, got)
		}
		for _, letter := range []string{"d", "u"} {
			if _, action := stepstest.PressKey(t, review(f, slot), f, letter); action != nil {
				t.Errorf("%s on %s: %#v", letter, slot, action)
			}
		}
	}
	want := "In use by maya on host-2, about to send the front, last key under a minute ago"
	if got := ansi.Strip(review(f, stepstest.BackSlot).View(f).Status); got != want {
		t.Errorf("says %q", got)
	}
}

// TestReadOnlyAfterTheStart proves that the list changes nothing once a check
// runs, and leads back to the result.
func TestReadOnlyAfterTheStart(t *testing.T) {
	f := stepstest.NewStory(t, false).Complete().Checked().Frame(80, 18)
	_, action := stepstest.PressKey(t, review(f, flows.Slot{}), f, "enter")
	if action != (steps.Go{Place: steps.Place{Stage: flows.StageResult}}) {
		t.Errorf("start row: %#v", action)
	}
	_, action = stepstest.PressKey(t, review(f, stepstest.FrontSlot), f, "enter")
	if _, ok := action.(steps.Show); !ok {
		t.Errorf("a row: %#v", action)
	}
	if _, action = stepstest.PressKey(t, review(f, stepstest.FrontSlot), f, "d"); action != nil {
		t.Errorf("d: %#v", action)
	}
	f = stepstest.RefusedPair(t).Add(flows.StatusSeen{Status: foreign.Untrusted("pending")}).Frame(80, 18) // started elsewhere
	for _, slot := range []flows.Slot{stepstest.FrontSlot, stepstest.BackSlot, stepstest.SelfieSlot} {
		_, action = stepstest.PressKey(t, review(f, slot), f, "enter")
		if _, ok := action.(steps.Show); !ok {
			t.Errorf("%s while a check runs: %#v", slot, action)
		}
	}
}

// TestLetters proves d, t, j and c on a refused picture.
func TestLetters(t *testing.T) {
	f := stepstest.RefusedPair(t).Frame(80, 18)
	step := review(f, stepstest.BackSlot)
	if _, got := stepstest.PressKey(t, step, f, "d"); got != (steps.Go{Place: steps.Place{Stage: flows.StageDocuments, Need: "identity", FromReview: true}}) {
		t.Errorf("d: %#v", got)
	}
	for letter, want := range map[string]string{"t": "Could you please", "j": "dataNotReadable"} {
		_, action := stepstest.PressKey(t, step, f, letter)
		show, ok := action.(steps.Show)
		if !ok || !strings.Contains(stepstest.ShowText(show), want) || show.Copy != "" {
			t.Errorf("%s: %#v", letter, action)
		}
	}
	f.RawAnswers = map[flows.AttemptNumber]foreign.Text{4: foreign.Untrusted("HTTP 200\n{\x1b[2J}")}
	_, action := stepstest.PressKey(t, step, f, "j")
	if text := stepstest.ShowText(action.(steps.Show)); !strings.Contains(text, `\u{1B}`) || strings.Contains(text, "\x1b") {
		t.Errorf("raw answer: %q", text)
	}
	_, action = stepstest.PressKey(t, review(f, stepstest.FrontSlot), f, "end")
	if action != nil {
		t.Errorf("end: %#v", action)
	}
	start := Screen{}
	if _, action = stepstest.PressKey(t, start, f, "c"); action.(steps.CopyText).Text != stepstest.StoryApplicant {
		t.Errorf("c on the start: %#v", action)
	}
	if _, action = stepstest.PressKey(t, step, f, "c"); action.(steps.CopyText).Text != "dataNotReadable" || !strings.Contains(stepstest.ShowText(action.(steps.CopyText).Page), "dataNotReadable") {
		t.Errorf("c on a refused picture: %#v", action)
	}
}

// TestNoWordsAfterAFinalRejection proves that nobody is tipped off.
func TestNoWordsAfterAFinalRejection(t *testing.T) {
	s := stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front", "!dataNotReadable") // the check was started elsewhere
	f := s.Reviewed("rejected", "FINAL", "LOW_QUALITY").Frame(80, 18)
	step := review(f, stepstest.FrontSlot)
	if _, action := stepstest.PressKey(t, step, f, "t"); action != nil || stepstest.HasKey(f, step, "t") {
		t.Errorf("%T offers words: %#v", step, action)
	}
}
