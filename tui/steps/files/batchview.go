package files

import (
	"fmt"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/tui/steps"
)

// viewBatch draws the proposal for several files: a row for each picture that is wanted,
// the row that sends, and the highlighted file beside them.
func (s Screen) viewBatch(f steps.Frame) steps.Body {
	side := f.PictureWidth(27)
	width := f.MainWidth(side) - 1
	var page steps.Page
	b, t := s.batch, f.Theme
	page.AddLines(" " + t.Strong.Render(assets.CountText(len(b.reports), "file", "files")+" for "+assets.CountText(len(b.slots), "picture", "pictures")))
	if !f.IsShort() {
		page.AddLines("")
	}
	if b.files == nil {
		page.AddLines(fmt.Sprintf(" %s looking at file %d of %d…", t.Accent.Render("●"), b.known+1, len(b.reports)))
		return steps.Body{Text: f.RenderColumns(side, page.Lines, nil), Status: s.notice}
	}
	s.addBatchRows(&page, f, width)
	if !f.IsShort() {
		page.AddLines("")
		page.AddWrapped(t.Faint, " ", "Names and shapes proposed this; look before you send. ← → give the highlighted picture another file.", min(width-1, steps.MaxTextWidth))
	}
	cut := page.CropAroundCursor(f.Height)
	return steps.Body{Text: f.RenderColumns(side, cut.Lines, s.batchPane(f, side)), Status: s.notice, Cursor: cut.Cursor}
}

func (s Screen) addBatchRows(page *steps.Page, f steps.Frame, width int) {
	b, t := s.batch, f.Theme
	for i, l := range linesOf(f.Journey, b.slots) {
		name, found := t.Faint.Render("no file: asked for afterwards"), ""
		if at := b.files[i]; at != unassigned {
			e := b.reports[at]
			room := width - 4 - findingWidth - 2
			name, found = shortenName(e.Name.String(), max(min(room, nameWidth), 8)), renderFinding(f, s.batchFinding(f, e))
		}
		on := i == b.row
		title, _ := page.PointAt(t, on, "")
		page.AddLines(" " + title + " " + styledTitle(f, on, steps.SlotTitle(l)))
		page.AddLines("   " + steps.FitWidth(name+"  "+found, width-3))
	}
	page.AddLines("")
	arrow, label := page.PointAt(t, b.row == len(b.slots), "Send "+assets.CountText(b.count(), "picture", "pictures")+", one after the other")
	page.AddLines(" " + arrow + " " + label)
	for _, e := range b.leftOver() {
		page.AddLines("   " + t.Faint.Render(steps.FitWidth("not used: "+shortenName(e.Name.String(), max(width-34, 8))+" "+e.FaultWord, width-3)))
	}
}

func styledTitle(f steps.Frame, on bool, title string) string {
	if on {
		return f.Theme.Accent.Render(title)
	}
	return lipgloss.NewStyle().Render(title)
}

// batchFinding is what is known of a proposed file.
func (s Screen) batchFinding(f steps.Frame, e steps.FileReport) steps.Finding {
	if use := s.previousUse(f, e); use.Word != "" {
		return use
	}
	return worstFinding(e)
}

// batchPane is the highlighted file.
func (s Screen) batchPane(f steps.Frame, width int) []string {
	e, ok := s.batch.selected()
	if !ok || width == 0 {
		return nil
	}
	top := []string{f.Theme.Strong.Render(shortenName(e.Name.String(), width)), ""}
	return append(top, s.pictureLines(f, e, width, f.Height-len(top))...)
}
