package files

import (
	"testing"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

func lineFor(doc flows.DocType, need string, side flows.Side) flows.SlotLine {
	return flows.SlotLine{Slot: flows.Slot{Need: need, Side: side}, Document: flows.Document{Type: doc, Sides: []flows.Side{side}}}
}

var (
	front  = lineFor(flows.IDCard, "identity", flows.Front)
	back   = lineFor(flows.IDCard, "identity", flows.Back)
	bill   = lineFor(flows.UtilityBill, "address", flows.Front)
	selfie = lineFor(flows.Selfie, "selfie", flows.Front)
)

// file is a report on a file of a name: wide, tall, or a PDF.
func file(name, shape string) steps.FileReport {
	e := steps.FileReport{Name: safe.LineOf(name, safe.ListMax), Kind: "JPEG"}
	switch shape {
	case "wide":
		e.Pixels = flows.Size{Width: 1600, Height: 1000}
	case "tall":
		e.Pixels = flows.Size{Width: 1000, Height: 1600}
	case "broken":
		e.Fault, e.FaultWord = "It is broken.", "broken"
	}
	return e
}

// Each line: what was pasted, and the file of each side.
func TestFilesAreProposedByNameShapeAndOrder(t *testing.T) {
	card, all := []flows.SlotLine{front, back, selfie}, []flows.SlotLine{front, back, bill, selfie}
	tests := []struct {
		what  string
		lines []flows.SlotLine
		files []steps.FileReport
		want  []string // the name for each side; "" for none
	}{
		{"names, in any order", card, []steps.FileReport{file("selfie.jpg", "tall"), file("back.jpg", "wide"), file("front.jpg", "wide")}, []string{"front.jpg", "back.jpg", "selfie.jpg"}},
		{"names in German", card, []steps.FileReport{file("Gesicht.jpg", "wide"), file("Ausweis_Rückseite.jpg", "wide"), file("Ausweis_Vorderseite.jpg", "wide")}, []string{"Ausweis_Vorderseite.jpg", "Ausweis_Rückseite.jpg", "Gesicht.jpg"}},
		{"names from a Mac", card, []steps.FileReport{file("1.jpg", "wide"), file("Ru\u0308ckseite.jpg", "wide"), file("2.jpg", "tall")}, []string{"1.jpg", "Ru\u0308ckseite.jpg", "2.jpg"}},
		{"a German back first", card, []steps.FileReport{file("Ru\u0308ckseite.jpg", "wide"), file("1.jpg", "wide"), file("2.jpg", "tall")}, []string{"1.jpg", "Ru\u0308ckseite.jpg", "2.jpg"}},
		{"shapes", card, []steps.FileReport{file("IMG_3.jpg", "tall"), file("IMG_1.jpg", "wide"), file("IMG_2.jpg", "wide")}, []string{"IMG_1.jpg", "IMG_2.jpg", "IMG_3.jpg"}},
		{"order alone", card, []steps.FileReport{file("1.jpg", "wide"), file("2.jpg", "wide"), file("3.jpg", "wide")}, []string{"1.jpg", "2.jpg", "3.jpg"}},
		{"a bill is a PDF", all, []steps.FileReport{file("x.pdf", "pdf"), file("selfie.jpg", "tall"), file("b.jpg", "wide"), file("c.jpg", "wide")}, []string{"b.jpg", "c.jpg", "x.pdf", "selfie.jpg"}},
		{"a PDF is never a selfie", []flows.SlotLine{selfie, front}, []steps.FileReport{file("selfie.pdf", "pdf"), file("me.jpg", "tall")}, []string{"me.jpg", "selfie.pdf"}},
		{"only a PDF for a selfie", []flows.SlotLine{selfie}, []steps.FileReport{file("selfie.pdf", "pdf")}, []string{""}},
		{"a broken file is proposed for nothing", card, []steps.FileReport{file("front.jpg", "broken"), file("back.jpg", "wide")}, []string{"", "back.jpg", ""}},
		{"too many", []flows.SlotLine{front, back}, []steps.FileReport{file("front.jpg", "wide"), file("back.jpg", "wide"), file("selfie.jpg", "tall")}, []string{"front.jpg", "back.jpg"}},
		{"too few", card, []steps.FileReport{file("back.jpg", "wide"), file("selfie.jpg", "tall")}, []string{"", "back.jpg", "selfie.jpg"}},
	}
	for _, test := range tests {
		got := proposeFiles(test.lines, test.files)
		for i, want := range test.want {
			name := ""
			if got[i] != unassigned {
				name = test.files[got[i]].Name.String()
			}
			if name != want {
				t.Errorf("%s: side %d gets %q, want %q", test.what, i, name, want)
			}
		}
	}
}

func TestNextFileGoesRound(t *testing.T) {
	var got []int
	for at := range 4 {
		got = append(got, nextFile(at-1, 1, 3))
	}
	if got[0] != 0 || got[2] != 2 || got[3] != unassigned || nextFile(unassigned, -1, 3) != 2 {
		t.Errorf("goes to %v", got)
	}
}
