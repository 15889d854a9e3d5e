package tomlfile

import (
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// keyPositions knows where in the file each key and each list element stands. Paths
// carry indices: "flow.0.need.1.any_of.2".
type keyPositions struct {
	lineStarts []int // offsets, in the order of the file
	offsets    map[string]int
}

func newKeyPositions(text []byte) keyPositions {
	starts := []int{0}
	for i, b := range text {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return keyPositions{starts, make(map[string]int)}
}

// lineColumn finds the path, or failing that the nearest table around it, and
// returns its line and column from 1.
func (p keyPositions) lineColumn(path string) (line, column int) {
	offset := 0
	for {
		at, ok := p.offsets[path]
		if ok {
			offset = at
			break
		}
		cut := strings.LastIndexByte(path, '.')
		if cut < 0 {
			break
		}
		path = path[:cut]
	}
	return p.lineColumnAt(offset)
}

func (p keyPositions) lineColumnAt(offset int) (line, column int) {
	next, _ := slices.BinarySearch(p.lineStarts, offset+1) // the first line that begins after it
	return next, 1 + offset - p.lineStarts[next-1]
}

// keyLocator walks the syntax tree once. It notes the position of every known key, and an
// error for every other. It runs before the library's decoder, whose time grows with the
// square of the keys in a table, and by the whole file for each unknown one.
type keyLocator struct {
	keyPositions
	schema  Schema
	parser  unstable.Parser
	counts  map[string]int // how often an array of tables was begun, by path
	free    map[string]int // how many keys a free table has, by path
	unknown []*Error
	damage  damage
	// expressions are those that were found, in the order of the file.
	expressions []expression
}

// keyPath is the path of a table or a value of the file.
type keyPath struct {
	path  string // with indices
	table string // without, as in the schema, and safe to print
}

// locateKeys finds the keys of a file as far as its syntax is valid.
func locateKeys(b []byte, schema Schema) *keyLocator {
	s := &keyLocator{keyPositions: newKeyPositions(b), schema: schema, counts: make(map[string]int), free: make(map[string]int), damage: newDamage()}
	s.parser.Reset(b)
	table, ok := keyPath{}, true
	for s.parser.NextExpression() {
		node, faults := s.parser.Expression(), len(s.unknown)
		e := newExpression(node)
		switch node.Kind {
		case unstable.Table, unstable.ArrayTable:
			table, ok = s.locateTable(node)
			e.isHeader = true
		case unstable.KeyValue:
			if ok {
				e.table, e.path = table.path, s.locateKeyValue(table, node)
			}
		}
		if e.isFaulty = !ok || len(s.unknown) > faults; e.isFaulty && !e.isHeader && ok {
			s.damage.add(e)
		}
		s.expressions = append(s.expressions, e)
	}
	return s
}

// locateKey is the path of a key in a table; false when the table may not have it.
func (s *keyLocator) locateKey(at keyPath, key *unstable.Node) (keyPath, bool) {
	line, column := s.lineColumnAt(int(key.Raw.Offset))
	name, ok := s.schema.knownKey(at.table, string(key.Data))
	if !ok {
		s.unknown = append(s.unknown, s.schema.unknownKeyError(at.table, string(key.Data), line, column))
		s.damage.incomplete[at.path] = true
		return keyPath{}, false
	}
	if free, ok := s.schema.Free[at.table]; ok {
		if s.free[at.path]++; s.free[at.path] > free.MaxKeys {
			s.unknown = append(s.unknown, &Error{line, column, at.table, "has more than " + strconv.Itoa(free.MaxKeys) + " " + free.Noun})
			return keyPath{}, false
		}
	}
	return keyPath{joinPath(at.path, name), joinPath(at.table, quoteKey(name))}, true
}

// isWrongKind notes a fault when a table that begins here should begin with [[…]]: the
// library's decoder takes one such table for a list of one, and its keys have no indices.
func (s *keyLocator) isWrongKind(at keyPath, key *unstable.Node) bool {
	if !slices.Contains(s.schema.Arrays, at.table) {
		return false
	}
	line, column := s.lineColumnAt(int(key.Raw.Offset))
	s.unknown = append(s.unknown, &Error{line, column, at.table, "has to be " + s.schema.Kinds[at.table]})
	s.damage.incomplete[at.path[:max(strings.LastIndexByte(at.path, '.'), 0)]] = true
	return true
}

// locateTable notes the table that begins here. A path that leads through an array
// of tables means its latest element; [[…]] begins a new one.
func (s *keyLocator) locateTable(node *unstable.Node) (keyPath, bool) {
	at, ok := keyPath{}, true
	keys := node.Key()
	for keys.Next() {
		key := keys.Node()
		if at, ok = s.locateKey(at, key); !ok {
			return at, false
		}
		if (node.Kind != unstable.ArrayTable || !keys.IsLast()) && s.counts[at.path] == 0 && s.isWrongKind(at, key) {
			return at, false
		}
		if n := s.counts[at.path]; n > 0 && !keys.IsLast() {
			at.path = joinPath(at.path, strconv.Itoa(n-1))
		}
		if keys.IsLast() {
			if node.Kind == unstable.ArrayTable {
				s.counts[at.path]++
				at.path = joinPath(at.path, strconv.Itoa(s.counts[at.path]-1))
			}
			s.offsets[at.path] = int(key.Raw.Offset)
		}
	}
	return at, true
}

// locateKeyValue notes a value, and returns its path as far as it is known.
func (s *keyLocator) locateKeyValue(at keyPath, node *unstable.Node) (path string) {
	keys := node.Key()
	for keys.Next() {
		inner, ok := s.locateKey(at, keys.Node())
		if !ok {
			return at.path
		}
		at = inner
		s.offsets[at.path] = int(keys.Node().Raw.Offset)
		if (node.Value().Kind != unstable.Array || !keys.IsLast()) && s.isWrongKind(at, keys.Node()) {
			return at.path
		}
	}
	s.locateValue(at, node.Value())
	return at.path
}

func (s *keyLocator) locateValue(at keyPath, node *unstable.Node) {
	children := node.Children()
	switch node.Kind {
	case unstable.InlineTable:
		for children.Next() {
			s.locateKeyValue(at, children.Node())
		}
	case unstable.Array:
		for i := 0; children.Next(); i++ {
			element := keyPath{joinPath(at.path, strconv.Itoa(i)), at.table}
			if raw := children.Node().Raw; raw.Length > 0 {
				s.offsets[element.path] = int(raw.Offset)
			}
			s.locateValue(element, children.Node())
		}
	}
}

func joinPath(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
