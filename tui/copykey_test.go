package tui

import (
	"context"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// emptyInbox is an inbox in which nothing has arrived.
type emptyInbox struct{ *stepstest.Folder }

const inboxCommand = "scp FILE docs.example.com:K7F2/front"

func (emptyInbox) Browse(context.Context, steps.Ref, string) steps.Listing { return steps.Listing{} }

func (emptyInbox) Delivery([]flows.SlotLine, flows.Slot, string) steps.Delivery {
	return steps.Delivery{Command: safe.LineOf(inboxCommand, safe.DetailMax), Copy: inboxCommand, Name: "Inbox"}
}

func (emptyInbox) WaitForChange(ctx context.Context, _ uint64) { <-ctx.Done() }

// TestAScreensOwnTextIsCopiedFirst proves that on a screen which shows a line to copy, the
// copy key copies that line, in the help and the commands too; the applicant's ID is still
// among the commands.
func TestAScreensOwnTextIsCopiedFirst(t *testing.T) {
	for _, isInbox := range []bool{true, false} {
		m := heldSend(t, 80)
		copied := ""
		m.cfg.Clipboard = func(text string) { copied = text }
		want := stepstest.StoryApplicant
		if isInbox {
			m.journal.desks = noDesks{}
			m.cfg.Files = func(Desks, string) steps.FileSource { return emptyInbox{&stepstest.Folder{}} }
			want = inboxCommand
		}
		m.nav.visited = map[steps.Place]steps.Step{}
		m, _ = m.showPlace(steps.Place{Stage: flows.StageFiles, Slot: m.dossier.snap.Journey.Lines()[0].Slot})
		if next, _ := m.Update(tea.KeyPressMsg{Code: 'y', Mod: tea.ModCtrl}); copied != want {
			t.Errorf("inbox %t: %q was copied:\n%s", isInbox, copied, renderScreen(t, next.(Model)))
		}
		var helps, commands []string
		for _, b := range m.everywhereKeys() {
			helps = append(helps, b.Help().Desc)
		}
		if got := strings.Contains(strings.Join(helps, "|"), "copy the applicant's whole ID"); got == isInbox {
			t.Errorf("inbox %t: the help lists %q", isInbox, helps)
		}
		for _, c := range m.availableCommands(m.stepFrame()) {
			if strings.Contains(c.Title, "applicant's ID") {
				commands = append(commands, c.Key)
			}
		}
		if len(commands) != 1 || (commands[0] == "") != isInbox {
			t.Errorf("inbox %t: commands with the keys %q", isInbox, commands)
		}
	}
}
