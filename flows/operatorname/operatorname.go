// Package operatorname has the one rule for the names of operators that somebody writes
// down: in the service's operators file or on a command line.
package operatorname

import "strings"

// MaxLength is the most bytes of a name: the titles of all screens have room for it.
const MaxLength = 32

// Rule says in words what IsValid asks for.
const Rule = "1 to 32 of a-z, 0-9, ., _ and -, beginning with a letter or a digit"

// IsValid reports whether a name is fit for the record and for a screen.
func IsValid(name string) bool {
	const alphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789"
	return name != "" && len(name) <= MaxLength && strings.Trim(name, alphanumeric+"._-") == "" && strings.Contains(alphanumeric, name[:1])
}
