package picture

import (
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
)

// The end of a picture, for a decoder that needs one where the file has none.
const (
	jpegEnd = "\xff\xd9"                       // ITU-T T.81, B.1.1.3
	pngEnd  = "\x00\x00\x00\x00IEND\xaeB`\x82" // PNG, 11.2.5
)

// Decode decodes the whole picture out of the file that was walked over. The decoder
// reads through wrap. The caller has held the size against its limits.
//
// It calls the two decoders by name: image.Decode would also use whatever any other
// package registered.
func (l Layout) Decode(r io.ReaderAt, wrap func(io.Reader) io.Reader) (image.Image, error) {
	if l.isPNG {
		return png.Decode(wrap(l.readParts(r, pngEnd)))
	}
	return jpeg.Decode(wrap(l.readParts(r, jpegEnd)))
}

// readParts reads the parts for a decoder, and then the end mark if the file has none.
func (l Layout) readParts(r io.ReaderAt, end string) io.Reader {
	var readers []io.Reader
	for _, part := range l.parts {
		readers = append(readers, io.NewSectionReader(r, part.at, part.length))
	}
	if !l.HasEndMark {
		readers = append(readers, strings.NewReader(end))
	}
	return io.MultiReader(readers...)
}

// ShowsMissingPixels reports whether an error of Decode proves that pixels are missing:
// the decoder knows this kind of picture, found it incomplete, and the file has no end
// mark. Any other error may be a feature that the decoder lacks or gets wrong, or one of the
// disk.
func (l Layout) ShowsMissingPixels(err error) bool {
	_, inJPEG := errors.AsType[jpeg.FormatError](err)
	_, inPNG := errors.AsType[png.FormatError](err)
	endsEarly := errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF)
	return (inJPEG || inPNG || endsEarly) && l.IsOneScan && !l.HasEndMark
}
