package sample

import (
	"bytes"
	"fmt"
	"strings"
)

// billPDF is a PDF of one page, written by hand: a bill of an invented company to
// the sample person.
func billPDF() []byte {
	content := billPage()
	objects := []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R" +
			" /Resources << /Font << /F1 4 0 R /F2 5 0 R >> >> >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
		"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(content), content),
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	var offsets []int
	for i, object := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table)
	return b.Bytes()
}

// billPage is the page in the drawing language of PDF.
func billPage() string {
	var b strings.Builder
	text := func(font string, size, x, y int, words string) {
		fmt.Fprintf(&b, "BT /%s %d Tf %d %d Td (%s) Tj ET\n", font, size, x, y, words)
	}
	b.WriteString("0.09 0.36 0.33 rg 0 752 595 90 re f\n1 1 1 rg\n")
	text("F2", 26, 48, 790, "Example Light & Water")
	text("F1", 11, 48, 770, "1 Pipe Lane, Exampleville")
	b.WriteString("0.93 0.88 0.87 rg\nBT /F2 96 Tf 0.82 0.57 -0.57 0.82 110 220 Tm (SPECIMEN) Tj ET\n0.13 0.16 0.2 rg\n")
	text("F1", 11, 48, 700, "To")
	text("F2", 13, 48, 682, "Example Specimen")
	text("F1", 12, 48, 666, "1 Sample Street")
	text("F1", 12, 48, 650, "Exampleville, Utopia")
	text("F2", 18, 48, 590, "Bill for electricity and water")
	for i, row := range billRows {
		y := 550 - 26*i
		fmt.Fprintf(&b, "0.8 0.84 0.83 RG 48 %d m 547 %d l S\n", y-8, y-8)
		text(row.font, 12, 48, y, row.what)
		text(row.font, 12, 455, y, row.value)
	}
	text("F1", 9, 48, 60, "A drawing for trying things out. Nobody's bill.")
	return b.String()
}

var billRows = []struct{ font, what, value string }{
	{"F1", "Customer number", "0000-0000"},
	{"F1", "Date of the bill", "1 January 2030"},
	{"F1", "Electricity, 240 kWh", "62.40"},
	{"F1", "Water, 12 cubic metres", "31.20"},
	{"F2", "To be paid", "93.60"},
}
