package stepstest

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/tui/keys"
	"dossier/tui/steps"
)

// namedKey finds the names of keys in a text: the special ones anywhere, a letter where it
// stands before what it does.
var namedKey = regexp.MustCompile(`(?i)\b(enter|esc|tab|pgup|pgdown|space|ctrl\+[a-z]|F1)\b|(?m:^|│ )([a-z])(?:  +|: )[a-z]|(?:^|[.] )([a-z]) (?:takes|shows|copies|opens|looks)\b`)

// NamedKeys are the keys that a body names, by the names that Key takes.
func NamedKeys(b steps.Body) []string {
	var names []string
	for _, found := range namedKey.FindAllStringSubmatch(ansi.Strip(b.Text+"\n"+b.Status), -1) {
		name := strings.ToLower(found[1] + found[2] + found[3])
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// CheckKeys fails for a key that the screen names and does not handle in this state, and
// for one that its footer offers and that does nothing.
func CheckKeys(t *testing.T, f steps.Frame, s steps.Step) {
	t.Helper()
	var offered []string
	list := s.Keys(f)
	if moving, ok := s.(steps.Moving); ok {
		list = append(list, moving.MovementKeys(f)...)
	}
	for _, b := range list {
		offered = append(offered, b.Help().Key)
		if title := keys.Title(b); !strings.Contains(title, " ") {
			t.Errorf("the help says of %s only %q, not what is done with what", b.Help().Key, title)
		}
		if !handlesKey(f, s, b.Keys()[0]) {
			t.Errorf("the footer offers %s (%s), which does nothing", b.Help().Key, b.Help().Desc)
		}
	}
	everywhere := []string{}
	k := keys.Default()
	for _, b := range []key.Binding{k.TakeBack, k.Copy, k.Problem, k.StartList, k.Help, k.Palette, k.Leave} {
		everywhere = append(everywhere, b.Keys()...)
	}
	for _, name := range NamedKeys(s.View(f)) {
		if !slices.Contains(offered, name) && !slices.Contains(everywhere, name) && !handlesKey(f, s, name) {
			t.Errorf("the screen names %s, which does nothing:\n%s", name, ansi.Strip(s.View(f).Text))
		}
	}
}

// handlesKey reports whether a key changes the screen or asks for something. The root opens
// the picture that a screen is about.
func handlesKey(f steps.Frame, s steps.Step, name string) bool {
	if slices.Contains(keys.Default().Look.Keys(), name) {
		pictured, ok := s.(steps.Pictured)
		if ok {
			_, ok = pictured.Look(f)
		}
		return ok
	}
	before := s.View(f)
	next, _, action := s.Update(keyByName(name), f)
	after := next.View(f)
	moved := !reflect.DeepEqual(before.Cursor, after.Cursor)
	if name == "up" && !moved {
		next, _, _ = s.Update(Key("down"), f)
		moved = !reflect.DeepEqual(before, next.View(f))
	}
	return action != nil || moved || before.Text != after.Text || before.Status != after.Status
}

func keyByName(name string) tea.KeyPressMsg {
	if name == "f1" {
		return tea.KeyPressMsg{Code: tea.KeyF1}
	}
	return Key(name)
}
