package steps

import (
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/safe"
)

// reviewLetter is a letter that is a command on the checklist. do returns nil
// where the letter does not apply; then it is not shown and does nothing.
type reviewLetter struct {
	key  key.Binding
	word string
	long string // in the explanation
	do   func(Review, Frame) Action
}

func reviewLetters(k keys.Map) []reviewLetter {
	again := key.NewBinding(key.WithKeys("u"), key.WithHelp("u", "undo keep"))
	return []reviewLetter{
		{again, "undo keep", "undo keeping it", Review.askAgain},
		{k.Document, "document", "other document", Review.document},
		{k.Customer, "customer", "words for the customer", Review.customer},
		{k.Raw, "answer", "the answer", Review.raw},
	}
}

func (s Review) letter(press tea.KeyPressMsg, f Frame) (Review, Action) {
	if key.Matches(press, f.Keys.CopyL) {
		return s, s.copied(f)
	}
	for _, l := range reviewLetters(f.Keys) {
		if key.Matches(press, l.key) {
			return s, l.do(s, f)
		}
	}
	return s, nil
}

// document opens the row's need alone, unless a picture of it is on its way or
// unclear: then its type can not change.
func (s Review) document(f Frame) Action {
	need := s.at.need
	if l, ok := s.line(f); ok {
		need = l.Slot.Need
		if moving(flows.NeedLine{Lines: linesOf(f.Journey, need)}) {
			return nil
		}
	}
	if _, incident := f.Journey.Incident(); need == "" || incident || f.ReadOnly || locked(f.Journey) {
		return nil
	}
	return Go{Place{Stage: flows.StageDocuments, Need: need, Alone: true}}
}

// askAgain takes back the keeping of a picture with a warning, which is
// possible until the start.
func (s Review) askAgain(f Frame) Action {
	l, ok := s.line(f)
	if !ok || f.ReadOnly || locked(f.Journey) {
		return nil
	}
	var events []flows.Event
	for _, c := range keptCodes(l) {
		events = append(events, flows.WarningAcknowledged{Attempt: l.Attempt.N, Code: c, Undone: true})
	}
	if events == nil {
		return nil
	}
	return Post{events}
}

// customer shows polite sentences for the applicant. After a final rejection
// there are none: nobody may be tipped off.
func (s Review) customer(f Frame) Action {
	l, ok := s.line(f)
	if !ok || f.Journey.Check().State == flows.CheckFinal {
		return nil
	}
	return wordsFor(SlotTitle(l), customerWords(l))
}

func customerWords(l flows.Line) []string {
	var words []string
	for _, r := range l.Attempt.Errors {
		words = append(words, assets.Explain(r.Code, true).Customer)
	}
	for _, c := range l.Open {
		words = append(words, assets.Explain(c, false).Customer)
	}
	return words
}

// wordsFor shows each sentence once; nil when there is none.
func wordsFor(about string, words []string) Action {
	var lines []safe.Text
	for i, w := range words {
		if w != "" && !slices.Contains(words[:i], w) {
			lines = append(lines, safe.LineOf(w, safe.DetailMax))
		}
	}
	if lines == nil {
		return nil
	}
	return Show{Title: "Words for the customer · " + about, Lines: lines}
}

// raw shows what the service answered: the whole answer where this session
// received it, else what the journal keeps of it.
func (s Review) raw(f Frame) Action {
	const most = 16000
	l, ok := s.line(f)
	if !ok || !l.Tried {
		return nil
	}
	title := "As the service worded it · " + SlotTitle(l)
	if text, ok := f.Raw[l.Attempt.N]; ok {
		note := safe.LineOf("Status, message, codes and echo of the answer, or the beginning of one that could not be read; its other parts are not kept.", safe.DetailMax)
		return Show{Title: title, Lines: append(safe.Block(text, most), safe.Text{}, note)}
	}
	lines := journaled(l.Attempt)
	if lines == nil {
		return nil
	}
	note := safe.LineOf("From the journal; only the session that received the answer had all of it.", safe.DetailMax)
	return Show{Title: title, Lines: append(lines, safe.Text{}, note)}
}

// journaled is an answer as the journal holds it, verbatim.
func journaled(a flows.Sent) []safe.Text {
	var lines []safe.Text
	if a.Status > 0 {
		lines = append(lines, safe.LineOf(fmt.Sprintf("HTTP %d", a.Status), safe.ListMax))
	}
	if a.Ray != "" {
		lines = append(lines, safe.LineOf("CF-Ray "+a.Ray, safe.ListMax))
	}
	lines = append(lines, safe.Block(a.Message, safe.DetailMax)...)
	for _, r := range a.Errors {
		lines = append(lines, safe.LineOf("error", safe.ListMax), safe.Line(r.Raw, safe.DetailMax))
	}
	for _, r := range a.Warnings {
		lines = append(lines, safe.LineOf("warning", safe.ListMax), safe.Line(r.Raw, safe.DetailMax))
	}
	return lines
}

// copied shows the row's codes alone, to be selected, or the applicant's ID,
// which may go to the clipboard.
func (s Review) copied(f Frame) Action {
	l, _ := s.line(f)
	var lines []safe.Text
	for _, r := range slices.Concat(l.Attempt.Errors, l.Attempt.Warnings) {
		lines = append(lines, safe.Line(r.Code, safe.DetailMax))
	}
	if lines != nil {
		return Show{Title: "Codes · " + SlotTitle(l), Lines: lines}
	}
	return copyApplicant(f)
}

func copyApplicant(f Frame) Action {
	id := f.Journey.Key().Applicant
	return Show{Title: "Applicant ID", Lines: []safe.Text{safe.LineOf(id, safe.ListMax)}, Copy: id}
}
