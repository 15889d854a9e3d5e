package flowfile

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// keyPositions knows where in the file each key and each list element stands. Paths
// carry indices: "flow.0.need.1.any_of.2".
type keyPositions struct {
	text    []byte
	offsets map[string]int
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
	before := p.text[:offset]
	return 1 + bytes.Count(before, []byte("\n")), offset - bytes.LastIndexByte(before, '\n')
}

// keyLocator walks the syntax tree once and notes every key.
type keyLocator struct {
	keyPositions
	parser unstable.Parser
	counts map[string]int // how often an array of tables was begun, by path
}

// locateKeys maps a file that the decoder has accepted.
func locateKeys(b []byte) keyPositions {
	s := keyLocator{keyPositions: keyPositions{b, make(map[string]int)}, counts: make(map[string]int)}
	s.parser.Reset(b)
	table := ""
	for s.parser.NextExpression() {
		switch node := s.parser.Expression(); node.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = s.locateTable(node)
		case unstable.KeyValue:
			s.locateKeyValue(table, node)
		}
	}
	return s.keyPositions
}

// locateTable notes the table that begins here. A path that leads through an array
// of tables means its latest element; [[…]] begins a new one.
func (s *keyLocator) locateTable(node *unstable.Node) string {
	path := ""
	keys := node.Key()
	for keys.Next() {
		key := keys.Node()
		path = joinPath(path, string(key.Data))
		if n := s.counts[path]; n > 0 && !keys.IsLast() {
			path = joinPath(path, strconv.Itoa(n-1))
		}
		if keys.IsLast() {
			if node.Kind == unstable.ArrayTable {
				s.counts[path]++
				path = joinPath(path, strconv.Itoa(s.counts[path]-1))
			}
			s.offsets[path] = int(key.Raw.Offset)
		}
	}
	return path
}

func (s *keyLocator) locateKeyValue(table string, node *unstable.Node) {
	path := table
	keys := node.Key()
	for keys.Next() {
		path = joinPath(path, string(keys.Node().Data))
		s.offsets[path] = int(keys.Node().Raw.Offset)
	}
	s.locateValue(path, node.Value())
}

func (s *keyLocator) locateValue(path string, node *unstable.Node) {
	children := node.Children()
	switch node.Kind {
	case unstable.InlineTable:
		for children.Next() {
			s.locateKeyValue(path, children.Node())
		}
	case unstable.Array:
		for i := 0; children.Next(); i++ {
			element := joinPath(path, strconv.Itoa(i))
			if raw := children.Node().Raw; raw.Length > 0 {
				s.offsets[element] = int(raw.Offset)
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
