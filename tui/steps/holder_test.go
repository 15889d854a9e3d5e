package steps

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/safe/hostile"
)

// heldStory is a dossier that maya has taken over and sends for.
func heldStory(t *testing.T) *story {
	s := refusedPair(t).other("s2", flows.Opened{Reason: "urgent"})
	return s.other("s2", storyFile(storyFront, "hers"), flows.SendStarted{Attempt: s.n + 1, Slot: storyFront})
}

// heldFrame is heldStory as the one sees it who lost it. Somebody else only
// looks on, and comes first.
func heldFrame(s *story, w, h int) Frame {
	f := s.frame(w, h)
	f.ReadOnly = true
	f.Others = []Presence{
		{Session: "s3", Operator: safe.LineOf("bob", 40), Host: safe.LineOf("host-3", 40)},
		{Session: "s2", Operator: safe.LineOf("maya", 40), Host: safe.LineOf("host-2", 40), LastKey: f.Now.Add(-20 * time.Second), Activity: "about to send identity.front"},
	}
	return f
}

// TestWhoHoldsItIsSaidInWords proves what is said of the holder: how long ago a
// key was is no more exact than it is known, and what is on its way follows the
// journal.
func TestWhoHoldsItIsSaidInWords(t *testing.T) {
	f := heldFrame(heldStory(t), 80, 18)
	for ago, want := range map[time.Duration]string{
		0: "last key under a minute ago", 59 * time.Second: "last key under a minute ago",
		time.Minute: "last key 1 min ago", 3*time.Minute + 40*time.Second: "last key 3 min ago", 2 * time.Hour: "last key 2 h ago",
	} {
		f.Others[1].LastKey = f.Now.Add(-ago)
		if got := HolderText(f); !strings.HasSuffix(got, want) || len(got) > 78 {
			t.Errorf("%s: %q", ago, got)
		}
	}
	f.Others[1].LastKey = time.Time{}
	for said, want := range map[string]string{
		"sending identity.front": "sending the front", "sending identity.back": "about to send the front", "": "about to send the front",
	} {
		f.Others[1].Activity = said
		if got := HolderText(f); got != "In use by maya on host-2, "+want {
			t.Errorf("%q: %q", said, got)
		}
	}
	s := heldStory(t)
	f = heldFrame(s.other("s2", flows.Released{Attempt: s.n + 1}), 80, 18)
	if got := HolderText(f); !strings.Contains(got, ", waiting for the answer on the front, last key") {
		t.Errorf("released: %q", got)
	}
	f.Others = f.Others[:1]
	if got := HolderText(f); got != "Held by maya since 09:14:24" {
		t.Errorf("not seen: %q", got)
	}
}

// TestEveryScreenSaysWhoHoldsIt proves that no screen looks as if it could act,
// and that a person's reason is shown safely.
func TestEveryScreenSaysWhoHoldsIt(t *testing.T) {
	for _, reason := range append(hostile.Strings(), "urgent") {
		s := refusedPair(t).other("s2", flows.Opened{Reason: reason})
		for _, size := range [][2]int{{80, 18}, {60, 12}, {80, 6}} {
			f := heldFrame(s, size[0], size[1])
			f.Service, f.ApplicantFetched = flows.Reachability{Asked: true}, true
			applicant, _ := NewApplicant(Deps{}, f)
			documents, _ := NewDocuments(Deps{}, f, Place{Stage: flows.StageDocuments, Need: "identity"})
			for _, step := range []Step{applicant, documents} {
				body := step.View(f)
				fits(t, f, body)
				text := strings.Join(strings.Fields(strings.ReplaceAll(plain(body), "│", " ")), " ")
				if strings.Count(text, "In use by maya") == 0 || strings.Contains(text, "Will be sent") {
					t.Errorf("%T at %dx%d: %s", step, size[0], size[1], plain(body))
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
	s := heldStory(t)
	for want, f := range map[string]Frame{
		"The front is on its way there; unless it leaves before, it is not sent.": heldFrame(s, 80, 6),
		"Nothing is on its way there; what has not left will not be sent.":        heldFrame(refusedPair(t).other("s2", flows.Opened{Reason: "urgent"}), 80, 6),
		"The front has left there and has no answer yet; it becomes unclear.":     heldFrame(heldStory(t).other("s2", flows.Released{Attempt: s.n + 1}), 80, 6),
	} {
		d := dialogOf(t, AskTakeOver(f))
		if got := d.Text; len(got) != 2 || got[0] != "It is held by maya on host-2 since 09:14:24, last key under a minute ago." || got[1] != want {
			t.Errorf("says %q", got)
		}
	}
}
