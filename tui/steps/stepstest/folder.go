package stepstest

import (
	"context"
	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"strings"
	"sync"
	"time"
)

// Folder is a folder of the test.
type Folder struct {
	Mu        sync.Mutex
	Rows      []steps.FileRow
	Looks     []string // what was examined
	Peeks     []string // what was looked at for the list
	Missing   string   // said where no row fits
	Parent    steps.Ref
	Places    []steps.FileRow
	Hold      chan struct{}
	Report    func(ref steps.Ref) steps.FileReport
	ReadPaste func(text string) ([]steps.Ref, bool)
	Entered   []steps.Ref // the folders that were browsed
}

func RefOf(name string) steps.Ref { return steps.Ref{Opaque: name} }

func NewFileRow(name string, age time.Duration, bytes int64, word string) steps.FileRow {
	return steps.FileRow{
		Ref: RefOf(name), Name: safe.LineOf(name, safe.ListMax), Bytes: bytes, Modified: Now.Add(-age),
		Finding: steps.Finding{Word: word},
	}
}

func Scans() []steps.FileRow {
	return []steps.FileRow{
		NewFileRow("scan-back.jpg", 4*time.Minute, 2_900_000, "JPEG"),
		NewFileRow("scan-front.jpg", 6*time.Minute, 3_300_000, "JPEG"),
		NewFileRow("scan-9.heic", 9*time.Minute, 1_500_000, "HEIC"),
		NewFileRow("scan-7.jpg", time.Hour, 3_100_000, "JPEG"),
		{Ref: RefOf("~/Downloads/Scanner"), Name: safe.LineOf("Scanner", safe.ListMax), Folder: true, Finding: steps.Finding{Word: "folder"}, Bytes: -1},
	}
}

func (f *Folder) Browse(_ context.Context, at steps.Ref, typed string) steps.Listing {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	if at == (steps.Ref{}) {
		at = RefOf("~/Downloads")
	}
	f.Entered = append(f.Entered, at)
	l := steps.Listing{Where: safe.LineOf(at.Opaque.(string), safe.ListMax), Folder: at, Parent: f.Parent, Places: f.Places}
	part := typed[strings.LastIndexByte(typed, '/')+1:]
	for _, r := range f.Rows {
		if strings.Contains(r.Name.String(), part) {
			l.Rows = append(l.Rows, r)
		}
	}
	if len(l.Rows) == 0 {
		l.Missing = f.Missing
	}
	return l
}

func (f *Folder) Complete(_ steps.Ref, typed string) (string, []string) {
	if typed == "sc" || typed == "scan-" {
		return "scan-", []string{"scan-back.jpg", "scan-front.jpg"}
	}
	return typed, nil
}

func (f *Folder) Paste(text string) steps.PastedPaths {
	if f.ReadPaste == nil {
		return steps.PastedPaths{}
	}
	refs, ok := f.ReadPaste(text)
	if !ok {
		return steps.PastedPaths{}
	}
	return steps.PastedPaths{Files: refs}
}

// Peek finds what Examine finds. A peek is known for the row it is about.
func (f *Folder) Peek(_ context.Context, ref steps.Ref) steps.FileReport {
	f.Mu.Lock()
	defer f.Mu.Unlock()
	name := ref.Opaque.(string)
	f.Peeks = append(f.Peeks, name)
	report := GoodReport(ref)
	switch {
	case f.Report != nil:
		report = f.Report(ref)
	case strings.HasSuffix(name, ".heic"):
		report = steps.FileReport{Ref: ref, Name: report.Name, Kind: "HEIC", Fault: "needs JPEG", FaultWord: "needs JPEG"}
	}
	for _, r := range f.Rows {
		if r.Ref == ref {
			report.Bytes, report.Modified = r.Bytes, r.Modified
		}
	}
	return report
}

func (f *Folder) Examine(ctx context.Context, ref steps.Ref) steps.FileReport {
	f.Mu.Lock()
	hold, report := f.Hold, f.Report
	f.Looks = append(f.Looks, ref.Opaque.(string))
	f.Mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return steps.FileReport{Ref: ref, Fault: "cancelled", Temporary: true}
		}
	}
	if report != nil {
		return report(ref)
	}
	return GoodReport(ref)
}

func GoodReport(ref steps.Ref) steps.FileReport {
	name := ref.Opaque.(string)
	hash := flows.SHA256{}
	copy(hash[:], name)
	return steps.FileReport{
		Ref: ref, Name: safe.LineOf(name, safe.ListMax), SHA256: hash, Bytes: 2_900_000,
		MediaType: "image/jpeg", Kind: "JPEG", Pixels: flows.Size{Width: 3024, Height: 4032},
		Modified: Now, GoodPoints: []string{"sharp", "light even"}, Preview: drawCard(),
	}
}

// drawCard is a picture of an identity card, as large as a preview.
func drawCard() steps.Picture {
	const w, h = 96, 64
	p := steps.Picture{W: w, H: h, Pix: make([]steps.RGB, w*h)}
	for y := range h {
		for x := range w {
			c := steps.RGB{R: 97, G: 175, B: 255}
			switch {
			case x < 3 || x >= w-3 || y < 3 || y >= h-3:
			case y < 12 || y >= h-8:
				c = steps.RGB{R: 61, G: 64, B: 140}
			case x > 8 && x < 34 && y > 16 && y < 52:
				c = steps.RGB{R: 225, G: 222, B: 214}
			case x > 42 && x < 88 && y%8 > 5:
				c = steps.RGB{R: 160, G: 165, B: 175}
			default:
				c = steps.RGB{R: uint8(34 + y/3), G: uint8(38 + x/6), B: 50}
			}
			p.Pix[y*w+x] = c
		}
	}
	return p
}
