package review

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/decision"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// letterCommand is a letter that is a command on the checklist. run returns nil
// where the letter does not apply; then it is not shown and does nothing.
type letterCommand struct {
	key  key.Binding
	word string
	long string // in the explanation; "" for a key of the footer alone
	run  func(Screen, steps.Frame) steps.Action
}

func letterCommands(k keys.Map) []letterCommand {
	return []letterCommand{
		{k.UndoKeep, "undo keep", "undo keeping it", Screen.undoKeep},
		{k.Document, "document", "", Screen.changeDocument},
		{k.ForApplicant, "words", "words for the applicant", Screen.showApplicantWords},
		{k.RawAnswer, "answer", "the service's answer", Screen.showRawAnswer},
	}
}

func (s Screen) handleLetter(press tea.KeyPressMsg, f steps.Frame) (Screen, steps.Action) {
	if key.Matches(press, f.Keys.CopyLetter) {
		return s, s.copyCodes(f)
	}
	for _, l := range letterCommands(f.Keys) {
		if key.Matches(press, l.key) {
			return s, l.run(s, f)
		}
	}
	return s, nil
}

// changeDocument opens the row's need alone, unless a picture of it is being sent or
// unclear: then its type cannot change.
func (s Screen) changeDocument(f steps.Frame) steps.Action {
	need := s.highlighted.need
	if l, ok := s.highlightedLine(f); ok {
		need = l.Slot.Need
		if steps.HasUnsettledSend(flows.NeedLine{Lines: steps.LinesOfNeed(f.Journey, need)}) {
			return nil
		}
	}
	if _, incident := f.Journey.Incident(); need == "" || incident || f.ReadOnly || steps.IsLocked(f.Journey) {
		return nil
	}
	return steps.Go{Place: steps.Place{Stage: flows.StageDocuments, Need: need, FromReview: true}}
}

// undoKeep takes back the keeping of a picture with a warning, which is
// possible until the start.
func (s Screen) undoKeep(f steps.Frame) steps.Action {
	l, ok := s.highlightedLine(f)
	if !ok || f.ReadOnly || steps.IsLocked(f.Journey) {
		return nil
	}
	var events []flows.Event
	for _, c := range decision.KeptWarnings(l) {
		events = append(events, flows.WarningAcknowledged{Attempt: l.Attempt.Number, Code: c, Undone: true})
	}
	if events == nil {
		return nil
	}
	return steps.Post{Events: events}
}

// showApplicantWords shows polite sentences for the applicant. After a final rejection
// there are none: tipping off is forbidden.
func (s Screen) showApplicantWords(f steps.Frame) steps.Action {
	l, ok := s.highlightedLine(f)
	if !ok || f.Journey.Check().State == flows.CheckFinal {
		return nil
	}
	return steps.ShowApplicantWords(steps.SlotTitle(l), applicantSentences(l))
}

func applicantSentences(l flows.SlotLine) []string {
	var words []string
	for _, r := range l.Attempt.Errors {
		words = append(words, assets.ExplainRemark(r.Code, true).ForApplicant)
	}
	for _, c := range l.Open {
		words = append(words, assets.ExplainRemark(c, false).ForApplicant)
	}
	return words
}

// showRawAnswer shows what the service answered: the whole answer where this session
// received it, else what the journal keeps of it.
func (s Screen) showRawAnswer(f steps.Frame) steps.Action {
	const most = 16000
	l, ok := s.highlightedLine(f)
	if !ok || !l.Tried {
		return nil
	}
	title := "As the service worded it · " + steps.SlotTitle(l)
	quoted := safe.LineOf(requestText(f, l.Attempt), safe.DetailMax)
	if text, ok := f.RawAnswers[l.Attempt.Number]; ok {
		note := safe.LineOf("Status, message, codes and echo of the answer, or the beginning of one that could not be read; its other parts are not kept.", safe.DetailMax)
		return steps.Show{Title: title, Lines: append(safe.Block(text, most), safe.Text{}, quoted, note)}
	}
	lines := journaledAnswer(l.Attempt)
	if lines == nil {
		return nil
	}
	note := safe.LineOf("From the journal; only the session that received the answer had all of it.", safe.DetailMax)
	return steps.Show{Title: title, Lines: append(lines, safe.Text{}, quoted, note)}
}

// requestText is what an operator quotes to the service: when, how large, which bytes.
func requestText(f steps.Frame, a flows.Attempt) string {
	when := assets.SentAtTime.With(f.FormatTimestamp(a.ReleasedAt))
	if a.ReleasedAt.IsZero() { // answered before its last byte
		when = "Begun " + f.FormatTimestamp(a.StartedAt)
	}
	return when + ", " + steps.FormatBytes(a.Picture.Bytes) + ", SHA-256 " + a.Picture.SHA256.String()
}

// journaledAnswer is an answer as the journal holds it, verbatim.
func journaledAnswer(a flows.Attempt) []safe.Text {
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

// copyCodes copies the row's codes, or the applicant's ID where there is none. A code is
// the service's text: only one that is a plain word may go to the clipboard, the others
// are shown alone, to be selected.
func (s Screen) copyCodes(f steps.Frame) steps.Action {
	l, _ := s.highlightedLine(f)
	page := steps.Show{Title: "Codes · " + steps.SlotTitle(l)}
	var words []string
	for _, r := range slices.Concat(l.Attempt.Errors, l.Attempt.Warnings) {
		page.Lines = append(page.Lines, safe.Line(r.Code, safe.DetailMax))
		words = append(words, safe.Line(r.Code, safe.DetailMax).String())
	}
	switch {
	case len(words) == 0:
		return steps.CopyApplicantID(f.Journey)
	case slices.ContainsFunc(words, isUnsafeWord):
		return page
	}
	page.Copy = strings.Join(words, " ")
	return steps.CopyText{Text: page.Copy, Name: "Codes", Page: page}
}

// isUnsafeWord reports whether a code is anything but a short word of letters, digits and
// signs that no shell and no table reads as a command.
func isUnsafeWord(code string) bool {
	const most = 64
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '.'
	}
	return code == "" || len(code) > most || strings.ContainsFunc(code, func(r rune) bool { return !plain(r) })
}
