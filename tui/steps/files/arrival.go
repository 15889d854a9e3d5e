package files

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/steps"
)

// arrival says of a highlight that it came to its file without a key. Enter does not send
// that file, and an arrow does not leave it, before it has been on the screen for a while:
// the key may have been on its way.
type arrival struct {
	isHighlighted bool
	isShown       bool // long enough
	number        int  // the latest look at the file whose time on the screen counts
}

// arrivalShown is how long a picture that was highlighted without a key is on the screen
// before Enter sends it: the way of a key over a slow line, and the time in which somebody
// sees that there is something else.
const arrivalShown = 1500 * time.Millisecond

// arrivalShownMsg says that the highlighted arrival was on the screen for that long.
type arrivalShownMsg struct {
	answerHeader
	number int
}

// isForArrivals reports whether the highlight may move without a key: to what arrives, while
// nobody has chosen a file or looks for one by its name.
func (s Screen) isForArrivals() bool {
	_, ok := s.inbox()
	return ok && s.batch == nil && !s.seeksName() && (!s.hasSelection() || s.arrival.isHighlighted)
}

// highlightArrival highlights the newest file that was sent to this side and can be its
// picture. A look at another file that cmd began goes on.
func (s Screen) highlightArrival(f steps.Frame, cmd tea.Cmd) (Screen, tea.Cmd) {
	rows := s.listRows()
	at := slices.IndexFunc(rows, func(r steps.FileRow) bool { return s.isNewForSide(f, r) })
	if at < 0 || s.hasSelection() && rows[at].IsSameFile(s.selection) {
		return s, cmd
	}
	s, more := s.selectRow(rows, at, f)
	s.arrival.isHighlighted = true
	return s, tea.Batch(cmd, more)
}

// isNewForSide reports whether a file was sent to this side, and was not refused or used
// before.
func (s Screen) isNewForSide(f steps.Frame, r steps.FileRow) bool {
	inbox, ok := s.inbox()
	if !ok || r.For == "" || r.For != s.delivery(f, inbox).Target || slices.Contains(s.rowsBeforePath, r) {
		return false
	}
	level := s.rowFinding(f, r).Level
	return level != steps.CannotSend && level != steps.WasUsed
}

// showArrival begins to count how long the highlighted arrival is on the screen.
func (s Screen) showArrival() (Screen, tea.Cmd) {
	if !s.arrival.isHighlighted {
		return s, nil
	}
	s.arrival.isShown = false
	s.arrival.number++
	ctx, msg := s.deps.Ctx, arrivalShownMsg{s.newAnswerHeader(), s.arrival.number}
	return s, func() tea.Msg { return waitToShow(ctx, msg) }
}

func waitToShow(ctx context.Context, msg arrivalShownMsg) tea.Msg {
	select {
	case <-time.After(arrivalShown):
		return msg
	case <-ctx.Done():
		return nil
	}
}

func (m arrivalShownMsg) applyTo(s Screen, _ steps.Frame) (Screen, tea.Cmd) {
	if m.number == s.arrival.number {
		s.arrival.isShown = true
	}
	return s, nil
}

// isTooEarly reports whether Enter may have been meant for what was on the screen before the
// highlighted arrival.
func (s Screen) isTooEarly() bool { return s.arrival.isHighlighted && !s.arrival.isShown }

// rememberRows keeps what is in the inbox when a path of the person's own computer comes into
// the field: it is another file that they mean to send.
func (s Screen) rememberRows() Screen {
	s.rowsBeforePath = nil
	if s.isPathElsewhere() {
		s.rowsBeforePath = s.listing.Rows
	}
	return s
}
