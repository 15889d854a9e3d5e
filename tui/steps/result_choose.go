package steps

import (
	"maps"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/safe"
)

// reopening is the choice of pictures to replace after a rejection. It is
// never changed, only replaced, because a step is a value.
type reopening struct {
	at     int
	picked map[flows.Slot]bool
	asked  []flows.Foreign // labels that name no picture: the person knows
}

// newReopening presets what the labels name, and nothing where they name
// nothing.
func newReopening(f Frame) *reopening {
	r := &reopening{picked: map[flows.Slot]bool{}}
	for _, label := range f.Journey.Status().Labels {
		slots, ask := assets.LabelSlots(label, slotInfos(f.Journey))
		for _, slot := range slots {
			r.picked[slot] = true
		}
		if ask {
			r.asked = append(r.asked, label)
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

func toggle() key.Binding {
	return key.NewBinding(key.WithKeys("space"), key.WithHelp("space", "choose"))
}

// chosen takes a key while the choice is open.
func (s Result) chosen(press tea.KeyPressMsg, f Frame) (Result, Action) {
	lines := f.Journey.Lines()
	r := reopening{at: s.choice.at, picked: maps.Clone(s.choice.picked), asked: s.choice.asked}
	s.choice = &r
	switch {
	case key.Matches(press, f.Keys.Back):
		s.choice = nil
	case key.Matches(press, f.Keys.Enter):
		return s.reopen(f)
	case key.Matches(press, toggle()) && r.at < len(lines):
		slot := lines[r.at].Slot
		r.picked[slot] = !r.picked[slot]
	default:
		if at, ok := moved(f.Keys, press, r.at, len(lines), 0); ok {
			r.at = at
		}
	}
	return s, nil
}

// reopen posts the choice. With nothing chosen there is nothing to reopen.
func (s Result) reopen(f Frame) (Result, Action) {
	var slots []flows.Slot
	for _, l := range f.Journey.Lines() {
		if s.choice.picked[l.Slot] {
			slots = append(slots, l.Slot)
		}
	}
	if len(slots) == 0 {
		s.said = "Choose at least one picture with space."
		return s, nil
	}
	s.choice, s.took = nil, takenAt(f)
	labels := f.Journey.Status().Labels
	return s, PostAndGo{[]flows.Event{flows.SlotsReopened{Slots: slots, Labels: labels}}, Place{}}
}

// viewChoice draws the list. The rows come first in a low window.
func (s Result) viewChoice(f Frame) Body {
	t := f.Theme
	var p sheet
	lines := f.Journey.Lines()
	if room := f.Height - len(lines); room >= 4 {
		p.add("", " "+t.Strong.Render("Which pictures are to be replaced?"))
		p.add(Indented(Styled(t.Faint, s.asks(f, f.Width-2, room-3)))...)
		p.add("")
	}
	for i, l := range lines {
		sign, arrow, title := t.Faint.Render("○"), " ", SlotTitle(l)
		if s.choice.picked[l.Slot] {
			sign = t.Accent.Render("●")
		}
		if i == s.choice.at {
			p.point(1)
			arrow, title = t.Accent.Render("▸"), t.Accent.Render(title)
		}
		p.add(" " + arrow + sign + " " + Cell(title, min(32, f.Width/2)) + t.Faint.Render(labelsOf(f, l.Slot)))
	}
	p = p.window(f.Height)
	status := "They become missing; the old files can not be sent for them again."
	if s.said != "" {
		status = t.Warn.Render("! ") + s.said
	}
	return Body{Text: f.Fill(p.lines), Status: status, Cursor: p.cursor}
}

// asks says which labels leave the choice to the person.
func (s Result) asks(_ Frame, width, room int) []string {
	if len(s.choice.asked) == 0 || room <= 0 {
		return nil
	}
	text := strings.Join(shown(s.choice.asked), ", ") + " names no picture: look at them and choose with space."
	lines := Broken(text, width)
	return lines[:min(len(lines), room)]
}

// labelsOf names the labels that are about a slot.
func labelsOf(f Frame, slot flows.Slot) string {
	var list []string
	for _, label := range f.Journey.Status().Labels {
		slots, _ := assets.LabelSlots(label, slotInfos(f.Journey))
		for _, s := range slots {
			if s == slot {
				list = append(list, safe.Line(label, 40).String())
			}
		}
	}
	return strings.Join(list, ", ")
}
