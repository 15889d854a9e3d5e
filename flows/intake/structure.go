package intake

import (
	"image"
	"io"

	"dossier/flows/intake/pdf"
	"dossier/flows/intake/picture"
)

// checkStructure looks at the beginning and the end, for each type in its own way.
func (f *File) checkStructure(lim Limits) *Problem {
	if f.facts.media == PDF {
		return f.checkPDF()
	}
	return f.checkPicture(lim)
}

// checkPicture walks over a picture without reading its pixels, and holds the size in
// its header against the limits.
func (f *File) checkPicture(lim Limits) *Problem {
	walk := picture.WalkJPEG
	if f.facts.media == PNG {
		walk = picture.WalkPNG
	}
	found, fault := walk(f.bytes)
	f.facts.layout = found
	f.facts.lacksEndMark = fault == picture.Sound && !found.HasEndMark
	f.facts.width, f.facts.height = found.Width, found.Height
	if found.Width > 0 && found.Height > 0 {
		if p := lim.checkPixels(found.Width, found.Height); p != nil {
			return p
		}
	}
	if fault != picture.Sound {
		return &Problem{Code: pictureProblems[fault]}
	}
	return nil
}

var pictureProblems = map[picture.Fault]ProblemCode{
	picture.Cut:           Truncated,
	picture.DamagedHeader: BadHeader,
	picture.NoSize:        NoSize,
	picture.NoPixels:      NoPixels,
}

// checkPDF makes sure that the end of the file is there, that it opens without a
// password, and that it has a page. What it holds is not looked at.
func (f *File) checkPDF() *Problem {
	found := pdf.Inspect(f.bytes)
	f.facts.lacksEndMark, f.facts.protection = found.LacksEndMark, found.Protection
	switch {
	case found.IsCut:
		return &Problem{Code: Truncated}
	case found.Protection == pdf.NeedsPassword:
		return &Problem{Code: Encrypted}
	case found.Protection == pdf.OtherSecurity:
		return &Problem{Code: OtherSecurity}
	case found.HasNoPages:
		return &Problem{Code: NoPages}
	}
	return nil
}

// decodePixels decodes the whole picture. The caller has checked the header's claim.
func (f *File) decodePixels(wrap func(io.Reader) io.Reader) (image.Image, error) {
	return f.facts.layout.Decode(f.bytes, wrap)
}
