package inbox

import "strings"

// nameKind is what a name says about a file.
type nameKind uint8

// The kinds of names.
const (
	plainName     nameKind = iota
	temporaryName          // until the client renames it
	systemName             // of a file that a desktop puts into each folder
	appleName              // perhaps an AppleDouble file; its first bytes decide
)

// temporaryEnds are put after a name by WinSCP, KDE, and rclone.
var temporaryEnds = []string{".filepart", ".part", ".partial"}

// temporaryBeginnings are put before a name by lftp, or in its place by GNOME Files.
const (
	lftpBeginning  = ".in."
	gnomeBeginning = ".giosave"
)

// appleDouble begins what macOS stores beside a file on other systems (RFC 1740, A.2).
const appleDouble = "\x00\x05\x16\x07"

// FinalName returns the name that a file will have in the end, and whether its client has
// not given it that name yet. A file that a desktop puts into each folder is not shown.
func FinalName(name string) (final string, isTemporary, shown bool) {
	final, kind := classifyName(name)
	if final == "" {
		final = name
	}
	return final, kind == temporaryName, kind != systemName
}

// classifyName returns the name that a file will have in the end, and what its name says.
func classifyName(name string) (final string, kind nameKind) {
	final, isTemporary := stripTemporary(name)
	switch {
	case isSystemName(final):
		return final, systemName
	case isTemporary:
		return final, temporaryName
	case strings.HasPrefix(final, "._"):
		return final, appleName
	}
	return final, plainName
}

// stripTemporary returns the final name, "" if a temporary name does not tell it.
func stripTemporary(name string) (final string, isTemporary bool) {
	if strings.HasPrefix(name, gnomeBeginning) {
		return "", true
	}
	if final, ok := strings.CutPrefix(name, lftpBeginning); ok {
		return strings.TrimSuffix(final, "."), true
	}
	for _, end := range temporaryEnds {
		if final, ok := strings.CutSuffix(name, end); ok && final != "" {
			return stripRandom(final, end), true
		}
	}
	return name, false
}

// stripRandom takes the eight random digits off a name of rclone's: front.1a2b3c4d.partial.
func stripRandom(name, end string) string {
	at := len(name) - 9
	if end != ".partial" || at < 1 || name[at] != '.' || strings.Trim(name[at+1:], "0123456789abcdef") != "" {
		return name
	}
	return name[:at]
}

func isSystemName(name string) bool {
	for _, system := range []string{".DS_Store", "Thumbs.db", "desktop.ini"} {
		if strings.EqualFold(name, system) {
			return true
		}
	}
	return false
}
