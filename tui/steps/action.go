package steps

import (
	"dossier/flows"
	"dossier/tui/safe"
	"slices"

	tea "charm.land/bubbletea/v2"
)

// Place is where the operator is looking. It is comparable: equal places are the
// same screen. Navigation is never journaled.
type Place struct {
	Stage      flows.Stage
	Need       string
	Slot       flows.Slot
	FromReview bool // opened from the review for one need; it leads back there
}

// NextPlace is where a question leads when it is answered: back to the review when
// it was opened from there, else to what comes next.
func (p Place) NextPlace() Place {
	if p.FromReview {
		return Place{Stage: flows.StageReview}
	}
	return Place{}
}

// Action is what a step wants to happen. The set is closed.
//
//sumtype:decl
type Action interface{ isAction() }

// The actions.
type (
	// Post gives events to the desk, in order.
	Post struct{ Events []flows.Event }
	// Go leads to a place; the zero place means what comes next.
	Go struct{ Place Place }
	// PostAndGo does both.
	PostAndGo struct {
		Events []flows.Event
		Place  Place
	}
	// Back leads to the previous changeable question.
	Back struct{}
	// OpenDossier opens the dossier of an applicant. The reason is for a colleague's, which is
	// taken over with it; "" gives none.
	OpenDossier struct{ Applicant, Reason string }
	// TakeOver takes the open dossier from another session.
	TakeOver struct{ Reason string }
	// Ask opens a dialog.
	Ask struct{ Dialog Dialog }
	// Show opens a full-width viewer with text alone, for reading or copying.
	Show struct {
		Title string
		Lines []safe.Text
		Copy  string // what OSC 52 may carry: an ID, a target, a command; "" for none
	}
	// TakeBack takes the latest send back.
	TakeBack struct{}
	// Quit leaves the program.
	Quit struct{}
	// NextApplicant closes the view of this dossier and asks for another ID.
	NextApplicant struct{}
	// Close closes the overlay; then Then happens, unless it is nil.
	Close struct{ Then Action }
	// ShowHelp opens the help above what is there; closing it leads back.
	ShowHelp struct{}
	// CopyText hands a text to the terminal's clipboard. Name says what it is; the same key
	// again opens Page, for a terminal that has no clipboard for programs.
	CopyText struct {
		Text, Name string
		Page       Show
	}
	// PressKey does what that key does.
	PressKey struct{ Key tea.KeyPressMsg }
	// Tell gives a message to the screen that it is for.
	Tell struct{ Msg RoutedMsg }
)

func (Post) isAction()          {}
func (Go) isAction()            {}
func (PostAndGo) isAction()     {}
func (Back) isAction()          {}
func (OpenDossier) isAction()   {}
func (TakeOver) isAction()      {}
func (Ask) isAction()           {}
func (Show) isAction()          {}
func (TakeBack) isAction()      {}
func (Quit) isAction()          {}
func (NextApplicant) isAction() {}
func (Close) isAction()         {}
func (ShowHelp) isAction()      {}
func (CopyText) isAction()      {}
func (PressKey) isAction()      {}
func (Tell) isAction()          {}

// Dialog is a question with rows, the safe one first.
type Dialog struct {
	Title   string
	Text    []string
	TextNow func(Frame) []string // in place of Text, for what changes while the dialog is open
	Choices []Choice
	Looks   []Look // the pictures that the question is about; they are drawn beside it, or v shows them
}

// Choice is a row of a dialog. Then is called with the reason, "" when none
// was asked for; nil means that nothing is done.
type Choice struct {
	Label       string
	Verb        string   // the answer in a word or two, before its reason: "Keep"; Label when empty
	Reasons     []string // presets; with NeedReason the operator may also type one
	NeedReason  bool
	ConfirmWord string // this word must be typed first: "start"
	Then        func(reason string) Action
}

// ShowApplicantID shows the whole ID; the title line has only its end.
func ShowApplicantID(j flows.Journey) Show {
	id := j.Key().Applicant
	return Show{Title: "Applicant ID", Lines: []safe.Text{safe.LineOf(id, safe.ListMax)}, Copy: id}
}

// CopyApplicantID copies the whole ID.
func CopyApplicantID(j flows.Journey) Action {
	return CopyText{Text: j.Key().Applicant, Name: "ID", Page: ShowApplicantID(j)}
}

// ShowApplicantWords shows each sentence once; nil when there is none.
func ShowApplicantWords(about string, words []string) Action {
	var lines []safe.Text
	for i, w := range words {
		if w != "" && !slices.Contains(words[:i], w) {
			lines = append(lines, safe.LineOf(w, safe.DetailMax))
		}
	}
	if lines == nil {
		return nil
	}
	return Show{Title: "Words for the applicant · " + about, Lines: lines}
}
