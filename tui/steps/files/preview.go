package files

import (
	"fmt"
	"slices"
	"strings"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// summaryLine is the file in one line, for windows without a pane.
func (s Screen) summaryLine(f steps.Frame) string {
	t := f.Theme
	switch {
	case !s.hasSelection():
		return ""
	case s.selection.Folder:
		return t.Faint.Render("Enter opens this folder.")
	case !s.hasReport:
		return t.Faint.Render("looking at it…")
	case s.report.Fault != "":
		return t.Bad.Render("✗ " + s.report.Fault)
	}
	parts := []string{t.Faint.Render(fileFacts(s.report))}
	for _, w := range s.report.Warnings {
		parts = append(parts, t.Warn.Render("! "+w.Text))
	}
	l, _ := s.slotLine(f)
	for _, g := range goodPoints(l, s.report) {
		parts = append(parts, t.OK.Render("✓")+" "+g)
	}
	return strings.Join(parts, "  ")
}

// fileFacts are a file's size in pixels, its type and its bytes.
func fileFacts(e steps.FileReport) string {
	parts := []string{e.Kind, steps.FormatBytes(e.Bytes)}
	if e.Pixels.Width > 0 {
		parts = slices.Insert(parts, 0, fmt.Sprintf("%d×%d", e.Pixels.Width, e.Pixels.Height))
	}
	return strings.Join(parts, "  ")
}

// goodPoints are what speaks for the picture, also that it was used for this slot before.
func goodPoints(l flows.SlotLine, e steps.FileReport) []string {
	good := slices.Clone(e.GoodPoints)
	if l.HasFile && l.Picture.SHA256 == e.SHA256 {
		good = append(good, "same picture as before")
	}
	return good
}

// renderPreview is the right side: the picture, what it is, and what speaks for or
// against it.
func (s Screen) renderPreview(f steps.Frame, width int) []string {
	t := f.Theme
	switch {
	case width == 0:
		return nil
	case !s.hasSelection():
		return append([]string{"", ""}, steps.StyleLines(t.Faint, f.WrapText(s.noSelectionText(), width))...)
	case s.selection.Folder:
		return []string{t.Strong.Render(s.selection.Name.String()), "", t.Faint.Render("Enter opens this folder.")}
	}
	top := []string{t.Strong.Render(shortenName(s.selection.Name.String(), width)), ""}
	if !s.hasReport {
		return append(top, t.Accent.Render("●")+" looking at it…")
	}
	if s.report.Fault != "" {
		return append(top, s.faultLines(f, width)...)
	}
	l, _ := s.slotLine(f)
	return append(top, s.pictureLines(f, l, s.report, width, f.Height-len(top))...)
}

// pictureLines are the picture in what is left of the pane, and what is known of it for a
// slot.
func (s Screen) pictureLines(f steps.Frame, l flows.SlotLine, e steps.FileReport, width, height int) []string {
	words := detailLines(f, l, e, width)
	room := height - len(words) - 1
	best, _ := lookOf(e).BestPicture(f.Pictures)
	picture := s.renderer.RenderTurned(f.Theme, e.SHA256, best, 0, width-1, room)
	if room < 4 || len(picture) == 0 {
		return slices.Concat(noPreviewLines(f, e), words)
	}
	f.Pictures.RecordDrawn(e.SHA256, room)
	return slices.Concat(picture, []string{""}, words)
}

// noPreviewLines stands in for the picture.
func noPreviewLines(f steps.Frame, e steps.FileReport) []string {
	if e.Preview.W > 0 {
		return nil
	}
	return []string{f.Theme.Faint.Render("no preview"), ""}
}

func (s Screen) faultLines(f steps.Frame, width int) []string {
	lines := []string{f.Theme.Bad.Render("✗ " + assets.CannotBeSentWord.String()), ""}
	return append(lines, f.WrapText(s.report.Fault, width)...)
}

// detailLines are what is known of the file for a slot: facts, good points, warnings and
// the beginning of its hash.
func detailLines(f steps.Frame, l flows.SlotLine, e steps.FileReport, width int) []string {
	t := f.Theme
	lines := []string{t.Faint.Render(fileFacts(e))}
	var good []string
	for _, g := range goodPoints(l, e) {
		good = append(good, t.OK.Render("✓")+" "+g)
	}
	lines = append(lines, steps.PackParts(good, "   ", f.TextWidth(width))...)
	cautions := e.Warnings
	if e.OtherApplicant {
		cautions = append([]steps.Caution{{Text: assets.ObjectionWord(flows.CodeOtherApplicant)}}, cautions...)
	} else if use := previousUse(f.Journey, l.Slot, e); use.Word != "" {
		cautions = append([]steps.Caution{{Text: use.Word}}, cautions...)
	}
	for _, w := range cautions {
		sign := t.Warn.Render("!")
		for _, part := range f.WrapText(w.Text, width-2) {
			lines, sign = append(lines, sign+" "+part), " "
		}
	}
	return append(lines, t.Faint.Render("SHA-256 "+steps.ShortHash(e.SHA256)))
}

// Look is the highlighted file, once it was examined.
func (s Screen) Look(f steps.Frame) (steps.Look, bool) {
	report, ok := s.report, s.hasReport
	if b, _ := s.presentBatch(f.Journey); b != nil {
		_, report, ok = b.selected(f)
	}
	if !ok || report.SHA256 == (flows.SHA256{}) {
		return steps.Look{}, false
	}
	return lookOf(report), true
}

func lookOf(e steps.FileReport) steps.Look {
	return steps.Look{Title: e.Name.String(), SHA256: e.SHA256, Preview: e.Preview}
}
