package chain

import "slices"

// HeadsOf are the heads of a journal that were made with the key. The empty key can tell
// none from another, so for it they are all heads that name the journal.
func (k AuditKey) HeadsOf(journal string, heads []Head) []Head {
	return slices.DeleteFunc(slices.Clone(heads), func(h Head) bool {
		return h.Journal != journal || k.IsSet() && !k.VerifySeal(h.Pos, h.Hash, h.Seal)
	})
}

// LastHeadAt is the last of the heads that was made with the key for a journal at this
// place. The empty key knows no place.
func (k AuditKey) LastHeadAt(place string, heads []Head) (Head, bool) {
	if !k.IsSet() {
		return Head{}, false
	}
	mark := k.PlaceID(place)
	for _, h := range slices.Backward(heads) {
		if h.Place == mark && k.VerifySeal(h.Pos, h.Hash, h.Seal) {
			return h, true
		}
	}
	return Head{}, false
}
