package intake

import (
	"slices"
	"time"

	"dossier/flows"
)

// Purpose says what the file is for, as far as it changes the verdict. The zero
// value is a picture of any identity document.
type Purpose struct {
	Type    flows.DocType
	Country flows.Country // of issue; "" if it is not chosen
	Side    flows.Side
	HasBack bool      // the document has two sides
	Today   time.Time // for what expires; zero: not looked at
}

// Report is what is known about a file. Problems block the file;
// whether to send it in spite of a warning is the operator's decision.
type Report struct {
	Media         MediaType // "" if not accepted
	Bytes         int64
	SHA256        [32]byte // zero if the file is blocked
	Width, Height int      // pixels as stored, before any EXIF turn; 0 for a PDF
	Sharpness     float64  // variance of the Laplacian at a long side of 1,000 pixels; 0 if unknown
	Brightness    float64  // mean grey, 0 to 255; 0 if unknown
	Problems      []Problem
	Warnings      []Warning
	Modified      time.Time
	Preview       *Preview // upright; nil if there is none
}

// For is the report with only the warnings that count for a purpose.
func (r Report) For(p Purpose) Report {
	r.Warnings = slices.DeleteFunc(slices.Clone(r.Warnings), func(w Warning) bool { return !w.CountsFor(p) })
	return r
}

// HasWarning reports whether there is a warning with that code.
func (r Report) HasWarning(code WarningCode) bool {
	return slices.ContainsFunc(r.Warnings, func(w Warning) bool { return w.Code == code })
}

func (r *Report) warnIf(when bool, w Warning) {
	if when {
		r.Warnings = append(r.Warnings, w)
	}
}

// A card of 85.6 mm at 300 dots per inch is 1,011 pixels wide; the service's
// checker calls pictures under 100 KB and 300 dots per inch low quality.
const (
	smallBytes = 100_000
	smallSide  = 1_000
)

// baseReport makes the report that needs no pixels.
func (f *File) baseReport() Report {
	k := f.facts
	r := Report{
		Media: k.media, Bytes: k.size, SHA256: k.sha256, Width: k.width, Height: k.height,
		Modified: k.modified,
	}
	long := max(k.width, k.height)
	r.warnIf(k.media == PDF, Warning{Code: PDFForSelfie})
	r.warnIf(k.nameMisleads && k.media != "", Warning{Code: NameMisleads})
	r.warnIf(k.layout.IsAnimated, Warning{Code: Animated})
	r.warnIf(k.layout.Orientation > 1, Warning{Code: SideWays})
	r.warnIf(k.lacksEndMark, Warning{Code: NoEndMark})
	if code, ok := protectionWarnings[k.protection]; ok {
		r.Warnings = append(r.Warnings, Warning{Code: code})
	}
	r.warnIf(long > 0 && long < smallSide && k.size < smallBytes, Warning{Code: SmallPicture})
	r.warnIf(k.media == PNG && !k.layout.HasEXIF && isScreen(k.width, k.height), Warning{Code: ScreenSized})
	return r
}

// isScreen reports whether the size is that of a common screen, either way up.
func isScreen(width, height int) bool {
	return screenSizes[[2]int{min(width, height), max(width, height)}]
}

// screenSizes are common sizes of screens in pixels, shorter side first.
var screenSizes = map[[2]int]bool{
	{720, 1280}: true, {768, 1024}: true, {768, 1366}: true, {800, 1280}: true, {900, 1440}: true, {900, 1600}: true,
	{1024, 1280}: true, {1050, 1680}: true, {1080, 1920}: true, {1200, 1920}: true, {1440, 2560}: true,
	{1600, 2560}: true, {1440, 3440}: true, {2160, 3840}: true, {2880, 5120}: true,
	{1664, 2560}: true, {1800, 2880}: true, {1864, 2880}: true, {1964, 3024}: true, {2234, 3456}: true, {2520, 4480}: true,
	{750, 1334}: true, {828, 1792}: true, {1125, 2436}: true, {1242, 2208}: true, {1242, 2688}: true,
	{1170, 2532}: true, {1179, 2556}: true, {1206, 2622}: true, {1284, 2778}: true, {1290, 2796}: true, {1320, 2868}: true,
	{1080, 2160}: true, {1080, 2280}: true, {1080, 2340}: true, {1080, 2400}: true, {1080, 2408}: true, {1080, 2424}: true,
	{1220, 2712}: true, {1344, 2992}: true, {1440, 2960}: true, {1440, 3040}: true, {1440, 3088}: true, {1440, 3120}: true, {1440, 3200}: true,
	{1536, 2048}: true, {1620, 2160}: true, {1640, 2360}: true, {1668, 2224}: true, {1668, 2388}: true, {2048, 2732}: true,
}
