package flowfile

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// places knows where in the file each key and each list element stands. Paths
// carry indices: "flow.0.need.1.any_of.2".
type places struct {
	text    []byte
	offsets map[string]int
}

// line finds the path, or failing that the nearest table around it, and
// returns its line and column from 1.
func (p places) line(path string) (line, column int) {
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

// surveyor walks the syntax tree once and notes every key.
type surveyor struct {
	places
	parser unstable.Parser
	counts map[string]int // how often an array of tables was begun, by path
}

// locate maps a file that the decoder has accepted.
func locate(b []byte) places {
	s := surveyor{places: places{b, make(map[string]int)}, counts: make(map[string]int)}
	s.parser.Reset(b)
	table := ""
	for s.parser.NextExpression() {
		switch node := s.parser.Expression(); node.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = s.header(node)
		case unstable.KeyValue:
			s.keyValue(table, node)
		}
	}
	return s.places
}

// header notes the table that begins here. A path that leads through an array
// of tables means its latest element; [[…]] begins a new one.
func (s *surveyor) header(node *unstable.Node) string {
	path := ""
	keys := node.Key()
	for keys.Next() {
		key := keys.Node()
		path = join(path, string(key.Data))
		if n := s.counts[path]; n > 0 && !keys.IsLast() {
			path = join(path, strconv.Itoa(n-1))
		}
		if keys.IsLast() {
			if node.Kind == unstable.ArrayTable {
				s.counts[path]++
				path = join(path, strconv.Itoa(s.counts[path]-1))
			}
			s.offsets[path] = int(key.Raw.Offset)
		}
	}
	return path
}

func (s *surveyor) keyValue(table string, node *unstable.Node) {
	path := table
	keys := node.Key()
	for keys.Next() {
		path = join(path, string(keys.Node().Data))
		s.offsets[path] = int(keys.Node().Raw.Offset)
	}
	s.value(path, node.Value())
}

func (s *surveyor) value(path string, node *unstable.Node) {
	children := node.Children()
	switch node.Kind {
	case unstable.InlineTable:
		for children.Next() {
			s.keyValue(path, children.Node())
		}
	case unstable.Array:
		for i := 0; children.Next(); i++ {
			element := join(path, strconv.Itoa(i))
			if raw := children.Node().Raw; raw.Length > 0 {
				s.offsets[element] = int(raw.Offset)
			}
			s.value(element, children.Node())
		}
	}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}
