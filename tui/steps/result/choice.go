package result

import (
	"maps"
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// replacementChoice is the choice of pictures to replace after a rejection. It is
// never changed, only replaced, because a step is a value.
type replacementChoice struct {
	highlighted      int
	picked           map[flows.Slot]bool
	renderer         *steps.PictureRenderer
	unassignedLabels []foreign.Text // labels that name no picture: the operator says which
}

// newReplacementChoice presets what the labels name, and nothing where they name
// nothing.
func newReplacementChoice(f steps.Frame) *replacementChoice {
	r := &replacementChoice{picked: map[flows.Slot]bool{}, renderer: new(steps.PictureRenderer)}
	for _, label := range f.Journey.Status().Labels {
		slots, ask := assets.SlotsForLabel(label, slotInfos(f.Journey))
		for _, slot := range slots {
			r.picked[slot] = true
		}
		if ask {
			r.unassignedLabels = append(r.unassignedLabels, label)
		}
	}
	return r
}

func slotInfos(j flows.Journey) []assets.SlotInfo {
	var list []assets.SlotInfo
	for _, l := range j.Lines() {
		list = append(list, assets.SlotInfo{Slot: l.Slot, Type: l.Document.Type})
	}
	return list
}

// updateChoice takes a key while the choice is open.
func (s Screen) updateChoice(press tea.KeyPressMsg, f steps.Frame) (Screen, steps.Action) {
	lines := f.Journey.Lines()
	r := replacementChoice{highlighted: s.choice.highlighted, picked: maps.Clone(s.choice.picked), renderer: s.choice.renderer, unassignedLabels: s.choice.unassignedLabels}
	s.choice = &r
	switch {
	case key.Matches(press, f.Keys.Back):
		s.choice = nil
	case key.Matches(press, f.Keys.Enter):
		return s.reopenSlots(f)
	case key.Matches(press, f.Keys.Choose) && r.highlighted < len(lines):
		slot := lines[r.highlighted].Slot
		r.picked[slot] = !r.picked[slot]
	default:
		if key.Matches(press, f.Keys.NextField) {
			r.highlighted = (r.highlighted + 1) % max(len(lines), 1)
		} else if at, ok := steps.MoveHighlight(f.Keys, press, r.highlighted, len(lines), 0); ok {
			r.highlighted = at
		}
	}
	return s, nil
}

// reopenSlots posts the choice. With nothing chosen there is nothing to reopen.
func (s Screen) reopenSlots(f steps.Frame) (Screen, steps.Action) {
	var slots []flows.Slot
	for _, l := range f.Journey.Lines() {
		if s.choice.picked[l.Slot] {
			slots = append(slots, l.Slot)
		}
	}
	if len(slots) == 0 {
		s.notice = steps.FixedNotice("Choose at least one picture with space.").While(s.isChoosing)
		return s, nil
	}
	s.choice, s.lastSubmit = nil, steps.NewLastSubmit(f)
	labels := f.Journey.Status().Labels
	return s, steps.PostAndGo{Events: []flows.Event{flows.SlotsReopened{Slots: slots, Labels: labels}}, Place: steps.Place{}}
}

// Look is the highlighted picture while pictures are chosen.
func (s Screen) Look(f steps.Frame) (steps.Look, bool) {
	lines := f.Journey.Lines()
	if !s.isChoosing(f) || s.choice.highlighted >= len(lines) || !lines[s.choice.highlighted].HasFile {
		return steps.Look{}, false
	}
	l := lines[s.choice.highlighted]
	return steps.Look{Title: steps.SlotTitle(l), SHA256: l.Picture.SHA256}, true
}

// pictureLines are the highlighted picture beside the choice, or why it is not drawn.
func (s Screen) pictureLines(f steps.Frame, width int) []string {
	look, ok := s.Look(f)
	if !ok || width == 0 {
		return nil
	}
	head := []string{f.Theme.Strong.Render(look.Title), ""}
	if text := look.MissingText(f.Pictures); text != "" {
		return append(head, steps.StyleLines(f.Theme.Faint, f.WrapText(text, width))...)
	}
	picture, _ := look.BestPicture(f.Pictures)
	f.Pictures.RecordDrawn(look.SHA256, f.Height-len(head))
	return append(head, s.choice.renderer.RenderTurned(f.Theme, look.SHA256, picture, 0, width-1, f.Height-len(head))...)
}

// renderChoice draws the list, and beside it the picture in question.
func (s Screen) renderChoice(whole steps.Frame) steps.Body {
	side := whole.PictureWidth(32)
	body := s.renderChoiceList(whole.PartOf(whole.MainWidth(side)))
	body.Text = whole.RenderColumns(side, strings.Split(body.Text, "\n"), s.pictureLines(whole, side))
	return body
}

// renderChoiceList draws the rows. They come first in a low window.
func (s Screen) renderChoiceList(f steps.Frame) steps.Body {
	t := f.Theme
	var p steps.Page
	lines := f.Journey.Lines()
	if room := f.Height - len(lines); room >= 4 {
		p.AddLines("", " "+t.Strong.Render("Which pictures are to be replaced?"))
		p.AddLines(steps.IndentLines(steps.StyleLines(t.Faint, s.unassignedLines(f, room-3)))...)
		p.AddLines("")
	}
	for i, l := range lines {
		box := t.Faint.Render("[ ]")
		if s.choice.picked[l.Slot] {
			box = t.Accent.Render("[x]")
		}
		arrow, title := p.PointAt(t, i == s.choice.highlighted, steps.SlotTitle(l))
		p.AddLines(" " + arrow + " " + box + " " + steps.FitWidth(title, min(31, f.Width/2-1)) + t.Faint.Render(slotLabelsText(f, l.Slot)))
	}
	p = p.CropAroundCursor(f.Height)
	status := "They become missing; the old files cannot be sent for them again."
	if text := s.notice.Text(f); text != "" {
		status = t.Warn.Render("! ") + text
	}
	return steps.Body{Text: f.RenderLines(p.Lines), Status: status, Cursor: p.Cursor}
}

// unassignedLines says which labels leave the choice to the operator.
func (s Screen) unassignedLines(f steps.Frame, room int) []string {
	if len(s.choice.unassignedLabels) == 0 || room <= 0 {
		return nil
	}
	text := strings.Join(steps.CodeTexts(s.choice.unassignedLabels), ", ") + " names no picture: look at them and choose with space."
	lines := f.WrapText(text, f.Width-2)
	return lines[:min(len(lines), room)]
}

// slotLabelsText names the labels that are about a slot.
func slotLabelsText(f steps.Frame, slot flows.Slot) string {
	var list []string
	for _, label := range f.Journey.Status().Labels {
		if slots, _ := assets.SlotsForLabel(label, slotInfos(f.Journey)); slices.Contains(slots, slot) {
			list = append(list, safe.Line(label, 40).String())
		}
	}
	return strings.Join(list, ", ")
}

// choiceKeys are the bindings that work while pictures are chosen.
func (s Screen) choiceKeys(f steps.Frame) []key.Binding {
	k := f.Keys
	list := []key.Binding{keys.WithHelp(k.Enter, "replace these"), k.Choose, keys.WithHelp(k.Up, "row")}
	if look, ok := s.Look(f); ok && f.Pictures.Find(look.SHA256).State != steps.PictureNotHeld {
		list = append(list, k.Look)
	}
	return append(list, keys.WithHelp(k.Back, "nothing done"))
}
