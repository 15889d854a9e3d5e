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
	scroll int
	choice *reopening // open while pictures to replace are chosen
	said   string     // until the next key
	took   taken
}

// NewResult makes the last step.
func NewResult(_ Deps, _ Frame) (Step, tea.Cmd) { return Result{}, nil }

// resultDeed is what Enter does here.
type resultDeed int

const (
	resultNothing  resultDeed = iota
	resultTakeOver            // somebody else holds the dossier
	resultChoose              // which pictures to replace
	resultDecide              // a start nobody has seen arrive
	resultOnward              // no check: on to what comes next
)

func (d resultDeed) verb() string {
	return [...]string{"", "take over", "choose pictures", "decide", "go on"}[d]
}

func (s Result) deed(f Frame) resultDeed {
	check := f.Journey.Check()
	d := resultNothing
	switch {
	case f.Journey.Closed():
	case check.State == flows.CheckNone:
		d = resultOnward
	case check.State == flows.CheckRejected && check.Used < flows.MaxChecks:
		d = resultChoose
	case check.State == flows.CheckLostState && f.Now.Sub(check.SentAt) >= flows.LostCheckPatience:
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
	s.said = ""
	if s.choosing(f) {
		next, action := s.chosen(press, f)
		return next, nil, action
	}
	s.choice = nil
	k := f.Keys
	switch {
	case key.Matches(press, k.Up):
		return s.scrolled(f, -1), nil, nil
	case key.Matches(press, k.Down):
		return s.scrolled(f, 1), nil, nil
	case key.Matches(press, k.PageUp):
		return s.scrolled(f, -f.Height/2), nil, nil
	case key.Matches(press, k.PageDown):
		return s.scrolled(f, f.Height/2), nil, nil
	case key.Matches(press, k.Enter):
		next, action := s.enter(f)
		return next, nil, action
	}
	return s, nil, s.letter(press, f)
}

func (s Result) letter(press tea.KeyPressMsg, f Frame) Action {
	k := f.Keys
	switch {
	case key.Matches(press, k.Back):
		return Back{}
	case key.Matches(press, k.Next):
		return NextApplicant{}
	case key.Matches(press, k.CopyL):
		return copyApplicant(f)
	case key.Matches(press, k.Customer):
		return labelWords(f)
	}
	return nil
}

// labelWords are polite sentences for the applicant. There are none after a
// final rejection, whatever its labels: nobody may be tipped off.
func labelWords(f Frame) Action {
	if f.Journey.Check().State != flows.CheckRejected {
		return nil
	}
	var words []string
	for _, l := range f.Journey.Status().Labels {
		words = append(words, assets.LabelOf(l).Customer)
	}
	return wordsFor("after the check", words)
}

func (s Result) enter(f Frame) (Result, Action) {
	if s.took.still(f) {
		return s, nil
	}
	switch s.deed(f) {
	case resultTakeOver:
		return s, takeOver(f)
	case resultChoose:
		s.choice = newReopening(f)
		return s, nil
	case resultDecide:
		return s, Ask{lostDialog(f)}
	case resultOnward:
		return s, Go{}
	}
	if check := f.Journey.Check(); check.State == flows.CheckLostState {
		s.said = "The start may still show. You can decide in " + span(flows.LostCheckPatience-f.Now.Sub(check.SentAt)) + "."
	}
	return s, nil
}

// lostDialog lets a person say that a start never arrived. Only the status
// could have shown it, and it was given its time.
func lostDialog(f Frame) Dialog {
	n := f.Journey.Check().N
	return Dialog{
		Title: "Did the start arrive?",
		Text: []string{
			"The status has not shown a check for " + span(f.Now.Sub(f.Journey.Check().SentAt)) + ".",
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

func (s Result) scrolled(f Frame, by int) Result {
	lines := s.lines(f, f.Main(resultSide(f))-2)
	s.scroll = ScrollTo(len(lines), s.scroll+by, f.Height)
	return s
}

// Keys are the bindings that work in this state.
func (s Result) Keys(f Frame) []key.Binding {
	k := f.Keys
	if s.choosing(f) {
		return []key.Binding{keys.As(k.Enter, "take"), toggle(), keys.As(k.Up, "row"), keys.As(k.Back, "nothing done")}
	}
	var list []key.Binding
	if d := s.deed(f); d != resultNothing {
		list = append(list, keys.As(k.Enter, d.verb()))
	}
	list = append(list, keys.As(k.Back, "review"), k.Next, k.CopyL)
	if labelWords(f) != nil {
		list = append(list, keys.As(k.Customer, "customer"))
	}
	if len(s.lines(f, f.Main(resultSide(f))-2)) > f.Height {
		list = append(list, keys.As(k.PageDown, "read on"))
	}
	return list
}

// choosing reports whether the choice of pictures is open and still makes
// sense: another session may have settled it meanwhile.
func (s Result) choosing(f Frame) bool {
	return s.choice != nil && !f.ReadOnly && f.Journey.Check().State == flows.CheckRejected
}
