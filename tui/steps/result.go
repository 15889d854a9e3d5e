package steps

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/keys"
)

// Result shows what became of the check, and what was sent for it. After a
// rejection that allows another try it asks which pictures to replace; after a
// final one it says stop. Its own are the scroll position and the half-made
// choice.
type Result struct {
	scroll     int
	choice     *replacementChoice // open while pictures to replace are chosen
	notice     string             // until the next key
	lastSubmit LastSubmit
}

// NewResult makes the last step.
func NewResult(_ Deps, _ Frame) (Step, tea.Cmd) { return Result{}, nil }

// resultEnterAction is what Enter does here.
type resultEnterAction int

const (
	resultNothing  resultEnterAction = iota
	resultTakeOver                   // somebody else holds the dossier
	resultChoose                     // which pictures to replace
	resultDecide                     // a start nobody has seen arrive
	resultOnward                     // no check: on to what comes next
)

func (d resultEnterAction) keyLabel() string {
	return [...]string{"", "take over", "choose pictures", "decide", "go on"}[d]
}

func (s Result) enterAction(f Frame) resultEnterAction {
	check := f.Journey.Check()
	d := resultNothing
	switch {
	case f.Journey.IsClosed():
	case check.State == flows.CheckNone:
		d = resultOnward
	case check.State == flows.CheckRejected && check.Used < flows.MaxChecks:
		d = resultChoose
	case check.State == flows.CheckUnclear && f.Now.Sub(check.SentAt) >= flows.LostCheckDelay:
		d = resultDecide
	}
	if f.ReadOnly && d != resultOnward {
		return resultTakeOver
	}
	return d
}

// Update scrolls, or turns a key into what the state of the check offers.
func (s Result) Update(msg tea.Msg, f Frame) (Step, tea.Cmd, Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return s, nil, nil
	}
	s.notice = ""
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

func (s Result) handleLetter(press tea.KeyPressMsg, f Frame) Action {
	k := f.Keys
	switch {
	case key.Matches(press, k.Back):
		return Back{}
	case key.Matches(press, k.Next):
		return NextApplicant{}
	case key.Matches(press, k.CopyLetter):
		return ShowApplicantID(f)
	case key.Matches(press, k.ForApplicant):
		return showLabelSentences(f)
	}
	return nil
}

// showLabelSentences are polite sentences for the applicant. There are none after a
// final rejection, whatever its labels: nobody may be tipped off.
func showLabelSentences(f Frame) Action {
	if f.Journey.Check().State != flows.CheckRejected {
		return nil
	}
	var words []string
	for _, l := range f.Journey.Status().Labels {
		words = append(words, assets.ExplainLabel(l).ForApplicant)
	}
	return ShowApplicantWords("after the check", words)
}

func (s Result) handleEnter(f Frame) (Result, Action) {
	if s.lastSubmit.IsPending(f) {
		return s, nil
	}
	switch s.enterAction(f) {
	case resultTakeOver:
		return s, AskTakeOver(f)
	case resultChoose:
		s.choice = newReplacementChoice(f)
		return s, nil
	case resultDecide:
		return s, Ask{lostStartDialog(f)}
	case resultOnward:
		return s, Go{}
	}
	if check := f.Journey.Check(); check.State == flows.CheckUnclear {
		s.notice = "The start may still show. You can decide in " + FormatDuration(flows.LostCheckDelay-f.Now.Sub(check.SentAt)) + "."
	}
	return s, nil
}

// lostStartDialog lets a person say that a start never arrived. Only the status
// could have shown it, and it was given its time.
func lostStartDialog(f Frame) Dialog {
	n := f.Journey.Check().Number
	return Dialog{
		Title: "Did the start arrive?",
		Text: []string{
			"The status has not shown a check for " + FormatDuration(f.Now.Sub(f.Journey.Check().SentAt)) + ".",
			"If it did arrive after all, starting again uses up another of the five checks.",
		},
		Choices: []Choice{
			{Label: "Keep asking the status"},
			{Label: "It did not arrive", NeedReason: true,
				Reasons: []string{"Personr says so", "the dashboard shows no check", "waited long enough"},
				Then: func(reason string) Action {
					return PostAndGo{[]flows.Event{flows.CheckDecided{N: n, Reason: reason}}, Place{}}
				}},
		},
	}
}

func (s Result) scrollPage(f Frame, by int) Result {
	lines := s.renderLines(f, f.MainWidth(resultSideWidth(f))-2)
	s.scroll = ClampScroll(len(lines), s.scroll+by, f.Height)
	return s
}

// Keys are the bindings that work in this state.
func (s Result) Keys(f Frame) []key.Binding {
	k := f.Keys
	if s.isChoosing(f) {
		return []key.Binding{keys.WithHelp(k.Enter, "take"), toggleBinding(), keys.WithHelp(k.Up, "row"), keys.WithHelp(k.Back, "nothing done")}
	}
	var list []key.Binding
	if d := s.enterAction(f); d != resultNothing {
		list = append(list, keys.WithHelp(k.Enter, d.keyLabel()))
	}
	list = append(list, keys.WithHelp(k.Back, "review"), k.Next, k.CopyLetter)
	if showLabelSentences(f) != nil {
		list = append(list, keys.WithHelp(k.ForApplicant, "customer"))
	}
	if len(s.renderLines(f, f.MainWidth(resultSideWidth(f))-2)) > f.Height {
		list = append(list, keys.WithHelp(k.PageDown, "read on"))
	}
	return list
}

// isChoosing reports whether the choice of pictures is open and still makes
// sense: another session may have settled it meanwhile.
func (s Result) isChoosing(f Frame) bool {
	return s.choice != nil && !f.ReadOnly && f.Journey.Check().State == flows.CheckRejected
}
