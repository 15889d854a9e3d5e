package intake

// WarningCode names something that the person should look at before sending.
type WarningCode string

// The warnings. None of them blocks.
const (
	NotSharp      WarningCode = "not-sharp"       // Have is the sharpness, Limit the least that is usual
	TooDark       WarningCode = "too-dark"        // Have is the brightness, Limit the least
	TooBright     WarningCode = "too-bright"      // Have is the brightness, Limit the most
	SmallPicture  WarningCode = "small-picture"   // Have is the longer side in pixels
	AlmostGrey    WarningCode = "almost-grey"     // hardly any colour
	BlackAndWhite WarningCode = "black-and-white" // hardly anything between black and white
	ScreenSized   WarningCode = "screen-sized"    // a PNG as large as a screen and without EXIF
	PDFForSelfie  WarningCode = "pdf-for-selfie"  // a selfie is a photo
	NameLies      WarningCode = "name-lies"       // the ending of the name claims another type
	SideWays      WarningCode = "sideways"        // EXIF says it has to be turned; Have is the orientation
	Animated      WarningCode = "animated"        // a PNG with moving pictures
	Undecodable   WarningCode = "undecodable"     // the pixels could not be read here
)

// Warning is one thing to look at, with the numbers behind it where it has any.
type Warning struct {
	Code  WarningCode
	Have  float64
	Limit float64
}

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
