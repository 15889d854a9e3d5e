package steps

import (
	"context"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
)

// Files asks for the picture of one slot. Nothing is highlighted until the
// person moves or types, the highlight belongs to a file and not to a row, and
// Enter sends only what has been looked at.
type Files struct {
	deps  Deps
	place Place
	id    *screenID
	want  Want

	field        Field
	listing      Listing
	listed       bool
	browseNumber int                // the latest question to Browse; older answers are dropped
	stopBrowse   context.CancelFunc // ends it
	refreshing   bool               // it only looks again: the highlight stays
	pending      bool               // a paste or a completion is being read

	selection        FileRow // the highlighted file; its zero Ref is none
	selectionBrought bool    // sel came by paste and need not be in the listing
	report           FileReport
	hasReport        bool // report is about sel as it is now
	examination      examination
	examineCount     int // the lookups so far

	completions     []string // what Tab cycles through
	completionIndex int

	notice     string
	lastSubmit LastSubmit
	renderer   *PictureRenderer // the drawn picture, kept between frames
}

// screenID tells the answers to one screen from those to another one for the
// same slot, perhaps of another applicant.
type screenID struct{ _ byte }

// examination is the running Examine.
type examination struct {
	number    int
	ref       Ref
	since     time.Time
	stop      context.CancelFunc
	cancelled bool // its answer says nothing any more
}

// NewFiles makes the question for the slot of p and begins to list.
func NewFiles(d Deps, f Frame, p Place) (Step, tea.Cmd) {
	var want Want
	if l, ok := f.Journey.Line(p.Slot); ok {
		want.Selfie = l.Document.Type == flows.Selfie
		want.Bill = l.Document.Type == flows.UtilityBill
	}
	s := Files{deps: d, place: p, id: &screenID{}, want: want, field: NewField("a path, or a part of a name", 4096), renderer: &PictureRenderer{}}
	return s.browseFiles(false)
}

// Update takes keys, pastes, and the answers to this screen's own questions.
func (s Files) Update(msg tea.Msg, f Frame) (Step, tea.Cmd, Action) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.handleKey(msg, f)
	case tea.PasteMsg:
		s.lastSubmit = LastSubmit{}
		s, cmd = s.readPaste(msg.Content)
	case ShownMsg:
		s.examination, s.pending, s.lastSubmit = examination{}, false, LastSubmit{}
		s, cmd = s.browseFiles(true)
		next, more := s.examineSelection(f)
		return next, tea.Batch(cmd, more), nil
	case answerMsg:
		if msg.screenID() == s.id {
			s, cmd = msg.applyTo(s, f)
		}
	}
	return s, cmd, nil
}

func (s Files) handleKey(msg tea.KeyPressMsg, f Frame) (Step, tea.Cmd, Action) {
	s.notice = ""
	k := f.Keys
	switch {
	case key.Matches(msg, k.Enter):
		return s.handleEnter(f)
	case key.Matches(msg, k.Back):
		return s, nil, Back{}
	case key.Matches(msg, k.TakeBack):
		return s, nil, TakeBack{}
	case key.Matches(msg, k.Problem):
		return s, nil, Go{ReviewPlace(f.Journey)}
	case key.Matches(msg, k.NoBackSide):
		return s.askSides(f)
	case key.Matches(msg, k.Complete):
		next, cmd := s.completePath()
		return next, cmd, nil
	}
	s.lastSubmit = LastSubmit{}
	rows := s.listRows()
	if to, ok := MoveHighlight(k, msg, s.selectionIndex(rows), len(rows), NoRow); ok {
		next, cmd := s.selectRow(rows, to, f)
		return next, cmd, nil
	}
	next, cmd := s.editText(msg)
	return next, cmd, nil
}

// listRows are the listing's, and in front of them a file that was brought from
// elsewhere.
func (s Files) listRows() []FileRow {
	if s.selectionBrought && !slices.ContainsFunc(s.listing.Rows, func(r FileRow) bool { return r.Ref == s.selection.Ref }) {
		return append([]FileRow{s.selection}, s.listing.Rows...)
	}
	return s.listing.Rows
}

func (s Files) hasSelection() bool { return s.selection.Ref != Ref{} || s.selection.Folder }

// selectionIndex is the row of the highlighted file.
func (s Files) selectionIndex(rows []FileRow) int {
	if !s.hasSelection() {
		return NoRow
	}
	return slices.IndexFunc(rows, s.selection.IsSameFile)
}

// IsSameFile reports whether both rows stand for one file or folder.
func (r FileRow) IsSameFile(o FileRow) bool {
	return r.Ref == o.Ref && r.Folder == o.Folder && r.FolderPath == o.FolderPath
}

// selectRow puts the highlight on a row and begins to look at its file.
func (s Files) selectRow(rows []FileRow, to int, f Frame) (Files, tea.Cmd) {
	if to < 0 || to >= len(rows) {
		return s.withoutSelection(), nil
	}
	if s.hasSelection() && rows[to].IsSameFile(s.selection) {
		return s, nil
	}
	brought := s.selectionBrought && rows[to].IsSameFile(s.selection)
	s = s.withoutSelection()
	s.selection, s.selectionBrought = rows[to], brought
	return s.examineSelection(f)
}

func (s Files) withoutSelection() Files {
	s.selection, s.selectionBrought, s.report, s.hasReport = FileRow{}, false, FileReport{}, false
	return s
}

// editText edits the path, and browses for what it is now.
func (s Files) editText(msg tea.Msg) (Files, tea.Cmd) {
	before := s.field.Value()
	field, cmd := s.field.Update(msg)
	s.field = field
	if field.Value() == before {
		return s, cmd
	}
	s.completions = nil
	next, browse := s.withoutSelection().browseFiles(false)
	return next, tea.Batch(cmd, browse)
}

// setText puts a text into the field as if it had been typed.
func (s Files) setText(text string) (Files, tea.Cmd) {
	s.field = s.field.With(text)
	return s.withoutSelection().browseFiles(false)
}

// isNameQuery reports whether the typed text is about a name and not only a folder:
// then its best match is highlighted.
func isNameQuery(typed string) bool {
	typed = strings.TrimSpace(typed)
	return typed != "" && !strings.HasSuffix(typed, "/") && !strings.HasSuffix(typed, `\`) && typed != "~"
}

// slotLine is the slot as the journal has it; false when the flow no longer wants
// it.
func (s Files) slotLine(f Frame) (flows.SlotLine, bool) { return f.Journey.Line(s.place.Slot) }
