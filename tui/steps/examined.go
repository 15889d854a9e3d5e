package steps

import "dossier/flows"

// ExaminedFiles keeps what files were found to be while a dossier is open, so that the
// lists of all its Files screens can say which of them were used already. It
// holds hashes, no bytes. A nil Seen knows nothing and keeps nothing.
type ExaminedFiles struct{ reports map[Ref]FileReport }

// NewExaminedFiles makes an empty memory.
func NewExaminedFiles() *ExaminedFiles { return &ExaminedFiles{reports: map[Ref]FileReport{}} }

func (s *ExaminedFiles) Record(e FileReport) {
	if s != nil && e.Fault == "" && e.SHA256 != (flows.SHA256{}) {
		s.reports[e.Ref] = FileReport{SHA256: e.SHA256, Bytes: e.Bytes, Modified: e.Modified, OtherApplicant: e.OtherApplicant}
	}
}

// Find is what a row's file was found to be; false when it was not looked at, or
// has changed since.
func (s *ExaminedFiles) Find(r FileRow) (FileReport, bool) {
	if s == nil || r.Folder {
		return FileReport{}, false
	}
	e, ok := s.reports[r.Ref]
	return e, ok && e.Bytes == r.Bytes && e.Modified.Equal(r.Modified)
}

// markUsedRows marks the rows whose pictures speak against themselves.
func (s Files) markUsedRows(f Frame, rows []FileRow) []FileRow {
	out := make([]FileRow, len(rows))
	for i, r := range rows {
		out[i] = r
		if e, ok := s.deps.ExaminedFiles.Find(r); ok {
			if word := s.previousUseText(f, e); word != "" {
				out[i].Word, out[i].Fits = word, false
			}
		}
	}
	return out
}

// previousUseText says where a picture was met before; "" when it can still be sent.
func (s Files) previousUseText(f Frame, e FileReport) string {
	if e.OtherApplicant {
		return "other person"
	}
	list := f.Journey.Objections(s.place.Slot, e.SHA256)
	if len(list) == 0 {
		return ""
	}
	at, ok := f.Journey.Line(list[0].Slot)
	switch code := list[0].Code; {
	case code == flows.CodeDeclined:
		return "refused"
	case code == flows.CodeRejected:
		return "rejected"
	case ok && at.HasFile && at.Picture.SHA256 == e.SHA256:
		return "used: " + ShortTitle(f.Journey, at)
	}
	return "sent before"
}
