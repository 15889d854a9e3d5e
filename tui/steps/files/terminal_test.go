package files_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"

	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// A way is marked only when this very terminal has said that it can do it.
func TestOnlyWhatTheTerminalAnsweredIsSaidToWorkHere(t *testing.T) {
	const copies, drops = "ctrl+y copies it for another window", "drop the file, or paste its path"
	for name, c := range map[string]struct {
		answer tea.Msg
		marked string // the line that is marked; "" for none
	}{
		"nothing":                   {nil, ""},
		"it marks pastes":           {tea.ModeReportMsg{Mode: ansi.ModeBracketedPaste, Value: ansi.ModeSet}, drops},
		"it does not know pastes":   {tea.ModeReportMsg{Mode: ansi.ModeBracketedPaste, Value: ansi.ModeNotRecognized}, ""},
		"it knows another mode":     {tea.ModeReportMsg{Mode: ansi.ModeSynchronizedOutput, Value: ansi.ModeSet}, ""},
		"it has a clipboard, DA1":   {uv.PrimaryDeviceAttributesEvent{62, 22, 52}, copies},
		"it has none, DA1":          {uv.PrimaryDeviceAttributesEvent{62, 22}, ""},
		"it has a clipboard, Ms":    {tea.CapabilityMsg{Content: "Ms=\x1b]52;%p1%s;%p2%s\x07"}, copies},
		"it has another capability": {tea.CapabilityMsg{Content: "RGB"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			receiving(t, &inbox{Folder: &stepstest.Folder{}}, 80, 18, func(p *stepstest.Person) {
				if c.answer != nil {
					p.Send(c.answer)
				}
				for line := range strings.SplitSeq(stepstest.ScreenText(p.Step.View(p.Frame)), "\n") {
					if strings.Contains(line, "works here") != (c.marked != "" && strings.Contains(line, c.marked)) {
						t.Errorf("%q", line)
					}
				}
			})
		})
	}
}

// The mark has room in every window in which the picture is beside the list.
func TestTheMarkHasRoom(t *testing.T) {
	for _, width := range []int{80, 90, 100, 120, 200} {
		receiving(t, &inbox{Folder: &stepstest.Folder{}}, width, 30, func(p *stepstest.Person) {
			p.Send(tea.ModeReportMsg{Mode: ansi.ModeBracketedPaste, Value: ansi.ModeReset})
			p.Send(uv.PrimaryDeviceAttributesEvent{52})
			if n := strings.Count(stepstest.ScreenText(p.Step.View(p.Frame)), "works"); n != 2 {
				t.Errorf("%d columns: %d marks", width, n)
			}
		})
	}
}

// A path that is typed is never pushed aside by the mark.
func TestTheMarkGivesWayToThePath(t *testing.T) {
	receiving(t, &inbox{Folder: &stepstest.Folder{}}, 80, 18, func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "/Users/anna/front.jpg"})
		p.Settle()
		p.SeesNot("works here")
		p.Press("ctrl+u")
		p.Sees("drop the file, or paste its path", "works here")
	})
}

// A terminal that has not said which it is is asked nothing more: some print such questions.
func TestATerminalIsAskedOnlyAfterItSaidWhichItIs(t *testing.T) {
	f := stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t))
	version := []tea.Msg{tea.RawMsg{Msg: "\x1b[>q"}}
	for _, c := range []struct {
		source steps.FileSource
		asked  []tea.Msg
	}{{&inbox{Folder: &stepstest.Folder{}}, version}, {&stepstest.Folder{}, nil}} {
		step, cmd := atSlot(stepstest.FrontSlot)(steps.Deps{FileSource: c.source, Ctx: t.Context()}, f)
		if asked := questionsOf(cmd); !slices.Equal(asked, c.asked) {
			t.Errorf("%T: asked %v at first", c.source, asked)
		}
		_, cmd, _ = step.Update(tea.TerminalVersionMsg{Name: "XTerm(390)"}, f)
		var rest []tea.Msg
		if c.asked != nil {
			rest = []tea.Msg{tea.RawMsg{Msg: "\x1b[?2004$p\x1b[c"}, tea.RawMsg{Msg: "\x1bP+q4D73\x1b\\"}}
		}
		if asked := questionsOf(cmd); !slices.Equal(asked, rest) {
			t.Errorf("%T: asked %v then", c.source, asked)
		}
	}
}

// questionsOf are the messages with which a command asks the terminal.
func questionsOf(cmd tea.Cmd) []tea.Msg {
	if cmd == nil {
		return nil
	}
	var list []tea.Msg
	switch msg := cmd().(type) {
	case tea.BatchMsg:
		for _, c := range msg {
			list = append(list, questionsOf(c)...)
		}
	case tea.RawMsg:
		list = append(list, msg)
	default:
		if kind := reflect.TypeOf(msg); kind == reflect.TypeOf(tea.RequestTerminalVersion()) || kind == reflect.TypeOf(tea.RequestCapability("")()) {
			list = append(list, msg)
		}
	}
	return list
}
