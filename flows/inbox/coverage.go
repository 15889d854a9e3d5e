package inbox

import (
	"cmp"
	"slices"
)

// span is a part of a file: from its first byte to before to.
type span struct{ from, to int64 }

// coverage is the parts of a file that were written, in order, with a gap between each.
type coverage []span

// add notes that a part was written.
func (c coverage) add(part span) coverage {
	first, _ := slices.BinarySearchFunc(c, part.from, func(s span, from int64) int { return cmp.Compare(s.to, from) })
	last := first
	for last < len(c) && c[last].from <= part.to {
		part.from, part.to = min(part.from, c[last].from), max(part.to, c[last].to)
		last++
	}
	return slices.Replace(c, first, last, part)
}

// union is what is in one of the two; both stay as they are.
func (c coverage) union(other coverage) coverage {
	all := slices.Clone(c)
	for _, part := range other {
		all = all.add(part)
	}
	return all
}

// prefix is how many bytes there are from the beginning without a gap.
func (c coverage) prefix() int64 {
	if len(c) == 0 || c[0].from > 0 {
		return 0
	}
	return c[0].to
}

// end is the place after the last byte that was written.
func (c coverage) end() int64 {
	if len(c) == 0 {
		return 0
	}
	return c[len(c)-1].to
}

// cut forgets what lies at size and after it.
func (c coverage) cut(size int64) coverage {
	var left coverage
	for _, s := range c {
		if s.from < size {
			left = append(left, span{s.from, min(s.to, size)})
		}
	}
	return left
}

// gaps are the parts before size that were not written.
func (c coverage) gaps(size int64) []span {
	var list []span
	at := int64(0)
	for _, s := range c {
		if s.from >= size {
			break
		}
		if at < s.from {
			list = append(list, span{at, s.from})
		}
		at = s.to
	}
	if at < size {
		list = append(list, span{at, size})
	}
	return list
}
