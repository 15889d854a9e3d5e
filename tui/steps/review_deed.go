package steps

import (
	"slices"

	"dossier/flows"
)

// deed is what Enter does on a row. The row's action, its word in the footer
// and its sentence in the explanation all follow from it, so they cannot
// disagree.
type deed int

const (
	deedDetails   deed = iota
	deedTakeOver       // somebody else holds the dossier
	deedPick           // another picture for this slot
	deedPickOther      // another picture for the other side; this one goes again with it
	deedAgain          // the same picture once more
	deedDecide         // an unclear send
	deedIncident       // an answer that named something else
	deedWarning        // look, keep or replace
	deedDocument       // the need has no document yet
	deedBlocker        // the start leads to what is in its way
	deedStart
	deedResult // a check runs or has ended
)

func (d deed) verb() string {
	return [...]string{
		deedDetails: "details", deedTakeOver: "take over", deedPick: "pick", deedPickOther: "pick the other side",
		deedAgain: "send again", deedDecide: "decide", deedIncident: "settle", deedWarning: "look", deedDocument: "choose",
		deedBlocker: "first blocker", deedStart: "start", deedResult: "result",
	}[d]
}

// deed is what Enter does on the highlighted row.
func (s Review) deed(f Frame) deed {
	l, picture := s.line(f)
	switch {
	case f.ReadOnly:
		return deedTakeOver
	case picture:
		return lineDeed(f, l)
	case s.at.need != "":
		return needDeed(f)
	case f.Journey.Check().State != flows.CheckNone:
		return deedResult
	case len(f.Journey.CanStart()) > 0:
		return deedBlocker
	}
	return deedStart
}

func needDeed(f Frame) deed {
	if _, incident := f.Journey.Incident(); incident {
		return deedIncident
	}
	return deedDocument
}

// locked reports whether nothing can be changed any more: the checklist is
// there to be read.
func locked(j flows.Journey) bool { return j.Closed() || j.Check().State != flows.CheckNone }

func lineDeed(f Frame, l flows.Line) deed {
	incident, stopped := f.Journey.Incident()
	switch d := stateDeed(f, l); {
	case stopped && incident.Slot == l.Slot:
		return deedIncident
	case locked(f.Journey):
		return deedDetails
	case stopped && (d == deedPick || d == deedPickOther || d == deedAgain):
		return deedIncident
	default:
		return d
	}
}

// stateDeed follows the state alone. A send that was taken back was the wrong
// picture, so Enter does not send it again.
func stateDeed(f Frame, l flows.Line) deed {
	switch l.State {
	case flows.Missing, flows.Refused:
		return deedPick
	case flows.Failed:
		if l.Cause == flows.CauseTakenBack {
			return deedPick
		}
		return againOrPick(f, l)
	case flows.Withdrawn:
		if _, ok := refusedSide(f.Journey, l); ok && againOrPick(f, l) == deedAgain {
			return deedPickOther
		}
		return againOrPick(f, l)
	case flows.Unconfirmed:
		return deedDecide
	case flows.Accepted:
		if len(l.Open) > 0 {
			return deedWarning
		}
	}
	return deedDetails
}

// refusedSide is the other side whose refusal set this one aside.
func refusedSide(j flows.Journey, l flows.Line) (flows.Line, bool) {
	if l.State != flows.Withdrawn || l.Reason != flows.WithOtherSide {
		return flows.Line{}, false
	}
	for _, other := range linesOf(j, l.Slot.Need) {
		if other.Slot != l.Slot && other.State == flows.Refused {
			return other, true
		}
	}
	return flows.Line{}, false
}

func againOrPick(f Frame, l flows.Line) deed {
	if _, ok := samePicture(f, l); ok {
		return deedAgain
	}
	return deedPick
}

// samePicture is the consent to send a slot's picture once more. It is there
// only while this session still holds the file and nothing new speaks against
// it.
func samePicture(f Frame, l flows.Line) (flows.FileChosen, bool) {
	if !l.HasFile || l.Picture.Session != f.Session {
		return flows.FileChosen{}, false
	}
	for _, o := range f.Journey.Judge(l.Slot, l.Picture.SHA256) {
		if o.Hard || !overridden(l.Picture.Overrides, o.Code) {
			return flows.FileChosen{}, false
		}
	}
	return chosenAgain(l), true
}

func overridden(list []string, code string) bool {
	return slices.ContainsFunc(list, func(o string) bool { return flows.IsOverride(o, code) })
}

func chosenAgain(l flows.Line) flows.FileChosen {
	p := l.Picture
	return flows.FileChosen{
		Slot: l.Slot, SHA256: p.SHA256, Bytes: p.Bytes, MediaType: p.MediaType, Pixels: p.Pixels, Overrides: p.Overrides,
	}
}
