package files

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/steps"
)

// maxPeeks is how many files of the list are looked at at a time, so that the highlighted
// one never waits long.
const maxPeeks = 2

// peek is one running look at a file of the list.
type peek struct {
	ref  steps.Ref
	stop context.CancelFunc
}

// peeking is the looking at the visible rows.
type peeking struct {
	running []peek
	tried   []steps.Ref // since the list was read: a fault that passes is not asked for again at once
}

type peekedMsg struct {
	answerHeader
	ref       steps.Ref
	report    steps.FileReport
	cancelled bool
}

// peekAtVisible looks at the files that can be seen in the list, a few at a time. Looks at
// files that have scrolled away are cancelled, and all while the highlighted one is looked
// at.
func (s Screen) peekAtVisible(f steps.Frame) (Screen, tea.Cmd) {
	var rows []steps.FileRow
	if s.examination.stop == nil && s.batch == nil {
		rows = s.visibleRows(f)
	}
	for _, p := range s.peeking.running {
		if !slices.ContainsFunc(rows, func(r steps.FileRow) bool { return r.Ref == p.ref }) {
			p.stop()
		}
	}
	var cmds []tea.Cmd
	for _, r := range rows {
		if len(s.peeking.running) == maxPeeks {
			break
		}
		if s.needsPeek(r) {
			next, cmd := s.startPeek(r.Ref)
			s, cmds = next, append(cmds, cmd)
		}
	}
	return s, tea.Batch(cmds...)
}

func (s Screen) needsPeek(r steps.FileRow) bool {
	if r.Folder || r.Ref == (steps.Ref{}) || r.Finding.Level == steps.CannotSend || slices.Contains(s.peeking.tried, r.Ref) {
		return false
	}
	_, known := s.deps.ExaminedFiles.Find(r)
	return !known
}

func (s Screen) startPeek(ref steps.Ref) (Screen, tea.Cmd) {
	ctx, stop := context.WithCancel(s.deps.Ctx)
	s.peeking.running = append(slices.Clip(s.peeking.running), peek{ref, stop})
	s.peeking.tried = append(slices.Clip(s.peeking.tried), ref)
	files := s.deps.FileSource
	msg := peekedMsg{answerHeader: s.newAnswerHeader(), ref: ref}
	return s, func() tea.Msg {
		defer stop()
		msg.report = files.Peek(ctx, ref)
		msg.cancelled = ctx.Err() != nil
		return msg
	}
}

func (m peekedMsg) applyTo(s Screen, _ steps.Frame) (Screen, tea.Cmd) {
	s.peeking.running = slices.DeleteFunc(slices.Clone(s.peeking.running), func(p peek) bool { return p.ref == m.ref })
	if m.cancelled {
		s.peeking.tried = slices.DeleteFunc(slices.Clone(s.peeking.tried), func(r steps.Ref) bool { return r == m.ref })
		return s, nil
	}
	s.deps.ExaminedFiles.Record(m.report)
	return s, nil
}
