package stepstest

import (
	"context"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/steps"
)

// Person drives one step as the root does: keys in, actions out, commands run
// beside.
type Person struct {
	T       *testing.T
	Frame   steps.Frame
	Step    steps.Step
	Actions []steps.Action
	inbox   chan tea.Msg
}

// At makes the screen of a place.
func At(create func(steps.Deps, steps.Frame, steps.Place) (steps.Step, tea.Cmd), p steps.Place) func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd) {
	return func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) { return create(d, f, p) }
}

// PlayScreen runs play with a person at the step that make makes. Time is virtual.
func PlayScreen(t *testing.T, f steps.Frame, files steps.FileSource, open func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd), play func(*Person)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		p := &Person{T: t, Frame: f, inbox: make(chan tea.Msg, 4096)}
		step, cmd := open(steps.Deps{FileSource: files, Ctx: ctx}, f)
		p.Step = step
		p.runCommand(cmd)
		p.Settle()
		play(p)
	})
}

func (p *Person) runCommand(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() { p.inbox <- cmd() }()
}

// Settle takes every message that has come without time passing.
func (p *Person) Settle() {
	for synctest.Wait(); len(p.inbox) > 0; synctest.Wait() {
		msg := <-p.inbox
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, cmd := range batch {
				p.runCommand(cmd)
			}
		} else if msg != nil {
			p.Deliver(msg)
		}
	}
}

func (p *Person) Deliver(msg tea.Msg) {
	step, cmd, action := p.Step.Update(msg, p.Frame)
	p.Step = step
	if action != nil {
		p.Actions = append(p.Actions, action)
	}
	p.runCommand(cmd)
}

func (p *Person) Send(msg tea.Msg) { p.Deliver(msg); p.Settle() }

func (p *Person) Type(text string) {
	for _, r := range text {
		p.Send(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func (p *Person) Press(names ...string) {
	for _, name := range names {
		p.Send(Key(name))
	}
}

// LastAction is the latest action; nil when there was none.
func (p *Person) LastAction() steps.Action {
	if len(p.Actions) == 0 {
		return nil
	}
	return p.Actions[len(p.Actions)-1]
}

func (p *Person) Wants(want steps.Action) {
	p.T.Helper()
	if got := p.LastAction(); !reflect.DeepEqual(got, want) {
		p.T.Errorf("action %#v, want %#v", got, want)
	}
}

func (p *Person) WantsNothing() {
	p.T.Helper()
	if len(p.Actions) > 0 {
		p.T.Errorf("unexpected action %#v", p.Actions)
	}
}

// Dialog is the latest action as a dialog, whose first row must be safe.
func (p *Person) Dialog() steps.Dialog {
	p.T.Helper()
	return DialogOf(p.T, p.LastAction())
}

func (p *Person) Sees(words ...string) {
	p.T.Helper()
	p.checkWords(true, words)
}

func (p *Person) SeesNot(words ...string) {
	p.T.Helper()
	p.checkWords(false, words)
}

func (p *Person) checkWords(want bool, words []string) {
	p.T.Helper()
	screen := ScreenText(p.Step.View(p.Frame))
	for _, w := range words {
		if strings.Contains(screen, w) != want {
			p.T.Errorf("on the screen should be %q: %t\n%s", w, want, screen)
		}
	}
}

// Fits checks that the body keeps within its frame and the cursor within the
// body.
func (p *Person) Fits() {
	p.T.Helper()
	CheckFits(p.T, p.Frame, p.Step.View(p.Frame))
}
