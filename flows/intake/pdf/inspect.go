// Package pdf looks at a PDF without understanding it: is its end there, does it open
// without a password, what does its owner forbid, is there a page.
//
// It promises to end soon, in bounded memory, on any file. It refuses to unpack, draw
// or decrypt what the document holds; parsers that do are a risk of their own.
package pdf

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
)

// Mark begins a PDF. Readers look for it in the first 1,024 bytes, as mail programs
// and editors put something before it (ISO 32000-1, annex H, note 13).
const Mark = "%PDF-"

// Findings is what a look at a file found.
type Findings struct {
	IsCut        bool // its end is missing
	LacksEndMark bool // it is complete, or at least an earlier version of it
	HasNoPages   bool // that it has pages is not certain where this is false
	Protection   Protection
}

// Inspect looks at a file that begins like a PDF. It reads at most sixteen times its
// size and 4 MiB of what it unpacks; a read that fails finds nothing.
func Inspect(r *io.SectionReader) Findings {
	doc := newFile(r)
	hasMark, isCut := doc.checkEnd()
	if isCut {
		return Findings{IsCut: true}
	}
	found := Findings{LacksEndMark: !hasMark, Protection: doc.checkProtection()}
	found.HasNoPages = doc.hasNoPages(found.Protection != Unprotected)
	return found
}

// HasEndMark reports whether the end of the file is there with its mark.
func HasEndMark(r *io.SectionReader) bool {
	hasMark, isCut := newFile(r).checkEnd()
	return hasMark && !isCut
}

var (
	startXref        = regexp.MustCompile(`startxref\s+\d+\s`)
	linearisedLength = regexp.MustCompile(`/Linearized\b[^>]*?/L\s+(\d{1,15})`)
	objectHead       = regexp.MustCompile(`\d\s+\d+\s+obj\b`)
)

// checkEnd looks for the end mark, which anything may follow. A file is cut if nothing
// of its end is there, or if it is shorter than it says at its beginning: only files
// for the web say it. If an object follows the last mark, the end of a later version
// is missing.
func (d file) checkEnd() (hasMark, isCut bool) {
	if m := linearisedLength.FindSubmatch(d.window(0, 2<<10)); m != nil {
		if length, err := strconv.ParseInt(string(m[1]), 10, 64); err == nil && length > d.Size() {
			return false, true
		}
	}
	end := d.findLast("%%EOF", d.Size())
	if end < 0 {
		return false, !startXref.Match(append(d.window(d.Size()-1<<10, 1<<10), '\n'))
	}
	return !objectHead.Match(d.window(end, 64<<10)), false
}

// hasNoPages reports whether it is certain that the document has no page. If it is
// encrypted, what is in its object streams stays unknown.
func (d file) hasNoPages(isEncrypted bool) bool {
	if d.find(" obj") < 0 {
		return *d.budget >= 0
	}
	index := objects{file: d, noStreams: isEncrypted, budget: maxInflated}
	for at := d.Size(); ; {
		if at = d.findLast("/Root", at); at < 0 {
			return false
		}
		if root, ok := parseReference(d.window(at+int64(len("/Root")), 64)); ok {
			pages, _ := parseReference(index.findDict(root)["Pages"])
			kids, isThere := index.findDict(pages)["Kids"]
			return isThere && len(skipBlanks(bytes.Trim(kids, "[]"))) == 0
		}
	}
}
