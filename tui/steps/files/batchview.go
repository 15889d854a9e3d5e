package files

import (
	"cmp"
	"fmt"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// viewBatch draws the proposal for several files: a row for each picture that is wanted,
// the row that sends, and the highlighted file beside them.
func (s Screen) viewBatch(f steps.Frame) steps.Body {
	s.batch, _ = s.presentBatch(f.Journey)
	side := f.PictureWidth(27)
	width := f.MainWidth(side) - 1
	var page steps.Page
	b, t := s.batch, f.Theme
	progress := ""
	if !b.isReady() {
		progress = "looking…"
	}
	page.AddLines(" " + steps.SpreadLine(t.Strong.Render(assets.CountText(len(b.reports), "file", "files")+" for "+assets.CountText(len(b.slots), "picture", "pictures")), t.Faint.Render(progress), width-1))
	if !f.IsShort() {
		page.AddLines("")
	}
	if b.files == nil {
		page.AddLines(fmt.Sprintf(" %s looking at file %d of %d…", t.Accent.Render("●"), b.known+1, len(b.reports)))
		return steps.Body{Text: f.RenderColumns(side, page.Lines, nil), Status: s.batchStatus(f)}
	}
	s.addBatchRows(&page, f, side, width)
	if !f.IsShort() {
		page.AddLines("")
	}
	if len(page.Lines) < f.Height {
		page.AddWrapped(f, t.Faint, " ", "Proposed by name and shape. ctrl+l shows a picture, ←→ gives it another file.", width)
	}
	cut := page.CropAroundCursor(f.Height)
	return steps.Body{Text: f.RenderColumns(side, cut.Lines, s.batchPane(f, side)), Status: s.batchStatus(f), Cursor: cut.Cursor}
}

// batchStatus is the answer to the latest key. An Enter that came before all files were
// looked at sends nothing: the proposal was not on the screen.
func (s Screen) batchStatus(f steps.Frame) string {
	said := s.notice.Text(f)
	switch {
	case said != "" || !s.batch.isReady():
		return said
	case s.enter == enterEarly:
		return cmp.Or(s.batchObstacle(f), lookedAtText)
	case s.enter == enterDenied:
		return s.batchObstacle(f)
	}
	return ""
}

// titleWidth is the width in cells of a picture's title where its file stands beside it.
const titleWidth = 21 // Identity card · front

// addBatchRows draws each picture that is wanted with its file, in one line where there is
// no pane beside them: those windows are low.
func (s Screen) addBatchRows(page *steps.Page, f steps.Frame, side, width int) {
	b, t := s.batch, f.Theme
	for i, l := range linesOf(f.Journey, b.slots) {
		name, found := t.Faint.Render("no file: asked for afterwards"), ""
		if at := b.files[i]; at != unassigned {
			e := b.reports[at].ForSlot(wantOf(f, l))
			room := width - 4 - findingWidth - 2
			if side == 0 {
				room -= titleWidth + 2
			}
			name, found = shortenName(e.Name.String(), max(min(room, nameWidth), 8)), renderFinding(f, batchFinding(f, l.Slot, e))
		}
		on := i == b.row
		arrow, _ := page.PointAt(t, on, "")
		title := styledTitle(f, on, steps.SlotTitle(l))
		if side == 0 {
			page.AddLines(" " + arrow + " " + steps.FitWidth(steps.FitWidth(title, titleWidth)+"  "+name+"  "+found, width-3))
			continue
		}
		page.AddLines(" "+arrow+" "+title, "   "+steps.FitWidth(name+"  "+found, width-3))
	}
	if !f.IsShort() {
		page.AddLines("")
	}
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

// batchFinding is what is known of a file proposed for a slot.
func batchFinding(f steps.Frame, slot flows.Slot, e steps.FileReport) steps.Finding {
	if use := previousUse(f.Journey, slot, e); use.Word != "" {
		return use
	}
	return worstFinding(e)
}

// batchPane is the highlighted file; on the row that sends it is all of them, one below the
// other, so that nothing is sent unseen.
func (s Screen) batchPane(f steps.Frame, width int) []string {
	b := s.batch
	if width == 0 {
		return nil
	}
	if b.row == len(b.slots) {
		return s.thumbnails(f, width)
	}
	l, e, ok := b.selected(f)
	if !ok {
		return nil
	}
	top := []string{f.Theme.Strong.Render(shortenName(e.Name.String(), width)), ""}
	return append(top, s.pictureLines(f, l, e, width, f.Height-len(top))...)
}

// thumbnails are the pictures in the order in which they are sent, each under its side.
func (s Screen) thumbnails(f steps.Frame, width int) []string {
	b, t := s.batch, f.Theme
	var lines []string
	each := f.Height / max(b.count(), 1)
	for i, l := range linesOf(f.Journey, b.slots) {
		if b.files[i] == unassigned {
			continue
		}
		at := b.files[i]
		e := b.reports[at]
		best, _ := lookOf(e).BestPicture(f.Pictures)
		picture := b.renderers[at].RenderTurned(t, e.SHA256, best, 0, width-1, each-2)
		lines = append(lines, t.Strong.Render(steps.UpperFirst(steps.ShortTitle(l))))
		if len(picture) == 0 {
			picture = []string{t.Faint.Render(fileFacts(e))}
		} else {
			f.Pictures.RecordDrawn(e.SHA256, each-2)
		}
		lines = append(append(lines, picture...), "")
	}
	return lines
}
