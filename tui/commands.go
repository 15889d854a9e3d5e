package tui

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/steps"
)

// command is a row of the palette. run gives what follows when the palette has
// closed.
type command struct {
	title string
	key   string
	run   func(Model) (overlay, tea.Cmd, steps.Action)
}

// availableCommands are all that work now: the screen's own keys, the steps that can be
// reached, and the keys that work everywhere.
func availableCommands(m Model) []command {
	var list []command
	for _, b := range m.screens[m.place].Keys(m.stepFrame()) {
		if c, ok := keyCommand(b, upperFirst(b.Help().Desc)); ok {
			list = append(list, c)
		}
	}
	if canTakeBack(m) {
		list = append(list, actionCommand("Take the send back", m.keys.TakeBack, steps.TakeBack{}))
	}
	if m.open {
		list = append(list, actionCommand("Show the applicant's ID, to copy it", m.keys.Copy, m.showApplicantID()))
		list = append(list, actionCommand("Go to the first problem", m.keys.Problem, steps.Go{Place: steps.Place{Stage: flows.StageReview}}))
	}
	list = append(list, stepCommands(m)...)
	help := command{"Help", m.keys.Help.Help().Key, func(m Model) (overlay, tea.Cmd, steps.Action) {
		over, cmd := newHelpView(m)
		return over, cmd, nil
	}}
	list = append(list, help)
	if leave, ok := keyCommand(m.keys.Leave, "Leave dossier"); ok {
		list = append(list, leave)
	}
	return list
}

func actionCommand(title string, b key.Binding, a steps.Action) command {
	return command{title, b.Help().Key, func(Model) (overlay, tea.Cmd, steps.Action) { return nil, nil, a }}
}

// canTakeBack reports whether a send can still be taken back.
func canTakeBack(m Model) bool {
	for _, s := range m.snap.Sends {
		if s.TakeBackUntil.After(m.now) {
			return true
		}
	}
	return false
}

// keyCommand is a command that presses its key, so that it does what the key
// does and nothing beside it. Keys that only move are no commands.
func keyCommand(b key.Binding, title string) (command, bool) {
	names := b.Keys()
	if len(names) == 0 || !b.Enabled() || slices.Contains([]string{"up", "down", "pgup", "pgdown", "home", "end"}, names[0]) {
		return command{}, false
	}
	press, ok := parseKeyPress(names[0])
	return command{title, b.Help().Key, func(Model) (overlay, tea.Cmd, steps.Action) {
		return nil, func() tea.Msg { return press }, nil
	}}, ok
}

// parseKeyPress is the message of a key by its name.
func parseKeyPress(name string) (tea.KeyPressMsg, bool) {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "f1": tea.KeyF1,
	}
	var mod tea.KeyMod
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok {
		name, mod = rest, tea.ModCtrl
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code, Mod: mod}, true
	}
	runes := []rune(name)
	if len(runes) != 1 {
		return tea.KeyPressMsg{}, false
	}
	if mod != 0 {
		return tea.KeyPressMsg{Code: runes[0], Mod: mod}, true
	}
	return tea.KeyPressMsg{Code: runes[0], Text: name}, true
}

func upperFirst(words string) string {
	if words == "" {
		return words
	}
	return strings.ToUpper(words[:1]) + words[1:]
}

// stepCommands are the steps that can be gone to now, other than the present one.
func stepCommands(m Model) []command {
	var list []command
	for i, s := range stageNames {
		place, ok := stageEntryPlace(m.snap.Journey, s.stage)
		if !ok || s.stage == m.place.Stage || s.stage != flows.StageApplicant && !m.open {
			continue
		}
		title := fmt.Sprintf("Go to step %d: %s", i+1, s.name)
		list = append(list, command{title, "", func(Model) (overlay, tea.Cmd, steps.Action) {
			return nil, nil, steps.Go{Place: place}
		}})
	}
	return list
}

// stageEntryPlace is where a step begins: at the first thing it still lacks, else at
// its first question; false when it can not be reached yet.
func stageEntryPlace(j flows.Journey, stage flows.Stage) (steps.Place, bool) {
	_, hasFlow := j.Flow()
	p := steps.Place{Stage: stage}
	switch stage {
	case flows.StageApplicant:
		return p, true
	case flows.StageResult:
		return p, j.Check().State != flows.CheckNone
	case flows.StageReview:
		return p, hasFlow
	case flows.StageDocuments:
		for _, n := range j.Checklist() {
			if p.Need == "" || !n.Chosen {
				p.Need = n.Need.Name
			}
			if !n.Chosen {
				break
			}
		}
		return p, p.Need != ""
	}
	return filesEntryPlace(j)
}

func filesEntryPlace(j flows.Journey) (steps.Place, bool) {
	lines := j.Lines()
	if len(lines) == 0 {
		return steps.Place{}, false
	}
	at := max(slices.IndexFunc(lines, func(l flows.SlotLine) bool { return l.State != flows.Accepted }), 0)
	return steps.Place{Stage: flows.StageFiles, Slot: lines[at].Slot}, true
}
