package documents

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// The ways to draw the documents, from roomy to low.
const (
	layoutRoomy  = iota // blank lines between the needs
	layoutTight         // none
	layoutSingle        // the open question only
	nameColumn   = 19   // where a need's choice begins
	maxListRows  = 7
	minListRows  = 4 // of a roomier layout; a lower window gets a tighter one
)

// View draws all needs, the open question under its own.
func (s Screen) View(f steps.Frame) steps.Body {
	side := f.SideWidth(22)
	width := f.MainWidth(side) - 1
	var page steps.Page
	said := true
	for level := layoutRoomy; level <= layoutSingle; level++ {
		page = s.renderPage(f, width, level, 0)
		room := f.Height - len(page.Lines)
		if level == layoutSingle || room >= min(s.fullRowCount(f), minListRows) {
			page, said = s.renderPage(f, width, level, max(room, 0)), level < layoutSingle
			break
		}
	}
	return steps.Body{Text: f.RenderColumns(side, page.Lines, s.renderSide(f, side)), Status: s.statusLine(f, said), Cursor: page.Cursor}
}

// renderPage draws everything with a list of at most room rows.
func (s Screen) renderPage(f steps.Frame, width, level, room int) steps.Page {
	var p steps.Page
	if level < layoutSingle {
		var gap []string
		if level == layoutRoomy {
			gap = []string{""}
		}
		p.AddLines(gap...)
		p.AddLines(" " + f.Theme.Strong.Render("Which documents are there?"))
		p.AddWrapped(f, f.Theme.Warn, " ", s.warningText(f), width)
		p.AddLines(gap...)
	}
	for i, n := range f.Journey.Checklist() {
		open := n.Need.Name == s.place.Need
		if level == layoutSingle && !open {
			continue
		}
		if i > 0 && level == layoutRoomy && (open || f.Journey.Checklist()[i-1].Need.Name == s.place.Need) {
			p.AddLines("")
		}
		if !open {
			p.AddLines(steps.FitWidth(s.closedNeedLine(f, n), width))
			continue
		}
		s.addOpenNeed(&p, f, n, width, level, room)
	}
	return p
}

// closedNeedLine is a need in one line: "✓ Identity  Passport · Germany".
func (s Screen) closedNeedLine(f steps.Frame, n flows.NeedLine) string {
	t := f.Theme
	words := ""
	if n.Chosen {
		words = documentText(n.Document.Type, n.Document.Country)
	}
	if slices.Equal(n.Need.AnyOf, []flows.DocType{flows.Selfie}) {
		words = t.Faint.Render("nothing to choose")
	}
	if !n.Chosen {
		return " " + t.Faint.Render("○ "+steps.FitWidth(steps.RequirementTitle(n.Need), nameColumn)) + words
	}
	return " " + t.OK.Render("✓") + " " + steps.FitWidth(steps.RequirementTitle(n.Need), nameColumn) + words
}

func (s Screen) addOpenNeed(p *steps.Page, f steps.Frame, n flows.NeedLine, width, level, room int) {
	t := f.Theme
	head := " " + t.Accent.Render("● "+steps.FitWidth(steps.RequirementTitle(n.Need), nameColumn))
	if s.onCountry {
		head += cmp.Or(s.chosen.MatchedName, s.chosen.Name)
	}
	p.AddLines(steps.FitWidth(head, width))
	if level < layoutSingle {
		p.AddLines("   " + t.Accent.Render(s.questionLabel()))
	}
	field := s.openField()
	if s.highlighted < 0 {
		p.PlaceCursor(3 + field.Column(width-3))
	}
	p.AddLines("   " + field.View(t, width-3))
	if room <= 0 {
		return
	}
	top := len(p.Lines)
	s.addList(p, f, width, min(room, maxListRows))
	if hint := s.oneSidedHint(); hint != "" && room > min(s.rowCount(), maxListRows)+1 {
		p.AddLines("     " + t.Warn.Render("!") + " " + t.Faint.Render(hint))
	}
	s.addListRoom(p, top, min(room, maxListRows+1))
}

// fullRowCount is how many rows the open question has before anything is typed: the
// layout does not change with what is typed.
func (s Screen) fullRowCount(f steps.Frame) int {
	need := s.currentNeed(f)
	switch {
	case !s.onCountry:
		return len(need.AnyOf)
	case len(need.Countries) > 0:
		return len(need.Countries)
	}
	return maxListRows
}

// addListRoom fills the list up to its room, so that what stands below does not jump
// while somebody types.
func (s Screen) addListRoom(p *steps.Page, top, room int) {
	for len(p.Lines)-top < room {
		p.AddLines("")
	}
}

func (s Screen) questionLabel() string {
	switch {
	case !s.onCountry:
		return "Which document"
	case s.chosen.Type == flows.UtilityBill:
		return "Country of the address"
	case s.chosen.Type == flows.Selfie:
		return "Country of the applicant's document"
	}
	return "Country of issue"
}

func (s Screen) addList(p *steps.Page, f steps.Frame, width, room int) {
	n := s.rowCount()
	if n == 0 {
		p.AddWrapped(f, f.Theme.Faint, "     ", s.emptyListText(), width)
		return
	}
	from, to, left := steps.VisibleRows(n, 0, s.highlighted, room)
	for i := from; i < to; i++ {
		if i == s.highlighted {
			p.PlaceCursor(5)
		}
		text, right := s.rowCells(f, i, width-7)
		p.AddLines(steps.RenderRow(f.Theme, i == s.highlighted, 5, text, right, width))
	}
	p.AddLines(f.RenderRest("       ", left, room)...)
}

// emptyListText says why the list is empty: a document that exists but is not taken
// here is no slip of the fingers.
func (s Screen) emptyListText() string {
	if s.onCountry {
		return s.noCountryText()
	}
	known := assets.MatchDocument(s.documentField.Value(), allDocumentTypes())
	if len(known) == 0 || known[0].Fuzzy {
		return "nothing fits; ctrl+u clears"
	}
	name := strings.ToLower(cmp.Or(known[0].MatchedName, known[0].Name))
	return fmt.Sprintf("nothing fits: %q is not accepted for this requirement; ctrl+u clears", name)
}

// noCountryText says why no country is listed: one that the requirement excludes is no
// slip either.
func (s Screen) noCountryText() string {
	switch found, matches, ok := assets.FindCountry(s.countryField.Value()); {
	case ok:
		return found.Name + " is not accepted for this requirement; ctrl+u clears"
	case len(matches) > 0:
		return "nothing fits that this requirement accepts; ctrl+u clears"
	}
	return "no country has this name or code; ctrl+u clears"
}

func allDocumentTypes() []flows.DocType {
	var list []flows.DocType
	for _, d := range assets.Documents() {
		list = append(list, d.Type)
	}
	return list
}

// otherNamesText are some of the other names under which this need's documents are
// found.
func (s Screen) otherNamesText(f steps.Frame) string {
	var list []string
	for _, d := range assets.Documents() {
		if slices.Contains(s.currentNeed(f).AnyOf, d.Type) && len(d.Names) > 0 {
			list = append(list, strings.ToLower(d.Names[0]))
		}
	}
	return strings.Join(list[:min(len(list), 4)], ", ")
}

// warningText is what has to be known before anything is chosen: who holds the
// dossier, or what another document would leave at the service.
func (s Screen) warningText(f steps.Frame) string {
	if f.ReadOnly {
		return steps.BlockedReason(f)
	}
	left := picturesAtService(f.Journey, s.place.Need)
	if !s.place.FromReview || len(left) == 0 {
		return ""
	}
	return "At the service already, and stays there: " + strings.Join(left, ", ") + ". Another document or country sets that aside here."
}

func (s Screen) rowCells(f steps.Frame, i, room int) (text, right string) {
	if s.onCountry {
		m := s.countryMatches[i]
		text = m.Name
		if m.Alias != "" {
			text += " (" + m.Alias + ")"
		}
		if m.Fuzzy {
			text += " ?"
		}
		return steps.FitWidth(text, room-5), string(m.Code)
	}
	d := s.documentMatches[i]
	name := cmp.Or(d.MatchedName, d.Name)
	if d.Fuzzy {
		name += " ?"
	}
	const nameWidth, sidesWidth = 18, 13
	if room < nameWidth+sidesWidth+len(flows.ResidencePermit) || len(name) >= nameWidth {
		return steps.FitWidth(name, room-len(d.Type)-1), string(d.Type)
	}
	return steps.FitWidth(name, nameWidth) + steps.FitWidth(s.sidesText(f, d), sidesWidth), string(d.Type)
}

// sidesText says what to show of a document, as this need wants it.
func (s Screen) sidesText(f steps.Frame, d assets.DocumentMatch) string {
	sides := s.currentNeed(f).SidesOf(d.Type)
	switch {
	case slices.Equal(sides, flows.DefaultSides(d.Type)):
		return d.Hint
	case len(sides) == 2:
		return "front + back"
	}
	return "front only"
}

func (s Screen) oneSidedHint() string {
	if s.onCountry && s.hasHighlight() && assets.UsuallyOneSided(s.countryMatches[s.highlighted].Code, s.chosen.Type) {
		return "usually one side here; ctrl+x on the file says so"
	}
	return ""
}

// statusLine shows the exact values that will be sent. Who holds the dossier is said
// here where the page has no room for it.
func (s Screen) statusLine(f steps.Frame, said bool) string {
	switch {
	case s.notice.Text(f) != "":
		return s.notice.Text(f)
	case f.ReadOnly && said:
		return ""
	case f.ReadOnly:
		return f.Theme.Warn.Render(steps.HolderText(f))
	}
	if steps.IsLocked(f.Journey) {
		return f.Theme.Warn.Render("locked: ") + steps.BlockedReason(f)
	}
	doc, ok := s.chosen, s.onCountry
	if !s.onCountry && s.hasHighlight() {
		doc, ok = s.documentMatches[s.highlighted], true
	}
	if !ok {
		return ""
	}
	values := []string{"Will be sent as", "docType=" + string(doc.Type)}
	if s.onCountry && s.hasHighlight() {
		values = append(values, "docCountryISO="+string(s.countryMatches[s.highlighted].Code))
	}
	return f.Theme.Faint.Render(strings.Join(values, "  "))
}

// renderSide is the checklist, and in a large window a word about what may be typed.
func (s Screen) renderSide(f steps.Frame, width int) []string {
	if width == 0 {
		return nil
	}
	lines := append([]string{""}, steps.RenderSidebar(f, width)...)
	hint := "Names, former names, local spellings and codes of two or three letters all match."
	if !s.onCountry {
		hint = "What people call it matches too: " + s.otherNamesText(f) + "."
	}
	if more := f.WrapText(hint, width); len(lines)+1+len(more) <= f.Height {
		lines = append(append(lines, ""), steps.StyleLines(f.Theme.Faint, more)...)
	}
	if text := s.countryField.Value(); s.onCountry && text != "" && len(s.countryMatches) > maxListRows {
		lines = append(lines, "", f.Theme.Faint.Render(fmt.Sprintf("%d fit.", len(s.countryMatches))))
	}
	return lines
}
