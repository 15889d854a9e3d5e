package review

import (
	"slices"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// allStories has a story for every state of the list.
func allStories(t *testing.T) map[string]*stepstest.Story {
	return map[string]*stepstest.Story{
		"all states": everyState(t), "refused": stepstest.RefusedPair(t), "kept": keptStory(t), "ready": stepstest.NewStory(t, false).Complete(),
		"nothing":           stepstest.NewStory(t, false),
		"not sent":          stepstest.NewStory(t, false).Sending(stepstest.FrontSlot, "front").Add(flows.NotSent{Attempt: 1, Cause: flows.CauseJournal}),
		"refused, no error": stepstest.NewStory(t, false).Released(stepstest.FrontSlot, "front").Add(flows.Answered{Attempt: 1, Kind: flows.AnswerRefused, Cause: flows.CauseRefused, Status: 404}),
		"signed out":        stepstest.NewStory(t, false).Released(stepstest.FrontSlot, "front").Add(flows.Answered{Attempt: 1, Kind: flows.AnswerFailed, Cause: flows.CauseSignIn, Status: 401}),
		"taken back":        stepstest.NewStory(t, false).Sending(stepstest.FrontSlot, "front").Add(flows.SendCancelled{Attempt: 1}),
		"moving":            stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front").Sending(stepstest.BackSlot, "back").Released(stepstest.SelfieSlot, "selfie"),
		"changed":           stepstest.NewStory(t, false).Answered(stepstest.FrontSlot, "front").Add(flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "NZL"}),
		"running":           stepstest.NewStory(t, false).Complete().Checked(),
		"final":             stepstest.NewStory(t, false).Complete().Checked().Reviewed("rejected", "FINAL", "FORGERY"),
	}
}

// TestEveryNamedKeyIsLive proves that each key which the text or the footer names does
// something, on every row, in every state, for the holder and for others.
func TestEveryNamedKeyIsLive(t *testing.T) {
	for name, s := range allStories(t) {
		for _, c := range []struct {
			width, height int
			readOnly      bool
		}{{80, 18, false}, {80, 18, true}, {60, 12, false}, {80, 6, false}} {
			f := s.Frame(c.width, c.height)
			f.ReadOnly = c.readOnly
			for _, r := range listRows(f.Journey) {
				step, _ := New(steps.Deps{}, f, steps.Place{})
				screen := step.(Screen)
				screen.highlighted = r
				t.Run(name, func(t *testing.T) { stepstest.CheckKeys(t, f, screen) })
			}
		}
	}
}

// deadKeyScreen names and offers a key that it does not handle.
type deadKeyScreen struct{ text string }

func (d deadKeyScreen) Update(tea.Msg, steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	return d, nil, nil
}
func (d deadKeyScreen) View(steps.Frame) steps.Body    { return steps.Body{Text: d.text} }
func (d deadKeyScreen) Keys(steps.Frame) []key.Binding { return []key.Binding{keys.Default().UndoKeep} }

// TestNamedKeysAreFound proves that the test above finds a key in every form in which the
// screens name one.
func TestNamedKeysAreFound(t *testing.T) {
	for text, want := range map[string]string{
		"Enter sends the same picture.": "enter", "list │ j      the service's answer": "j", "t  words": "t", "pgdown shows 3 more": "pgdown",
		"Choose with space.": "space", "All done. n takes the next applicant.": "n", "taken back: ctrl+z.": "ctrl+z",
	} {
		if got := stepstest.NamedKeys(deadKeyScreen{text}.View(steps.Frame{})); !slices.Equal(got, []string{want}) {
			t.Errorf("%q: %q", text, got)
		}
	}
	if got := stepstest.NamedKeys(steps.Body{Text: "the center of a picture, a side"}); len(got) != 0 {
		t.Errorf("found %q", got)
	}
}
