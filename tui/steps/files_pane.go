package steps

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"
)

// summary is the file in one line, for windows without a pane.
func (s Picker) summary(f Frame) string {
	t := f.Theme
	switch {
	case !s.selected():
		return ""
	case s.sel.Folder:
		return t.Faint.Render("Enter opens this folder.")
	case !s.looked:
		return t.Faint.Render("looking at it…")
	case s.report.Fault != "":
		return t.Bad.Render("✗ " + s.report.Fault)
	}
	parts := []string{t.Faint.Render(facts(s.report))}
	for _, w := range s.report.Warnings {
		parts = append(parts, t.Warn.Render("! "+w.Text))
	}
	for _, g := range s.good(f) {
		parts = append(parts, t.OK.Render("✓")+" "+g)
	}
	return strings.Join(parts, "  ")
}

// facts are a file's size in pixels, its type and its bytes.
func facts(e Examined) string {
	parts := []string{e.Kind, Bytes(e.Bytes)}
	if e.Pixels.Width > 0 {
		parts = slices.Insert(parts, 0, fmt.Sprintf("%d×%d", e.Pixels.Width, e.Pixels.Height))
	}
	return strings.Join(parts, "  ")
}

// good are the words of praise; a picture that is known from before says so.
func (s Picker) good(f Frame) []string {
	good := slices.Clone(s.report.Good)
	if l, ok := s.line(f); ok && l.HasFile && l.Picture.SHA256 == s.report.SHA256 {
		good = append(good, "same picture as before")
	}
	return good
}

// pane is the right side: the picture, what it is, and what is to be said of
// it.
func (s Picker) pane(f Frame, width int) []string {
	t := f.Theme
	switch {
	case width == 0:
		return nil
	case !s.selected():
		return append([]string{"", ""}, Styled(t.Faint, Wrap("No file is highlighted yet: choose with ↑ ↓, or type a part of its name.", width))...)
	case s.sel.Folder:
		return []string{t.Strong.Render(s.sel.Name.String()), "", t.Faint.Render("Enter opens this folder.")}
	}
	top := []string{t.Strong.Render(cutName(s.sel.Name.String(), width)), ""}
	if !s.looked {
		return append(top, t.Accent.Render("●")+" looking at it…")
	}
	if s.report.Fault != "" {
		return append(top, s.fault(f, width)...)
	}
	words := s.words(f, width)
	room := f.Height - len(top) - len(words) - 1
	picture := s.art.draw(s.report, width-1, min(room, 20))
	if room < 4 || len(picture) == 0 {
		return slices.Concat(top, s.undrawn(f), words)
	}
	return slices.Concat(top, picture, []string{""}, words)
}

// undrawn stands in for the picture.
func (s Picker) undrawn(f Frame) []string {
	if s.report.Preview.W > 0 {
		return nil
	}
	return []string{f.Theme.Faint.Render("no preview"), ""}
}

func (s Picker) fault(f Frame, width int) []string {
	lines := []string{f.Theme.Bad.Render("✗ can not be sent"), ""}
	return append(lines, Wrap(s.report.Fault, width)...)
}

// words are what is known of the file: facts, praise, warnings and the
// beginning of its hash.
func (s Picker) words(f Frame, width int) []string {
	t := f.Theme
	lines := []string{t.Faint.Render(facts(s.report))}
	line := ""
	for _, g := range s.good(f) {
		part := t.OK.Render("✓") + " " + g
		if line != "" && lipgloss.Width(line)+3+lipgloss.Width(part) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += "   "
		}
		line += part
	}
	if line != "" {
		lines = append(lines, line)
	}
	cautions := s.report.Warnings
	if word := s.usedWord(f, s.report); word != "" && !s.report.OtherApplicant {
		cautions = append([]Caution{{Text: word}}, cautions...)
	}
	if s.report.OtherApplicant {
		cautions = append([]Caution{{Text: "sent for another applicant"}}, cautions...)
	}
	for _, w := range cautions {
		sign := t.Warn.Render("!")
		for _, part := range Wrap(w.Text, width-2) {
			lines, sign = append(lines, sign+" "+part), " "
		}
	}
	return append(lines, t.Faint.Render("SHA-256 "+hex.EncodeToString(s.report.SHA256[:4])))
}
