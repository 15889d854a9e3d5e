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

// Picker asks for the picture of one slot. Nothing is highlighted until the
// person moves or types, the highlight belongs to a file and not to a row, and
// Enter sends only what has been looked at.
type Picker struct {
	deps  Deps
	place Place
	self  *identity
	want  Want

	field   Field
	listing Listing
	listed  bool
	asked   int                // the latest question to Browse; older answers are dropped
	stop    context.CancelFunc // ends it
	again   bool               // it only looks again: the highlight stays
	pending bool               // a paste or a completion is being read

	sel     FileRow // the highlighted file; its zero Ref is none
	brought bool    // sel came by paste and need not be in the listing
	report  Examined
	looked  bool // report is about sel as it is now
	looking lookup
	looks   int // the lookups so far

	ends []string // what Tab cycles through
	end  int

	note string
	took taken
	art  *art // the drawn picture, kept between frames
}

// identity tells the answers to one screen from those to another one for the
// same slot, perhaps of another applicant.
type identity struct{ _ byte }

// lookup is the running Examine.
type lookup struct {
	n     int
	ref   Ref
	since time.Time
	stop  context.CancelFunc
	cut   bool // its answer says nothing any more
}

// NewFiles makes the question for the slot of p and begins to list.
func NewFiles(d Deps, f Frame, p Place) (Step, tea.Cmd) {
	var want Want
	if l, ok := f.Journey.Line(p.Slot); ok {
		want.Selfie = l.Document.Type == flows.Selfie
		want.Bill = l.Document.Type == flows.UtilityBill
	}
	s := Picker{deps: d, place: p, self: &identity{}, want: want, field: NewField("a path, or a part of a name", 4096), art: &art{}}
	return s.browse(false)
}

// Update takes keys, pastes, and the answers to this screen's own questions.
func (s Picker) Update(msg tea.Msg, f Frame) (Step, tea.Cmd, Action) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return s.keyed(msg, f)
	case tea.PasteMsg:
		s.took = taken{}
		s, cmd = s.paste(msg.Content)
	case Shown:
		s.looking, s.pending, s.took = lookup{}, false, taken{}
		s, cmd = s.browse(true)
		next, more := s.examine(f)
		return next, tea.Batch(cmd, more), nil
	case answer:
		if msg.from() == s.self {
			s, cmd = msg.take(s, f)
		}
	}
	return s, cmd, nil
}

func (s Picker) keyed(msg tea.KeyPressMsg, f Frame) (Step, tea.Cmd, Action) {
	s.note = ""
	k := f.Keys
	switch {
	case key.Matches(msg, k.Enter):
		return s.enter(f)
	case key.Matches(msg, k.Back):
		return s, nil, Back{}
	case key.Matches(msg, k.TakeBack):
		return s, nil, TakeBack{}
	case key.Matches(msg, k.Problem):
		return s, nil, Go{reviewOf(f.Journey)}
	case key.Matches(msg, k.NoBack):
		return s.noBack(f)
	case key.Matches(msg, k.Complete):
		next, cmd := s.complete()
		return next, cmd, nil
	}
	s.took = taken{}
	rows := s.rows()
	if to, ok := moved(k, msg, s.at(rows), len(rows), noRow); ok {
		next, cmd := s.highlight(rows, to, f)
		return next, cmd, nil
	}
	next, cmd := s.typed(msg)
	return next, cmd, nil
}

// rows are the listing's, and in front of them a file that was brought from
// elsewhere.
func (s Picker) rows() []FileRow {
	if s.brought && !slices.ContainsFunc(s.listing.Rows, func(r FileRow) bool { return r.Ref == s.sel.Ref }) {
		return append([]FileRow{s.sel}, s.listing.Rows...)
	}
	return s.listing.Rows
}

func (s Picker) selected() bool { return s.sel.Ref != Ref{} || s.sel.Folder }

// at is the row of the highlighted file.
func (s Picker) at(rows []FileRow) int {
	if !s.selected() {
		return noRow
	}
	return slices.IndexFunc(rows, s.sel.same)
}

// same reports whether both rows stand for one file or folder.
func (r FileRow) same(o FileRow) bool {
	return r.Ref == o.Ref && r.Folder == o.Folder && r.Into == o.Into
}

// highlight puts the highlight on a row and begins to look at its file.
func (s Picker) highlight(rows []FileRow, to int, f Frame) (Picker, tea.Cmd) {
	if to < 0 || to >= len(rows) {
		return s.unselected(), nil
	}
	if s.selected() && rows[to].same(s.sel) {
		return s, nil
	}
	brought := s.brought && rows[to].same(s.sel)
	s = s.unselected()
	s.sel, s.brought = rows[to], brought
	return s.examine(f)
}

func (s Picker) unselected() Picker {
	s.sel, s.brought, s.report, s.looked = FileRow{}, false, Examined{}, false
	return s
}

// typed edits the path, and browses for what it is now.
func (s Picker) typed(msg tea.Msg) (Picker, tea.Cmd) {
	before := s.field.Value()
	field, cmd := s.field.Update(msg)
	s.field = field
	if field.Value() == before {
		return s, cmd
	}
	s.ends = nil
	next, browse := s.unselected().browse(false)
	return next, tea.Batch(cmd, browse)
}

// with puts a text into the field as if it had been typed.
func (s Picker) with(text string) (Picker, tea.Cmd) {
	s.field = s.field.With(text)
	return s.unselected().browse(false)
}

// names reports whether the typed text is about a name and not only a folder:
// then its best match is highlighted.
func names(typed string) bool {
	typed = strings.TrimSpace(typed)
	return typed != "" && !strings.HasSuffix(typed, "/") && !strings.HasSuffix(typed, `\`) && typed != "~"
}

// line is the slot as the journal has it; false when the flow no longer wants
// it.
func (s Picker) line(f Frame) (flows.Line, bool) { return f.Journey.Line(s.place.Slot) }
