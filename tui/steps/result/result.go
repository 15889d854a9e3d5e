// Package result is the last screen: the state of the check, its labels, and what
// was sent. After a rejection it returns the pictures to replace. It asks no
// status itself and offers nothing after a final rejection.
package result

import (
	"fmt"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// Screen shows what became of the check, and what was sent for it. After a
// rejection that allows another try it asks which pictures to replace; after a
// final one it says stop. Its own are the scroll position and the half-made
// choice.
type Screen struct {
	scroll     int
	choice     *replacementChoice // open while pictures to replace are chosen
	notice     steps.Notice
	lastSubmit steps.LastSubmit
	receipt    safe.Text // the command that fetches the receipt; empty where none does
}

// New makes the last step.
func New(d steps.Deps, _ steps.Frame, _ steps.Place) (steps.Step, tea.Cmd) {
	if source, ok := d.FileSource.(steps.ReceiptSource); ok {
		return Screen{receipt: source.ReceiptCommand()}, nil
	}
	return Screen{}, nil
}

// enterAction is what Enter does here.
type enterAction int

const (
	enterNothing  enterAction = iota
	enterReadOnly             // the dossier can only be looked at
	enterChoose               // which pictures to replace
	enterDecide               // a start that the status never showed
	enterContinue             // no check: on to what comes next
)

// enterWords are an action's word in the footer and its sentence on the page.
type enterWords struct{ label, sentence string }

func (e enterAction) words(f steps.Frame) enterWords {
	return [...]enterWords{
		enterNothing:  {},
		enterReadOnly: {steps.ReadOnlyLabel(f), steps.ReadOnlySentence(f)},
		enterChoose:   {"choose pictures", "choose which pictures to replace"},
		enterDecide:   {"decide start", "decide whether the start was received"},
		enterContinue: {"go on", "go on with what comes next"},
	}[e]
}

func (s Screen) enterAction(f steps.Frame) enterAction {
	check := f.Journey.Check()
	d := enterNothing
	switch {
	case f.Journey.IsClosed():
	case check.State == flows.CheckNone:
		d = enterContinue
	case check.State == flows.CheckRejected && check.Used < flows.MaxChecks:
		d = enterChoose
	case check.State == flows.CheckUnclear && f.Now.Sub(check.SentAt) >= flows.LostCheckDelay:
		d = enterDecide
	}
	if f.Fault != "" || f.ReadOnly && d != enterContinue {
		return enterReadOnly
	}
	return d
}

// Update scrolls, or turns a key into what the state of the check offers.
func (s Screen) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return s, nil, nil
	}
	s.notice = steps.Notice{}
	if s.isChoosing(f) {
		next, action := s.updateChoice(press, f)
		return next, nil, action
	}
	s.choice = nil
	k := f.Keys
	switch {
	case key.Matches(press, k.Up):
		return s.scrollPage(f, -1), nil, nil
	case key.Matches(press, k.Down):
		return s.scrollPage(f, 1), nil, nil
	case key.Matches(press, k.PageUp):
		return s.scrollPage(f, -f.Height/2), nil, nil
	case key.Matches(press, k.PageDown):
		return s.scrollPage(f, f.Height/2), nil, nil
	case key.Matches(press, k.Enter):
		next, action := s.handleEnter(f)
		return next, nil, action
	}
	return s, nil, s.handleLetter(press, f)
}

func (s Screen) handleLetter(press tea.KeyPressMsg, f steps.Frame) steps.Action {
	k := f.Keys
	switch {
	case key.Matches(press, k.Back):
		return steps.Back{}
	case key.Matches(press, k.Next):
		return steps.NextApplicant{}
	case key.Matches(press, k.CopyLetter):
		return steps.CopyApplicantID(f.Journey)
	case key.Matches(press, k.ForApplicant):
		return showLabelSentences(f)
	}
	return nil
}

// showLabelSentences are polite sentences for the applicant. There are none after a
// final rejection, whatever its labels: tipping off is forbidden.
func showLabelSentences(f steps.Frame) steps.Action {
	if f.Journey.Check().State != flows.CheckRejected {
		return nil
	}
	var words []string
	for _, l := range f.Journey.Status().Labels {
		words = append(words, assets.ExplainLabel(l).ForApplicant)
	}
	return steps.ShowApplicantWords("after the check", words)
}

func (s Screen) handleEnter(f steps.Frame) (Screen, steps.Action) {
	if s.lastSubmit.IsPending(f) {
		return s, nil
	}
	switch s.enterAction(f) {
	case enterReadOnly:
		return s, steps.AskTakeOver(f)
	case enterChoose:
		s.choice = newReplacementChoice(f)
		return s, nil
	case enterDecide:
		return s, steps.Ask{Dialog: lostStartDialog(f)}
	case enterContinue:
		return s, steps.Go{}
	}
	s.notice = steps.NoticeOf(decisionWaitText)
	return s, nil
}

// decisionWaitText is how long it is until a start without an answer can be decided; ""
// when there is none, or it can be decided already.
func decisionWaitText(f steps.Frame) string {
	check := f.Journey.Check()
	left := flows.LostCheckDelay - f.Now.Sub(check.SentAt)
	if f.ReadOnly || f.Journey.IsClosed() || check.State != flows.CheckUnclear || left <= 0 {
		return ""
	}
	return "The start may still show. You can decide in " + steps.FormatDuration(left) + "."
}

// lostStartDialog lets the operator say that a start was not received: the status
// would have shown it by now.
func lostStartDialog(f steps.Frame) steps.Dialog {
	n := f.Journey.Check().Number
	return steps.Dialog{
		Title:   "Was the start received?",
		TextNow: lostStartTexts,
		Choices: []steps.Choice{
			{Label: "Keep asking the status"},
			{Label: "It was not received", Verb: "Not received", NeedReason: true,
				Reasons: assets.ReasonNotStarted.Presets(),
				Then: func(reason string) steps.Action {
					return steps.PostAndGo{Events: []flows.Event{flows.CheckDecided{N: n, Reason: reason}}, Place: steps.Place{}}
				}},
		},
	}
}

// lostStartTexts say how long a start has not shown, or that there is nothing to decide.
func lostStartTexts(f steps.Frame) []string {
	if f.Journey.Check().State != flows.CheckUnclear {
		return []string{"The start is not unclear any more. Close this."}
	}
	return []string{
		"The status has not shown a check for " + f.FormatElapsed(f.Journey.Check().SentAt) + ".",
		fmt.Sprintf("If it was received after all, starting again uses up another of the %d checks.", flows.MaxChecks),
	}
}

func (s Screen) scrollPage(f steps.Frame, by int) Screen {
	lines := s.renderLines(f, textWidth(f))
	s.scroll = steps.ClampScroll(len(lines), s.scroll+by, f.Height)
	return s
}

// Keys are the bindings that work in this state.
func (s Screen) Keys(f steps.Frame) []key.Binding {
	k := f.Keys
	if s.isChoosing(f) {
		return s.choiceKeys(f)
	}
	var list []key.Binding
	if d := s.enterAction(f); d != enterNothing {
		list = append(list, keys.WithHelp(k.Enter, d.words(f).label))
	}
	list = append(list, keys.WithHelp(k.Back, "review"), k.Next, keys.WithHelp(k.CopyLetter, "copy ID"))
	if showLabelSentences(f) != nil {
		list = append(list, keys.WithHelp(k.ForApplicant, "words"))
	}
	if s.canScroll(f) {
		list = append(list, keys.WithHelp(k.PageDown, "read on"))
	}
	return list
}

// canScroll reports whether the page is longer than the window.
func (s Screen) canScroll(f steps.Frame) bool { return len(s.renderLines(f, textWidth(f))) > f.Height }

// MovementKeys are the arrows, where there is more to read.
func (s Screen) MovementKeys(f steps.Frame) []key.Binding {
	if s.isChoosing(f) || !s.canScroll(f) {
		return nil
	}
	return []key.Binding{keys.WithHelp(f.Keys.Up, "scroll by a line")}
}

// isChoosing reports whether the choice of pictures is open and still makes
// sense: another session may have settled it meanwhile.
func (s Screen) isChoosing(f steps.Frame) bool {
	return s.choice != nil && !f.ReadOnly && f.Journey.Check().State == flows.CheckRejected
}
