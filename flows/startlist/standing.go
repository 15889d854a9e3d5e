// Package startlist says where a dossier stands in a few codes: what its row in the list
// of dossiers stores. The words for them are those of package assets. Nothing proves a
// stored row, so what is listed is derived from the verified entries again (List).
package startlist

import (
	"slices"
	"strings"

	"dossier/flows"
)

// Standing is where a dossier stands in a few codes, as its row in the start list is
// stored. The words are those of package assets.
type Standing struct {
	Code Code
	// Slot is the picture with the problem; empty for the codes that are about the whole
	// dossier.
	Slot flows.Slot
	// Document is that picture's; empty in the rows of older versions. HasOtherSide says
	// that the document has a second side, so that the side must be named.
	Document     flows.DocType
	HasOtherSide bool
}

// Code says what is the matter. The codes are stored with the rows of the start
// list, so they do not change.
type Code string

// The codes for a whole dossier. Unfinished is that of one that wants more pictures.
const (
	Unfinished       Code = ""
	Closed           Code = "closed"
	Incident         Code = "an answer named another applicant"
	Approved         Code = "approved"
	RejectedForGood  Code = "rejected, final"
	Rejected         Code = "rejected, may try again"
	StartUnclear     Code = "start unclear"
	CheckRunning     Code = "check running"
	ReadyToStart     Code = "ready to start"
	Sending          Code = "sending"
	Awaiting         Code = "waiting for the answer"
	StoppedSending   Code = "abandoned while sending" // never stored: see WhenAbandoned
	ProbablyReceived Code = "abandoned while waiting" // never stored: see WhenAbandoned
	Damaged          Code = "damaged"                 // never stored: see List
	NewerEntries     Code = "entries of a newer form" // never stored: see List
)

// The codes for a picture with a problem.
const (
	PictureRefused     Code = "refused"
	PictureUnclear     Code = "unclear"
	PictureSetAside    Code = "set aside"
	PictureWarning     Code = "accepted with a warning"
	PictureNotAccepted Code = "not accepted"
	PictureNotSent     Code = "not sent"              // no byte of it left
	PictureStopped     Code = "stopped"               // a part of it may have left
	PictureNotReceived Code = "probably not received" // all of it left
	PictureFailed      Code = "failed"                // one of the last four: older versions did not say which
)

// dossierCodes are the stored codes for a whole dossier. One of them looks like a picture's.
func dossierCodes() []Code {
	return []Code{
		Unfinished, Closed, Incident, Approved, RejectedForGood, Rejected, StartUnclear, CheckRunning, ReadyToStart, Sending, Awaiting,
	}
}

// pictureCodes are the codes for a picture.
func pictureCodes() []Code {
	return []Code{
		PictureRefused, PictureUnclear, PictureSetAside, PictureWarning,
		PictureNotAccepted, PictureNotSent, PictureStopped, PictureNotReceived, PictureFailed,
	}
}

// formerCodes are what older versions stored for a code.
func formerCodes() map[string]Code {
	return map[string]Code{
		"an answer named somebody else": Incident,
		string(flows.Unclear):           PictureUnclear,
		string(flows.SetAside):          PictureSetAside,
		string(flows.Accepted):          PictureWarning,
	}
}

// String is the standing as it is stored: "ready to start", "identity.back refused,
// ID_CARD back", "selfie refused, SELFIE".
func (s Standing) String() string {
	if s.Slot.Need == "" {
		return string(s.Code)
	}
	text := s.Slot.String() + " " + string(s.Code)
	switch {
	case s.Document == "":
		return text
	case s.HasOtherSide:
		return text + ", " + string(s.Document) + " " + s.Slot.Side.Word()
	}
	return text + ", " + string(s.Document)
}

// Parse reads what a row stores. Text that it does not know, of a newer
// version or another program, is its own code.
func Parse(text string) Standing {
	handle, rest, _ := strings.Cut(text, " ")
	problem, document, _ := strings.Cut(rest, ", ")
	slot, err := flows.ParseSlot(handle)
	code := currentCode(problem)
	if err != nil || slices.Contains(dossierCodes(), Code(text)) || !slices.Contains(pictureCodes(), code) {
		return Standing{Code: currentCode(text)}
	}
	kind, side, _ := strings.Cut(document, " ")
	several := side != "" || document == "" && slot.Side != flows.NoSide
	return Standing{Code: code, Slot: slot, Document: flows.DocType(kind), HasOtherSide: several}
}

func currentCode(text string) Code {
	if code, ok := formerCodes()[text]; ok {
		return code
	}
	return Code(text)
}

// WhenAbandoned is what the standing means when nobody has the dossier open: a picture
// that was on its way then has met the end of its program. It is false for any other.
func (s Standing) WhenAbandoned() (Standing, bool) {
	switch s.Code {
	case Sending:
		return Standing{Code: StoppedSending}, true
	case Awaiting:
		return Standing{Code: ProbablyReceived}, true
	}
	return s, false
}

// StandingOf is that of a picture with a problem.
func StandingOf(l flows.SlotLine) Standing {
	return Standing{problemCode(l), l.Slot, l.Document.Type, l.Document.HasTwoSides()}
}

func problemCode(l flows.SlotLine) Code {
	switch l.State {
	case flows.Unclear:
		return PictureUnclear
	case flows.SetAside:
		return PictureSetAside
	case flows.Failed:
		return failureCode(l)
	case flows.Accepted:
		return PictureWarning
	}
	return PictureRefused
}

// failureCode tells a picture that never left from one of which a part, or all, did.
func failureCode(l flows.SlotLine) Code {
	switch {
	case l.Tried && l.Attempt.State == flows.AttemptAnswered && l.Cause != flows.CauseTakenBack:
		return PictureNotAccepted
	case l.Transfer == flows.TransferNone:
		return PictureNotSent
	case l.Transfer == flows.TransferWhole:
		return PictureNotReceived
	}
	return PictureStopped
}
