package flows

import (
	"cmp"
	"slices"
	"time"
)

// The groups of the start list, in its order.
const (
	GroupNeedsYou   = "needs you"
	GroupWaiting    = "waiting"
	GroupUnfinished = "unfinished"
	GroupDone       = "done"
)

// Summary is a dossier's row in the start list. It holds codes of this program, no
// foreign text and no person's name.
type Summary struct {
	Key         Key
	Head        uint64    // number of the last entry; the journal takes the entry's
	Updated     time.Time // UTC, when the last entry was written; the journal takes the entry's
	Done, Total int       // slots accepted and slots wanted
	Group       string    // where the start list puts it: "needs you", "waiting"
	Text        string    // where it stands, as package startlist stores it
	// Pictures are those the service has or may have. An append replaces what
	// was kept for the dossier; the lists of dossiers leave it empty.
	Pictures []SentPicture
	// Release is the picture that the entry releases, nil unless the entry is Released.
	// The lists of dossiers leave it empty.
	Release *PictureRelease
}

// PictureRelease is the picture whose last byte an entry lets be sent. The journal does
// not take the entry while another applicant of the service has the picture in
// Summary.Pictures.
type PictureRelease struct {
	SHA256   SHA256
	IsShared bool // an operator gave a reason to send it for several applicants
}

// ReleaseOf is the picture that e releases, nil when it releases none.
func (j Journey) ReleaseOf(e Event) *PictureRelease {
	released, ok := e.(Released)
	if !ok {
		return nil
	}
	a, _ := j.Attempt(released.Attempt)
	return &PictureRelease{a.Picture.SHA256, hasOverride(a.Picture.Overrides, CodeOtherApplicant)}
}

// SentPicture is a picture that the service has or may have. Attempt may be 0
// when the caller does not tell attempts apart.
type SentPicture struct {
	SHA256  SHA256
	Slot    string // the slot's handle: "identity.front"
	Attempt AttemptNumber
	State   string
}

// Compare puts pictures in order, as cmp.Compare does for numbers.
func (p SentPicture) Compare(o SentPicture) int {
	return cmp.Or(slices.Compare(p.SHA256[:], o.SHA256[:]), cmp.Compare(p.Slot, o.Slot),
		cmp.Compare(p.Attempt, o.Attempt), cmp.Compare(p.State, o.State))
}
