package journal

// numberColumn reads a number that is never negative from a database. Any other value is
// noticed and read as 0: one row that was changed by hand must not hide those beside it.
type numberColumn struct {
	n       uint64
	isWhole bool
}

// Scan takes the column's value.
func (c *numberColumn) Scan(value any) error {
	n, isNumber := value.(int64)
	*c = numberColumn{}
	if isNumber && n >= 0 {
		*c = numberColumn{uint64(n), true}
	}
	return nil
}
