package steps

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/flows"
)

// View draws the strip, the path, the list, and the highlighted file beside it.
func (s Picker) View(f Frame) Body {
	side := f.Side(27)
	width := f.Main(side) - 1
	var page sheet
	l, ok := s.line(f)
	if !ok {
		page.add("", " This picture is no longer wanted.", " "+f.Theme.Faint.Render("Enter goes on."))
		return Body{Text: f.Fill(page.lines)}
	}
	s.head(&page, f, l, width)
	if !s.selected() {
		page.point(1 + s.field.Column(width-1))
	}
	page.add(" " + s.field.View(f.Theme, width-1))
	foot := s.foot(f, l, side, width)
	room := f.Height - len(page.lines) - len(foot)
	if room < 3 {
		foot, room = nil, room+len(foot)
	}
	s.list(&page, f, width, room)
	for len(page.lines)+len(foot) < f.Height && f.Height < 20 && side > 0 {
		page.add("")
	}
	page.add(foot...)
	return Body{Text: f.Columns(side, page.lines, s.pane(f, side)), Status: s.status(f), Cursor: page.cursor}
}

// status is the answer to the latest key. In a low window it also says who holds
// the dossier: the head has no room for that.
func (s Picker) status(f Frame) string {
	if s.note == "" && f.ReadOnly && f.Short() {
		return f.Theme.Warn.Render(heldBy(f))
	}
	return s.note
}

// head is everything above the field. In a low window only the title is left,
// with the strip beside it.
func (s Picker) head(page *sheet, f Frame, l flows.Line, width int) {
	t := f.Theme
	title := t.Strong.Render(SlotTitle(l) + sideWord(l))
	if f.Short() {
		page.add(" " + Cell(title+"   "+t.Faint.Render(s.counter(f)), width-1))
		return
	}
	page.add(" "+Cell(Strip(f, s.place.Slot), width-1), "")
	page.add(" " + Spread(title, t.Faint.Render(s.counter(f)), width-1))
	for _, text := range s.announce(f) {
		for _, part := range Wrap(text, width-1) {
			page.add(" " + t.Warn.Render(part))
		}
	}
	if f.Height >= 16 {
		page.add("")
	}
}

// sideWord is " side" behind a title that ends in front or back.
func sideWord(l flows.Line) string {
	if len(l.Document.Sides) > 1 {
		return " side"
	}
	return ""
}

func (s Picker) counter(f Frame) string {
	lines := f.Journey.Lines()
	at := slices.IndexFunc(lines, func(l flows.Line) bool { return l.Slot == s.place.Slot })
	return fmt.Sprintf("file %d of %d", at+1, len(lines))
}

// announce is what Enter does beyond sending this file, and what keeps it from
// sending at all.
func (s Picker) announce(f Frame) []string {
	if stop := standstill(f); stop != "" {
		return []string{stop}
	}
	l, _ := s.line(f)
	again := f.Journey.SendAgain(s.place.Slot)
	if len(again) == 0 {
		return nil
	}
	var sides []string
	for _, o := range again {
		sides = append(sides, "the "+ShortTitle(f.Journey, o)+" (same picture)")
	}
	return []string{"Sends " + strings.Join(sides, ", ") + ", then the " + ShortTitle(f.Journey, l) + "."}
}

// list draws the rows that have room; only these are ever touched.
func (s Picker) list(page *sheet, f Frame, width, room int) {
	t := f.Theme
	rows := s.rows()
	switch {
	case s.listing.Fault != "":
		page.add("   " + t.Warn.Render("! "+s.listing.Fault))
		room--
	case len(rows) == 0 && !s.listed:
		page.add("   " + t.Faint.Render("looking…"))
		return
	case len(rows) == 0:
		page.add("   " + t.Faint.Render(s.nothing()))
		return
	}
	if !s.selected() && s.field.Value() == "" && room > 4 {
		if where := s.listing.Where.String(); where != "" {
			page.add("   " + t.Faint.Render("newest first in "+where))
			room--
		}
	}
	at := s.at(rows)
	from, to := Window(len(rows), at, room)
	left := len(rows) - (to - from) + s.listing.More
	if left > 0 && room > 3 {
		from, to = Window(len(rows), at, room-1)
		left = len(rows) - (to - from) + s.listing.More
	}
	visible := s.used(f, rows[from:to])
	cols := s.columns(f, visible)
	for i, r := range visible {
		if from+i == at {
			page.point(3)
		}
		page.add(s.file(f, r, from+i == at, cols, width))
	}
	if left > 0 && room > 3 {
		page.add("     " + t.Faint.Render(fmt.Sprintf("%d more", left)))
	}
}

// nothing says why the list is empty. A full path was meant as it stands.
func (s Picker) nothing() string {
	if s.fullPath() {
		return noSuchFile
	}
	if !names(s.field.Value()) {
		return "no pictures in this folder"
	}
	return "nothing here fits; ctrl+u clears"
}

const noSuchFile = "There is no such file, or it is not a regular file."

func (s Picker) fullPath() bool {
	typed := strings.TrimSpace(s.field.Value())
	return names(typed) && (strings.HasPrefix(typed, "/") || strings.HasPrefix(typed, "~"))
}

// columns are the widths of the columns for the rows on the screen.
type columns struct{ name, age, size, word int }

func (s Picker) columns(f Frame, rows []FileRow) columns {
	c := columns{name: 28, age: 6, size: 6, word: 4}
	for _, r := range rows {
		c.name = max(c.name, lipgloss.Width(r.Name.String()))
		c.age = max(c.age, len(Age(f.Now, r.Modified)))
		c.size = max(c.size, len(r.size()))
		c.word = max(c.word, lipgloss.Width(r.Word))
	}
	return c
}

func (r FileRow) size() string {
	if r.Folder || r.Bytes < 0 {
		return ""
	}
	return Bytes(r.Bytes)
}

// file is one row: name, age, size, and whether it fits.
func (s Picker) file(f Frame, r FileRow, on bool, c columns, width int) string {
	t := f.Theme
	facts := Cell(Age(f.Now, r.Modified), c.age+2) + Cell(r.size(), c.size+2)
	room := width - 5 - 2 - c.word
	if room < lipgloss.Width(facts)+12 {
		facts = ""
	}
	name := cutName(r.Name.String(), min(max(room-lipgloss.Width(facts), 8), c.name)) + "  "
	if on {
		return "   " + t.Accent.Render("▸ "+name+facts+Cell(r.Word, c.word))
	}
	return "     " + name + t.Faint.Render(facts) + wordStyle(f, r).Render(Cell(r.Word, c.word))
}

func wordStyle(f Frame, r FileRow) lipgloss.Style {
	switch {
	case r.Folder:
		return f.Theme.Faint
	case r.Fits:
		return f.Theme.OK
	}
	return f.Theme.Warn
}

// cutName shortens a long name in its middle: the ending says what it is.
func cutName(name string, width int) string {
	if lipgloss.Width(name) <= width {
		return Cell(name, width)
	}
	ending := ""
	if dot := strings.LastIndexByte(name, '.'); dot > 0 && len(name)-dot <= 6 {
		ending = name[dot:]
	}
	head := strings.TrimSuffix(Cell(name, width-lipgloss.Width(ending)), " ")
	return Cell(head+ending, width)
}

// foot is what stands under the list.
func (s Picker) foot(f Frame, l flows.Line, side, width int) []string {
	t := f.Theme
	var lines []string
	if side == 0 {
		if text := s.summary(f); text != "" {
			lines = append(lines, " "+Cell(text, width-1))
		}
	}
	if f.Short() {
		return lines
	}
	lines = append([]string{""}, lines...)
	lines = append(lines, " "+t.Faint.Render("Or drop a file here, or paste its path."))
	if f.Height >= 20 {
		lines = append(lines, "", " "+t.Faint.Render(s.promise(f)))
	}
	return lines
}

func (s Picker) promise(f Frame) string {
	if f.Hold >= time.Second {
		return fmt.Sprintf("No picture leaves before Enter; for %d s after, ctrl+z takes it back.", int(f.Hold.Seconds()))
	}
	return "No picture leaves this computer before Enter."
}
