package steps

import "dossier/flows"

// Seen keeps what files were found to be while a dossier is open, so that the
// lists of all its Files screens can say which of them were used already. It
// holds hashes, no bytes. A nil Seen knows nothing and keeps nothing.
type Seen struct{ files map[Ref]Examined }

// NewSeen makes an empty memory.
func NewSeen() *Seen { return &Seen{files: map[Ref]Examined{}} }

func (s *Seen) note(e Examined) {
	if s != nil && e.Fault == "" && e.SHA256 != (flows.SHA256{}) {
		s.files[e.Ref] = Examined{SHA256: e.SHA256, Bytes: e.Bytes, Modified: e.Modified, OtherApplicant: e.OtherApplicant}
	}
}

// of is what a row's file was found to be; false when it was not looked at, or
// has changed since.
func (s *Seen) of(r FileRow) (Examined, bool) {
	if s == nil || r.Folder {
		return Examined{}, false
	}
	e, ok := s.files[r.Ref]
	return e, ok && e.Bytes == r.Bytes && e.Modified.Equal(r.Modified)
}

// used marks the rows whose pictures speak against themselves.
func (s Picker) used(f Frame, rows []FileRow) []FileRow {
	out := make([]FileRow, len(rows))
	for i, r := range rows {
		out[i] = r
		if e, ok := s.deps.Seen.of(r); ok {
			if word := s.usedWord(f, e); word != "" {
				out[i].Word, out[i].Fits = word, false
			}
		}
	}
	return out
}

// usedWord says where a picture was met before; "" when it can still be sent.
func (s Picker) usedWord(f Frame, e Examined) string {
	if e.OtherApplicant {
		return "other person"
	}
	list := f.Journey.Judge(s.place.Slot, e.SHA256)
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
