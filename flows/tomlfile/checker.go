package tomlfile

import "strings"

// Checker collects what is wrong with the values of a file. Paths lead to a value by the
// keys and the indices of tables and list elements: "flow.0.need.1.any_of.2".
type Checker struct {
	positions keyPositions
	damage    damage
	faults    []*Error
}

// AddFault notes that the value at path is wrong. The key it names has no
// indices: the line shows which one is meant.
func (c *Checker) AddFault(path, text string) { c.AddFaultUnderKey(path, path, text) }

// AddFaultUnderKey notes a fault on the line of one path under the key of another,
// for keys that are not fit to be printed. A fault that only follows from another one, as
// what a table lacks that has an unknown key, is not noted.
func (c *Checker) AddFaultUnderKey(at, path, text string) {
	if c.damage.hides(at, c.positions) {
		return
	}
	line, column := c.positions.lineColumn(at)
	var words []string
	for word := range strings.SplitSeq(path, ".") {
		if strings.Trim(word, "0123456789") != "" {
			words = append(words, word)
		}
	}
	c.faults = append(c.faults, &Error{line, column, strings.Join(words, "."), text})
}

// Line is the line of a path from 1, or failing that of the nearest table around it.
func (c *Checker) Line(path string) int {
	line, _ := c.positions.lineColumn(path)
	return line
}

// Err joins the first faults, in the order of the file, and says how many more there are.
// It is nil without faults.
func (c *Checker) Err() error { return joinFaults(c.faults) }
