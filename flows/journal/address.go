package journal

import (
	"errors"
	"regexp"
)

// ErrScheme says that a place is meant as an address and is none that is known:
// as a file's path it would quietly become a new, empty journal.
var ErrScheme = errors.New("its place looks like an address, and the only one there is begins with postgres://; " +
	"write postgres://user@host:port/database?sslmode=verify-full, or the path of a file")

// addressPattern is what a path does not look like: a word of two or more letters with
// a colon and a slash behind it (one letter is a drive), or the database's own
// word with what somebody may have typed for "://".
var addressPattern = regexp.MustCompile(`(?i)^\s*([a-z][a-z0-9+.:-]+:[/\\]|postgres(ql)?([:;]|//))`)

// isAddress reports whether a place is meant as an address.
func isAddress(place string) bool { return addressPattern.MatchString(place) }
