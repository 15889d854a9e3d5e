package review

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
)

// addKeys says what the keys do on this row, one a line.
func (e explanation) addKeys(s Screen) {
	t := e.Frame.Theme
	list := slices.DeleteFunc(s.rowKeys(e.Frame), func(k rowKey) bool { return k.long == "" })
	width := 0
	for _, k := range list {
		width = max(width, lipgloss.Width(keys.Label(k.key)))
	}
	for _, k := range list {
		e.AddLabelled(steps.FitWidth(t.Accent.Render(keys.Label(k.key)), width)+"  ", t.Text, k.long)
	}
}

// rowKey is a key that works on the highlighted row: its word in the footer, and what it
// does in a sentence; "" where the word says it all.
type rowKey struct {
	key        key.Binding
	word, long string
}

// rowKeys are the keys that are about the highlighted row, Enter first.
func (s Screen) rowKeys(f steps.Frame) []rowKey {
	action := s.enterAction(f)
	list := []rowKey{{f.Keys.Enter, action.words(f).label, s.enterText(f)}}
	if s.offersLook(f) {
		list = append(list, rowKey{f.Keys.Look, "look", "look at the picture"})
	}
	for _, l := range letterCommands(f.Keys) {
		if l.run(s, f) != nil {
			list = append(list, rowKey{l.key, l.word, l.long})
		}
	}
	return list
}

// Keys are the bindings that work on the highlighted row.
func (s Screen) Keys(f steps.Frame) []key.Binding {
	s = s.withValidHighlight(f)
	var list, more []key.Binding // first those that the text names: a narrow footer cuts the rest
	for _, k := range s.rowKeys(f) {
		if b := keys.WithHelp(k.key, k.word); k.long != "" {
			list = append(list, b)
		} else {
			more = append(more, b)
		}
	}
	list = append(append(list, more...), keys.WithHelp(f.Keys.CopyLetter, "copy"))
	if s.canScroll(f) {
		list = append(list, keys.WithHelp(f.Keys.PageDown, "read on"))
	}
	if !f.ReadOnly && s.tabMoves(f) {
		list = append(list, keys.WithHelp(f.Keys.NextField, "next to do"))
	}
	return append(list, f.Keys.Back)
}

// MovementKeys are the arrows, where there is another row.
func (s Screen) MovementKeys(f steps.Frame) []key.Binding {
	if len(listRows(f.Journey)) < 2 {
		return nil
	}
	return []key.Binding{keys.WithHelp(f.Keys.Up, "row")}
}

// tabMoves reports whether another row needs the operator.
func (s Screen) tabMoves(f steps.Frame) bool {
	return slices.ContainsFunc(openRows(f.Journey), func(r row) bool { return r != s.highlighted })
}

// enterText is what Enter does on the highlighted row, in a sentence.
func (s Screen) enterText(f steps.Frame) string {
	l, _ := s.highlightedLine(f)
	action := s.enterAction(f)
	switch action {
	case enterPick:
		return pickText(l)
	case enterPickOther:
		other, _ := refusedOtherSide(f.Journey, l)
		return "choose another " + steps.PictureNoun(other)
	}
	return action.words(f).sentence
}

// pickText is what Enter asks for. What is sent again with it stands above.
func pickText(l flows.SlotLine) string {
	switch {
	case l.State == flows.Missing:
		return "choose the " + steps.PictureNoun(l)
	case l.State == flows.SetAside || l.State == flows.Failed && !wantsAnother(l):
		return "choose its file again; dossier kept no picture"
	}
	return "choose another " + steps.PictureNoun(l)
}

// attemptCountText warns in time: the service names errors for the first pictures of a
// document only.
func attemptCountText(seen int) string {
	times := "once"
	if seen > 1 {
		times = fmt.Sprintf("%d times", seen)
	}
	switch {
	case seen == 0:
		return ""
	case seen < flows.ReportedAttempts:
		times = strings.TrimSuffix(times, " times")
		return assets.SentTimes.With(fmt.Sprintf("%s of %d times", times, flows.ReportedAttempts)) + fmt.Sprintf(" After the %dth the service may no longer name errors.", flows.ReportedAttempts)
	case seen == flows.ReportedAttempts:
		return assets.SentTimes.With(times) + " From the next one on the service may no longer name errors."
	}
	return assets.SentTimes.With(times) + " The service may no longer name errors."
}
