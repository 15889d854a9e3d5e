package flows

import "strings"

// Key names a dossier: one applicant at one service.
type Key struct {
	Origin    string // scheme, host and path of the service
	Applicant string // the applicant's ID
}

// ValidApplicant reports whether id has the shape of an applicant ID: digits,
// an x, digits, at most 128 characters (the manual's samples differ in length,
// so nothing more can be asked for).
func ValidApplicant(id string) bool {
	head, tail, ok := strings.Cut(id, "x")
	return ok && len(id) <= 128 && isDigits(head) && isDigits(tail)
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// ShortApplicant is an ID as screens show it: its last 8 characters, because
// IDs begin with a clock and their first digits repeat.
func ShortApplicant(id string) string {
	if len(id) <= 8 {
		return id
	}
	return "…" + id[len(id)-8:]
}
