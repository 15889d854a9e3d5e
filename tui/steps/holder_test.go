package steps_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/chain"
	"dossier/tui/safe/hostile"
	"dossier/tui/steps"
	"dossier/tui/steps/applicant"
	"dossier/tui/steps/documents"
	"dossier/tui/steps/files"
	"dossier/tui/steps/result"
	"dossier/tui/steps/review"
	"dossier/tui/steps/stepstest"
)

// TestWhoHoldsItIsSaidInWords proves what is said of the holder: how long ago a
// key was is no more exact than it is known, and what is on its way follows the
// journal.
func TestWhoHoldsItIsSaidInWords(t *testing.T) {
	f := stepstest.HeldFrame(stepstest.HeldStory(t), 80, 18)
	for ago, want := range map[time.Duration]string{
		0: "last key under a minute ago", 59 * time.Second: "last key under a minute ago",
		time.Minute: "last key 1 min ago", 3*time.Minute + 40*time.Second: "last key 3 min ago", 2 * time.Hour: "last key 2 h ago",
	} {
		f.Others[1].LastKey = f.Now.Add(-ago)
		if got := steps.HolderText(f); !strings.HasSuffix(got, want) || len(got) > 78 {
			t.Errorf("%s: %q", ago, got)
		}
	}
	f.Others[1].LastKey = time.Time{}
	for said, want := range map[string]string{
		"sending identity.front": "sending the front", "sending identity.back": "about to send the front", "": "about to send the front",
	} {
		f.Others[1].Activity = said
		if got := steps.HolderText(f); got != "In use by maya on host-2, "+want {
			t.Errorf("%q: %q", said, got)
		}
	}
	s := stepstest.HeldStory(t)
	f = stepstest.HeldFrame(s.AddAs("s2", flows.Released{Attempt: s.Attempts + 1}), 80, 18)
	if got := steps.HolderText(f); !strings.Contains(got, ", waiting for the answer on the front, last key") {
		t.Errorf("released: %q", got)
	}
	f.Others = f.Others[:1]
	if got := steps.HolderText(f); got != "Held by maya since 09:14:24" {
		t.Errorf("not seen: %q", got)
	}
}

// TestEveryScreenSaysWhoHoldsIt proves that no screen looks as if it could act,
// and that a person's reason is shown safely.
func TestEveryScreenSaysWhoHoldsIt(t *testing.T) {
	for _, reason := range append(hostile.Strings(), "urgent") {
		s := stepstest.RefusedPair(t).AddAs("s2", flows.Opened{Reason: reason})
		for _, size := range [][2]int{{80, 18}, {60, 12}, {80, 6}} {
			f := stepstest.HeldFrame(s, size[0], size[1])
			f.Service, f.ApplicantFetched = flows.Reachability{Asked: true}, true
			first, _ := applicant.New(steps.Deps{}, f, steps.Place{})
			second, _ := documents.New(steps.Deps{}, f, steps.Place{Stage: flows.StageDocuments, Need: "identity"})
			for _, step := range []steps.Step{first, second} {
				body := step.View(f)
				stepstest.CheckFits(t, f, body)
				text := strings.Join(strings.Fields(strings.ReplaceAll(stepstest.PlainText(body), "│", " ")), " ")
				if strings.Count(text, "In use by maya") == 0 || strings.Contains(text, "Will be sent") {
					t.Errorf("%T at %dx%d: %s", step, size[0], size[1], stepstest.PlainText(body))
				}
				if strings.ContainsAny(ansi.Strip(body.Text+body.Status), "\x1b\r") {
					t.Errorf("%T: a control in %q", step, body.Text)
				}
			}
		}
	}
}

// TestATakeoverSaysWhatItDoes proves that the dialog names the holder, and what
// becomes of what is on its way there.
func TestATakeoverSaysWhatItDoes(t *testing.T) {
	s := stepstest.HeldStory(t)
	for want, f := range map[string]steps.Frame{
		"The front is about to be sent there; if you are in time, the service does not get it.": stepstest.HeldFrame(s, 80, 6),
		"Nothing is being sent there, and nothing more will be.":                                stepstest.HeldFrame(stepstest.RefusedPair(t).AddAs("s2", flows.Opened{Reason: "urgent"}), 80, 6),
		"The front was sent there and has no answer yet; it becomes unclear.":                   stepstest.HeldFrame(stepstest.HeldStory(t).AddAs("s2", flows.Released{Attempt: s.Attempts + 1}), 80, 6),
	} {
		d := stepstest.DialogOf(t, steps.AskTakeOver(f))
		if got := d.TextNow(f); len(got) != 2 || got[0] != "It is held by maya on host-2 since 09:14:24, last key under a minute ago." || got[1] != want {
			t.Errorf("says %q", got)
		}
	}
}

// takesOver is what a screen says of a dossier that somebody else holds.
var takesOver = regexp.MustCompile(`(?i)take (it|the dossier)? ?over|held by|in use by`)

// TestEveryScreenSaysWhyADossierCanOnlyBeLookedAt proves that a dossier which is not as it
// was written looks on no screen as if it could go on, and that nobody is asked to take it
// over.
func TestEveryScreenSaysWhyADossierCanOnlyBeLookedAt(t *testing.T) {
	fault := assets.DamagedText(&chain.EntryFault{Kind: chain.FaultUnsealed, Seq: 7}, "")
	for _, size := range [][2]int{{80, 18}, {60, 12}, {80, 6}} {
		f := stepstest.RefusedPair(t).Frame(size[0], size[1])
		f.ReadOnly, f.Fault, f.Service, f.ApplicantFetched = true, fault, flows.Reachability{Asked: true}, true
		first, _ := applicant.New(steps.Deps{}, f, steps.Place{})
		second, _ := documents.New(steps.Deps{}, f, steps.Place{Stage: flows.StageDocuments, Need: "identity"})
		third, _ := files.New(steps.Deps{Ctx: t.Context()}, f, steps.Place{Stage: flows.StageFiles, Slot: stepstest.BackSlot})
		fourth, _ := review.New(steps.Deps{}, f, steps.Place{})
		fifth, _ := result.New(steps.Deps{}, f, steps.Place{})
		for i, step := range []steps.Step{first, second, third, fourth, fifth} {
			body := step.View(f)
			stepstest.CheckFits(t, f, body)
			text := strings.Join(strings.Fields(strings.ReplaceAll(stepstest.PlainText(body), "│", " ")), " ")
			if !strings.Contains(text, "Entry 7 of this dossier was not written") || takesOver.MatchString(text) {
				t.Errorf("%T at %dx%d: %s", step, size[0], size[1], stepstest.PlainText(body))
			}
			if enter := step.Keys(f)[0].Help(); i > 0 && (enter.Key != "enter" || enter.Desc != "what is wrong") {
				t.Errorf("%T: %+v", step, enter)
			}
		}
		if steps.BlockedReason(f) != fault || steps.ReadOnlyReason(f, steps.EnterAsksTakeOver) != fault {
			t.Errorf("blocked by %q", steps.BlockedReason(f))
		}
		if d := stepstest.DialogOf(t, steps.AskTakeOver(f)); len(d.Choices) != 1 || d.Choices[0].Then != nil || d.Text[0] != fault {
			t.Errorf("asks %+v", d)
		}
	}
}
