package result

import (
	"testing"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps/stepstest"
)

// TestEveryNamedKeyIsLive proves that each key which the text or the footer names does
// something, in every state of a check, at every size, for the holder and for others.
func TestEveryNamedKeyIsLive(t *testing.T) {
	for name, s := range map[string]*stepstest.Story{
		"no check": stepstest.NewStory(t, false).Complete(), "running": stepstest.NewStory(t, false).Complete().Checked(),
		"approved": stepstest.NewStory(t, false).Complete().Checked().Reviewed("approved", ""),
		"final":    stepstest.NewStory(t, false).Complete().Checked().Reviewed("rejected", "FINAL", "FORGERY"),
		"rejected": rejected(t, "BAD_SELFIE", "LOW_QUALITY"), "undocumented": stepstest.NewStory(t, false).Complete().Checked().Reviewed("rejected", "", "NEW_LABEL"),
		"lost start": lostStart(t), "lost long": lostStart(t).Later(flows.LostCheckDelay),
		"not started": stepstest.NewStory(t, false).Complete().Add(flows.CheckConfirmed{N: 1}, flows.CheckReleased{N: 1},
			flows.CheckAnswered{N: 1, Status: 400, Message: foreign.Untrusted("missing docs")}),
	} {
		for _, size := range append(stepstest.Sizes, [2]int{200, 44}) {
			for _, readOnly := range []bool{false, true} {
				f := s.Frame(size[0], size[1])
				f.ReadOnly = readOnly
				step := result(f)
				t.Run(name, func(t *testing.T) { stepstest.CheckKeys(t, f, step) })
				if chosen, action := stepstest.PressKey(t, step, f, "enter"); action == nil {
					t.Run(name+", enter", func(t *testing.T) { stepstest.CheckKeys(t, f, chosen) })
				}
			}
		}
	}
}
