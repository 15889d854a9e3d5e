package intake

import (
	"dossier/assets"
	"dossier/flows"
	"dossier/flows/intake/ocrb"
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

	// What the machine-readable zone of a document says against what was chosen.
	ZoneExpired        WarningCode = "zone-expired"
	ZoneOfOtherCountry WarningCode = "zone-other-country"
	ZoneOfOtherKind    WarningCode = "zone-other-kind" // a passport's zone on an identity card, or the other way round
	ZoneOfOtherSide    WarningCode = "zone-other-side" // a card's zone, which is on its back, on a front
)

var protectionWarnings = map[pdf.Protection]WarningCode{
	pdf.OnlyEncrypted:     OnlyEncrypted,
	pdf.ForbidsChanges:    ForbidsChanges,
	pdf.ForbidsPrinting:   ForbidsPrinting,
	pdf.UnknownProtection: UnknownProtection,
}

// Warning is one thing to look at.
type Warning struct {
	Code WarningCode
	zone ocrb.Reading // of a warning about it; never shown and never stored
}

// CountsFor reports whether it is a warning for a file of that purpose: a selfie is a
// picture, and a bill has no need of colours.
func (w Warning) CountsFor(p Purpose) bool {
	switch w.Code {
	case PDFForSelfie:
		return p.Type == flows.Selfie
	case BlackAndWhite, AlmostGrey:
		return p.Type != flows.UtilityBill
	case ZoneExpired, ZoneOfOtherCountry, ZoneOfOtherKind, ZoneOfOtherSide:
		return w.contradicts(p)
	}
	return true
}

// Text returns a few words for a list of warnings, such as "not sharp".
func (w Warning) Text() string { return assets.FileWarningWords(string(w.Code)).Short }

// Sentence says what was found and what to do.
func (w Warning) Sentence() string { return assets.FileWarningWords(string(w.Code)).Long }
