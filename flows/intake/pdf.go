package intake

import (
	"bytes"
	"io"
	"regexp"
	"strconv"
)

// tailLen is how far from the end an end mark is looked for first, in bytes.
const tailLen = 2 << 10

// hasEndMark reports whether mark is near the end, or anywhere after from.
// The second look is for phones that append a film, a depth map or their own
// notes after a complete picture.
func hasEndMark(r *io.SectionReader, from int64, mark string) bool {
	tail := max(from, r.Size()-tailLen)
	return findMark(r, tail, r.Size(), mark) >= 0 || findMark(r, from, tail+int64(len(mark)), mark) >= 0
}

// findMark returns where mark first occurs in [from, to), or -1. A read that fails
// finds nothing.
func findMark(r *io.SectionReader, from, to int64, mark string) int64 {
	window := make([]byte, 64<<10)
	for at := from; at < min(to, r.Size()); at += int64(len(window) - len(mark) + 1) {
		n, _ := r.ReadAt(window[:min(int64(len(window)), to-at)], at)
		if i := bytes.Index(window[:n], []byte(mark)); i >= 0 {
			return at + int64(i)
		}
	}
	return -1
}

// encryptEntry is the entry of a PDF trailer that says that the document is
// protected (ISO 32000-1, 7.5.5). /EncryptMetadata is another entry.
var encryptEntry = regexp.MustCompile(`/Encrypt[\s\x00<]`)

var startXref = regexp.MustCompile(`startxref\s+(\d{1,12})\s`)

// checkPDF makes sure that the end of the file is there and that it is not
// protected. It looks at a few windows of text and parses nothing: parsers of
// PDF are a risk of their own. The number of pages stays unknown.
func checkPDF(r *io.SectionReader) *Problem {
	tail := readWindow(r, max(0, r.Size()-tailLen))
	if findMark(r, max(0, r.Size()-tailLen), r.Size(), "%%EOF") < 0 {
		return &Problem{Code: Truncated}
	}
	if encryptEntry.Match(tail) || encryptEntry.Match(readTrailer(r, tail)) {
		return &Problem{Code: Encrypted}
	}
	return nil
}

// readTrailer returns the text around the document's trailer. Since PDF 1.5 it may
// be the dictionary before a compressed table, at the place that startxref
// names; before, it follows a table of any length that begins there.
func readTrailer(r *io.SectionReader, tail []byte) []byte {
	matches := startXref.FindAllSubmatch(tail, -1)
	if len(matches) == 0 {
		return nil
	}
	start, err := strconv.ParseInt(string(matches[len(matches)-1][1]), 10, 64)
	if err != nil || start >= r.Size() {
		return nil
	}
	text := readWindow(r, start)
	if len(text) < 4 || string(text[:4]) != "xref" {
		return text
	}
	at := findMark(r, start, r.Size(), "trailer")
	if at < 0 {
		return text
	}
	return readWindow(r, at)
}

func readWindow(r *io.SectionReader, at int64) []byte {
	text := make([]byte, 2*tailLen)
	n, _ := r.ReadAt(text, at)
	return text[:n]
}
