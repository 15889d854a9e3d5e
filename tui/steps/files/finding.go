package files

import (
	"cmp"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// rowFinding is what a row says of its file: before the look its kind alone, after it the
// worst that was found, never what is hoped.
func (s Screen) rowFinding(f steps.Frame, r steps.FileRow) steps.Finding {
	e, ok := s.deps.ExaminedFiles.Find(r)
	switch {
	case !ok && r.Finding.Word == "" && s.isForOther(f, r):
		return otherTarget(r)
	case !ok && r.Finding.Word == "" && s.isUnassigned(r):
		return sideUnknown
	case !ok:
		return r.Finding
	}
	if use := previousUse(f.Journey, s.place.Slot, e); use.Word != "" {
		return use
	}
	worst := worstFinding(e.ForSlot(s.want(f)))
	switch {
	case worst.Level == steps.LookedAt && s.isForOther(f, r):
		return otherTarget(r)
	case worst.Level == steps.LookedAt && s.isUnassigned(r):
		return sideUnknown
	}
	return worst
}

// worstFinding is the worst that a look found; with nothing against the file it is what was
// seen, which is no promise: the picture of a wrong side is sharp, too.
func worstFinding(e steps.FileReport) steps.Finding {
	switch {
	case e.Fault != "":
		return steps.Finding{Word: e.FaultWord, Level: steps.CannotSend}
	case len(e.Warnings) == 0:
		return steps.Finding{Word: cmp.Or(addToKind(e.Kind, strings.Join(e.GoodPoints[:min(len(e.GoodPoints), 1)], "")), e.Kind), Level: steps.LookedAt}
	}
	word := assets.FileListWord(worstWarning(e.Warnings).Code)
	return steps.Finding{Word: cmp.Or(addToKind(e.Kind, word), word), Level: steps.LookAtIt}
}

// addToKind is the kind of a file and what was found; "" where the column has no room for
// both.
func addToKind(kind, found string) string {
	if both := kind + ", " + found; found != "" && len(both) <= maxFindingWidth {
		return both
	}
	return ""
}

// minorWarnings are about the file and not about what can be seen on the picture, the
// least first.
var minorWarnings = []string{"sideways", "name-lies", "animated", "no-end-mark"}

// worstWarning is the first warning about what can be seen, else the worst of the others.
func worstWarning(list []steps.Caution) steps.Caution {
	return slices.MaxFunc(list, func(a, b steps.Caution) int { return warningRank(a) - warningRank(b) })
}

func warningRank(w steps.Caution) int {
	if at := slices.Index(minorWarnings, w.Code); at >= 0 {
		return at
	}
	return len(minorWarnings)
}

// previousUse is how a picture was used before, as it matters for a slot; the zero Finding
// when it was not.
func previousUse(j flows.Journey, slot flows.Slot, e steps.FileReport) steps.Finding {
	if e.SHA256 == (flows.SHA256{}) {
		return steps.Finding{}
	}
	if e.OtherApplicant {
		return steps.Finding{Word: "other applicant", Level: steps.CannotSend}
	}
	list := j.Objections(slot, e.SHA256)
	if len(list) == 0 {
		return steps.Finding{}
	}
	at, ok := j.Line(list[0].Slot)
	switch code := list[0].Code; {
	case code == flows.CodeDeclined:
		return steps.Finding{Word: "refused", Level: steps.CannotSend}
	case code == flows.CodeRejected:
		return steps.Finding{Word: "rejected", Level: steps.CannotSend}
	case ok && at.HasFile && at.Picture.SHA256 == e.SHA256:
		return steps.Finding{Word: "used: " + steps.ShortTitle(at), Level: steps.WasUsed}
	}
	return steps.Finding{Word: assets.ObjectionWord(flows.CodeSentBefore), Level: steps.LookAtIt}
}

// maxFindingWidth is the width of the words of a finding in cells, findingWidth that of the
// column, with the sign.
const (
	maxFindingWidth = 15 // "other applicant"
	findingWidth    = maxFindingWidth + 2
)

// renderFinding is sign and words in their colour, as wide as the column.
func renderFinding(f steps.Frame, found steps.Finding) string {
	t := f.Theme
	look := map[steps.FindingLevel]struct {
		sign  string
		style lipgloss.Style
	}{
		steps.NotLookedAt: {" ", t.Faint}, steps.WasUsed: {" ", t.Faint}, steps.LookedAt: {" ", t.Text},
		steps.LookAtIt: {"!", t.Warn}, steps.CannotSend: {"✗", t.Bad},
	}[found.Level]
	return look.style.Render(steps.FitWidth(look.sign+" "+found.Word, findingWidth))
}

// putUsedLast lists the files that were used for another side after the others: the next
// picture is seldom one of them.
func (s Screen) putUsedLast(f steps.Frame, rows []steps.FileRow) []steps.FileRow {
	used := func(r steps.FileRow) bool { return !r.Folder && s.rowFinding(f, r).Level == steps.WasUsed }
	if !slices.ContainsFunc(rows, used) {
		return rows
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b steps.FileRow) int { return listRank(a, used(a)) - listRank(b, used(b)) })
	return rows
}

// listRank puts used files between the other files and the folders.
func listRank(r steps.FileRow, used bool) int {
	switch {
	case r.Folder:
		return 2
	case used:
		return 1
	}
	return 0
}
