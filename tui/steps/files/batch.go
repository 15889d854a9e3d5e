package files

import (
	"context"
	"fmt"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
)

// batch is several pasted files and the slots that they are proposed for. It is a value:
// the screen's copy is replaced, never changed.
type batch struct {
	reports []steps.FileReport // in the order of the paste
	known   int                // so many were looked at
	slots   []flows.Slot
	files   []int // for each slot the index of its file, or unassigned
	row     int   // the highlighted slot; the row after the last one sends
	stop    context.CancelFunc

	renderers []*steps.PictureRenderer // for each report, kept between frames
}

type batchExaminedMsg struct {
	answerHeader
	batch  *batch // as it was asked for
	report steps.FileReport
}

// proposeBatch begins to look at several pasted files, one after the other.
func (s Screen) proposeBatch(refs []steps.Ref, f steps.Frame) (Screen, tea.Cmd) {
	if !steps.CanChoose(f) {
		s.notice = steps.NoticeOf(steps.BlockedReason)
		return s, nil
	}
	slots := batchSlots(f.Journey)
	if len(slots) < 2 {
		s.notice = tooManyFilesNotice(len(refs))
		return s, nil
	}
	s = s.endBatch().cancelExamination().withoutSelection()
	b := batch{slots: slots}
	for _, ref := range refs {
		b.reports = append(b.reports, steps.FileReport{Ref: ref})
		b.renderers = append(b.renderers, new(steps.PictureRenderer))
	}
	return s.examineBatch(f, b)
}

// tooManyFilesNotice says that one picture is asked for, as long as that is so.
func tooManyFilesNotice(n int) steps.Notice {
	return steps.NoticeOf(func(f steps.Frame) string {
		if len(batchSlots(f.Journey)) > 1 {
			return ""
		}
		return "Those are " + assets.CountText(n, "file", "files") + ", and one picture is asked for. Drop the one for this side."
	})
}

// endBatch leaves the proposal. A look that is running is cancelled.
func (s Screen) endBatch() Screen {
	if s.batch != nil && s.batch.stop != nil {
		s.batch.stop()
	}
	s.batch = nil
	return s
}

// batchSlots are the slots that want a picture, in the order of the flow.
func batchSlots(j flows.Journey) []flows.Slot {
	var slots []flows.Slot
	for _, l := range j.Lines() {
		if l.State == flows.Missing || l.State == flows.Failed {
			slots = append(slots, l.Slot)
		}
	}
	return slots
}

// examineBatch looks at the next file that was not looked at.
func (s Screen) examineBatch(f steps.Frame, b batch) (Screen, tea.Cmd) {
	s.batch = &b
	if b.known == len(b.reports) {
		return s, nil
	}
	ctx, stop := context.WithCancel(s.deps.Ctx)
	b.stop = stop
	files, ref := s.deps.FileSource, b.reports[b.known].Ref
	msg := batchExaminedMsg{answerHeader: s.newAnswerHeader(), batch: s.batch}
	return s, func() tea.Msg {
		defer stop()
		msg.report = files.Examine(ctx, ref)
		return msg
	}
}

func (m batchExaminedMsg) applyTo(s Screen, f steps.Frame) (Screen, tea.Cmd) {
	if s.batch != m.batch {
		return s, nil
	}
	b := *s.batch
	b.stop = nil
	b.reports = slices.Clone(b.reports)
	b.reports[b.known] = m.report
	s.deps.ExaminedFiles.Record(m.report)
	b.known++
	if b.known == len(b.reports) {
		b = b.proposedFor(f.Journey)
	}
	return s.examineBatch(f, b)
}

// proposedFor is the batch with a file proposed for each slot that wants a picture now,
// and the highlight on the row that sends.
func (b batch) proposedFor(j flows.Journey) batch {
	b.slots = batchSlots(j)
	b.files = proposeFiles(linesOf(j, b.slots), b.reports)
	b.row = len(b.slots)
	return b
}

// presentBatch is the proposal as it holds now. The slots that want a picture may have
// changed since it was made, through another document or another session: then it is
// made again, as no file may slip to another side.
func (s Screen) presentBatch(j flows.Journey) (b *batch, unchanged bool) {
	if b = s.batch; b == nil || !b.isReady() || slices.Equal(b.slots, batchSlots(j)) || s.lastSubmit.HasPosted() {
		return b, true
	}
	again := b.proposedFor(j)
	return &again, false
}

func linesOf(j flows.Journey, slots []flows.Slot) []flows.SlotLine {
	var lines []flows.SlotLine
	for _, slot := range slots {
		if l, ok := j.Line(slot); ok {
			lines = append(lines, l)
		}
	}
	return lines
}

// isReady reports whether every file was looked at.
func (b *batch) isReady() bool { return b.known == len(b.reports) && b.stop == nil }

// selected is the file of the highlighted slot, on the last row that of the first slot
// with one.
func (b *batch) selected(f steps.Frame) (l flows.SlotLine, e steps.FileReport, ok bool) {
	row := b.row
	if row >= len(b.files) {
		row = slices.IndexFunc(b.files, func(i int) bool { return i != unassigned })
	}
	if row < 0 || b.files[row] == unassigned {
		return flows.SlotLine{}, steps.FileReport{}, false
	}
	l, ok = f.Journey.Line(b.slots[row])
	return l, b.reports[b.files[row]].ForSlot(wantOf(f, l)), ok
}

// leftOver are the files that no slot gets.
func (b *batch) leftOver() []steps.FileReport {
	var out []steps.FileReport
	for i, e := range b.reports {
		if !slices.Contains(b.files, i) {
			out = append(out, e)
		}
	}
	return out
}

// count is how many slots get a file.
func (b *batch) count() int {
	return len(b.files) - len(slices.DeleteFunc(slices.Clone(b.files), func(i int) bool { return i != unassigned }))
}

// batchKeys are the bindings that work while several files are proposed.
func (s Screen) batchKeys(f steps.Frame) []key.Binding {
	k := f.Keys
	b, _ := s.presentBatch(f.Journey)
	if !b.isReady() {
		return []key.Binding{keys.WithHelp(k.Back, "stop")}
	}
	var list []key.Binding
	switch {
	case f.ReadOnly:
		list = append(list, keys.WithHelp(k.Enter, steps.ReadOnlyLabel(f)))
	case steps.BlockedReason(f) == "" && b.count() > 0:
		list = append(list, keys.WithHelp(k.Enter, fmt.Sprintf("send %d", b.count())))
	}
	if _, ok := s.Look(f); ok {
		list = append(list, k.LookWhileTyping)
	}
	return append(list, keys.WithHelp(k.Back, "send none"), k.NextFile)
}

// handleBatchKey answers a key while several files are proposed.
func (s Screen) handleBatchKey(msg tea.KeyPressMsg, f steps.Frame) (Screen, tea.Cmd, steps.Action) {
	k := f.Keys
	if key.Matches(msg, k.Back) {
		return s.endBatch(), nil, nil
	}
	if !s.lastSubmit.IsPending(f) {
		s.lastSubmit = steps.LastSubmit{}
	}
	present, unchanged := s.presentBatch(f.Journey)
	s.batch = present
	b := *present
	switch {
	case !b.isReady():
		if key.Matches(msg, k.Enter) {
			s.enter = enterEarly
		}
		return s, nil, nil
	case !unchanged:
		s.notice = steps.FixedNotice("The pictures that are asked for have changed. Look at the proposal again.")
		return s, nil, nil
	case key.Matches(msg, k.Enter):
		return s.sendBatch(f)
	case key.Matches(msg, k.Parent):
		return s.changeBatchFile(f, -1), nil, nil
	case key.Matches(msg, k.NextFile):
		return s.changeBatchFile(f, +1), nil, nil
	}
	if to, ok := steps.MoveHighlight(k, msg, b.row, len(b.slots)+1, 0); ok {
		b.row = to
		s.batch = &b
	}
	return s, nil, nil
}

// changeBatchFile gives the highlighted slot its next or previous file, or none; who had
// that file gets the one that was here, if it takes it.
func (s Screen) changeBatchFile(f steps.Frame, step int) Screen {
	b := *s.batch
	if b.row >= len(b.slots) {
		return s
	}
	lines := linesOf(f.Journey, b.slots)
	was, to := b.files[b.row], b.files[b.row]
	for range len(b.reports) + 1 {
		to = nextFile(to, step, len(b.reports))
		if to == unassigned || takesFile(lines[b.row], b.reports[to]) {
			break
		}
	}
	b.files = slices.Clone(b.files)
	if other := slices.Index(b.files, to); to != unassigned && other >= 0 {
		b.files[other] = unassigned
		if was != unassigned && takesFile(lines[other], b.reports[was]) {
			b.files[other] = was
		}
	}
	b.files[b.row] = to
	s.batch = &b
	return s
}

// nextFile goes round through the files and none.
func nextFile(at, step, n int) int { return (at+1+step+n+1)%(n+1) - 1 }
