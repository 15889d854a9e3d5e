package intake

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
