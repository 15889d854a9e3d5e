package wizard

import (
	"slices"
	"testing"

	"dossier/flows"
)

// A person types "front", not which document it is of; two documents with a front are told
// apart all the same.
func TestSlotNames(t *testing.T) {
	slot := func(need string, side flows.Side) flows.SlotLine {
		return flows.SlotLine{Slot: flows.Slot{Need: need, Side: side}}
	}
	for _, c := range []struct {
		lines []flows.SlotLine
		want  []string
	}{
		{[]flows.SlotLine{slot("identity", flows.Front), slot("identity", flows.Back), slot("address", flows.Front), slot("selfie", flows.NoSide)}, []string{"front", "back", "address", "selfie"}},
		{[]flows.SlotLine{slot("identity", flows.Front), slot("address", flows.Front)}, []string{"identity", "address"}},
		{[]flows.SlotLine{slot("a", flows.Front), slot("a", flows.Back), slot("b", flows.Front), slot("b", flows.Back)}, []string{"front", "back", "b-front", "b-back"}},
	} {
		var got []string
		for _, l := range c.lines {
			got = append(got, SlotName(c.lines, l.Slot))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v, want %v", got, c.want)
		}
	}
}
