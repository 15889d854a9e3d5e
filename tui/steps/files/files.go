// Package files is the screen that asks for the picture of one slot. It lists
// files, shows the highlighted one, and returns the consent to send it. It opens
// no file itself: a FileSource does, in a command.
package files

import (
	"context"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/steps"
)

// Screen asks for the picture of one slot. Nothing is highlighted until the
// operator moves or types, the highlight belongs to a file and not to a row, and
// Enter sends only what has been looked at.
type Screen struct {
	deps  steps.Deps
	place steps.Place
	id    *screenID

	folder       steps.Ref // where the typed text leads on from; zero is the usual folder
	field        steps.Field
	listing      steps.Listing
	listed       bool
	browseNumber int                // the latest question to Browse; older answers are dropped
	stopBrowse   context.CancelFunc // ends it
	stopWait     context.CancelFunc // ends the wait for the next one
	refreshing   bool               // it only looks again: the highlight stays
	pending      bool               // a paste or a completion is being read
	pasteNumber  int                // the latest paste

	selection        steps.FileRow   // the highlighted file; its zero Ref is none
	selectionBrought bool            // it came by paste and need not be in the listing
	rowsBeforePath   []steps.FileRow // of the inbox, when the field got a path of the person's own computer
	removed          steps.Ref       // the file that was removed from the inbox latest, on purpose
	arrival          arrival         // how the highlight came to it, if nobody chose it
	report           steps.FileReport
	hasReport        bool // report is about the selection as it is now
	examination      examination
	examineCount     int // the lookups so far
	peeking          peeking
	batch            *batch // several pasted files; nil for none
	terminal         terminalAnswers

	completions     []string // what Tab cycles through
	completionIndex int

	notice     steps.Notice
	enter      enterState // an Enter that did nothing at once
	lastSubmit steps.LastSubmit
	renderer   *steps.PictureRenderer // the drawn picture, kept between frames
}

// screenID tells the answers to one screen from those to another one for the
// same slot, perhaps of another applicant.
type screenID struct{ _ byte }

// examination is the running Examine.
type examination struct {
	number    int
	ref       steps.Ref
	since     time.Time
	stop      context.CancelFunc
	cancelled bool // its answer says nothing any more
}

// New makes the question for the slot of p and begins to list.
func New(d steps.Deps, f steps.Frame, p steps.Place) (steps.Step, tea.Cmd) {
	s := Screen{deps: d, place: p, id: &screenID{}, folder: d.ExaminedFiles.Folder(), field: steps.NewField(placeholderOf(d.FileSource), 4096), renderer: &steps.PictureRenderer{}}
	s, cmd := s.browseFiles(false)
	return s, tea.Batch(cmd, s.askTerminal())
}

// want is what the slot of the screen takes; zero when the flow no longer wants it.
func (s Screen) want(f steps.Frame) steps.Want {
	l, ok := s.slotLine(f)
	if !ok {
		return steps.Want{}
	}
	return wantOf(f, l)
}

// wantOf is what a slot takes.
func wantOf(f steps.Frame, l flows.SlotLine) steps.Want {
	return steps.Want{Type: l.Document.Type, Country: l.Document.Country, Side: l.Slot.Side, HasBack: l.Document.HasTwoSides(), Today: f.Now}
}

// Update takes keys, pastes, and the answers to this screen's own questions.
func (s Screen) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	s.terminal = s.terminal.note(msg)
	s, cmd, action := s.handleMessage(msg, f)
	s, peek := s.peekAtVisible(f)
	return s, tea.Batch(cmd, peek), action
}

func (s Screen) handleMessage(msg tea.Msg, f steps.Frame) (Screen, tea.Cmd, steps.Action) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.handleKey(msg, f)
	case tea.PasteMsg:
		s.enter, s.lastSubmit = noEnter, steps.LastSubmit{}
		s, cmd = s.readPaste(msg.Content)
	case steps.ShownMsg:
		s.examination, s.peeking, s.pending, s.lastSubmit = examination{}, peeking{}, false, steps.LastSubmit{}
		s.notice, s.enter = steps.Notice{}, noEnter
		s, cmd = s.browseFiles(true)
		next, more := s.examineSelection(f)
		return next, tea.Batch(cmd, more), nil
	case tea.TerminalVersionMsg:
		return s, s.askAbilities(), nil
	case answerMsg:
		if msg.screenID() == s.id {
			s, cmd = msg.applyTo(s, f)
			next, more := s.settleEarlyEnter(f)
			return next, tea.Batch(cmd, more), nil
		}
	}
	return s, cmd, nil
}

func (s Screen) handleKey(msg tea.KeyPressMsg, f steps.Frame) (Screen, tea.Cmd, steps.Action) {
	s.notice, s.enter = steps.Notice{}, noEnter
	k := f.Keys
	switch {
	case s.batch != nil:
		return s.handleBatchKey(msg, f)
	case key.Matches(msg, k.Enter):
		return s.handleEnter(f)
	case key.Matches(msg, k.Back):
		return s, nil, steps.Back{}
	case key.Matches(msg, k.NoBackSide):
		return s.askSides(f)
	case key.Matches(msg, k.Complete):
		return stay(s.completePath())
	case key.Matches(msg, k.Copy):
		if inbox, ok := s.inbox(); ok {
			return s, nil, s.copyCommand(f, inbox)
		}
	case s.removesFile(msg, f):
		return s, nil, s.askRemoval(f)
	case s.leadsUp(msg, f):
		return stay(s.enterFolder(s.listing.Parent))
	}
	s = s.dropPendingPaste()
	s.lastSubmit = steps.LastSubmit{}
	rows := s.listRows()
	if to, ok := steps.MoveHighlight(k, msg, s.selectionIndex(rows), len(rows), steps.NoRow); ok {
		if s.isTooEarly() {
			return s, nil, nil // it was to choose what is highlighted by now
		}
		s.arrival = arrival{}
		return stay(s.selectRow(rows, to, f))
	}
	return stay(s.editText(msg))
}

// stay keeps the screen and runs a command.
func stay(s Screen, cmd tea.Cmd) (Screen, tea.Cmd, steps.Action) { return s, cmd, nil }

// listRows are the listing's rows, after a file that was brought from elsewhere.
func (s Screen) listRows() []steps.FileRow {
	if s.selectionBrought && !slices.ContainsFunc(s.listing.Rows, func(r steps.FileRow) bool { return r.Ref == s.selection.Ref }) {
		return append([]steps.FileRow{s.selection}, s.listing.Rows...)
	}
	return s.listing.Rows
}

func (s Screen) hasSelection() bool { return s.selection.Ref != steps.Ref{} }

// selectionIndex is the row of the highlighted file.
func (s Screen) selectionIndex(rows []steps.FileRow) int {
	if !s.hasSelection() {
		return steps.NoRow
	}
	return slices.IndexFunc(rows, s.selection.IsSameFile)
}

// selectRow puts the highlight on a row and begins to look at its file.
func (s Screen) selectRow(rows []steps.FileRow, to int, f steps.Frame) (Screen, tea.Cmd) {
	if to < 0 || to >= len(rows) {
		return s.withoutSelection(), nil
	}
	if s.hasSelection() && rows[to].IsSameFile(s.selection) {
		return s, nil
	}
	s = s.withoutSelection()
	s.selection = rows[to]
	return s.examineSelection(f)
}

func (s Screen) withoutSelection() Screen {
	s.selection, s.selectionBrought, s.report, s.hasReport = steps.FileRow{}, false, steps.FileReport{}, false
	s.arrival = arrival{}
	return s
}

// editText edits the path, and browses for what it is now.
func (s Screen) editText(msg tea.Msg) (Screen, tea.Cmd) {
	before := s.field.Value()
	field, cmd := s.field.Update(msg)
	s.field = field
	if field.Value() == before {
		return s, cmd
	}
	s.completions = nil
	next, browse := s.rememberRows().withoutSelection().browseFiles(false)
	return next, tea.Batch(cmd, browse)
}

// setText puts a text into the field as if it had been typed.
func (s Screen) setText(text string) (Screen, tea.Cmd) {
	s.field = s.field.With(text)
	return s.rememberRows().withoutSelection().browseFiles(false)
}

// isNameQuery reports whether the typed text is about a name and not only a folder:
// then its best match is highlighted.
func isNameQuery(typed string) bool {
	typed = strings.TrimSpace(typed)
	return typed != "" && !strings.HasSuffix(typed, "/") && !strings.HasSuffix(typed, `\`) && typed != "~"
}

// seeksName reports whether the typed text is a part of a name in the list. A path of the
// person's own computer is none in an inbox: what it leads to is not here.
func (s Screen) seeksName() bool { return isNameQuery(s.field.Value()) && !s.isPathElsewhere() }

// isPathElsewhere reports whether the field holds a path of the person's own computer.
func (s Screen) isPathElsewhere() bool {
	_, ok := s.inbox()
	return ok && strings.ContainsAny(s.field.Value(), `/\`)
}

// slotLine is the slot as the journal has it; false when the flow no longer wants
// it.
func (s Screen) slotLine(f steps.Frame) (flows.SlotLine, bool) { return f.Journey.Line(s.place.Slot) }
