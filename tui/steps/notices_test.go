package steps_test

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"
	"dossier/tui/steps/applicant"
	"dossier/tui/steps/documents"
	"dossier/tui/steps/result"
	"dossier/tui/steps/review"
	"dossier/tui/steps/stepstest"
)

// passing is a notice about a state, and what ends that state while no key is pressed.
type passing struct {
	open func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd)
	was  func(*steps.Frame)
	keys []string
	says string
	ends func(*testing.T, *steps.Frame)
}

// extended is an end by more events of this session.
func extended(events ...flows.Event) func(*testing.T, *steps.Frame) {
	return func(t *testing.T, f *steps.Frame) {
		f.Journey = stepstest.Extend(t, f.Journey, stepstest.Session, events...)
	}
}

// journeyOf is a frame with that journey.
func journeyOf(t *testing.T, events ...flows.Event) func(*steps.Frame) {
	return func(f *steps.Frame) { f.Journey = stepstest.DocumentsChosen(t, events...) }
}

// The states of a check that block a dossier, and a send that is on its way.
func checkAsked() []flows.Event { return []flows.Event{flows.CheckConfirmed{N: 1}} }
func frontSending() []flows.Event {
	return []flows.Event{stepstest.ChooseFile(stepstest.FrontSlot, 1), flows.SendStarted{Attempt: 1, Slot: stepstest.FrontSlot}}
}

// completeEvents send and accept every picture.
func completeEvents() []flows.Event {
	var list []flows.Event
	for i, slot := range []flows.Slot{stepstest.FrontSlot, stepstest.BackSlot, stepstest.BillSlot, stepstest.SelfieSlot} {
		list = append(list, stepstest.ChooseFile(slot, byte(i+1)))
		list = append(list, stepstest.SendEvents(slot, flows.AttemptNumber(i+1), flows.IDCard)...)
	}
	return list
}

func passingNotices(t *testing.T) map[string]passing {
	blocked := append(completeEvents(), checkAsked()...)
	unblocks := extended(flows.CheckNotSent{N: 1, Cause: flows.CauseNoConnection})
	lost := append(blocked, flows.CheckReleased{N: 1}, flows.CheckLost{N: 1, Cause: flows.CauseNoAnswer})
	frontNotSent := extended(flows.NotSent{Attempt: 1, Cause: flows.CauseCancelled})
	first := stepstest.GoodReport(stepstest.Scans()[0].Ref)
	sameFront := flows.FileChosen{Slot: stepstest.FrontSlot, SHA256: first.SHA256, Bytes: first.Bytes, MediaType: first.MediaType, Pixels: first.Pixels}
	start := stepstest.At(applicant.New, steps.Place{})
	notRead := func(f *steps.Frame) { stepstest.CloseDossier(f); f.Dossiers = nil }
	opened := func(t *testing.T, f *steps.Frame) { f.Open, f.Journey = true, stepstest.JourneyOf(t) }
	list := map[string]passing{
		"applicant: no journal": {
			start, func(f *steps.Frame) { notRead(f); f.JournalFault = "The disk is full." }, []string{"enter"}, "Nothing can be opened",
			func(_ *testing.T, f *steps.Frame) { f.JournalFault = "" },
		},
		"applicant: no ID":   {start, notRead, []string{"enter"}, "Type or paste an applicant ID, or choose", opened},
		"applicant: odd ID":  {start, notRead, []string{"1", "7", "x", "1", "1", "enter"}, "Compare the ID first.", opened},
		"applicant: no flow": {start, func(f *steps.Frame) { f.Journey = stepstest.JourneyOf(t) }, []string{"enter"}, "Choose a flow", func(_ *testing.T, f *steps.Frame) { f.ServiceFlow = foreign.Untrusted(f.Flows[0].Name) }},
		"documents: check":   {stepstest.At(documents.New, steps.Place{Stage: flows.StageDocuments, Need: "identity"}), journeyOf(t, blocked...), []string{"enter"}, "[A check is running", unblocks},
		"files: check":       {atSlot(stepstest.FrontSlot), journeyOf(t, blocked...), []string{"enter"}, "[A check is running", unblocks},
		"files: sides":       {atSlot(stepstest.FrontSlot), journeyOf(t, blocked...), []string{"ctrl+x"}, "[A check is running", unblocks},
		"files: sides, sent": {atSlot(stepstest.BackSlot), journeyOf(t, frontSending()...), []string{"ctrl+x"}, "front is being sent", frontNotSent},
		"files: being sent":  {atSlot(stepstest.FrontSlot), journeyOf(t, frontSending()...), []string{"down", "enter"}, "[Identity card · front is being sent", frontNotSent},
		"files: same sides":  {atSlot(stepstest.BackSlot), journeyOf(t, sameFront), []string{"down", "enter"}, "[This very picture is chosen for the front", extended(stepstest.ChooseFile(stepstest.FrontSlot, 9))},
		"review: blocker":    {stepstest.At(review.New, steps.Place{Stage: flows.StageReview}), journeyOf(t, frontSending()...), []string{"end", "enter"}, "[! Identity card · front: ", frontNotSent},
		"result: wait": {
			stepstest.At(result.New, steps.Place{Stage: flows.StageResult}), journeyOf(t, lost...), []string{"enter"}, "You can decide in",
			func(_ *testing.T, f *steps.Frame) { f.Now = f.Now.Add(flows.LostCheckDelay) },
		},
		"result: it shows": {
			stepstest.At(result.New, steps.Place{Stage: flows.StageResult}), journeyOf(t, lost...), []string{"enter"}, "You can decide in",
			extended(flows.StatusSeen{Status: foreign.Untrusted("pending")}),
		},
	}
	return list
}

// TestANoticeEndsWithItsReason proves of each notice about a state that it is gone as soon
// as the state is, and that it comes back with no key.
func TestANoticeEndsWithItsReason(t *testing.T) {
	for name, c := range passingNotices(t) {
		t.Run(name, func(t *testing.T) {
			f := stepstest.NewFrame(100, 24, flows.Journey{})
			c.was(&f)
			stepstest.PlayScreen(t, f, &stepstest.Folder{Rows: stepstest.Scans()}, c.open, func(p *stepstest.Person) {
				p.Press(c.keys...)
				p.WantsNothing()
				p.Sees(c.says)
				c.ends(t, &p.Frame)
				p.SeesNot(c.says)
			})
		})
	}
}

// TestAWaitIsCountedDown proves that a time in a notice is that of now.
func TestAWaitIsCountedDown(t *testing.T) {
	c := passingNotices(t)["result: wait"]
	f := stepstest.NewFrame(100, 24, flows.Journey{})
	c.was(&f)
	stepstest.PlayScreen(t, f, nil, c.open, func(p *stepstest.Person) {
		p.Press("enter")
		p.Sees("You can decide in " + steps.FormatDuration(flows.LostCheckDelay))
		p.Frame.Now = p.Frame.Now.Add(flows.LostCheckDelay - 12*time.Second)
		p.Sees("You can decide in 12 s.")
	})
}

// passingDialogs are questions about a state, opened by their keys.
func passingDialogs(t *testing.T) map[string]passing {
	frontLost := append(frontSending(), flows.Released{Attempt: 1}, flows.AnswerLost{Attempt: 1, Cause: flows.CauseNoAnswer})
	answered := flows.Answered{Attempt: 1, Kind: flows.AnswerAccepted, Status: 200}
	startLost := append(append(completeEvents(), checkAsked()...), flows.CheckReleased{N: 1}, flows.CheckLost{N: 1, Cause: flows.CauseNoAnswer})
	return map[string]passing{
		"documents: a change": {
			stepstest.At(documents.New, steps.Place{Stage: flows.StageDocuments, Need: "identity"}), journeyOf(t, frontSending()...),
			[]string{"down", "enter", "enter"}, "front is being sent", extended(flows.NotSent{Attempt: 1, Cause: flows.CauseCancelled}),
		},
		"review: unclear": {stepstest.At(review.New, steps.Place{Stage: flows.StageReview}), journeyOf(t, frontLost...), []string{"enter"}, "better wait another", extended(answered)},
		"review: wait is over": {
			stepstest.At(review.New, steps.Place{Stage: flows.StageReview}), journeyOf(t, frontLost...), []string{"enter"}, "better wait another",
			func(_ *testing.T, f *steps.Frame) { f.Now = f.Now.Add(flows.AnswerTimeout) },
		},
		"result: a lost start": {
			stepstest.At(result.New, steps.Place{Stage: flows.StageResult}), func(f *steps.Frame) {
				journeyOf(t, startLost...)(f)
				f.Now = f.Now.Add(flows.LostCheckDelay)
			}, []string{"enter"}, "The status has not shown a check for 5 min.", extended(flows.StatusSeen{Status: foreign.Untrusted("pending")}),
		},
	}
}

// TestAnOpenQuestionIsAboutNow proves that a dialog does not go on about a state that ended
// while it was open, and says so.
func TestAnOpenQuestionIsAboutNow(t *testing.T) {
	for name, c := range passingDialogs(t) {
		t.Run(name, func(t *testing.T) {
			f := stepstest.NewFrame(100, 24, flows.Journey{})
			c.was(&f)
			stepstest.PlayScreen(t, f, nil, c.open, func(p *stepstest.Person) {
				p.Press(c.keys...)
				dialog := p.Dialog()
				before := strings.Join(dialog.TextNow(p.Frame), " ")
				c.ends(t, &p.Frame)
				after := strings.Join(dialog.TextNow(p.Frame), " ")
				if !strings.Contains(before, c.says) || strings.Contains(after, c.says) || after == "" {
					t.Errorf("it says %q, then %q", before, after)
				}
			})
		})
	}
}
