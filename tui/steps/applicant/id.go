package applicant

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/applicantid"
	"dossier/flows/foreign"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// maxShownPart is how much of a refused part is shown, in runes.
const maxShownPart = 40

// pastedText is how the latest paste was read. It counts as long as the field holds
// what that paste left in it: the field shows signs spelled out, so that its own text
// reads differently.
type pastedText struct {
	value   string // of the field, after the paste
	reading applicantid.Reading
}

// reading is how the text in the field reads as an applicant ID.
func (sc Screen) reading() applicantid.Reading {
	if sc.pasted.value != "" && sc.pasted.value == sc.idField.Value() {
		return sc.pasted.reading
	}
	return applicantid.Read(sc.idField.Value())
}

// pasteApplicantID puts a pasted text into the field. A whole ID replaces what was
// typed before it; anything else is added to it, to be read together.
func (sc Screen) pasteApplicantID(msg tea.PasteMsg) Screen {
	r := applicantid.Read(msg.Content)
	empty := strings.TrimSpace(sc.idField.Value()) == ""
	if r.ID != "" && (empty || applicantid.IsUsualShape(r.ID)) {
		sc.idField = sc.idField.With(r.ID)
	} else {
		sc.idField, _ = sc.idField.Update(msg)
	}
	sc.pasted = pastedText{}
	if r.Outcome == applicantid.Joined || r.ID == "" && empty {
		sc.pasted = pastedText{sc.idField.Value(), r}
	}
	return sc
}

// searchText is what the start list is searched for: the ID, or what was typed, which
// may be the short form of an ID.
func (sc Screen) searchText() string {
	if id := sc.reading().ID; id != "" {
		return id
	}
	return strings.Trim(sc.idField.Value(), "… ")
}

// idHintLines are the lines under the field.
func (sc Screen) idHintLines(f steps.Frame, width int) []string {
	t := f.Theme
	r := sc.reading()
	hits := len(sc.matchingDossiers(f))
	switch {
	case r.Outcome == applicantid.Blank:
		return []string{""}
	case r.ID != "" && !sc.isExpectedID(f, r.ID):
		return signedLines(f, t.Warn.Render("!"), assets.UnusualApplicantID(r.ID), width)
	case r.ID != "":
		return signedLines(f, t.OK.Render("✓"), assets.ApplicantIDText(r), width)
	case hits > 0:
		return []string{"   " + t.Faint.Render("○ "+assets.CountText(hits, "dossier", "dossiers")+" with these characters")}
	}
	return signedLines(f, t.Warn.Render("!"), assets.ApplicantIDProblem(r, showFound), width)
}

// signedLines are the lines of a text, the first one after its sign.
func signedLines(f steps.Frame, sign, text string, width int) []string {
	lines := f.WrapText(text, width-6)
	for i, l := range lines {
		lines[i] = "   " + sign + " " + l
		sign = " "
	}
	return lines
}

func showFound(f foreign.Text) string { return safe.Line(f, maxShownPart).String() }

// isExpectedID reports whether an ID can be opened at once: it has the usual length, or
// its dossier is known here. A terminal that types a paste in pieces may have sent Enter
// after a part of it.
func (sc Screen) isExpectedID(f steps.Frame, id string) bool {
	isKnown := func(d flows.Summary) bool { return d.Key.Applicant == id }
	return applicantid.HasUsualLength(id) || slices.ContainsFunc(f.Dossiers, isKnown)
}
