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
