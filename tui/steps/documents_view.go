package steps

import (
	"fmt"
	"slices"
	"strings"

	"dossier/assets"
	"dossier/flows"
)

// The ways to draw the documents, from roomy to low.
const (
	roomy   = iota // blank lines between the needs
	tight          // none
	alone          // the open question only
	nameCol = 19   // where a need's choice begins
	listMax = 7
)

// View draws all needs, the open question under its own.
func (s Documents) View(f Frame) Body {
	side := f.Side(22)
	width := f.Main(side) - 1
	var page sheet
	said := true
	for level := roomy; level <= alone; level++ {
		page = s.page(f, width, level, 0)
		room := f.Height - len(page.lines)
		if level == alone || room >= min(s.rows(), 4) {
			page, said = s.page(f, width, level, max(room, 0)), level < alone
			break
		}
	}
	return Body{Text: f.Columns(side, page.lines, s.aside(f, side)), Status: s.status(f, said), Cursor: page.cursor}
}

// page draws everything with a list of at most room rows.
func (s Documents) page(f Frame, width, level, room int) sheet {
	var p sheet
	if level < alone {
		p.add(gap(level)...)
		p.add(" " + f.Theme.Strong.Render("Which documents are there?"))
		for _, text := range s.told(f) {
			p.add(Indented(Styled(f.Theme.Warn, Wrap(text, width-1)))...)
		}
		p.add(gap(level)...)
	}
	for i, n := range f.Journey.Checklist() {
		open := n.Need.Name == s.place.Need
		if level == alone && !open {
			continue
		}
		if i > 0 && level == roomy && (open || f.Journey.Checklist()[i-1].Need.Name == s.place.Need) {
			p.add("")
		}
		if !open {
			p.add(Cell(s.closed(f, n), width))
			continue
		}
		s.open(&p, f, n, width, level, room)
	}
	return p
}

func gap(level int) []string {
	if level == roomy {
		return []string{""}
	}
	return nil
}

// closed is a need in one line: "✓ Identity  Passport · Germany".
func (s Documents) closed(f Frame, n flows.NeedLine) string {
	t := f.Theme
	words := ""
	if n.Chosen {
		words = documentWords(n.Document.Type, n.Document.Country)
	}
	if slices.Equal(n.Need.AnyOf, []flows.DocType{flows.Selfie}) {
		words = t.Faint.Render("nothing to choose")
	}
	if !n.Chosen {
		return " " + t.Faint.Render("○ "+Cell(n.Need.Title, nameCol)) + words
	}
	return " " + t.OK.Render("✓") + " " + Cell(n.Need.Title, nameCol) + words
}

func (s Documents) open(p *sheet, f Frame, n flows.NeedLine, width, level, room int) {
	t := f.Theme
	head := " " + t.Accent.Render("● "+Cell(n.Need.Title, nameCol))
	if s.onCountry {
		head += s.human()
	}
	p.add(Cell(head, width))
	if level < alone {
		p.add("   " + t.Accent.Render(s.label()))
	}
	field := s.doc
	if s.onCountry {
		field = s.country
	}
	if s.at < 0 {
		p.point(3 + field.Column(width-3))
	}
	p.add("   " + field.View(t, width-3))
	s.list(p, f, width, min(room, listMax))
	if hint := s.oneSided(); hint != "" && room > min(s.rows(), listMax)+1 {
		p.add("     " + t.Warn.Render("!") + " " + t.Faint.Render(hint))
	}
}

func (s Documents) human() string {
	if s.chosen.Human != "" {
		return s.chosen.Human
	}
	return s.chosen.Name
}

func (s Documents) label() string {
	switch {
	case !s.onCountry:
		return "Which document"
	case s.chosen.Type == flows.UtilityBill:
		return "Country of the address"
	case s.chosen.Type == flows.Selfie:
		return "Country of the person's document"
	}
	return "Country of issue"
}

func (s Documents) list(p *sheet, f Frame, width, room int) {
	n := s.rows()
	if n == 0 {
		for _, text := range Wrap(s.nothing(f), width-5) {
			p.add("     " + f.Theme.Faint.Render(text))
		}
		return
	}
	from, to := Window(n, s.at, room)
	for i := from; i < to; i++ {
		if i == s.at {
			p.point(5)
		}
		text, right := s.cells(f, i, width-7)
		p.add(row(f.Theme, i == s.at, 5, text, right, width))
	}
}

// nothing says why the list is empty: a document that exists but is not taken
// here is no slip of the fingers.
func (s Documents) nothing(f Frame) string {
	if s.onCountry {
		return "nothing fits; ctrl+u clears"
	}
	known := assets.MatchDocument(s.doc.Value(), documentTypes())
	if len(known) == 0 || known[0].Fuzzy {
		return "nothing fits; ctrl+u clears"
	}
	name := known[0].Name
	if known[0].Human != "" {
		name = known[0].Human
	}
	return fmt.Sprintf("nothing fits: %q is not taken for this need; ctrl+u clears", strings.ToLower(name))
}

func documentTypes() []flows.DocType {
	var list []flows.DocType
	for _, d := range assets.Documents() {
		list = append(list, d.Type)
	}
	return list
}

// names are some of the other names under which this need's documents are
// found.
func (s Documents) names(f Frame) string {
	var list []string
	for _, d := range assets.Documents() {
		if slices.Contains(s.need(f).AnyOf, d.Type) && len(d.Names) > 0 {
			list = append(list, strings.ToLower(d.Names[0]))
		}
	}
	return strings.Join(list[:min(len(list), 4)], ", ")
}

// told is what has to be known before anything is chosen.
func (s Documents) told(f Frame) []string {
	if f.ReadOnly {
		return []string{standstill(f)}
	}
	return s.changing(f)
}

// changing says, before anything is chosen, what another document would leave
// behind.
func (s Documents) changing(f Frame) []string {
	left := atService(f.Journey, s.place.Need)
	if !s.place.Alone || len(left) == 0 {
		return nil
	}
	return []string{"At the service already, and stays there: " + strings.Join(left, ", ") + ". Another document or country sets that aside here."}
}

func (s Documents) cells(f Frame, i, room int) (text, right string) {
	if s.onCountry {
		m := s.lands[i]
		text = m.Name
		if m.Alias != "" {
			text += " (" + m.Alias + ")"
		}
		if m.Fuzzy {
			text += " ?"
		}
		return Cell(text, room-5), string(m.Code)
	}
	d := s.docs[i]
	name := d.Name
	if d.Human != "" && d.Human != d.Name {
		name = d.Human
	}
	if d.Fuzzy {
		name += " ?"
	}
	const nameWidth, sidesWidth = 18, 13
	if room < nameWidth+sidesWidth+len(flows.ResidencePermit) || len(name) >= nameWidth {
		return Cell(name, room-len(d.Type)-1), string(d.Type)
	}
	return Cell(name, nameWidth) + Cell(s.sides(f, d), sidesWidth), string(d.Type)
}

// sides says what to show of a document, as this need wants it.
func (s Documents) sides(f Frame, d assets.DocMatch) string {
	sides := s.need(f).SidesOf(d.Type)
	switch {
	case slices.Equal(sides, flows.DefaultSides(d.Type)):
		return d.Hint
	case len(sides) == 2:
		return "front + back"
	}
	return "front only"
}

func (s Documents) oneSided() string {
	if s.onCountry && s.at >= 0 && s.at < len(s.lands) && assets.OneSided(s.lands[s.at].Code, s.chosen.Type) {
		return "usually one side here; ctrl+x on the file says so"
	}
	return ""
}

// status shows the exact values that will be sent. Who holds the dossier is said
// here where the page has no room for it.
func (s Documents) status(f Frame, said bool) string {
	switch {
	case s.note != "":
		return s.note
	case f.ReadOnly && said:
		return ""
	case f.ReadOnly:
		return f.Theme.Warn.Render(heldBy(f))
	}
	if locked(f.Journey) {
		return f.Theme.Warn.Render("locked: ") + standstill(f)
	}
	doc, ok := s.chosen, s.onCountry
	if !s.onCountry && s.at >= 0 && s.at < len(s.docs) {
		doc, ok = s.docs[s.at], true
	}
	if !ok {
		return ""
	}
	values := []string{"Will be sent as", "docType=" + string(doc.Type)}
	if s.onCountry && s.at >= 0 && s.at < len(s.lands) {
		values = append(values, "docCountryISO="+string(s.lands[s.at].Code))
	}
	return f.Theme.Faint.Render(strings.Join(values, "  "))
}

// aside is the checklist, and in a large window a word about what may be typed.
func (s Documents) aside(f Frame, width int) []string {
	if width == 0 {
		return nil
	}
	lines := append([]string{""}, Sidebar(f, width)...)
	hint := "Names, former names, local spellings and codes of two or three letters all match."
	if !s.onCountry {
		hint = "What people call it matches too: " + s.names(f) + "."
	}
	if more := Wrap(hint, width); len(lines)+1+len(more) <= f.Height {
		lines = append(append(lines, ""), Styled(f.Theme.Faint, more)...)
	}
	if text := s.country.Value(); s.onCountry && text != "" && len(s.lands) > listMax {
		lines = append(lines, "", f.Theme.Faint.Render(fmt.Sprintf("%d fit.", len(s.lands))))
	}
	return lines
}
