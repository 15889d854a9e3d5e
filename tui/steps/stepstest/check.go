package stepstest

import (
	"dossier/tui/steps"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
)

// Key is the key press of that name: "enter", "ctrl+x" or a letter.
func Key(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "pgup": tea.KeyPgUp,
		"pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "space": tea.KeySpace,
		"tab": tea.KeyTab, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "left": tea.KeyLeft, "right": tea.KeyRight,
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	if letter, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(letter)[0], Mod: tea.ModCtrl}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// PressKey gives one key to a step.
func PressKey(t *testing.T, s steps.Step, f steps.Frame, name string) (steps.Step, steps.Action) {
	t.Helper()
	next, _, action := s.Update(Key(name), f)
	return next, action
}

// PlainText is a body without its colours, the status line below it.
func PlainText(b steps.Body) string {
	return ansi.Strip(b.Text) + "\n\n" + ansi.Strip(b.Status) + "\n"
}

// CheckFits fails when a body does not fill its frame exactly.
func CheckFits(t *testing.T, f steps.Frame, b steps.Body) {
	t.Helper()
	lines := strings.Split(b.Text, "\n")
	if len(lines) != f.Height {
		t.Errorf("%d lines in a body of %d", len(lines), f.Height)
	}
	for i, l := range lines {
		if w := ansi.StringWidth(l); w != f.Width {
			t.Errorf("line %d is %d cells wide, the body %d: %q", i, w, f.Width, l)
		}
	}
	if c := b.Cursor; c != nil && (c.X < 0 || c.X >= f.Width || c.Y < 0 || c.Y >= f.Height) {
		t.Errorf("cursor at %d,%d outside of %d×%d", c.X, c.Y, f.Width, f.Height)
	}
}

var Sizes = [][2]int{{80, 18}, {120, 34}, {80, 6}, {60, 12}}

func CompareSizes(t *testing.T, name string, s *Story, newStep func(steps.Frame) steps.Step) {
	for _, size := range Sizes {
		t.Run(fmt.Sprintf("%s/%dx%d", name, size[0], size[1]), func(t *testing.T) {
			f := s.Frame(size[0], size[1])
			Compare(t, f, newStep(f))
		})
	}
}

func Compare(t *testing.T, f steps.Frame, s steps.Step) {
	t.Helper()
	body := s.View(f)
	CheckFits(t, f, body)
	golden.RequireEqual(t, PlainText(body)+footerText(f, s))
}

// footerText is the keys as the root would show them, without a limit.
func footerText(f steps.Frame, s steps.Step) string {
	out := ""
	for _, b := range s.Keys(f) {
		out += b.Help().Key + " " + b.Help().Desc + "   "
	}
	return out + "\n"
}

func DialogOf(t *testing.T, a steps.Action) steps.Dialog {
	t.Helper()
	ask, ok := a.(steps.Ask)
	if !ok {
		t.Fatalf("no dialog but %#v", a)
	}
	if ask.Dialog.Choices[0].NeedReason || ask.Dialog.Choices[0].ConfirmWord != "" {
		t.Error("the first row is not the safe one")
	}
	return ask.Dialog
}

func Choose(t *testing.T, d steps.Dialog, label, reason string) steps.Action {
	t.Helper()
	for _, c := range d.Choices {
		if strings.HasPrefix(c.Label, label) && c.Then != nil {
			return c.Then(reason)
		}
	}
	t.Fatalf("no choice %q in %+v", label, d)
	return nil
}

func HasKey(f steps.Frame, s steps.Step, name string) bool {
	for _, b := range s.Keys(f) {
		if b.Help().Key == name {
			return true
		}
	}
	return false
}

func ShowText(s steps.Show) string {
	text := ""
	for _, l := range s.Lines {
		text += l.String() + "\n"
	}
	return text
}

// ScreenText is a body without colours, the status below it.
func ScreenText(b steps.Body) string {
	return ansi.Strip(b.Text) + "\n[" + ansi.Strip(b.Status) + "]\n"
}

// MeasureKeys measures one key: Update and View, without the commands.
func MeasureKeys(b *testing.B, step steps.Step, f steps.Frame, keys ...tea.Msg) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		step, _, _ = step.Update(keys[i%len(keys)], f)
		_ = step.View(f)
	}
}
