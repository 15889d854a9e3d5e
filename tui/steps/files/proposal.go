package files

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"dossier/flows"
	"dossier/tui/steps"
)

// unassigned is the file of a slot that gets none.
const unassigned = -1

// proposeFiles proposes a file for each slot by name and shape, in the order in which the
// files were given where these say nothing. The result has the index of a file or
// unassigned for each slot. A file that cannot be sent is proposed for none, and no slot
// gets a kind that it does not take.
func proposeFiles(lines []flows.SlotLine, files []steps.FileReport) []int {
	out := slices.Repeat([]int{unassigned}, len(lines))
	used := make([]bool, len(files))
	for range lines {
		slot, file, best := unassigned, unassigned, -1
		for i, l := range lines {
			for k, e := range files {
				if out[i] != unassigned || used[k] || !takesFile(l, e) {
					continue
				}
				if score := matchScore(l, e); score > best {
					slot, file, best = i, k, score
				}
			}
		}
		if slot == unassigned {
			break
		}
		out[slot], used[file] = file, true
	}
	return out
}

// takesFile reports whether a slot takes this kind of file: a selfie is a picture.
func takesFile(l flows.SlotLine, e steps.FileReport) bool {
	return e.Fault == "" && (l.Document.Type != flows.Selfie || e.Pixels.Width > 0)
}

// Scores: a name says more than a shape, and a name that says another slot speaks against.
const (
	scoreName  = 8
	scoreShape = 2
	scoreFar   = 64 // keeps scores positive
)

func matchScore(l flows.SlotLine, e steps.FileReport) int {
	score := scoreFar + nameScore(roleOf(l), e.Name.String())*scoreName
	if hasShape(roleOf(l), e) {
		score += scoreShape
	}
	return score
}

// nameScore is 1 for a name with a word of this role, less 1 for each other role that it
// names.
func nameScore(own role, name string) int {
	score, words := 0, nameWords(name)
	for r, list := range slotWords {
		if !slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) }) {
			continue
		}
		if r == own {
			score++
		} else {
			score--
		}
	}
	return score
}

// role is what a slot shows.
type role int

const (
	roleFront role = iota
	roleBack
	roleSelfie
	roleBill
)

func roleOf(l flows.SlotLine) role {
	switch {
	case l.Document.Type == flows.Selfie:
		return roleSelfie
	case l.Document.Type == flows.UtilityBill:
		return roleBill
	case l.Slot.Side == flows.Back:
		return roleBack
	}
	return roleFront
}

// slotWords are words of file names, in the languages of those who scan.
var slotWords = map[role][]string{
	roleFront:  {"front", "recto", "vorne", "vorderseite", "vorder", "anverso", "avant", "passport", "reisepass", "pass"},
	roleBack:   {"back", "rear", "verso", "hinten", "rückseite", "rueckseite", "rück", "rueck", "reverso", "arriere", "reverse"},
	roleSelfie: {"selfie", "portrait", "face", "gesicht", "headshot"},
	roleBill:   {"bill", "utility", "statement", "invoice", "rechnung", "kontoauszug", "facture", "address", "adresse"},
}

// nameWords are the words of a file name in lower case, each accent in one sign: macOS
// writes two (Unicode UAX 15).
func nameWords(name string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFC.String(name)), func(r rune) bool { return !unicode.IsLetter(r) })
}

// hasShape reports whether a file has the usual shape of a role: cards are wide, faces
// tall, bills are PDFs.
func hasShape(r role, e steps.FileReport) bool {
	wide := e.Pixels.Width > e.Pixels.Height
	switch r {
	case roleSelfie:
		return !wide
	case roleBill:
		return e.Pixels.Width == 0
	}
	return wide
}
