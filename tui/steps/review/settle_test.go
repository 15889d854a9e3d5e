package review

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// keptStory has one picture of each kind of decision, all of which count.
func keptStory(t *testing.T) *stepstest.Story {
	s := stepstest.NewStory(t, true).Answered(stepstest.FrontSlot, "front", "badExposure")
	s.Add(flows.WarningAcknowledged{Attempt: 1, Code: foreign.Untrusted("badExposure"), Reason: "everything can be read"})
	s.Released(stepstest.BackSlot, "back").Add(flows.AnswerLost{Attempt: 2, Cause: flows.CauseNoAnswer}, flows.Decided{Attempt: 2, Received: true, Reason: "seen in the dashboard"})
	s.Add(flows.WarningAcknowledged{Attempt: 2, Code: foreign.Untrusted(flows.RemarksUnknown), Reason: "compared with the original"})
	anyway := stepstest.StoryFile(stepstest.SelfieSlot, "selfie")
	anyway.Overrides = []string{flows.FormatOverride(flows.CodeOtherApplicant, "the same person has two applicants")}
	s.Attempts++
	s.Add(anyway, flows.SendStarted{Attempt: 3, Slot: stepstest.SelfieSlot}, flows.Released{Attempt: 3}, flows.Answered{Attempt: 3, Kind: flows.AnswerAccepted, Status: 200})
	return s.Answered(stepstest.BillSlot, "bill")
}

// TestADecisionIsNeverAGreenAccepted proves that what was decided stands on its row at every
// size, whole in the explanation and the details, and in the question before the start.
func TestADecisionIsNeverAGreenAccepted(t *testing.T) {
	s := keptStory(t)
	for _, size := range [][2]int{{200, 44}, {120, 34}, {80, 18}, {60, 12}, {80, 6}} {
		f := s.Frame(size[0], size[1])
		text := ansi.Strip(review(f, flows.Slot{}).View(f).Text)
		for _, want := range []string{"warning kept", "treated as received", "sent anyway"} {
			if !strings.Contains(text, want) {
				t.Errorf("%v: %q is not on\n%s", size, want, text)
			}
		}
		if n := strings.Count(text, "✓"); n != 1 {
			t.Errorf("%v: %d ticks", size, n)
		}
	}
	f := s.Frame(120, 34)
	for slot, want := range map[flows.Slot][]string{
		stepstest.FrontSlot:  {"Warning kept (badExposure) by anna, 2026-11-23 09:14:", "“everything can be read”"},
		stepstest.BackSlot:   {"Treated as received by anna", "“seen in the dashboard”", "Warning kept (remarksUnknown)", "“compared with the original”"},
		stepstest.SelfieSlot: {"Sent anyway (sent for another applicant) by anna", "“the same person has two applicants”"},
	} {
		_, details := stepstest.PressKey(t, review(f, slot), f, "enter")
		shown := strings.Join(strings.Fields(ansi.Strip(strings.Join(review(f, slot).(Screen).renderExplanation(f, 72), " "))), " ")
		for _, w := range want {
			if !strings.Contains(shown, w) || !strings.Contains(stepstest.ShowText(details.(steps.Show)), w) {
				t.Errorf("%s: %q is not in %q or its details", slot, w, shown)
			}
		}
	}
	_, action := stepstest.PressKey(t, review(f, flows.Slot{}), f, "enter")
	d := stepstest.DialogOf(t, action)
	if text := strings.Join(d.Text, " "); d.Choices[1].ConfirmWord != "start" || !strings.Contains(text, "Identity card · back: treated as received by anna") || !strings.Contains(text, "Selfie: sent anyway (sent for another applicant) by anna") {
		t.Errorf("before the start: %q", text)
	}
}

// TestAfterKeepingTheCursorGoesOn proves that the next row that needs the operator is
// highlighted, and the start when none is left.
func TestAfterKeepingTheCursorGoesOn(t *testing.T) {
	s := stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front", "badExposure").Answered(stepstest.BackSlot, "back", "grayscale").Answered(stepstest.SelfieSlot, "selfie", "badSelfie")
	at := stepstest.BackSlot // the first problem stands above it
	for _, want := range []row{{slot: stepstest.SelfieSlot}, {slot: stepstest.FrontSlot}, {}} {
		f := s.Frame(80, 18)
		_, action := stepstest.PressKey(t, review(f, at), f, "enter")
		keep, ok := stepstest.Choose(t, stepstest.DialogOf(t, action), "Keep", "compared with the original").(steps.PostAndGo)
		if !ok {
			t.Fatal("keeping does not lead on")
		}
		s.Add(keep.Events...)
		step, _ := New(steps.Deps{}, s.Frame(80, 18), keep.Place)
		if got := step.(Screen).highlighted; got != want {
			t.Errorf("on %+v, want %+v", got, want)
		}
		at = want.slot
	}
}

// TestTabGoesToTheNextOpenRow proves that tab skips what is on its way, accepted, or only
// follows from another row.
func TestTabGoesToTheNextOpenRow(t *testing.T) {
	f := everyState(t).Frame(80, 18)
	step := review(f, stepstest.BillSlot)
	for _, want := range []flows.Slot{stepstest.BackSlot, stepstest.SelfieSlot, stepstest.BillSlot} {
		step, _ = stepstest.PressKey(t, step, f, "tab")
		if got := step.(Screen).highlighted.slot; got != want {
			t.Errorf("on %s, want %s", got, want)
		}
	}
	f = stepstest.NewStory(t, false).Complete().Frame(80, 18)
	if step, _ = stepstest.PressKey(t, review(f, stepstest.FrontSlot), f, "tab"); step.(Screen).highlighted != (row{}) {
		t.Error("with nothing open tab does not lead to the start")
	}
}

// TestPageKeysMoveWhereNothingScrolls proves that pgdown and pgup are never dead.
func TestPageKeysMoveWhereNothingScrolls(t *testing.T) {
	f := stepstest.NewStory(t, false).Complete().Frame(80, 18)
	step := review(f, stepstest.FrontSlot)
	if step, _ = stepstest.PressKey(t, step, f, "pgdown"); step.(Screen).highlighted != (row{}) {
		t.Error("pgdown does not lead to the last row")
	}
	if step, _ = stepstest.PressKey(t, step, f, "pgup"); step.(Screen).highlighted.slot != stepstest.FrontSlot {
		t.Error("pgup does not lead to the first row")
	}
}

// TestTheCauseStandsAboveItsConsequence proves that the refused side comes before the side
// that was set aside with it, and that this one counts as nothing to settle.
func TestTheCauseStandsAboveItsConsequence(t *testing.T) {
	f := stepstest.RefusedPair(t).Frame(80, 18)
	text := ansi.Strip(review(f, flows.Slot{}).View(f).Text)
	if back, front := strings.Index(text, "✗ Identity card · back"), strings.Index(text, "○ Identity card · front"); back < 0 || front < back {
		t.Errorf("the consequence is above:\n%s", text)
	}
	if !strings.Contains(text, "not yet: two") {
		t.Errorf("counts what only follows:\n%s", text)
	}
}

// TestLookedAtIsRecordedOnlyIfItWasDrawn proves that a reason never claims more than the
// screen showed.
func TestLookedAtIsRecordedOnlyIfItWasDrawn(t *testing.T) {
	s := stepstest.NewStory(t, false).Answered(stepstest.SelfieSlot, "selfie", "badSelfie")
	f := s.Frame(80, 18)
	f.Pictures = steps.NewPictureMemory()
	l, _ := f.Journey.Line(stepstest.SelfieSlot)
	for _, want := range []string{"readable", "readable; looked at here"} {
		keep := stepstest.Choose(t, warningDialog(f, l), "Keep", "readable").(steps.PostAndGo)
		if got := keep.Events[0].(flows.WarningAcknowledged).Reason; got != want {
			t.Errorf("records %q, want %q", got, want)
		}
		f.Pictures.RecordDrawn(l.Picture.SHA256, 10)
	}
}

// TestAPictureAnsweredBeforeItsLastByteHasNoTimeOfSending: what is quoted to the service
// says when the request began, and never the year 1.
func TestAPictureAnsweredBeforeItsLastByteHasNoTimeOfSending(t *testing.T) {
	f := stepstest.NewStory(t, false).Frame(80, 18)
	a := flows.Attempt{StartedAt: f.Now}
	if got := requestText(f, a); !strings.HasPrefix(got, "Begun "+f.FormatTimestamp(f.Now)) {
		t.Error(got)
	}
	a.ReleasedAt = f.Now
	if got := requestText(f, a); !strings.HasPrefix(got, "Sent "+f.FormatTimestamp(f.Now)) {
		t.Error(got)
	}
}

// TestAttemptsAreCountedPerSide proves that the details number the requests of this side and
// use the words of the screens, not those of the journal.
func TestAttemptsAreCountedPerSide(t *testing.T) {
	s := stepstest.RefusedPair(t) // the back's requests are the second and the fourth
	f := s.Frame(80, 18)
	l, _ := f.Journey.Line(stepstest.BackSlot)
	text := stepstest.ShowText(showDetails(f, l).(steps.Show))
	for _, want := range []string{"Attempt 1 ", "Attempt 2 ", "refused: dataNotReadable"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "Attempt 4") || strings.Contains(text, "answered") {
		t.Errorf("says\n%s", text)
	}
	s = stepstest.NewStory(t, false).Released(stepstest.FrontSlot, "front").Add(flows.AnswerLost{Attempt: 1, Cause: flows.CauseNoAnswer})
	l, _ = s.Journey.Line(stepstest.FrontSlot)
	if text := stepstest.ShowText(showDetails(s.Frame(80, 18), l).(steps.Show)); strings.Contains(text, "lost") || !strings.Contains(text, " unclear") {
		t.Errorf("says\n%s", text)
	}
}

// TestThePictureIsDrawnInWideWindows proves that from 100 columns on the right half shows
// the picture of the row as soon as it is loaded, and that v is offered until it is known
// not to be held.
func TestThePictureIsDrawnInWideWindows(t *testing.T) {
	s := stepstest.RefusedPair(t)
	l, _ := s.Journey.Line(stepstest.BackSlot)
	for _, c := range []struct {
		width, height int
		state         steps.PictureState
		drawn, offers bool
	}{
		{120, 34, steps.PictureLoaded, true, true}, {200, 44, steps.PictureLoaded, true, true}, {80, 18, steps.PictureLoaded, false, true},
		{120, 34, steps.PictureNotHeld, false, false},
	} {
		f := s.Frame(c.width, c.height)
		f.Pictures = steps.NewPictureMemory()
		f.Pictures.Record(l.Picture.SHA256, steps.LoadedPicture{State: c.state, Picture: steps.Picture{W: 2, H: 2, Pix: []steps.RGB{{R: 9}, {G: 9}, {B: 9}, {R: 7}}}})
		step := review(f, stepstest.BackSlot)
		body := step.View(f)
		stepstest.CheckFits(t, f, body)
		if drawn := strings.Contains(ansi.Strip(body.Text), "▀"); drawn != c.drawn {
			t.Errorf("%+v: drawn %t", c, drawn)
		}
		if look, ok := step.(steps.Pictured).Look(f); !ok || look.SHA256 != l.Picture.SHA256 || stepstest.HasKey(f, step, "v") != c.offers {
			t.Errorf("%+v: looks at %+v, %t", c, look, ok)
		}
	}
}

// TestWideWindowsShowTheHistory proves that from 140 columns on the list is followed by who
// did what and when.
func TestWideWindowsShowTheHistory(t *testing.T) {
	s := keptStory(t)
	for width, want := range map[int]bool{139: false, 140: true} {
		f := s.Frame(width, 34)
		text := ansi.Strip(review(f, flows.Slot{}).View(f).Text)
		shown := strings.Contains(text, "anna        Identity card · back: treated as received") && strings.Contains(text, "service     Utility bill accepted")
		if shown != want {
			t.Errorf("%d columns: %t\n%s", width, shown, text)
		}
	}
}

// TestOnlyPlainCodesAreCopied proves that a code which could be read as a command is shown
// alone and never handed to the clipboard.
func TestOnlyPlainCodesAreCopied(t *testing.T) {
	for code, copied := range map[string]bool{
		"dataNotReadable": true, "BAD_SELFIE.v2": true, "rm -rf ~": false, "a\nb": false, "$(id)": false, "=1+1": false, "\x1b]52;c;aWQ=\a": false, "é": false, "": false,
		strings.Repeat("a", 65): false,
	} {
		s := stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front", "!"+code)
		f := s.Frame(80, 18)
		_, action := stepstest.PressKey(t, review(f, stepstest.FrontSlot), f, "c")
		if _, ok := action.(steps.CopyText); ok != copied {
			t.Errorf("%q: %#v", code, action)
		}
		if show, ok := action.(steps.Show); ok && show.Copy != "" {
			t.Errorf("%q may be copied from its page", code)
		}
	}
}

// A picture that is held has not begun to be sent, and the desk's journey cannot tell
// which it is: what stands before the start says both.
func TestWhatStandsBeforeTheStartDoesNotClaimThatAHeldPictureIsSent(t *testing.T) {
	f := stepstest.NewStory(t, true).Sending(stepstest.FrontSlot, "front").Frame(120, 34)
	for _, b := range f.Journey.StartBlockers() {
		if b.Slot != stepstest.FrontSlot {
			continue
		}
		if got := assets.BlockerText(f.Journey, b); !strings.HasPrefix(got, "held or") {
			t.Errorf("%q", got)
		}
		return
	}
	t.Error("the picture does not stand before the start")
}
