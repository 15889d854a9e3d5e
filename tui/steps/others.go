package steps

import (
	"fmt"
	"strings"
	"time"

	"dossier/flows"
	"dossier/tui/safe"
)

// holder is the session that holds the dossier, as far as it is seen here:
// others may only look on.
func (f Frame) holder() (Presence, bool) {
	for _, p := range f.Others {
		if p.Session == f.Journey.Holder().Session {
			return p, true
		}
	}
	return Presence{}, false
}

// holderName is who holds the dossier. It is known at once, also when nobody is
// seen here.
func (f Frame) holderName() string {
	if name := safe.LineOf(f.Journey.Holder().Operator, 40).String(); name != "" {
		return name
	}
	return "another session"
}

// heldBy says who keeps this session from acting, what is on its way there, and
// when they typed last; "" when nobody does. It is the courtesy that keeps two
// people from working on one applicant unknowingly.
func heldBy(f Frame) string {
	if !f.ReadOnly {
		return ""
	}
	p, seen := f.holder()
	if !seen {
		return "Held by " + f.holderName() + " since " + f.since(f.Journey.Holder().Since)
	}
	text := "In use by " + f.holderName() + onHost(p)
	if doing := doingWords(f.Journey, p.Doing); doing != "" {
		text += ", " + doing
	}
	return text + lastKey(f, p)
}

func onHost(p Presence) string {
	if host := p.Host.String(); host != "" {
		return " on " + host
	}
	return ""
}

// lastKey is coarse, as others are heard of every few seconds only.
func lastKey(f Frame, p Presence) string {
	switch ago := f.Now.Sub(p.LastKey); {
	case p.LastKey.IsZero():
		return ""
	case ago < time.Minute:
		return ", last key under a minute ago"
	case ago < time.Hour:
		return fmt.Sprintf(", last key %d min ago", int(ago.Minutes()))
	default:
		return fmt.Sprintf(", last key %d h ago", int(ago.Hours()))
	}
}

// since is a time of day, with its day when that is another one.
func (f Frame) since(at time.Time) string {
	if at, now := at.In(f.Now.Location()), f.Now; at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return f.clock(at)
	}
	return f.moment(at)
}

// doingWords says what is on its way at the holder's. The journal is newer than
// the other desk's own word; only whether a send is still held back has to be
// taken from there.
func doingWords(j flows.Journey, said string) string {
	for _, l := range j.Lines() {
		switch {
		case l.State == flows.Awaiting:
			return "waiting for the answer on the " + noun(l)
		case l.State == flows.Sending && said == "sending "+l.Slot.String():
			return "sending the " + noun(l)
		case l.State == flows.Sending:
			return "about to send the " + noun(l)
		}
	}
	return ""
}

// takenWhy says when and why the dossier was taken over, if it was: a person's
// own words.
func takenWhy(f Frame) string {
	holder := f.Journey.Holder()
	reason := safe.LineOf(strings.TrimSpace(holder.Reason), 60).String()
	if reason == "" {
		return ""
	}
	return fmt.Sprintf(" Taken over at %s: “%s”.", f.since(holder.Since), reason)
}

// onlyLooking says that somebody else holds the dossier, and what Enter does
// about it here; "" when this session may act.
func onlyLooking(f Frame, enter string) string {
	if !f.ReadOnly {
		return ""
	}
	return heldBy(f) + "." + takenWhy(f) + " You can look" + enter + "."
}

// asksForIt is what Enter does on the screens that change something.
const asksForIt = ", and Enter asks to take it over"

// takeOver asks for the dossier that another session holds.
func takeOver(f Frame) Action {
	p, _ := f.holder()
	held := "It is held by " + f.holderName() + onHost(p)
	if since := f.Journey.Holder().Since; !since.IsZero() {
		held += " since " + f.since(since)
	}
	return Ask{Dialog{
		Title: "Take this dossier over?",
		Text:  append([]string{held + lastKey(f, p) + "."}, leftThere(f.Journey)...),
		Choices: []Choice{
			{Label: "Leave it"},
			{Label: "Take it over", NeedReason: true,
				Reasons: []string{"agreed with the other person", "the other session is gone", "urgent"},
				Then:    func(reason string) Action { return TakeOver{Reason: reason} }},
		},
	}}
}

// leftThere says what is on its way at the holder's, and what a takeover makes
// of it.
func leftThere(j flows.Journey) []string {
	var text []string
	for _, l := range j.Lines() {
		switch l.State {
		case flows.Chosen, flows.Sending:
			text = append(text, "The "+noun(l)+" is on its way there; unless it leaves before, it is not sent.")
		case flows.Awaiting:
			text = append(text, "The "+noun(l)+" has left there and has no answer yet; it becomes unclear.")
		}
	}
	if text == nil {
		return []string{"Nothing is on its way there; what has not left will not be sent."}
	}
	return text
}
