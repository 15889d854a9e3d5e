package upload

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"dossier/flows"
)

// misfits are the documents and the slots of the command line that no flow of the list
// takes. A document that is chosen already stays right, whatever the flow says now.
func (o *uploadOptions) misfits(list []flows.Flow, checklist []flows.NeedLine) []string {
	lines := needLines(list, checklist)
	return slices.Concat(o.documentMisfits(lines), o.slotMisfits(lines))
}

// needLines are the requirements of a dossier; of one whose flow is not chosen yet, those
// of every flow that may be meant, without documents.
func needLines(list []flows.Flow, checklist []flows.NeedLine) []flows.NeedLine {
	if len(checklist) > 0 {
		return checklist
	}
	var lines []flows.NeedLine
	for _, f := range list {
		for _, n := range f.Needs {
			lines = append(lines, flows.NeedLine{Need: n})
		}
	}
	return lines
}

func (o *uploadOptions) documentMisfits(lines []flows.NeedLine) []string {
	var texts []string
	names := needNames(lines)
	for _, name := range slices.Sorted(maps.Keys(o.chosenDocuments)) {
		if !slices.Contains(names, name) {
			texts = append(texts, "--document: the flow has no such requirement; it has "+strings.Join(names, ", ")+slipHint(name, names))
		}
	}
	for _, name := range names {
		same := linesNamed(lines, name)
		if want, fits := o.fittingDocument(same); !fits {
			n := same[0].Need
			texts = append(texts, fmt.Sprintf("--document: the flow does not take that document or country for %s; it takes %s%s", name, typeNames(n), slipHint(string(want.Type), typeWords(n))))
		}
	}
	return texts
}

// fittingDocument is the document that the command line wants for requirements of one
// name, and whether one of them takes it.
func (o *uploadOptions) fittingDocument(lines []flows.NeedLine) (want flows.DocumentChosen, fits bool) {
	for _, n := range lines {
		wanted, ok := o.wantedDocument(n)
		if !ok || n.Need.Allows(wanted.Type, wanted.Country) || wanted.Country == "" && slices.Contains(n.Need.AnyOf, wanted.Type) {
			return wanted, true // a country that is missing is said elsewhere
		}
		want = wanted
	}
	return want, false
}

// slotMisfits are the pictures for a slot that is not there, and those for one slot.
func (o *uploadOptions) slotMisfits(lines []flows.NeedLine) []string {
	var texts []string
	taken := map[flows.Slot]bool{}
	for n, g := range o.given {
		if g.slot.Need == "" {
			continue // said before
		}
		slot, ok := o.findSlot(linesNamed(lines, g.slot.Need), g.slot)
		switch names := o.slotNames(lines); {
		case !ok:
			texts = append(texts, fmt.Sprintf("picture %d is for a slot that the flow does not have; it wants %s%s", n+1, strings.Join(names, ", "), slotHint(g.slot.String(), names)))
		case taken[slot]:
			texts = append(texts, slot.String()+" is given twice")
		}
		taken[slot] = true
	}
	return texts
}

// findSlot is the slot of the requirements that one written on the command line means, as
// flows.Journey.FindSlot finds it.
func (o *uploadOptions) findSlot(lines []flows.NeedLine, written flows.Slot) (flows.Slot, bool) {
	for _, n := range lines {
		for _, slots := range o.slotsByDocument(n) {
			switch {
			case slices.Contains(slots, written):
				return written, true
			case len(slots) == 1 && written.Side != flows.Back:
				return slots[0], true
			}
		}
	}
	return flows.Slot{}, false
}

// slotsByDocument are the slots of a requirement with the document that is chosen or
// wanted; without one, those of every document that it takes.
func (o *uploadOptions) slotsByDocument(n flows.NeedLine) [][]flows.Slot {
	want, changes := o.wantedDocument(n)
	types := n.Need.AnyOf
	switch {
	case changes && slices.Contains(types, want.Type):
		types = []flows.DocType{want.Type}
	case n.Chosen:
		return [][]flows.Slot{lineSlots(n)}
	}
	var all [][]flows.Slot
	for _, t := range types {
		var slots []flows.Slot
		for _, side := range n.Need.SidesOf(t) {
			slots = append(slots, flows.Slot{Need: n.Need.Name, Side: side})
		}
		all = append(all, slots)
	}
	return all
}

func lineSlots(n flows.NeedLine) []flows.Slot {
	var slots []flows.Slot
	for _, l := range n.Lines {
		slots = append(slots, l.Slot)
	}
	return slots
}

// slotNames are the names of all slots of the requirements, in the order of the flow.
func (o *uploadOptions) slotNames(lines []flows.NeedLine) []string {
	var names []string
	for _, n := range lines {
		for _, slot := range slices.Concat(o.slotsByDocument(n)...) {
			if name := slot.String(); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

func linesNamed(lines []flows.NeedLine, name string) []flows.NeedLine {
	return slices.DeleteFunc(slices.Clone(lines), func(n flows.NeedLine) bool { return n.Need.Name != name })
}

func needNames(lines []flows.NeedLine) []string {
	var names []string
	for _, n := range lines {
		if !slices.Contains(names, n.Need.Name) {
			names = append(names, n.Need.Name)
		}
	}
	return names
}

func typeWords(n flows.Need) []string {
	var words []string
	for _, t := range n.AnyOf {
		words = append(words, string(t))
	}
	return words
}

func typeNames(n flows.Need) string {
	text := strings.Join(typeWords(n), ", ")
	if len(n.Countries) > 0 {
		text += ", from some countries only"
	}
	return text
}
