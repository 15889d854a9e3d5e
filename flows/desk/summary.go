package desk

import (
	"fmt"

	"dossier/flows"
	"dossier/flows/journal"
)

// The groups of the start list.
const (
	NeedsYou   = "needs you"
	Waiting    = "waiting"
	Unfinished = "unfinished"
	Finished   = "done"
)

// Summarise is the row of the start list that goes with a journey. Its words
// are our own.
func Summarise(j flows.Journey) journal.Summary {
	done, total := j.Progress()
	s := journal.Summary{
		Key: j.Key(), Head: j.Head(), Updated: j.Updated(), Done: done, Total: total, Pictures: sentPictures(j),
	}
	s.Group, s.Text = startListGroup(j)
	return s
}

func startListGroup(j flows.Journey) (group, text string) {
	_, incident := j.Incident()
	problem, troubled := j.FirstProblem()
	switch check := j.Check(); {
	case j.IsClosed():
		return Finished, "closed"
	case incident:
		return NeedsYou, "an answer named somebody else"
	case check.State == flows.CheckApproved:
		return Finished, "approved"
	case check.State == flows.CheckFinal:
		return NeedsYou, "rejected, final"
	case check.State == flows.CheckRejected:
		return NeedsYou, "rejected, may try again"
	case check.State == flows.CheckUnclear:
		return Waiting, "start unclear"
	case check.State != flows.CheckNone:
		return Waiting, "check running"
	case troubled:
		l, _ := j.Line(problem)
		return NeedsYou, fmt.Sprintf("%s %s", problem, l.State)
	case len(j.StartBlockers()) == 0:
		return NeedsYou, "ready to start"
	}
	return Unfinished, ""
}

// sentPictures lists what the service has or may have, so that the same picture is
// recognised for another applicant.
func sentPictures(j flows.Journey) []journal.Picture {
	var list []journal.Picture
	for _, a := range j.Attempts() {
		if a.MayBeReceived() {
			list = append(list, journal.Picture{SHA256: a.Picture.SHA256, Slot: a.Slot.String(), State: string(a.State)})
		}
	}
	return list
}
