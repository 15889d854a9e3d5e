package flows

// CauseOf is the side whose refusal set this one aside with it; false when there is none.
func (n NeedLine) CauseOf(l SlotLine) (SlotLine, bool) {
	if l.State != SetAside || l.Reason != WithOtherSide {
		return SlotLine{}, false
	}
	for _, other := range n.Lines {
		if other.Slot != l.Slot && other.State == Refused {
			return other, true
		}
	}
	return SlotLine{}, false
}

// CausesFirst are the lines in their order, but a side that was set aside with another
// one comes after that one.
func (n NeedLine) CausesFirst() []SlotLine {
	var causes, consequences []SlotLine
	for _, l := range n.Lines {
		if _, follows := n.CauseOf(l); follows {
			consequences = append(consequences, l)
		} else {
			causes = append(causes, l)
		}
	}
	return append(causes, consequences...)
}

// Need returns the checklist's lines of one need.
func (j Journey) Need(name string) NeedLine {
	for _, n := range j.Checklist() {
		if n.Need.Name == name {
			return n
		}
	}
	return NeedLine{}
}
