// Package applicantid reads an applicant's ID out of what a person typed, pasted or
// gave to a command. It is the only reader of IDs; the wizard and every command use
// it.
//
// It promises that an ID is never cut out of a longer thing: every digit of the text
// is part of the ID that it returns, or the text is refused with what stands in the
// way. Digits elsewhere in a link are the one exception, because a link's own signs
// say where its parts end.
//
// It refuses to guess which of two IDs was meant, and to join what may be two numbers.
package applicantid

import (
	"slices"
	"strings"
	"unicode"

	"dossier/flows"
	"dossier/flows/foreign"
)

// Outcome says what became of a text.
type Outcome int

// The outcomes. The first three after Blank are the only ones with an ID.
const (
	Blank      Outcome = iota // nothing but blanks
	Whole                     // the text is the ID
	Embedded                  // a link or other words stand around the ID
	Joined                    // blanks, line ends or invisible signs stood inside the ID
	Several                   // more than one ID; Found has their short forms
	MoreDigits                // more digits than one ID has; Found has all of them
	Divided                   // signs that are never joined stand inside; Found has the parts
	LongerText                // the digits are a part of something longer; Found has it
	CutOff                    // an ellipsis says that digits are missing; Found has what is left
	TooLong                   // the shape of an ID with more than 128 characters
	OneSided                  // no digits on one side of the x
	ManyX                     // more than one x
	NoX                       // digits only, as in a search
	NoID                      // no digits, or a link without an ID
)

// Reading is what was read out of a text.
type Reading struct {
	// ID has the shape of an applicant ID, see [flows.ValidApplicant]; empty when the
	// text was refused.
	ID      string
	Outcome Outcome
	// Found is what explains a refusal, as it came.
	Found []foreign.Text
	// Sign is the first sign between the parts of a divided text.
	Sign rune
}

// The shape of the IDs in the manual's samples: milliseconds since 1970, an x, and up
// to 18 digits. Only a text of that shape is joined over blanks; a longer one may be
// an ID with a number beside it.
const (
	clockDigits  = 13
	randomDigits = 18
)

// minEmbedded is the shortest ID, in characters, that is looked for among other words;
// anything shorter may be a size in pixels.
const minEmbedded = 12

// maxFound is how many parts a refusal holds.
const maxFound = 6

// Read reads the applicant ID that text is or holds.
func Read(text string) Reading {
	clean := removeInvisible(text)
	if id := strings.TrimSpace(clean); flows.ValidApplicant(id) {
		return Reading{ID: id, Outcome: outcomeOf(Whole, id, text)}
	}
	return splitText(clean).read(text)
}

// removeInvisible drops the signs that nobody sees: zero widths, soft hyphens, byte
// order marks, direction marks, variation selectors.
func removeInvisible(text string) string {
	return strings.Map(func(r rune) rune {
		if foreign.IsInvisible(r) {
			return -1
		}
		return r
	}, text)
}

// isBlank reports whether r is a blank or a line end. A tab is neither: it divides the
// cells of a table.
func isBlank(r rune) bool { return r != '\t' && unicode.IsSpace(r) }

// outcomeOf is o, or Joined when id does not stand in the text as it came.
func outcomeOf(o Outcome, id, text string) Outcome {
	if !strings.Contains(text, id) {
		return Joined
	}
	return o
}

// read decides what the parts of a text are.
func (c contents) read(text string) Reading {
	switch ids := c.wholeIDs(); {
	case len(c.parts) == 0:
		return c.refuseWithoutDigits()
	case len(ids) > 1:
		return Reading{Outcome: Several, Found: untrustedList(shortForms(ids))}
	case c.strange != "":
		return c.refuseStrange()
	case len(ids) == 1 && c.allPartsAre(ids[0]):
		return Reading{ID: ids[0], Outcome: outcomeOf(Embedded, ids[0], text)}
	case len(c.parts) == 1:
		return Reading{Outcome: wrongShape(c.parts[0].text), Found: untrustedList([]string{c.parts[0].text})}
	}
	if id, ok := c.join(); ok {
		return Reading{ID: id, Outcome: Joined}
	}
	return c.refuseParts()
}

// wholeIDs are the different parts that are IDs by themselves, at most maxFound.
func (c contents) wholeIDs() []string {
	var ids []string
	for _, p := range c.parts {
		if len(ids) < maxFound && len(p.text) >= minEmbedded && flows.ValidApplicant(p.text) && !slices.Contains(ids, p.text) {
			ids = append(ids, p.text)
		}
	}
	return ids
}

func shortForms(ids []string) []string {
	short := make([]string, len(ids))
	for i, id := range ids {
		short[i] = flows.ShortApplicant(id)
	}
	return short
}

func (c contents) allPartsAre(id string) bool {
	return !slices.ContainsFunc(c.parts, func(p part) bool { return p.text != id })
}

// IsUsualShape reports whether an ID has the shape of the manual's samples.
func IsUsualShape(id string) bool {
	clock, random, _ := strings.Cut(id, "x")
	return flows.ValidApplicant(id) && len(clock) == clockDigits && len(random) <= randomDigits
}

// HasUsualLength reports whether an ID has the shape of the manual's samples and the
// length of nearly all IDs: a random number below 10^18 has 17 or 18 digits in 99 of 100
// cases.
func HasUsualLength(id string) bool {
	_, random, _ := strings.Cut(id, "x")
	return IsUsualShape(id) && len(random) >= randomDigits-1
}

// join puts the parts together when nothing but blanks stands between them, nothing
// follows, and the whole has the shape of the samples.
func (c contents) join() (id string, ok bool) {
	var whole strings.Builder
	for i, p := range c.parts {
		if i > 0 && p.sign != 0 {
			return "", false
		}
		whole.WriteString(p.text)
	}
	id = whole.String()
	return id, IsUsualShape(id) && !c.wordFollows
}

func (c contents) refuseWithoutDigits() Reading {
	switch {
	case c.strange != "":
		return c.refuseStrange()
	case c.words:
		return Reading{Outcome: NoID}
	}
	return Reading{Outcome: Blank}
}

func (c contents) refuseStrange() Reading {
	r := Reading{Outcome: LongerText, Found: untrustedList([]string{c.strange})}
	if isCutOff(c.strange) {
		r.Outcome = CutOff
	}
	return r
}

func (c contents) refuseParts() Reading {
	var texts []string
	r := Reading{Outcome: MoreDigits}
	for i, p := range c.parts {
		texts = append(texts, p.text)
		if i > 0 && p.sign != 0 && r.Sign == 0 {
			r.Outcome, r.Sign = Divided, p.sign
		}
	}
	r.Found = untrustedList(texts)
	return r
}

// wrongShape says what a text of digits and x lacks.
func wrongShape(text string) Outcome {
	before, after, hasX := strings.Cut(text, "x")
	switch {
	case !hasX:
		return NoX
	case strings.Contains(after, "x"):
		return ManyX
	case before == "" || after == "":
		return OneSided
	case len(text) < minEmbedded:
		return NoID
	}
	return TooLong
}

func untrustedList(texts []string) []foreign.Text {
	var list []foreign.Text
	for _, t := range texts[:min(len(texts), maxFound)] {
		list = append(list, foreign.Untrusted(t))
	}
	return list
}
