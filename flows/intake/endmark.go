package intake

import (
	"io"

	"dossier/flows/intake/pdf"
	"dossier/flows/intake/picture"
)

// HasEndMark reports whether a file of size bytes ends as its type says: the EOI of a
// JPEG, the IEND of a PNG, the %%EOF of a PDF. A transfer that was cut short has none, even
// where its protocol knew no size. What is damaged in another way, or of a type without
// such a mark, counts as complete: opening it says what is wrong.
func HasEndMark(r io.ReaderAt, size int64) bool {
	section := io.NewSectionReader(r, 0, size)
	head := make([]byte, min(sniffLen, size))
	defer clear(head)
	n, _ := section.ReadAt(head, 0)
	switch sniffContent(head[:n]) {
	case ContentJPEG:
		return endsPicture(picture.WalkJPEG(section))
	case ContentPNG:
		return endsPicture(picture.WalkPNG(section))
	case ContentPDF:
		return pdf.HasEndMark(section)
	}
	return true
}

// HasEndMarkAt is HasEndMark of the file at a path. One that cannot be opened has none.
func HasEndMarkAt(path string) bool {
	file, info, err := openFile(path)
	if err != nil {
		return false
	}
	defer func() { _ = file.Close() }()
	return HasEndMark(file, info.Size())
}

func endsPicture(found picture.Layout, fault picture.Fault) bool {
	switch fault {
	case picture.Sound:
		return found.HasEndMark
	case picture.Cut:
		return false
	}
	return true
}
