package files

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/flows"
	"dossier/tui/steps"
)

// View draws the strip, the path, the list, and the highlighted file beside it.
func (s Screen) View(f steps.Frame) steps.Body {
	side := f.SideWidth(27)
	width := f.MainWidth(side) - 1
	var page steps.Page
	l, ok := s.slotLine(f)
	if !ok {
		page.AddLines("", " This picture is no longer wanted.", " "+f.Theme.Faint.Render("Enter goes on."))
		return steps.Body{Text: f.RenderLines(page.Lines)}
	}
	s.addHead(&page, f, l, width)
	if !s.hasSelection() {
		page.PlaceCursor(1 + s.field.Column(width-1))
	}
	page.AddLines(" " + s.field.View(f.Theme, width-1))
	foot := s.footLines(f, side, width)
	room := f.Height - len(page.Lines) - len(foot)
	if room < 3 {
		foot, room = nil, room+len(foot)
	}
	s.addList(&page, f, width, room)
	for len(page.Lines)+len(foot) < f.Height && f.Height < 20 && side > 0 {
		page.AddLines("")
	}
	page.AddLines(foot...)
	return steps.Body{Text: f.RenderColumns(side, page.Lines, s.renderPreview(f, side)), Status: s.statusLine(f), Cursor: page.Cursor}
}

// statusLine is the answer to the latest key. In a low window it also says who holds
// the dossier: the head has no room for that.
func (s Screen) statusLine(f steps.Frame) string {
	if s.notice == "" && f.ReadOnly && f.IsShort() {
		return f.Theme.Warn.Render(steps.HolderText(f))
	}
	return s.notice
}

// addHead is everything above the field. In a low window only the title is left,
// with the strip beside it.
func (s Screen) addHead(page *steps.Page, f steps.Frame, l flows.SlotLine, width int) {
	t := f.Theme
	title := t.Strong.Render(steps.SlotTitle(l) + sideSuffix(l))
	if f.IsShort() {
		page.AddLines(" " + steps.FitWidth(title+"   "+t.Faint.Render(s.counterText(f)), width-1))
		return
	}
	page.AddLines(" "+steps.FitWidth(steps.RenderStrip(f, s.place.Slot), width-1), "")
	page.AddLines(" " + steps.SpreadLine(title, t.Faint.Render(s.counterText(f)), width-1))
	page.AddWrapped(t.Warn, " ", s.announcementText(f), width-1)
	if f.Height >= 16 {
		page.AddLines("")
	}
}

// sideSuffix is " side" after a title that ends in front or back.
func sideSuffix(l flows.SlotLine) string {
	if len(l.Document.Sides) > 1 {
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

// addList draws the rows that have room; only these are ever touched.
func (s Screen) addList(page *steps.Page, f steps.Frame, width, room int) {
	t := f.Theme
	rows := s.listRows()
	switch {
	case s.listing.Fault != "":
		page.AddLines("   " + t.Warn.Render("! "+s.listing.Fault))
		room--
	case len(rows) == 0 && !s.listed:
		page.AddLines("   " + t.Faint.Render("looking…"))
		return
	case len(rows) == 0:
		page.AddLines("   " + t.Faint.Render(s.emptyListText()))
		return
	}
	if !s.hasSelection() && s.field.Value() == "" && room > 4 {
		if where := s.listing.Where.String(); where != "" {
			page.AddLines("   " + t.Faint.Render("newest first in "+where))
			room--
		}
	}
	at := s.selectionIndex(rows)
	from, to := steps.VisibleRange(len(rows), at, room)
	left := len(rows) - (to - from) + s.listing.More
	if left > 0 && room > 3 {
		from, to = steps.VisibleRange(len(rows), at, room-1)
		left = len(rows) - (to - from) + s.listing.More
	}
	visible := s.markUsedRows(f, rows[from:to])
	cols := s.measureColumns(f, visible)
	for i, r := range visible {
		if from+i == at {
			page.PlaceCursor(3)
		}
		page.AddLines(s.fileLine(f, r, from+i == at, cols, width))
	}
	if left > 0 && room > 3 {
		page.AddLines("     " + t.Faint.Render(fmt.Sprintf("%d more", left)))
	}
}

// emptyListText says why the list is empty. A full path was meant as it stands.
func (s Screen) emptyListText() string {
	if s.isFullPath() {
		return noSuchFile
	}
	if !isNameQuery(s.field.Value()) {
		return "no pictures in this folder"
	}
	return "nothing here fits; ctrl+u clears"
}

const noSuchFile = "There is no such file, or it is not a regular file."

func (s Screen) isFullPath() bool {
	typed := strings.TrimSpace(s.field.Value())
	return isNameQuery(typed) && (strings.HasPrefix(typed, "/") || strings.HasPrefix(typed, "~"))
}

// columnWidths are the widths of the columns for the rows on the screen.
type columnWidths struct{ name, age, size, word int }

func (s Screen) measureColumns(f steps.Frame, rows []steps.FileRow) columnWidths {
	c := columnWidths{name: 28, age: 6, size: 6, word: 4}
	for _, r := range rows {
		c.name = max(c.name, lipgloss.Width(r.Name.String()))
		c.age = max(c.age, len(steps.FormatAge(f.Now, r.Modified)))
		c.size = max(c.size, len(r.SizeText()))
		c.word = max(c.word, lipgloss.Width(r.Word))
	}
	return c
}

// fileLine is one row: name, age, size, and whether it fits.
func (s Screen) fileLine(f steps.Frame, r steps.FileRow, on bool, c columnWidths, width int) string {
	t := f.Theme
	facts := steps.FitWidth(steps.FormatAge(f.Now, r.Modified), c.age+2) + steps.FitWidth(r.SizeText(), c.size+2)
	room := width - 5 - 2 - c.word
	if room < lipgloss.Width(facts)+12 {
		facts = ""
	}
	name := shortenName(r.Name.String(), min(max(room-lipgloss.Width(facts), 8), c.name)) + "  "
	if on {
		return "   " + t.Accent.Render("▸ "+name+facts+steps.FitWidth(r.Word, c.word))
	}
	return "     " + name + t.Faint.Render(facts) + fitnessStyle(f, r).Render(steps.FitWidth(r.Word, c.word))
}

func fitnessStyle(f steps.Frame, r steps.FileRow) lipgloss.Style {
	switch {
	case r.Folder:
		return f.Theme.Faint
	case r.Fits:
		return f.Theme.OK
	}
	return f.Theme.Warn
}

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
		if text := s.summaryLine(f); text != "" {
			lines = append(lines, " "+steps.FitWidth(text, width-1))
		}
	}
	if f.IsShort() {
		return lines
	}
	lines = append([]string{""}, lines...)
	lines = append(lines, " "+t.Faint.Render("Or drop a file here, or paste its path."))
	if f.Height >= 20 {
		lines = append(lines, "", " "+t.Faint.Render(s.promiseText(f)))
	}
	return lines
}

func (s Screen) promiseText(f steps.Frame) string {
	if f.HoldDuration >= time.Second {
		return fmt.Sprintf("No picture is sent before Enter; for %d s after, ctrl+z takes it back.", int(f.HoldDuration.Seconds()))
	}
	return "No picture is sent before Enter."
}

// markUsedRows marks the rows whose pictures were used before.
func (s Screen) markUsedRows(f steps.Frame, rows []steps.FileRow) []steps.FileRow {
	out := make([]steps.FileRow, len(rows))
	for i, r := range rows {
		out[i] = r
		if e, ok := s.deps.ExaminedFiles.Find(r); ok {
			if word := s.previousUseText(f, e); word != "" {
				out[i].Word, out[i].Fits = word, false
			}
		}
	}
	return out
}

// previousUseText says how a picture was used before; "" when it can still be sent.
func (s Screen) previousUseText(f steps.Frame, e steps.FileReport) string {
	if e.OtherApplicant {
		return "other applicant"
	}
	list := f.Journey.Objections(s.place.Slot, e.SHA256)
	if len(list) == 0 {
		return ""
	}
	at, ok := f.Journey.Line(list[0].Slot)
	switch code := list[0].Code; {
	case code == flows.CodeDeclined:
		return "refused"
	case code == flows.CodeRejected:
		return "rejected"
	case ok && at.HasFile && at.Picture.SHA256 == e.SHA256:
		return "used: " + steps.ShortTitle(at)
	}
	return "sent before"
}
