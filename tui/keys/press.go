package keys

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// ParsePress is the message of a key by its name, as a binding has it; false for a name that
// stands for no single key here.
func ParsePress(name string) (tea.KeyPressMsg, bool) {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "space": tea.KeySpace, "f1": tea.KeyF1, "delete": tea.KeyDelete,
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
