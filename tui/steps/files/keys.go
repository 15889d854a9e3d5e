package files

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
)

// Keys are the bindings that work now.
func (s Screen) Keys(f steps.Frame) []key.Binding {
	k := f.Keys
	if s.batch != nil {
		return s.batchKeys(f)
	}
	var list []key.Binding
	switch {
	case steps.BlockedReason(f) != "" && !f.ReadOnly:
	case f.ReadOnly:
		list = append(list, keys.WithHelp(k.Enter, steps.ReadOnlyLabel(f)))
	case s.selection.Folder:
		list = append(list, keys.WithHelp(k.Enter, "open folder"))
	case s.hasReport && s.report.Fault == "" && !s.isTooEarly():
		list = append(list, keys.WithHelp(k.Enter, "send"))
	}
	list = append(list, k.Back)
	if _, ok := s.inbox(); ok {
		list = append(list, keys.WithHelp(k.Copy, "copy the command"))
	} else {
		list = append(list, k.Complete)
	}
	if _, ok := s.Look(f); ok {
		list = append(list, k.LookWhileTyping)
	}
	if _, ok := s.remover(f); ok && s.field.IsAtEnd() {
		list = append(list, keys.WithHelp(k.RemoveFile, "remove"))
	}
	if s.hasParent() {
		list = append(list, k.Parent)
	}
	if word := s.sidesKeyLabel(f); word != "" && steps.BlockedReason(f) == "" {
		list = append(list, keys.WithHelp(k.NoBackSide, word))
	}
	if s.field.Value() != "" {
		list = append(list, k.Clear)
	}
	rows := s.listRows()
	return append(list, steps.PageKeys(k, s.selectionIndex(rows), len(rows))...)
}

// sidesKeyLabel is what ctrl+x does here; "" when there is nothing to change.
func (s Screen) sidesKeyLabel(f steps.Frame) string {
	l, ok := s.slotLine(f)
	switch {
	case !ok || l.Document.Type == flows.Selfie:
		return ""
	case l.Document.HasTwoSides():
		return "no back side"
	case len(l.Need.SidesOf(l.Document.Type)) > 1:
		return "it has a back"
	}
	return ""
}

// unchangeableText is why the pictures of this document cannot be changed now; "" when they
// can.
func (s Screen) unchangeableText(f steps.Frame) string {
	why, _ := steps.UnchangeableReason(steps.LinesOfNeed(f.Journey, s.place.Slot.Need))
	return why
}

// askSides asks about the sides of this document.
func (s Screen) askSides(f steps.Frame) (Screen, tea.Cmd, steps.Action) {
	switch {
	case !steps.CanChoose(f):
		s.notice = steps.NoticeOf(steps.BlockedReason)
		return s, nil, nil
	case s.sidesKeyLabel(f) == "":
		return s, nil, nil
	case s.unchangeableText(f) != "":
		s.notice = steps.NoticeOf(s.unchangeableText)
		return s, nil, nil
	}
	l, _ := s.slotLine(f)
	name := assets.DocumentName(l.Document.Type)
	event := flows.DocumentChosen{Need: l.Slot.Need, Type: l.Document.Type, Country: l.Document.Country}
	d := steps.Dialog{Title: name + ": this one has a back side?", Text: []string{"Then the back is asked for as well."}}
	keep, change := "Leave it at the front", "It has a back side"
	if l.Document.HasTwoSides() {
		event.Sides = []flows.Side{flows.Front}
		d.Title, d.Text = name+": this one has no back side?", []string{"Then the front alone is sent. It can be changed until the check is started."}
		keep, change = "It has two sides", "It has no back side"
	}
	to := s.place.NextPlace()
	d.Choices = []steps.Choice{{Label: keep}, {Label: change, Then: func(string) steps.Action {
		return steps.PostAndGo{Events: []flows.Event{event}, Place: to}
	}}}
	return s, nil, steps.Ask{Dialog: d}
}
