package intake

import "strings"

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

// NeutralName returns the file name that is sent in place of the person's own,
// such as "identity-front.jpg" or "selfie.png". File names tend to hold the
// name of the applicant; and the service refuses a name whose ending disagrees
// with the content. The side may be empty.
func NeutralName(need, side string, m MediaType) string {
	parts := make([]string, 0, 2)
	for _, text := range []string{need, side} {
		if word := plainWord(text); word != "" {
			parts = append(parts, word)
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "document")
	}
	return strings.Join(parts, "-") + m.Ext()
}

// plainWord keeps what is safe in a multipart header and on every disk.
func plainWord(s string) string {
	word := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '-':
			return r
		case r == '_', r == ' ':
			return '-'
		}
		return -1
	}, strings.ToLower(s))
	return strings.Trim(word, "-")
}
