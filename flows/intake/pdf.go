package intake

import (
	"io"
	"regexp"
	"strconv"
)

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
// be the dictionary in front of a compressed table, at the place that startxref
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
