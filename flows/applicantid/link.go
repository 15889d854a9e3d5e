package applicantid

import (
	"slices"
	"strings"
	"unicode"
)

// isLink reports whether a run is an address: a scheme, or a path after a name with a
// letter and a dot.
func isLink(run string) bool {
	if strings.Contains(run, "://") {
		return true
	}
	host, _, hasPath := strings.Cut(run, "/")
	return hasPath && strings.Contains(host, ".") && strings.ContainsFunc(host, unicode.IsLetter)
}

// linkSigns are the signs that divide a link (RFC 3986, section 2.2, as far as they
// stand around whole values).
const linkSigns = "/?&=#"

// addLink takes the IDs out of a link. A value that is more than digits and x is not
// looked into: an ID inside it would be cut out of it.
func (c *contents) addLink(link string) {
	before := len(c.parts)
	from := 0
	for from <= len(link) {
		end := len(link)
		if at := strings.IndexAny(link[from:], linkSigns); at >= 0 {
			end = from + at
		}
		c.addLinkValue(link, from, end)
		from = end + 1
	}
	if len(c.parts) == before {
		c.addWord(link)
	}
}

// addLinkValue looks at the value link[from:end].
func (c *contents) addLinkValue(link string, from, end int) {
	value := link[from:end]
	last := end == len(link)
	if last {
		value = strings.TrimRight(value, edges)
	}
	switch {
	case !isPart(value) && hasLongNumber(value):
		c.addStrange(value)
	case len(value) < minEmbedded || !isPart(value) || !strings.Contains(value, "x"):
	case touchesNumber(link, from, end):
		c.addStrange(link)
	default:
		c.noteSign('/')
		c.addPart(value)
		c.noteSigns(link[from+len(value):])
	}
}

// longNumber is how many digits in a row are more than a date or a version has.
const longNumber = 10

// hasLongNumber reports whether a value holds what may be a piece of an ID.
func hasLongNumber(value string) bool {
	isNoDigit := func(r rune) bool { return r < '0' || r > '9' }
	return slices.ContainsFunc(strings.FieldsFunc(value, isNoDigit), func(run string) bool { return len(run) >= longNumber })
}

// touchesNumber reports whether the next step of the path on either side is a number
// too: then the ID may go on there.
func touchesNumber(link string, from, end int) bool {
	before, hasBefore := strings.CutSuffix(link[:from], "/")
	after, hasAfter := strings.CutPrefix(link[end:], "/")
	before = before[strings.LastIndexAny(before, linkSigns)+1:]
	if at := strings.IndexAny(after, linkSigns); at >= 0 {
		after = after[:at]
	}
	return hasBefore && isPart(before) || hasAfter && isPart(after)
}
