package intake

import (
	"dossier/assets"
	"dossier/flows/intake/pdf"
)

// WarningCode names something that the operator should look at before sending.
type WarningCode string

// The warnings. None of them blocks. The words for each are in the table of
// [assets.FileWarningWords].
const (
	NotSharp          WarningCode = "not-sharp"
	TooDark           WarningCode = "too-dark"
	TooBright         WarningCode = "too-bright"
	SmallPicture      WarningCode = "small-picture"
	AlmostGrey        WarningCode = "almost-grey"        // hardly any colour
	BlackAndWhite     WarningCode = "black-and-white"    // hardly anything between black and white
	ScreenSized       WarningCode = "screen-sized"       // a PNG as large as a screen and without EXIF
	PDFForSelfie      WarningCode = "pdf-for-selfie"     // a selfie is a picture
	NameMisleads      WarningCode = "name-lies"          // the ending of the name claims another type
	SideWays          WarningCode = "sideways"           // EXIF says it has to be turned
	Animated          WarningCode = "animated"           // a PNG with moving pictures
	NoEndMark         WarningCode = "no-end-mark"        // the end marker of the format is missing
	OnlyEncrypted     WarningCode = "only-encrypted"     // a PDF that opens without a password
	ForbidsChanges    WarningCode = "forbids-changes"    // the same, with changing or copying restricted
	ForbidsPrinting   WarningCode = "forbids-printing"   // the same, with printing forbidden
	UnknownProtection WarningCode = "unknown-protection" // a PDF encrypted in a way that is not understood here
	Undecodable       WarningCode = "undecodable"        // the decoder here does not understand the pixels
	NotDrawn          WarningCode = "not-drawn"          // to decode the pixels would take too much memory or time
)

var protectionWarnings = map[pdf.Protection]WarningCode{
	pdf.OnlyEncrypted:     OnlyEncrypted,
	pdf.ForbidsChanges:    ForbidsChanges,
	pdf.ForbidsPrinting:   ForbidsPrinting,
	pdf.UnknownProtection: UnknownProtection,
}

// Warning is one thing to look at.
type Warning struct{ Code WarningCode }

// CountsFor reports whether it is a warning for a file of that purpose: a selfie is a
// picture, and a bill has no need of colours.
func (w Warning) CountsFor(p Purpose) bool {
	switch w.Code {
	case PDFForSelfie:
		return p.Selfie
	case BlackAndWhite, AlmostGrey:
		return !p.Bill
	}
	return true
}

// Text returns a few words for a list of warnings, such as "not sharp".
func (w Warning) Text() string { return assets.FileWarningWords(string(w.Code)).Short }

// Sentence says what was found and what to do.
func (w Warning) Sentence() string { return assets.FileWarningWords(string(w.Code)).Long }
