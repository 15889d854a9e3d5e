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

// availableCommands are all that work now: the screen's own keys, the steps that can be
// reached, and the keys that work everywhere.
func (m Model) availableCommands(f steps.Frame) []steps.Command {
	var list []steps.Command
	for _, b := range m.screens[m.place].Keys(f) {
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
	list = append(list, m.stepCommands()...)
	list = append(list, actionCommand("Help", m.keys.Help, steps.ShowHelp{}))
	if leave, ok := keyCommand(m.keys.Leave, "Leave dossier"); ok {
		list = append(list, leave)
	}
	return list
}

func actionCommand(title string, b key.Binding, a steps.Action) steps.Command {
	return steps.Command{Title: title, Key: b.Help().Key, Action: a}
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
// does and nothing else. Keys that only move are no commands.
func keyCommand(b key.Binding, title string) (steps.Command, bool) {
	names := b.Keys()
	if len(names) == 0 || !b.Enabled() || slices.Contains([]string{"up", "down", "pgup", "pgdown", "home", "end"}, names[0]) {
		return steps.Command{}, false
	}
	press, ok := parseKeyPress(names[0])
	return actionCommand(title, b, steps.PressKey{Key: press}), ok
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
func (m Model) stepCommands() []steps.Command {
	var list []steps.Command
	for i, s := range stageNames {
		place, ok := stageEntryPlace(m.snap.Journey, s.stage)
		if !ok || s.stage == m.place.Stage || s.stage != flows.StageApplicant && !m.open {
			continue
		}
		list = append(list, steps.Command{Title: fmt.Sprintf("Go to step %d: %s", i+1, s.name), Action: steps.Go{Place: place}})
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
