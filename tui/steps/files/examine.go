package files

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/tui/steps"
)

// refreshInterval is how often the listing is read again, so that a new scan shows
// by itself.
const refreshInterval = 2 * time.Second

// inboxRefreshInterval is that of an inbox, which says itself when something changes: the
// ages of its files do without.
const inboxRefreshInterval = time.Minute

// examineTimeout is how long an unanswered Examine keeps a new one from starting.
const examineTimeout = 10 * time.Second

// answerMsg is a message to one Files screen.
type answerMsg interface {
	screenID() *screenID
	applyTo(s Screen, f steps.Frame) (Screen, tea.Cmd)
}

// answerHeader is what every answer carries: whose it is and where that screen is.
type answerHeader struct {
	id    *screenID
	place steps.Place
}

func (a answerHeader) screenID() *screenID { return a.id }

// Destination is the place of the screen that asked.
func (a answerHeader) Destination() steps.Place { return a.place }

type (
	browsedMsg struct {
		answerHeader
		number  int
		listing steps.Listing
	}
	refreshMsg struct {
		answerHeader
		number int
	}
	examinedMsg struct {
		answerHeader
		number int
		report steps.FileReport
	}
	pastedMsg struct {
		answerHeader
		number int
		text   string
		paths  steps.PastedPaths
	}
	completedMsg struct {
		answerHeader
		typed, text string
		candidates  []string
	}
)

func (s Screen) newAnswerHeader() answerHeader { return answerHeader{s.id, s.place} }

// browseFiles asks for the listing of what is typed now, and ends the question
// before.
func (s Screen) browseFiles(again bool) (Screen, tea.Cmd) {
	if s.stopBrowse != nil {
		s.stopBrowse()
	}
	ctx, stop := context.WithCancel(s.deps.Ctx)
	s.stopBrowse, s.refreshing, s.listed = stop, again, again && s.listed
	s.browseNumber++
	files, at, typed := s.deps.FileSource, s.folder, s.field.Value()
	msg := browsedMsg{answerHeader: s.newAnswerHeader(), number: s.browseNumber}
	return s, func() tea.Msg {
		defer stop()
		msg.listing = files.Browse(ctx, at, typed)
		return msg
	}
}

func (m browsedMsg) applyTo(s Screen, f steps.Frame) (Screen, tea.Cmd) {
	if m.number != s.browseNumber {
		return s, nil
	}
	first := !s.refreshing
	s.listing, s.listed, s.peeking.tried = m.listing, true, nil
	s.listing.Rows = s.putOwnFirst(f, s.listing.Rows)
	if s.field.Value() == "" {
		s.listing.Rows = slices.Concat(s.putUsedLast(f, s.listing.Rows), s.listing.Places)
	}
	next, cmd := s.refreshSelection(f)
	if next.hasReport && next.report.Temporary && !f.JournalUnavailable {
		next, cmd = next.examineAgain(f)
	}
	if first && !next.hasSelection() && next.seeksName() {
		next, cmd = next.selectRow(next.listRows(), 0, f)
	}
	if next.isForArrivals() {
		next, cmd = next.highlightArrival(f, cmd)
	}
	next, refresh := next.scheduleRefresh()
	return next, tea.Batch(cmd, refresh)
}

// refreshSelection finds the highlighted file in a new listing. A file that has changed
// is looked at again; one that is gone loses the highlight.
func (s Screen) refreshSelection(f steps.Frame) (Screen, tea.Cmd) {
	if !s.hasSelection() || s.selectionBrought {
		return s, nil
	}
	at := s.selectionIndex(s.listing.Rows)
	if at < 0 {
		if s.selection.Ref == s.removed {
			return s.withoutSelection(), nil
		}
		s = s.withoutSelection()
		s.notice = steps.FixedNotice("The highlighted file left the list. Choose again.")
		return s, nil
	}
	now := s.listing.Rows[at]
	changed := now.Bytes != s.selection.Bytes || !now.Modified.Equal(s.selection.Modified)
	s.selection = now
	if !changed {
		return s, nil
	}
	s.report, s.hasReport = steps.FileReport{}, false
	return s.cancelExamination().examineSelection(f)
}

// examineAgain looks once more at a file with a fault that is not its own.
func (s Screen) examineAgain(f steps.Frame) (Screen, tea.Cmd) {
	s.report, s.hasReport = steps.FileReport{}, false
	return s.examineSelection(f)
}

// scheduleRefresh has the listing read again: after a while, or when an inbox changes. It
// ends the wait before.
func (s Screen) scheduleRefresh() (Screen, tea.Cmd) {
	if s.stopWait != nil {
		s.stopWait()
	}
	ctx, stop := context.WithCancel(s.deps.Ctx)
	s.stopWait = stop
	msg := refreshMsg{s.newAnswerHeader(), s.browseNumber}
	wait := waitInterval
	if inbox, ok := s.inbox(); ok {
		version, interval := s.listing.Version, s.inboxInterval()
		wait = func(ctx context.Context) {
			atLatest, stop := context.WithTimeout(ctx, interval)
			defer stop()
			inbox.WaitForChange(atLatest, version)
		}
	}
	return s, func() tea.Msg {
		defer stop()
		if wait(ctx); ctx.Err() != nil {
			return nil
		}
		return msg
	}
}

// inboxInterval is how often an inbox is listed that has not changed: seldom, but for a file
// that has to be looked at again.
func (s Screen) inboxInterval() time.Duration {
	if !s.hasSelection() || s.hasReport && !s.report.Temporary {
		return inboxRefreshInterval
	}
	return refreshInterval
}

// waitInterval waits for the refreshInterval.
func waitInterval(ctx context.Context) {
	select {
	case <-time.After(refreshInterval):
	case <-ctx.Done():
	}
}

// Refreshes makes it a [steps.RefreshMsg].
func (refreshMsg) Refreshes() {}

var _ steps.RefreshMsg = refreshMsg{}

func (m refreshMsg) applyTo(s Screen, _ steps.Frame) (Screen, tea.Cmd) {
	if m.number != s.browseNumber {
		return s, nil
	}
	return s.browseFiles(true)
}

// examineSelection looks at the highlighted file. One file is looked at at a time: a
// highlight that runs down a list opens the file on which it comes to rest.
func (s Screen) examineSelection(f steps.Frame) (Screen, tea.Cmd) {
	if s.selection.Folder || s.selection.Ref == (steps.Ref{}) || s.hasReport {
		return s, nil
	}
	if s.examination.stop != nil && f.Now.Sub(s.examination.since) < examineTimeout {
		if s.examination.ref != s.selection.Ref {
			s = s.cancelExamination()
		}
		return s, nil
	}
	ctx, stop := context.WithCancel(s.deps.Ctx)
	s.examineCount++
	s.examination = examination{number: s.examineCount, ref: s.selection.Ref, since: f.Now, stop: stop}
	files, ref := s.deps.FileSource, s.selection.Ref
	msg := examinedMsg{answerHeader: s.newAnswerHeader(), number: s.examineCount}
	return s, func() tea.Msg {
		defer stop()
		msg.report = files.Examine(ctx, ref)
		return msg
	}
}

// cancelExamination ends the running Examine: its answer will be about another file, or about
// what the file was.
func (s Screen) cancelExamination() Screen {
	if s.examination.stop != nil {
		s.examination.stop()
		s.examination.cancelled = true
	}
	return s
}

func (m examinedMsg) applyTo(s Screen, f steps.Frame) (Screen, tea.Cmd) {
	was := s.examination
	if m.number != was.number {
		return s, nil
	}
	s.examination = examination{}
	if !was.cancelled {
		s.deps.ExaminedFiles.Record(m.report)
	}
	if was.cancelled || was.ref != s.selection.Ref {
		return s.examineSelection(f)
	}
	s.report, s.hasReport = m.report.ForSlot(s.want(f)), true
	s.report.Fault = assets.Sentence(s.report.Fault)
	if s.selectionBrought {
		s.selection.Name, s.selection.Bytes, s.selection.Modified = m.report.Name, m.report.Bytes, m.report.Modified
	}
	return s.showArrival()
}
