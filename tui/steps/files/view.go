package files

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// View draws the strip, the path, the list, and the highlighted file beside it.
func (s Screen) View(f steps.Frame) steps.Body {
	if _, ok := s.slotLine(f); !ok {
		lines := []string{"", " This picture is no longer wanted.", " " + f.Theme.Faint.Render("Enter goes on.")}
		return steps.Body{Text: f.RenderLines(lines)}
	}
	if s.batch != nil {
		return s.viewBatch(f)
	}
	l := s.layOut(f)
	unsaid := s.addList(&l.page, f, l)
	for len(l.page.Lines)+len(l.foot) < f.Height && f.Height < 20 && l.side > 0 {
		l.page.AddLines("")
	}
	l.page.AddLines(s.footWithRest(f, l.foot, unsaid)...)
	return steps.Body{Text: f.RenderColumns(l.side, l.page.Lines, s.renderPreview(f, l.side)), Status: s.statusLine(f), Cursor: l.page.Cursor}
}

// footWithRest is the foot with the files that are left out and not counted by the list:
// its first line, which is empty, says how many. In a low window that line is the one about
// the highlighted file.
func (s Screen) footWithRest(f steps.Frame, foot []string, unsaid int) []string {
	rest := f.RenderRest(restIndent, unsaid, f.Height)
	if len(rest) == 0 || f.IsShort() && s.hasSelection() {
		return foot
	}
	return append(rest, foot[min(1, len(foot)):]...)
}

const restIndent = "     "

// layout is how the screen is shared out. It does not depend on what is highlighted, so
// that the first arrow key moves nothing.
type layout struct {
	page        steps.Page // everything above the list
	foot        []string
	side, width int // of the right pane and of the left one, in cells
	room        int // lines for the list
}

func (s Screen) layOut(f steps.Frame) layout {
	l := layout{side: f.PictureWidth(27)}
	l.width = f.MainWidth(l.side) - 1
	line, ok := s.slotLine(f)
	if !ok {
		return l
	}
	s.addHead(&l.page, f, line, l.width)
	inbox, isInbox := s.inbox()
	if isInbox {
		s.addDelivery(&l.page, f, inbox, l.width)
	}
	if !s.hasSelection() {
		l.page.PlaceCursor(1 + s.field.Column(l.width-1))
	}
	l.page.AddLines(" " + s.renderField(f.Theme, l.width-1))
	switch {
	case isInbox:
		s.addInboxName(&l.page, f, inbox, l.width)
	case !f.IsShort():
		l.page.AddLines("   " + f.Theme.Faint.Render(s.folderText(l.width-3)))
	}
	l.foot = s.footLines(f, l.side, l.width)
	l.room = f.Height - len(l.page.Lines) - len(l.foot)
	if l.room < 3 {
		l.foot, l.room = nil, l.room+len(l.foot)
	}
	l.room -= len(s.listFaultLines(f, l.width))
	return l
}

// listFaultText is why the folder cannot be listed, or no file stands for a typed path; "" if
// nothing is wrong.
func (s Screen) listFaultText() string { return cmp.Or(s.listing.Fault, s.listing.Missing) }

func (s Screen) listFaultLines(f steps.Frame, width int) []string {
	if s.listFaultText() == "" {
		return nil
	}
	var lines []string
	for i, l := range f.WrapText(s.listFaultText(), max(width-6, 8)) {
		lines = append(lines, []string{"   ! ", "     "}[min(i, 1)]+l)
	}
	return lines
}

// visibleRows are the rows that can be seen.
func (s Screen) visibleRows(f steps.Frame) []steps.FileRow {
	rows := s.listRows()
	from, to, _ := s.visibleRange(rows, s.layOut(f).room)
	return rows[from:to]
}

// visibleRange is the part of the rows that has room, and how many are left out.
func (s Screen) visibleRange(rows []steps.FileRow, room int) (from, to, left int) {
	return steps.VisibleRows(len(rows), s.listing.More, s.selectionIndex(rows), room)
}

// statusLine is the answer to the latest key. In a low window it also says who holds
// the dossier: the head has no room for that.
func (s Screen) statusLine(f steps.Frame) string {
	said := cmp.Or(s.notice.Text(f), s.enterText(f))
	if said == "" && f.ReadOnly && f.IsShort() {
		return f.Theme.Warn.Render(steps.HolderText(f))
	}
	return said
}

// addHead is everything above the field. In a low window only the title is left,
// with the strip beside it.
func (s Screen) addHead(page *steps.Page, f steps.Frame, l flows.SlotLine, width int) {
	t := f.Theme
	title := t.Strong.Render(steps.SlotTitle(l) + sideSuffix(l))
	if f.IsShort() {
		facts := s.counterText(f)
		if where := s.folderText(width - lipgloss.Width(title+facts) - 8); where != "" {
			facts += "   " + where
		}
		page.AddLines(" " + steps.FitWidth(title+"   "+t.Faint.Render(facts), width-1))
		return
	}
	page.AddLines(" "+steps.FitWidth(steps.RenderStrip(f, s.place.Slot), width-1), "")
	page.AddLines(" " + steps.SpreadLine(title, t.Faint.Render(s.counterText(f)), width-1))
	page.AddWrapped(f, t.Warn, " ", s.announcementText(f), width)
	if f.Height >= 16 {
		page.AddLines("")
	}
}

// sideSuffix is " side" after a title that ends in front or back.
func sideSuffix(l flows.SlotLine) string {
	if l.Document.HasTwoSides() {
		return " side"
	}
	return ""
}

func (s Screen) counterText(f steps.Frame) string {
	lines := f.Journey.Lines()
	at := slices.IndexFunc(lines, func(l flows.SlotLine) bool { return l.Slot == s.place.Slot })
	return fmt.Sprintf("picture %d of %d", at+1, len(lines))
}

// announcementText is what Enter does beyond sending this file, or why it cannot send
// at all.
func (s Screen) announcementText(f steps.Frame) string {
	if stop := steps.BlockedReason(f); stop != "" {
		return stop
	}
	l, _ := s.slotLine(f)
	again := f.Journey.LinesToResend(s.place.Slot)
	if len(again) == 0 {
		return ""
	}
	var sides []string
	for _, o := range again {
		sides = append(sides, "the "+steps.ShortTitle(o)+" (same picture)")
	}
	return "Sends " + strings.Join(sides, ", ") + ", then the " + steps.ShortTitle(l) + "."
}

// addList draws the rows that have room; only these are ever touched. It returns how many
// are left out where it has no line that says so.
func (s Screen) addList(page *steps.Page, f steps.Frame, l layout) (unsaid int) {
	t := f.Theme
	rows := s.listRows()
	switch {
	case s.listFaultText() != "":
		page.AddLines(steps.StyleLines(t.Warn, s.listFaultLines(f, l.width))...)
	case len(rows) == 0 && !s.listed:
		page.AddLines("   " + t.Faint.Render("looking…"))
		return 0
	case len(rows) == 0 || s.field.Value() == "" && !slices.ContainsFunc(rows, func(r steps.FileRow) bool { return !r.Folder }):
		page.AddLines("   " + t.Faint.Render(s.emptyListText()))
		l.room--
	}
	at := s.selectionIndex(rows)
	from, to, rest, unsaid := s.fitRows(f, rows, l)
	for i, r := range rows[from:to] {
		if from+i == at {
			page.PlaceCursor(3)
		}
		page.AddLines(s.fileLine(f, r, from+i == at, l.width))
	}
	page.AddLines(rest...)
	return unsaid
}

// fitRows is the part of the rows that has room, and the line that counts the others. Where
// the list has no room for that line, it says how many they are; without a foot that could
// say it, the line takes the place of a row.
func (s Screen) fitRows(f steps.Frame, rows []steps.FileRow, l layout) (from, to int, rest []string, unsaid int) {
	from, to, left := s.visibleRange(rows, l.room)
	rest = f.RenderRest(restIndent, left, l.room)
	switch {
	case left == 0 || len(rest) > 0:
		return from, to, rest, 0
	case len(l.foot) > 0:
		return from, to, nil, left
	}
	from, to = steps.VisibleRange(len(rows), s.selectionIndex(rows), l.room-1)
	return from, to, f.RenderRest(restIndent, len(rows)-(to-from)+s.listing.More, f.Height), 0
}

// emptyListText says why no file is listed.
func (s Screen) emptyListText() string {
	_, isInbox := s.inbox()
	switch {
	case isInbox && (s.field.Value() == "" || s.isPathElsewhere()):
		return "nothing has arrived yet"
	case !isInbox && !s.seeksName():
		return "no pictures in this folder; other places:"
	}
	return "nothing here fits; ctrl+u clears"
}

// Widths of the columns in cells: fixed, so that nothing jumps while a list scrolls.
const (
	ageWidth  = 10 // 2006-01-02
	sizeWidth = 6  // 999 kB
	nameWidth = 60 // at most
)

// fileLine is one row: name, age, size, and what was found. The size gives way first, then
// the age.
func (s Screen) fileLine(f steps.Frame, r steps.FileRow, on bool, width int) string {
	t := f.Theme
	age, size := steps.FitWidth(steps.FormatAge(f.Now, r.Modified), ageWidth)+"  ", steps.FitWidth(r.SizeText(), sizeWidth)+"  "
	room := width - 5 - 2 - findingWidth
	facts := age + size
	for _, shorter := range []string{age, ""} {
		if room < lipgloss.Width(facts)+minNameWidth {
			facts = shorter
		}
	}
	name := shortenName(r.Name.String(), min(max(room-lipgloss.Width(facts), 8), nameWidth)) + "  "
	found := renderFinding(f, s.rowFinding(f, r))
	if on {
		return "   " + t.Accent.Render("▸ "+name+facts) + found
	}
	return "     " + name + t.Faint.Render(facts) + found
}

// minNameWidth is the width below which facts give way to the name.
const minNameWidth = 14

// shortenName shortens a long name in its middle: the ending says what it is.
func shortenName(name string, width int) string {
	if lipgloss.Width(name) <= width {
		return steps.FitWidth(name, width)
	}
	ending := ""
	if dot := strings.LastIndexByte(name, '.'); dot > 0 && len(name)-dot <= 6 {
		ending = name[dot:]
	}
	head := strings.TrimSuffix(steps.FitWidth(name, width-lipgloss.Width(ending)), " ")
	return steps.FitWidth(head+ending, width)
}

// footLines is what stands under the list.
func (s Screen) footLines(f steps.Frame, side, width int) []string {
	t := f.Theme
	var lines []string
	if side == 0 {
		lines = append(lines, " "+steps.FitWidth(s.summaryLine(f), width-1))
	}
	if f.IsShort() {
		return lines
	}
	lines = append([]string{""}, lines...)
	if inbox, ok := s.inbox(); ok {
		for _, l := range f.WrapText(s.delivery(f, inbox).Promise, width-2) {
			lines = append(lines, " "+t.Faint.Render(l))
		}
	} else {
		lines = append(lines, " "+t.Faint.Render("Or drop a file here, or paste its path."))
	}
	if f.Height >= 20 {
		lines = append(lines, "")
		for _, l := range f.WrapText(s.promiseText(f), width-2) {
			lines = append(lines, " "+t.Faint.Render(l))
		}
	}
	return lines
}

func (s Screen) promiseText(f steps.Frame) string {
	if f.HoldDuration >= time.Second {
		return assets.HoldPromise.With(int(f.HoldDuration.Seconds()))
	}
	return assets.NothingSentBefore.String()
}
