package steps

import (
	"context"
	"dossier/flows"
	"dossier/tui/safe"
	"time"
)

// FileSource is where pictures come from: a local disk, or an inbox.
type FileSource interface {
	// Browse lists what fits the typed text, newest first. It may take long;
	// it runs in a command.
	Browse(ctx context.Context, typed string, want Want) Listing
	// Complete is the Tab key: the longest common part, and the candidates
	// when there are several.
	Complete(typed string) (string, []string)
	// Paste reads a dropped or pasted text as paths in any quoting; false
	// when it is none.
	Paste(text string) ([]Ref, bool)
	// Examine opens the file, once, and looks at it. The descriptor stays
	// open under its hash.
	Examine(ctx context.Context, ref Ref, want Want) FileReport
}

// Ref names a file without showing where it is. It is comparable.
type Ref struct{ Opaque any }

// Want is what the slot takes.
type Want struct {
	Selfie bool
	Bill   bool
}

// Listing is the answer to Browse.
type Listing struct {
	Where safe.Text // the folder, shortened with ~
	Rows  []FileRow
	More  int    // rows left out
	Fault string // our own words: "no such folder", "not readable"
}

// FileRow is a file or folder of a listing.
type FileRow struct {
	Ref        Ref
	Name       safe.Text
	Bytes      int64
	Modified   time.Time
	Folder     bool
	FolderPath string // the text to type to enter the folder
	Word       string // fitness in words: "fits", "needs JPEG"
	Fits       bool
}

// IsSameFile reports whether both rows stand for one file or folder.
func (r FileRow) IsSameFile(o FileRow) bool {
	return r.Ref == o.Ref && r.Folder == o.Folder && r.FolderPath == o.FolderPath
}

func (r FileRow) SizeText() string {
	if r.Folder || r.Bytes < 0 {
		return ""
	}
	return FormatBytes(r.Bytes)
}

// FileReport is the report on one file. Warnings are our own words; a good picture
// has none.
type FileReport struct {
	Ref            Ref
	Name           safe.Text
	Fault          string // why it cannot be sent at all, with the way out
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
type Caution struct{ Code, Text string }

// ExaminedFiles keeps what files were found to be while a dossier is open, so that the
// lists of all its Files screens can say which of them were used already. It
// holds hashes, no bytes. A nil one keeps nothing.
type ExaminedFiles struct{ reports map[Ref]FileReport }

// NewExaminedFiles makes an empty memory.
func NewExaminedFiles() *ExaminedFiles { return &ExaminedFiles{reports: map[Ref]FileReport{}} }

func (f *ExaminedFiles) Record(e FileReport) {
	if f != nil && e.Fault == "" && e.SHA256 != (flows.SHA256{}) {
		f.reports[e.Ref] = FileReport{SHA256: e.SHA256, Bytes: e.Bytes, Modified: e.Modified, OtherApplicant: e.OtherApplicant}
	}
}

// Find is what a row's file was found to be; false when it was not looked at, or
// has changed since.
func (f *ExaminedFiles) Find(r FileRow) (FileReport, bool) {
	if f == nil || r.Folder {
		return FileReport{}, false
	}
	e, ok := f.reports[r.Ref]
	return e, ok && e.Bytes == r.Bytes && e.Modified.Equal(r.Modified)
}
