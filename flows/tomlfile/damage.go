package tomlfile

import (
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// expression is one table header, or one key with its value.
type expression struct {
	from, to int // its first key, and its last one or the end of its value
	isHeader bool
	isFaulty bool
	table    string // the path of the table that a key is in
	path     string // of the key; that of the table for an unknown one
}

func newExpression(node *unstable.Node) expression {
	e, keys := expression{from: -1}, node.Key()
	for keys.Next() {
		e.to = int(keys.Node().Raw.Offset)
		if e.from < 0 {
			e.from = e.to
		}
	}
	if node.Kind == unstable.KeyValue {
		e.to = int(node.Raw.Offset + node.Raw.Length)
	}
	e.from = max(e.from, 0)
	return e
}

// damage says of which parts of a file nothing can be said any more: a fault of theirs is
// named already, and what seems to be missing may be what was mistyped.
type damage struct {
	incomplete map[string]bool // tables that lack what was left out
	unreadable map[string]bool // values that were left out
}

func newDamage() damage {
	return damage{incomplete: make(map[string]bool), unreadable: make(map[string]bool)}
}

// add notes that a key is left out.
func (d damage) add(e expression) {
	d.incomplete[e.table] = true
	if e.path != e.table {
		d.unreadable[e.path] = true
	}
}

// hides reports whether a fault at a path only follows from one that is named already.
func (d damage) hides(path string, known keyPositions) bool {
	for at, nearest := path, true; ; {
		if d.unreadable[at] {
			return true
		}
		if _, isThere := known.offsets[at]; nearest && (isThere || at == "") {
			nearest = false
			if d.incomplete[at] {
				return true
			}
		}
		if at == "" {
			return false
		}
		at = at[:max(strings.LastIndexByte(at, '.'), 0)]
	}
}

// leaveOut puts blanks in place of the faulty expressions of a text, so that the rest is
// still on its lines. With a table header goes all that is in its table.
func (s *keyLocator) leaveOut(text []byte) {
	for _, e := range s.expressions {
		if e.isFaulty {
			s.blank(text, e)
		}
	}
}

// blank leaves the lines of one expression out.
func (s *keyLocator) blank(text []byte, e expression) {
	first, _ := s.lineColumnAt(e.from)
	last, _ := s.lineColumnAt(e.to)
	for at := s.lineStarts[first-1]; at < len(text) && (last == len(s.lineStarts) || at < s.lineStarts[last]); at++ {
		if text[at] != '\n' {
			text[at] = ' '
		}
	}
}

// leaveOutLine leaves out the key whose value is on a line; false if there is none.
func (s *keyLocator) leaveOutLine(text []byte, line int) bool {
	for i := len(s.expressions) - 1; i >= 0; i-- {
		e := &s.expressions[i]
		if at, _ := s.lineColumnAt(e.from); at > line {
			continue
		}
		if e.isHeader || e.isFaulty {
			return false
		}
		e.isFaulty = true
		s.damage.add(*e)
		s.blank(text, *e)
		return true
	}
	return false
}
