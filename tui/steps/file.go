package steps

import (
	"context"
	"dossier/flows"
	"dossier/tui/safe"
	"slices"
	"time"
)

// FileSource is where pictures come from: a local disk, or an inbox.
type FileSource interface {
	// Browse lists what fits the typed text, newest first. The text leads on from the
	// folder at; the zero Ref is the usual one. It may take long; it runs in a command.
	Browse(ctx context.Context, at Ref, typed string) Listing
	// Complete is the Tab key: the longest common part, and the candidates
	// when there are several.
	Complete(at Ref, typed string) (string, []string)
	// Paste reads a dropped or pasted text as paths in any quoting.
	Paste(text string) PastedPaths
	// Examine opens the file, once, and looks at it. The descriptor stays
	// open under its hash. The report has what is found for any slot.
	Examine(ctx context.Context, ref Ref) FileReport
	// Peek looks at the file as Examine does, for a list, and closes it again.
	Peek(ctx context.Context, ref Ref) FileReport
}

// PastedPaths is what a pasted text names; the zero value is a text that names nothing.
type PastedPaths struct {
	Files  []Ref
	Folder Ref
	Fault  string // why several paths cannot be taken, our own words
	Line   string // a text that names nothing, as a field of one line takes it; "": as it is
}

// Notice says why the paths were not taken.
func (p PastedPaths) Notice() Notice { return Notice{func(Frame) string { return p.Fault }} }

// IsText reports whether a text names nothing.
func (p PastedPaths) IsText() bool {
	return len(p.Files) == 0 && p.Folder == Ref{} && p.Fault == ""
}

// Ref names a file without showing where it is. It is comparable.
type Ref struct{ Opaque any }

// Want is what the slot takes.
type Want struct {
	Type    flows.DocType
	Country flows.Country
	Side    flows.Side
	HasBack bool
	Today   time.Time
}

// Listing is the answer to Browse.
type Listing struct {
	Where  safe.Text // the folder, shortened with ~
	Folder Ref       // the same, to be entered again
	Parent Ref       // the folder above; zero for the uppermost
	Rows   []FileRow
	Places []FileRow // other folders where pictures usually are
	More   int       // rows left out
	Fault  string    // our own words: "no such folder", "not readable"

	Version uint64 // of an inbox: it changes with every change
	Refusal string // the latest one of an inbox, which the program that sent the file may not have shown; "" for none

	// Elsewhere says where files of an inbox may have arrived that are not in it; "" for
	// nowhere. Our own words.
	Elsewhere string

	// Missing is why no row stands for a typed path: no such file, a device; "" for a part
	// of a name. Our own words.
	Missing string
}

// FileRow is a file or folder of a listing.
type FileRow struct {
	Ref      Ref
	Name     safe.Text
	Bytes    int64
	Modified time.Time
	Folder   bool
	For      string  // the target that it was sent to, in an inbox; "": none
	Finding  Finding // what is known without looking: the kind
}

// Finding is what a list says of a file, in one word and its colour.
type Finding struct {
	Word  string
	Level FindingLevel
}

// FindingLevel is how a finding looks.
type FindingLevel int

// The levels. None says that a file is right: only a person can.
const (
	NotLookedAt FindingLevel = iota // grey: only its kind is known
	LookedAt                        // plain: what was found, and nothing against it
	WasUsed                         // grey: it is where it belongs
	LookAtIt                        // amber
	CannotSend                      // red
)

// IsSameFile reports whether both rows stand for one file or folder.
func (r FileRow) IsSameFile(o FileRow) bool { return r.Ref == o.Ref && r.Folder == o.Folder }

func (r FileRow) SizeText() string {
	if r.Folder || r.Bytes < 0 {
		return ""
	}
	return FormatBytes(r.Bytes)
}

// FileReport is the report on one file. Warnings are our own words.
type FileReport struct {
	Ref            Ref
	Name           safe.Text
	Folder         Ref    // where it is
	Fault          string // why it cannot be sent at all, with the way out
	FaultWord      string // the same for a list: "broken"
	Temporary      bool   // the fault is not the file's: examine it again
	SHA256         flows.SHA256
	Bytes          int64
	MediaType      string
	Kind           string // "JPEG"
	Pixels         flows.Size
	Modified       time.Time
	GoodPoints     []string // "sharp", "light even"
	Warnings       []Caution
	Preview        Picture
	OtherApplicant bool // the journal knows this picture from another dossier
}

// Caution is a warning on a picture: a code for the record, words for people.
type Caution struct {
	Code, Text string
	CountsFor  func(Want) bool // the slots it is a warning for; nil: all
}

// ForSlot is the report with only the warnings that count for a slot: one look at a file
// serves all sides, and a grey bill is natural.
func (e FileReport) ForSlot(want Want) FileReport {
	e.Warnings = slices.DeleteFunc(slices.Clone(e.Warnings), func(c Caution) bool { return c.CountsFor != nil && !c.CountsFor(want) })
	return e
}

// ExaminedFiles keeps what files were found to be while a dossier is open, so that the
// lists of all its Files screens can say it, and the folder where the latest one was. It
// holds hashes, no bytes. A nil one keeps nothing.
type ExaminedFiles struct {
	reports map[Ref]FileReport
	folder  Ref
}

// NewExaminedFiles makes an empty memory.
func NewExaminedFiles() *ExaminedFiles { return &ExaminedFiles{reports: map[Ref]FileReport{}} }

// Record keeps what a file was found to be, unless it has to be looked at again.
func (f *ExaminedFiles) Record(e FileReport) {
	if f != nil && !e.Temporary {
		e.Preview, e.Name = Picture{}, safe.Text{}
		f.reports[e.Ref] = e
	}
}

// Find is what a row's file was found to be; false when it was not looked at, or
// has changed since.
func (f *ExaminedFiles) Find(r FileRow) (FileReport, bool) {
	if f == nil || r.Folder {
		return FileReport{}, false
	}
	e, ok := f.reports[r.Ref]
	unchanged := e.Bytes == r.Bytes && e.Modified.Equal(r.Modified)
	return e, ok && (unchanged || r.Bytes < 0)
}

// RememberFolder keeps the folder for the next picture.
func (f *ExaminedFiles) RememberFolder(folder Ref) {
	if f != nil && folder != (Ref{}) {
		f.folder = folder
	}
}

// Folder is the folder that was remembered; zero for none.
func (f *ExaminedFiles) Folder() Ref {
	if f == nil {
		return Ref{}
	}
	return f.folder
}
