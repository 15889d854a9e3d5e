package applicant

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/startlist"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// maxFinished is how many finished dossiers the start list offers before anything is
// typed; a search finds them all.
const maxFinished = 20

// dossierGroups is the order of the start list with the headings.
var dossierGroups = []struct{ group, heading string }{
	{flows.GroupNeedsYou, "Needs you"}, {flows.GroupWaiting, "Waiting"}, {flows.GroupUnfinished, "Unfinished"}, {flows.GroupDone, "Finished"},
}

// matchingDossiers are the dossiers that fit what was typed, group after group, newest
// first in each.
func (sc Screen) matchingDossiers(f steps.Frame) []flows.Summary {
	needle := sc.searchText()
	var list []flows.Summary
	for _, g := range dossierGroups {
		finished := 0
		for _, d := range f.Dossiers {
			if d.Group != g.group || !strings.Contains(d.Key.Applicant, needle) {
				continue
			}
			if finished++; g.group == flows.GroupDone && needle == "" && finished > maxFinished {
				break
			}
			list = append(list, d)
		}
	}
	return list
}

func groupHeading(group string) string {
	for _, g := range dossierGroups {
		if g.group == group {
			return g.heading
		}
	}
	return group
}

// addDossierRows draws the part of the start list that has room, the highlighted row
// always in it.
func (sc Screen) addDossierRows(s *steps.Page, f steps.Frame, width int) {
	rows := sc.matchingDossiers(f)
	addListNotice(s, f, width)
	if len(rows) == 0 {
		return
	}
	if !f.IsShort() {
		s.AddLines(" " + f.Theme.Strong.Render("Continue where you left off"))
	}
	entries, at := sc.listEntries(rows)
	room, left, done := f.Height-len(s.Lines), len(rows), sc.doneWidth(f, rows, width)
	for _, e := range visibleEntries(entries, at, room) {
		if e.row == steps.NoRow {
			s.AddLines("   " + f.Theme.Faint.Render(groupHeading(rows[e.group].Group)))
			continue
		}
		if rows[e.row].Key.Applicant == sc.highlighted {
			s.PlaceCursor(5)
		}
		s.AddLines(sc.dossierLine(f, rows[e.row], done, width))
		left--
	}
	s.AddLines(f.RenderRest("       ", left, room)...)
}

// listEntry is one line of the start list: a dossier, or the heading of its group, whose
// row is NoRow.
type listEntry struct{ group, row int }

// listEntries sets the headings between the dossiers, and returns where the highlighted
// one is.
func (sc Screen) listEntries(rows []flows.Summary) (list []listEntry, at int) {
	for i, d := range rows {
		if i == 0 || rows[i-1].Group != d.Group {
			list = append(list, listEntry{group: i, row: steps.NoRow})
		}
		if d.Key.Applicant == sc.highlighted {
			at = len(list)
		}
		list = append(list, listEntry{row: i})
	}
	return list, at
}

// visibleEntries is what has room. A heading that would be the last line makes way for the
// number of those that are left out.
func visibleEntries(list []listEntry, at, room int) []listEntry {
	from, to := steps.VisibleRange(len(list), at, room)
	if to < len(list) && to > from && list[to-1].row != steps.NoRow {
		from, to, _ = steps.VisibleRows(len(list), 0, at, room)
	}
	if to < len(list) && to > from && list[to-1].row == steps.NoRow {
		to--
	}
	return list[from:to]
}

// addListNotice says that the start list is empty, that it is not read yet, or that it
// could not be read: then what it lists may be old.
func addListNotice(s *steps.Page, f steps.Frame, width int) {
	t := f.Theme
	switch {
	case f.JournalFault != "":
	case f.DossiersState == steps.DossiersFailed:
		s.AddWrapped(f, t.Warn, " ", assets.DossiersUnreadable(len(f.Dossiers) > 0), width)
	case len(f.Dossiers) > 0 || f.IsShort():
	case f.DossiersState == steps.DossiersUnread:
		s.AddLines(" " + t.Faint.Render("Reading the list of dossiers…"))
	default:
		s.AddLines(" " + t.Faint.Render("No work is open here yet."))
	}
}

// ageWidth is the room that every row keeps for its age at least, so that nothing in it
// moves when "just now" becomes "1 min".
const ageWidth = len("just now")

// fullDoneWidth is the room of the column that says how far a dossier is.
const fullDoneWidth = len("10 of 12 ")

// doneWidth is the room that the column has in this list: none if the short text of any row
// would be cut for it. What is the matter matters more than how far it is.
func (sc Screen) doneWidth(f steps.Frame, rows []flows.Summary, width int) int {
	for _, d := range rows {
		if _, short := sc.rowTexts(f, d); lipgloss.Width(short) > textRoom(f, d, width)-fullDoneWidth {
			return 0
		}
	}
	return fullDoneWidth
}

// textRoom is what the ID and the age of a row leave for the rest.
func textRoom(f steps.Frame, d flows.Summary, width int) int {
	age := dossierAgeText(f.Now, d.Updated)
	return max(width-5-2-11-max(lipgloss.Width(age), ageWidth)-2, 4)
}

// dossierLine is one row of the start list: the end of the ID, as its beginning
// repeats, how far it is, what is the matter, and when.
func (sc Screen) dossierLine(f steps.Frame, d flows.Summary, doneWidth, width int) string {
	on := d.Key.Applicant == sc.highlighted
	done := ""
	if d.Total > 0 && doneWidth > 0 {
		done = fmt.Sprintf("%d of %d", d.Done, d.Total)
	}
	done = steps.FitWidth(done, doneWidth)
	room := textRoom(f, d, width) - doneWidth
	long, short := sc.rowTexts(f, d)
	if lipgloss.Width(long) > room {
		long = short
	}
	text := steps.FitWidth(long, room)
	if !on && (d.Group == flows.GroupNeedsYou || sc.isOpenElsewhere(f, d)) {
		text = f.Theme.Warn.Render(text)
	}
	id := steps.FitWidth(flows.ShortApplicant(d.Key.Applicant), 11)
	return steps.RenderRow(f.Theme, on, 5, id+done+text, dossierAgeText(f.Now, d.Updated), width)
}

// maxRowText is how many characters of a row's text are drawn: another program may have
// written it.
const maxRowText = 80

// rowTexts are what is the matter with a dossier, in full and in short: before all, that
// somebody else has it open.
func (sc Screen) rowTexts(f steps.Frame, d flows.Summary) (long, short string) {
	if sc.isOpenElsewhere(f, d) {
		long = "open: " + f.OpenedBy[d.Key.Applicant].String()
		return long, long
	}
	at := startlist.Parse(d.Text)
	return safe.LineOf(assets.StartListText(at), maxRowText).String(), safe.LineOf(assets.ShortStartListText(at), maxRowText).String()
}

func (sc Screen) isOpenElsewhere(f steps.Frame, d flows.Summary) bool {
	return f.OpenedBy[d.Key.Applicant].String() != ""
}

// dossierAgeText is the age of a dossier in the words of a day at work, where the operator
// is.
func dossierAgeText(now, then time.Time) string {
	yesterday := now.AddDate(0, 0, -1).Format(time.DateOnly)
	if now.Sub(then) >= 24*time.Hour && then.In(now.Location()).Format(time.DateOnly) == yesterday {
		return "yesterday"
	}
	return steps.FormatAge(now, then)
}
