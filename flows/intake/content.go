package intake

// Content is what the first bytes of a file show it to be.
type Content string

// What is recognised. The first three are accepted, Unknown is everything that
// no rule here knows.
const (
	ContentJPEG    Content = "JPEG"
	ContentPNG     Content = "PNG"
	ContentPDF     Content = "PDF"
	ContentHEIC    Content = "HEIC"
	ContentAVIF    Content = "AVIF"
	ContentWebP    Content = "WebP"
	ContentTIFF    Content = "TIFF"
	ContentGIF     Content = "GIF"
	ContentBMP     Content = "BMP"
	ContentJXL     Content = "JPEG XL"
	ContentSVG     Content = "SVG"
	ContentVideo   Content = "video"
	ContentOffice  Content = "office document"
	ContentZIP     Content = "ZIP archive"
	ContentWebPage Content = "web page"
	Unknown        Content = ""
)

// Media returns the media type of accepted content, and "" for any other.
func (c Content) Media() MediaType {
	switch c {
	case ContentJPEG:
		return JPEG
	case ContentPNG:
		return PNG
	case ContentPDF:
		return PDF
	}
	return ""
}

// IsOtherPicture reports whether it is a picture of a type that is not accepted.
func (c Content) IsOtherPicture() bool {
	switch c {
	case ContentHEIC, ContentAVIF, ContentWebP, ContentTIFF, ContentGIF, ContentBMP, ContentJXL:
		return true
	}
	return false
}

func (c Content) describe() string {
	if c.IsOtherPicture() {
		return "a picture of the type " + string(c)
	}
	switch c {
	case ContentSVG:
		return "an SVG drawing"
	case ContentOffice:
		return "an office document"
	case ContentVideo, ContentZIP, ContentWebPage:
		return "a " + string(c)
	}
	return "of an unknown type"
}

func (c Content) remedies() []Remedy {
	if ways, ok := remediesByContent[c]; ok {
		return ways
	}
	return []Remedy{{Do: "choose a picture or a scan of the document"}}
}

var (
	macExport     = Remedy{"Mac", "open in Preview, File > Export, JPEG"}
	windowsExport = Remedy{"Windows", "open in Photos, Save as, .jpg"}
	windowsPaint  = Remedy{"Windows", "open in Paint, Save as, JPEG picture"}
	printToPDF    = Remedy{"", "open it and print or export it as PDF"}
)

var remediesByContent = map[Content][]Remedy{
	ContentHEIC:    {macExport, windowsExport, {"iPhone", "Settings > Camera > Formats > Most Compatible, then take it again"}},
	ContentAVIF:    {macExport, windowsExport},
	ContentWebP:    {macExport, windowsPaint},
	ContentTIFF:    {macExport, windowsPaint, {"", "set the scanner to JPEG or PDF"}},
	ContentGIF:     {macExport, windowsPaint},
	ContentBMP:     {macExport, windowsPaint},
	ContentJXL:     {macExport, windowsExport},
	ContentSVG:     {printToPDF},
	ContentOffice:  {printToPDF},
	ContentWebPage: {printToPDF},
	ContentZIP:     {{"", "unpack it and choose the file inside"}},
	ContentVideo:   {{"", "take a picture, not a video"}},
}

// MediaType is the type of a file that the service takes, found by its content
// and never by its name.
type MediaType string

// The types that Personr's manual lists for document images
// (.jpg, .jpeg, .png, .pdf).
const (
	JPEG MediaType = "image/jpeg"
	PNG  MediaType = "image/png"
	PDF  MediaType = "application/pdf"
)

// Ext returns the ending that belongs to the type, with its dot, or "" for a
// type that is not accepted.
func (m MediaType) Ext() string {
	switch m {
	case JPEG:
		return ".jpg"
	case PNG:
		return ".png"
	case PDF:
		return ".pdf"
	}
	return ""
}
