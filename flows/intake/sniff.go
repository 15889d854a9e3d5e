package intake

import (
	"bytes"
	"strings"
	"unicode"

	"dossier/flows/intake/pdf"
)

// sniffLen is how many bytes of the beginning decide the type. An SVG may hold
// a comment before its first element.
const sniffLen = 1024

// signatures are compared at the beginning of the file, in order.
var signatures = []struct {
	prefix  string
	content Content
}{
	{"\xff\xd8\xff", ContentJPEG},
	{"\x89PNG\r\n\x1a\n", ContentPNG},
	{pdf.Mark, ContentPDF},
	{"GIF87a", ContentGIF},
	{"GIF89a", ContentGIF},
	{"II*\x00", ContentTIFF},
	{"MM\x00*", ContentTIFF},
	{"II+\x00", ContentTIFF},
	{"\xff\x0a", ContentJXL},
	{"\x00\x00\x00\x0cJXL ", ContentJXL},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ContentOffice},
	{"{\\rtf", ContentOffice},
	{"\x1aE\xdf\xa3", ContentVideo},
}

// sniffContent says what a file with this beginning is.
func sniffContent(head []byte) Content {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.prefix)) {
			return s.content
		}
	}
	switch {
	case len(head) >= 12 && string(head[4:8]) == "ftyp":
		return sniffBrands(head)
	case len(head) >= 12 && string(head[:4]) == "RIFF":
		return sniffRIFF(head)
	case len(head) >= 14 && string(head[:2]) == "BM" && bytes.Equal(head[6:10], make([]byte, 4)):
		return ContentBMP
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return sniffZIP(head)
	}
	if markup := sniffMarkup(head); markup != Unknown || !bytes.Contains(head, []byte(pdf.Mark)) {
		return markup
	}
	return ContentPDF
}

// sniffBrands reads the ISO media box that begins HEIC, AVIF and video files.
// Phones write "mif1" as the main brand of both picture kinds, so the
// compatible brands decide.
func sniffBrands(head []byte) Content {
	box := head[:min(len(head), 64)]
	for at := 8; at+4 <= len(box); at += 4 {
		switch string(box[at : at+4]) {
		case "avif", "avis":
			return ContentAVIF
		case "heic", "heix", "heim", "heis", "hevc", "hevx":
			return ContentHEIC
		}
	}
	if main := string(head[8:12]); main == "mif1" || main == "msf1" {
		return ContentHEIC
	}
	return ContentVideo
}

func sniffRIFF(head []byte) Content {
	switch string(head[8:12]) {
	case "WEBP":
		return ContentWebP
	case "AVI ":
		return ContentVideo
	}
	return Unknown
}

// sniffZIP tells office documents from other archives by the name of the first
// member, which their formats fix.
func sniffZIP(head []byte) Content {
	for _, name := range []string{"[Content_Types].xml", "mimetypeapplication/vnd", "_rels/", "word/", "docProps/", "xl/"} {
		if len(head) > 30 && bytes.HasPrefix(head[30:], []byte(name)) {
			return ContentOffice
		}
	}
	return ContentZIP
}

func sniffMarkup(head []byte) Content {
	text := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")))
	switch {
	case !strings.HasPrefix(text, "<"):
		return Unknown
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"):
		return ContentWebPage
	case strings.Contains(text, "<svg"):
		return ContentSVG
	}
	return Unknown
}

// contentByEnding are the endings of names, lower-case, and what they claim.
var contentByEnding = map[string]Content{
	".jpg": ContentJPEG, ".jpeg": ContentJPEG, ".jpe": ContentJPEG, ".jfif": ContentJPEG,
	".png": ContentPNG, ".apng": ContentPNG,
	".pdf":  ContentPDF,
	".heic": ContentHEIC, ".heif": ContentHEIC, ".hif": ContentHEIC,
	".avif": ContentAVIF, ".webp": ContentWebP, ".gif": ContentGIF, ".jxl": ContentJXL,
	".tif": ContentTIFF, ".tiff": ContentTIFF, ".bmp": ContentBMP, ".svg": ContentSVG,
	".mp4": ContentVideo, ".mov": ContentVideo, ".avi": ContentVideo, ".mkv": ContentVideo, ".webm": ContentVideo,
	".doc": ContentOffice, ".docx": ContentOffice, ".odt": ContentOffice, ".rtf": ContentOffice,
	".xls": ContentOffice, ".xlsx": ContentOffice, ".ppt": ContentOffice, ".pptx": ContentOffice,
	".zip": ContentZIP, ".htm": ContentWebPage, ".html": ContentWebPage,
}

// contentFromName is what the ending of a name says the file is, ignoring upper and lower
// case (cameras write .JPG) and blanks after it.
func contentFromName(name string) Content {
	name = strings.TrimRightFunc(name, unicode.IsSpace)
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 || len(name)-dot > 6 {
		return Unknown
	}
	return contentByEnding[strings.ToLower(name[dot:])]
}

// isNameMisleading reports whether the ending claims another type than the content has.
// A name without a known ending claims nothing.
func isNameMisleading(name string, found Content) bool {
	claim := contentFromName(name)
	return claim != Unknown && claim != found
}
