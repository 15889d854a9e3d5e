package steps

import (
	tea "charm.land/bubbletea/v2"

	"dossier/tui/safe"
)

// paste reads a drop or a paste; finding out whether it names files takes a
// look at the disk.
func (s Picker) paste(text string) (Picker, tea.Cmd) {
	s.pending, s.note = true, ""
	files, msg := s.deps.Files, pasted{asker: s.asker(), text: text}
	return s, func() tea.Msg {
		msg.refs, msg.ok = files.Paste(text)
		return msg
	}
}

func (m pasted) take(s Picker, f Frame) (Picker, tea.Cmd) {
	s.pending = false
	switch {
	case !m.ok || len(m.refs) == 0:
		return s.typed(tea.PasteMsg{Content: m.text})
	case len(m.refs) > 1:
		s.note = "Those were " + count(len(m.refs), "file") + ". One at a time: drop the one for this side."
		return s, nil
	}
	s = s.unselected()
	s.sel, s.brought = FileRow{Ref: m.refs[0], Name: safe.LineOf("the file you brought", safe.ListMax)}, true
	if at := s.at(s.listing.Rows); at >= 0 {
		s.sel, s.brought = s.listing.Rows[at], false
	}
	return s.examine(f)
}

// complete is the Tab key: the longest common part, then one candidate after
// the other.
func (s Picker) complete() (Picker, tea.Cmd) {
	if len(s.ends) > 0 && s.field.Value() == s.ends[s.end] {
		s.end = (s.end + 1) % len(s.ends)
		return s.with(s.ends[s.end])
	}
	s.pending = true
	files, typed := s.deps.Files, s.field.Value()
	msg := completed{asker: s.asker(), typed: typed}
	return s, func() tea.Msg {
		msg.text, msg.ends = files.Complete(typed)
		return msg
	}
}

func (m completed) take(s Picker, _ Frame) (Picker, tea.Cmd) {
	s.pending = false
	if s.field.Value() != m.typed {
		return s, nil
	}
	s.ends, s.end = nil, 0
	switch {
	case m.text != m.typed:
		s, cmd := s.with(m.text)
		s.ends = nil
		return s, cmd
	case len(m.ends) == 0:
		s.note = "Nothing to complete here."
		return s, nil
	}
	s.ends = m.ends
	return s.with(m.ends[0])
}
