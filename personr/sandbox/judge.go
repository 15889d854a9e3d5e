package sandbox

import (
	"bytes"
	"math"
	"path"
	"strings"
)

// The judge's thresholds. A drawn card with lines of text has a sharpness of several hundreds to
// thousands at this scale and a strongly blurred one stays below ten, so that a demonstration
// never depends on rounding.
const (
	// MinSharpness is the Laplacian variance below which nothing on a document is readable
	// (dataNotReadable). Selfies are not held to it: a smooth face is no blurred one.
	MinSharpness = 40
	// MinBrightness is the mean below which a document is hard to read (dataReadability).
	MinBrightness = 55
	// MinContrast is the standard deviation below which a document is hard to read
	// (dataReadability).
	MinContrast = 10
	// MinSelfieBrightness is the mean below which a selfie gets the warning badSelfie.
	MinSelfieBrightness = 75
	// MinSelfieContrast is the standard deviation below which there is nothing in the picture
	// that could be a face (selfieFaceBadQuality).
	MinSelfieContrast = 2
	// MaxPixels is the largest picture, in pixels, that is decoded; larger ones are dataNotReadable.
	MaxPixels = 64_000_000
	// MaxSameSide is the mean difference of brightness, over a 32 by 32 thumbnail, up to which
	// front and back count as the same picture (sameSides).
	MaxSameSide = 2.0

	measuredSide = 512
	thumbSide    = 32
)

// The remarks the judge gives. Personr documents no values; these are the published ones of the
// service whose answer has the same shape.
const (
	remarkNotReadable = "dataNotReadable"
	remarkReadability = "dataReadability"
	remarkBadFace     = "selfieFaceBadQuality"
	remarkBadSelfie   = "badSelfie"
	remarkSameSides   = "sameSides"
	remarkDoubleSided = "shouldBeDoubleSided"
	remarkDeclined    = "documentDeclinedBefore"
)

// JudgePicture looks at one picture by itself and returns what is wrong with it (errors: it is not
// used) and what an operator should look at (warnings: it is used all the same). What depends on
// earlier pictures (sameSides, shouldBeDoubleSided, documentDeclinedBefore) is left to the sandbox.
//
// A PDF is fine for UTILITY_BILL and a warning for anything else. A picture has the error
// dataNotReadable if its header is damaged, if its end is missing and the decoder misses pixels, or
// if it has more than MaxPixels. Any other that cannot be decoded is accepted unmeasured: viewers
// open kinds of JPEG that the decoder here lacks. The measures are nil where there are none.
func JudgePicture(docType string, content []byte) (errs, warnings []string, m *Measures) {
	if formatOfContent(content) == "pdf" {
		return nil, judgePDF(docType), nil
	}
	seen, err := Measure(content)
	switch {
	case err != nil && hasPlainStructure(content):
		return nil, nil, nil
	case err != nil:
		return []string{remarkNotReadable}, nil, nil
	}
	if docType == typeSelfie {
		errs, warnings = judgeSelfie(seen)
	} else {
		errs, warnings = judgeDocument(seen)
	}
	return errs, warnings, &seen
}

func judgePDF(docType string) []string {
	switch docType {
	case typeBill:
		return nil
	case typeSelfie:
		return []string{remarkBadSelfie}
	}
	return []string{remarkReadability}
}

func judgeSelfie(m Measures) (errs, warnings []string) {
	if m.Contrast < MinSelfieContrast {
		return []string{remarkBadFace}, nil
	}
	if m.Brightness < MinSelfieBrightness {
		return nil, []string{remarkBadSelfie}
	}
	return nil, nil
}

func judgeDocument(m Measures) (errs, warnings []string) {
	if m.Sharpness < MinSharpness {
		return []string{remarkNotReadable}, nil
	}
	if m.Brightness < MinBrightness || m.Contrast < MinContrast {
		return nil, []string{remarkReadability}
	}
	return nil, nil
}

// isSamePicture says whether two pictures show the same, as a copy or a new encoding of it would.
func (m *Measures) isSamePicture(o *Measures) bool {
	if m == nil || o == nil {
		return false
	}
	diff := 0.0
	for i := range m.thumb {
		diff += math.Abs(m.thumb[i] - o.thumb[i])
	}
	return diff/float64(len(m.thumb)) <= MaxSameSide
}

// maxBeforePDF is how much may stand before a PDF's header: Adobe's readers and those that follow
// them look for it that far in (PDF 1.7 reference, appendix H, note 13).
const maxBeforePDF = 1024

// formatOfContent names a file's type by its first bytes; empty: none of those the manual lists.
func formatOfContent(content []byte) string {
	switch {
	case bytes.HasPrefix(content, []byte("\xff\xd8\xff")):
		return "jpeg"
	case bytes.HasPrefix(content, []byte("\x89PNG\r\n\x1a\n")):
		return "png"
	case bytes.Contains(content[:min(len(content), maxBeforePDF+len("%PDF-"))], []byte("%PDF-")):
		return "pdf"
	}
	return ""
}

// formatOfName names a file's type by its ending; empty: not on the manual's list.
func formatOfName(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg":
		return "jpeg"
	case ".png":
		return "png"
	case ".pdf":
		return "pdf"
	}
	return ""
}
