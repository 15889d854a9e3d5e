package startlist

import (
	"slices"

	"dossier/flows"
)

// Summarize is the row of the start list that goes with the journey.
func Summarize(j flows.Journey) flows.Summary {
	done, total := j.Progress()
	s := flows.Summary{
		Key: j.Key(), Head: j.Head(), Updated: j.Updated(), Done: done, Total: total, Pictures: sentPictures(j),
	}
	group, at := groupOf(j)
	s.Group, s.Text = group, at.String()
	return s
}

func groupOf(j flows.Journey) (group string, at Standing) {
	_, incident := j.Incident()
	problem, troubled := j.FirstProblem()
	switch check := j.Check(); {
	case j.IsClosed():
		return flows.GroupDone, Standing{Code: Closed}
	case incident:
		return flows.GroupNeedsYou, Standing{Code: Incident}
	case check.State == flows.CheckApproved:
		return flows.GroupDone, Standing{Code: Approved}
	case check.State == flows.CheckFinal:
		return flows.GroupNeedsYou, Standing{Code: RejectedForGood}
	case check.State == flows.CheckRejected:
		return flows.GroupNeedsYou, Standing{Code: Rejected}
	case check.State == flows.CheckUnclear:
		return flows.GroupWaiting, Standing{Code: StartUnclear}
	case check.State != flows.CheckNone:
		return flows.GroupWaiting, Standing{Code: CheckRunning}
	case troubled:
		l, _ := j.Line(problem)
		return flows.GroupNeedsYou, StandingOf(l)
	case len(j.StartBlockers()) == 0:
		return flows.GroupNeedsYou, Standing{Code: ReadyToStart}
	}
	return flows.GroupUnfinished, Standing{Code: sendingCode(j)}
}

// sendingCode is that of a dossier whose last entry is about a picture on its way.
func sendingCode(j flows.Journey) Code {
	code := Unfinished
	for _, l := range j.Lines() {
		switch l.State {
		case flows.Awaiting:
			return Awaiting
		case flows.Sending:
			code = Sending
		}
	}
	return code
}

// sentPictures lists what the service has or may have, so that the same picture is
// recognised for another applicant.
func sentPictures(j flows.Journey) []flows.SentPicture {
	var list []flows.SentPicture
	for _, a := range j.Attempts() {
		if a.MayBeReceived() {
			list = append(list, flows.SentPicture{SHA256: a.Picture.SHA256, Slot: a.Slot.String(), State: string(a.State)})
		}
	}
	return list
}

// IsSameStanding reports whether the kept row says of its dossier what follows from the
// entries. An older version said less: it named no document, had one code for four, also
// for a picture that was taken back, and none for a picture on its way. The codes of a
// newer one are not known, so only its group counts.
func IsSameStanding(kept, derived flows.Summary) bool {
	k, d := Parse(kept.Text), Parse(derived.Text)
	if k.Code == PictureFailed {
		return kept.Group == flows.GroupNeedsYou
	}
	if !slices.Contains(slices.Concat(dossierCodes(), pictureCodes()), k.Code) {
		return kept.Group == derived.Group
	}
	if k.Code == Unfinished && (d.Code == Sending || d.Code == Awaiting) {
		d.Code = Unfinished
	}
	if k.Document == "" {
		d.Document, d.HasOtherSide = "", k.HasOtherSide
	}
	return kept.Group == derived.Group && k == d
}
