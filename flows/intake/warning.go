package intake

// WarningCode names something that the person should look at before sending.
type WarningCode string

// The warnings. None of them blocks.
const (
	NotSharp      WarningCode = "not-sharp"
	TooDark       WarningCode = "too-dark"
	TooBright     WarningCode = "too-bright"
	SmallPicture  WarningCode = "small-picture"
	AlmostGrey    WarningCode = "almost-grey"     // hardly any colour
	BlackAndWhite WarningCode = "black-and-white" // hardly anything between black and white
	ScreenSized   WarningCode = "screen-sized"    // a PNG as large as a screen and without EXIF
	PDFForSelfie  WarningCode = "pdf-for-selfie"  // a selfie is a photo
	NameLies      WarningCode = "name-lies"       // the ending of the name claims another type
	SideWays      WarningCode = "sideways"        // EXIF says it has to be turned
	Animated      WarningCode = "animated"        // a PNG with moving pictures
	Undecodable   WarningCode = "undecodable"     // the pixels could not be read here
)

// Warning is one thing to look at.
type Warning struct{ Code WarningCode }

// Text returns a few words for a list of remarks, such as "not sharp".
func (w Warning) Text() string { return warningTexts[w.Code] }

var warningTexts = map[WarningCode]string{
	NotSharp:      "not sharp",
	TooDark:       "dark",
	TooBright:     "too bright",
	SmallPicture:  "small picture",
	AlmostGrey:    "almost no colour",
	BlackAndWhite: "black and white",
	ScreenSized:   "may be a screenshot",
	PDFForSelfie:  "a PDF where a photo is expected",
	NameLies:      "the name claims another type",
	SideWays:      "stored turned",
	Animated:      "a moving picture",
	Undecodable:   "could not be looked at, perhaps damaged",
}
