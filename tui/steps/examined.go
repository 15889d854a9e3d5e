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
