package steps

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
)

// lookEvery is how often the listing is read again, so that a new scan shows
// by itself.
const lookEvery = 2 * time.Second

// givenUp is how long an unanswered Examine keeps a new one from starting.
const givenUp = 10 * time.Second

// answer is a message to one Files screen.
type answer interface {
	from() *identity
	take(s Picker, f Frame) (Picker, tea.Cmd)
}

// asker is what every answer carries: whose it is and where that screen is.
type asker struct {
	self  *identity
	place Place
}

func (a asker) from() *identity { return a.self }

// To is the place of the screen that asked.
func (a asker) To() Place { return a.place }

type (
	browsed struct {
		asker
		n       int
		listing Listing
	}
	lookAgain struct {
		asker
		n int
	}
	examined struct {
		asker
		n      int
		report Examined
	}
	pasted struct {
		asker
		text string
		refs []Ref
		ok   bool
	}
	completed struct {
		asker
		typed, text string
		ends        []string
	}
)

func (s Picker) asker() asker { return asker{s.self, s.place} }

// browse asks for the listing of what is typed now, and ends the question
// before.
func (s Picker) browse(again bool) (Picker, tea.Cmd) {
	if s.stop != nil {
		s.stop()
	}
	ctx, stop := context.WithCancel(s.deps.Ctx)
	s.stop, s.again, s.listed = stop, again, again && s.listed
	s.asked++
	files, typed, want := s.deps.Files, s.field.Value(), s.want
	msg := browsed{asker: s.asker(), n: s.asked}
	return s, func() tea.Msg {
		defer stop()
		msg.listing = files.Browse(ctx, typed, want)
		return msg
	}
}

func (m browsed) take(s Picker, f Frame) (Picker, tea.Cmd) {
	if m.n != s.asked {
		return s, nil
	}
	first := !s.again
	s.listing, s.listed = m.listing, true
	next, cmd := s.follow(f)
	if next.looked && next.report.Passing && !f.Away {
		next, cmd = next.lookAnew(f)
	}
	if first && !next.selected() && names(next.field.Value()) {
		next, cmd = next.highlight(next.rows(), 0, f)
	}
	return next, tea.Batch(cmd, next.lookLater())
}

// follow finds the highlighted file in a new listing. A file that has changed
// is looked at again; one that is gone loses the highlight.
func (s Picker) follow(f Frame) (Picker, tea.Cmd) {
	if !s.selected() || s.brought {
		return s, nil
	}
	at := s.at(s.listing.Rows)
	if at < 0 {
		s = s.unselected()
		s.note = "The highlighted file is gone."
		return s, nil
	}
	now := s.listing.Rows[at]
	changed := now.Bytes != s.sel.Bytes || !now.Modified.Equal(s.sel.Modified)
	s.sel = now
	if !changed {
		return s, nil
	}
	s.report, s.looked = Examined{}, false
	return s.cut().examine(f)
}

// lookAnew looks once more at a file with a fault that is not its own.
func (s Picker) lookAnew(f Frame) (Picker, tea.Cmd) {
	s.report, s.looked = Examined{}, false
	return s.examine(f)
}

func (s Picker) lookLater() tea.Cmd {
	ctx, msg := s.deps.Ctx, lookAgain{s.asker(), s.asked}
	return func() tea.Msg {
		select {
		case <-time.After(lookEvery):
			return msg
		case <-ctx.Done():
			return nil
		}
	}
}

func (m lookAgain) take(s Picker, _ Frame) (Picker, tea.Cmd) {
	if m.n != s.asked {
		return s, nil
	}
	return s.browse(true)
}

// examine looks at the highlighted file. One file is looked at at a time: a
// highlight that runs down a list opens the file on which it comes to rest.
func (s Picker) examine(f Frame) (Picker, tea.Cmd) {
	if s.sel.Folder || s.sel.Ref == (Ref{}) || s.looked {
		return s, nil
	}
	if s.looking.stop != nil && f.Now.Sub(s.looking.since) < givenUp {
		if s.looking.ref != s.sel.Ref {
			s = s.cut()
		}
		return s, nil
	}
	ctx, stop := context.WithCancel(s.deps.Ctx)
	s.looks++
	s.looking = lookup{n: s.looks, ref: s.sel.Ref, since: f.Now, stop: stop}
	files, ref, want := s.deps.Files, s.sel.Ref, s.want
	msg := examined{asker: s.asker(), n: s.looks}
	return s, func() tea.Msg {
		defer stop()
		msg.report = files.Examine(ctx, ref, want)
		return msg
	}
}

// cut ends the running Examine: its answer will be about another file, or about
// what the file was.
func (s Picker) cut() Picker {
	if s.looking.stop != nil {
		s.looking.stop()
		s.looking.cut = true
	}
	return s
}

func (m examined) take(s Picker, f Frame) (Picker, tea.Cmd) {
	was := s.looking
	if m.n != was.n {
		return s, nil
	}
	s.looking = lookup{}
	s.deps.Seen.note(m.report)
	if was.cut || was.ref != s.sel.Ref {
		return s.examine(f)
	}
	s.report, s.looked = m.report, true
	s.report.Fault = capitals(s.report.Fault)
	if s.brought {
		s.sel.Name, s.sel.Bytes, s.sel.Modified = m.report.Name, m.report.Bytes, m.report.Modified
	}
	return s, nil
}
