package applicantid

import (
	"strings"
	"unicode"
)

// part is a run of digits and x that nothing else touches.
type part struct {
	text string
	// sign is what stands between this part and the one before, besides blanks: a
	// letter, a comma, a tab; 0 for none.
	sign rune
}

// contents is a text taken apart.
type contents struct {
	parts       []part
	strange     string // the first run with digits that is more than digits and x
	words       bool   // there are words without digits
	wordFollows bool   // a word stands after the last part
	sign        rune   // the first sign since the last part
}

// separators divide the text as blanks do, but are never joined over.
const separators = "\t,;|()[]{}<>\"'`“”„«»‹›‘’"

// edges may touch a run of digits without being a part of it.
const edges = ".:!?*#/"

// splitText takes a text apart that has no invisible signs.
func splitText(text string) contents {
	var c contents
	from := 0
	for i, r := range text {
		divides := strings.ContainsRune(separators, r)
		if !divides && !isBlank(r) {
			continue
		}
		c.addRun(text[from:i])
		if divides {
			c.noteSign(r)
		}
		from = i + len(string(r))
	}
	c.addRun(text[from:])
	return c
}

// addRun sorts one run without blanks and separators.
func (c *contents) addRun(run string) {
	switch {
	case run == "":
	case isLink(run):
		c.addLink(run)
	default:
		c.addPlainRun(run)
	}
}

func (c *contents) addPlainRun(run string) {
	text := withoutLabel(run)
	inner := strings.Trim(text, edges)
	switch {
	case isCutOff(run) && hasDigit(run):
		c.addStrange(run)
	case isPart(inner):
		before, after, _ := strings.Cut(run, inner)
		c.noteSigns(before)
		c.addPart(inner)
		c.noteSigns(after)
	case hasDigit(run):
		c.addStrange(run)
	default:
		c.addWord(run)
	}
}

func (c *contents) addPart(text string) {
	c.parts = append(c.parts, part{text: text, sign: c.sign})
	c.sign, c.wordFollows = 0, false
}

func (c *contents) addStrange(run string) {
	if c.strange == "" {
		c.strange = run
	}
	c.noteSigns(run)
}

// addWord takes a run without digits. A run of signs only is no word.
func (c *contents) addWord(run string) {
	c.noteSigns(run)
	c.words = true
	c.wordFollows = c.wordFollows || strings.ContainsFunc(run, unicode.IsLetter)
}

func (c *contents) noteSigns(text string) {
	for _, r := range text {
		c.noteSign(r)
	}
}

func (c *contents) noteSign(r rune) {
	if c.sign == 0 {
		c.sign = r
	}
}

// withoutLabel is the run after its label: "1699x4" of "applicant=1699x4".
func withoutLabel(run string) string {
	at := strings.LastIndexAny(run, ":=#")
	if at < 0 || hasDigit(run[:at]) {
		return run
	}
	return run[at+1:]
}

// isPart reports whether text is made of digits and x only. A lone x is a part too: it
// may be an ID's, with blanks around it.
func isPart(text string) bool { return text != "" && strings.Trim(text, "0123456789x") == "" }

func hasDigit(text string) bool { return strings.ContainsFunc(text, unicode.IsNumber) }

// isCutOff reports whether a program that had too little room shortened the run.
func isCutOff(run string) bool { return strings.Contains(run, "…") || strings.Contains(run, "..") }
