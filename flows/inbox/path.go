package inbox

import (
	"path"
	"slices"
	"strings"

	"dossier/flows/foreign"
)

// element is one name of a path. Two are equal when their bytes are.
type element struct {
	text foreign.Text
	kind nameKind
	// final is the name without what a client puts around it until a transfer is
	// complete.
	final foreign.Text
}

// names is a path below a code, or below the root for what has none.
type names []element

// splitPath reads a path that a client sent: absolute or not, with ~ for the root. Nothing
// leads above the root.
func splitPath(raw string) ([]string, error) {
	if len(raw) > maxPathBytes {
		return nil, refuse(NameTooLong)
	}
	list := strings.Split(path.Clean("/" + raw)[1:], "/")
	if list[0] == "~" || list[0] == "" {
		list = list[1:]
	}
	return list, nil
}

func newNames(list []string) names {
	n := make(names, len(list))
	for i, s := range list {
		n[i] = newElement(s)
	}
	return n
}

func newElement(s string) element {
	final, kind := classifyName(s)
	return element{foreign.Untrusted(s), kind, foreign.Untrusted(final)}
}

func (n names) equal(other names) bool { return slices.Equal(n, other) }

// last is the name itself; the path is not empty.
func (n names) last() element { return n[len(n)-1] }

func (n names) parent() names { return n[:len(n)-1] }

// isBelow reports whether the path leads into the folder, at any depth.
func (n names) isBelow(folder names) bool {
	return len(n) > len(folder) && n[:len(folder)].equal(folder)
}

// moveTo replaces the folder at the beginning of the path.
func (n names) moveTo(from, to names) names {
	return slices.Concat(to, n[len(from):])
}
