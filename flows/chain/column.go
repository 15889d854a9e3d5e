package chain

// HashColumn reads a hash from a database. It notices when there are more or fewer bytes
// than a hash has, and then reads none of them: the rest would never be verified.
type HashColumn struct {
	Hash            Hash
	IsWhole, IsNull bool
}

// Scan takes the column's value.
func (h *HashColumn) Scan(value any) error {
	b, _ := value.([]byte)
	*h = HashColumn{IsWhole: len(b) == len(h.Hash), IsNull: value == nil}
	if h.IsWhole {
		copy(h.Hash[:], b)
	}
	return nil
}

// NumberColumn reads a number that is never negative from a database. Any other value is
// noticed and read as 0: one row that was changed by hand must not hide those beside it.
type NumberColumn struct {
	Number  uint64
	IsWhole bool
}

// Scan takes the column's value.
func (c *NumberColumn) Scan(value any) error {
	n, isNumber := value.(int64)
	*c = NumberColumn{}
	if isNumber && n >= 0 {
		*c = NumberColumn{uint64(n), true}
	}
	return nil
}
