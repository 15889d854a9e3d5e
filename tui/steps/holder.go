package steps

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/scope"
	"dossier/tui/safe"
)

// HolderPresence is the session that holds the dossier, as far as it is seen here:
// others may only look on.
func (f Frame) HolderPresence() (Presence, bool) {
	for _, p := range f.Others {
		if p.Session == f.Journey.Holder().Session {
			return p, true
		}
	}
	return Presence{}, false
}

// HolderName is who holds the dossier. It is known at once, even when that
// session is not seen here.
func (f Frame) HolderName() string {
	if p, _ := f.HolderPresence(); p.IsOwn {
		return "you"
	}
	return cmp.Or(safe.LineOf(f.Journey.Holder().Operator, 40).String(), "another session")
}

// HolderText says who or what keeps this session from acting, what is being sent there,
// and when they typed last; "" when nobody does. So two operators do not work on one
// applicant without knowing it.
func HolderText(f Frame) string {
	if !f.ReadOnly || f.Fault != "" {
		return strings.TrimSuffix(f.Fault, ".")
	}
	p, seen := f.HolderPresence()
	if !seen {
		return "Held by " + f.HolderName() + " since " + f.formatSince(f.Journey.Holder().Since)
	}
	text := "In use by " + f.HolderName() + hostText(p)
	if doing := holderSendText(f.Journey, p.Activity); doing != "" {
		text += ", " + doing
	}
	return text + lastKeyText(f, p)
}

// hostText says where a session is, as far as that tells the operator something.
func hostText(p Presence) string {
	host := p.Host.String()
	switch {
	case p.IsOwn:
		return " in another window"
	case host != "":
		return " on " + host
	}
	return ""
}

// lastKeyText is coarse, as others are heard of every few seconds only.
func lastKeyText(f Frame, p Presence) string {
	switch {
	case p.LastKey.IsZero():
		return ""
	case f.Now.Sub(p.LastKey) < time.Minute:
		return ", last key under a minute ago"
	}
	return ", last key " + FormatAge(f.Now, p.LastKey) + " ago"
}

// formatSince is a time of day, with its day when that is another one.
func (f Frame) formatSince(at time.Time) string {
	if f.formatTime(at, time.DateOnly) == f.Now.Format(time.DateOnly) {
		return f.FormatClock(at)
	}
	return f.FormatTimestamp(at)
}

// holderSendText says what is being sent there. The journal is newer than
// the other desk's own word; only whether a send is still held back has to be
// taken from there.
func holderSendText(j flows.Journey, said string) string {
	for _, l := range j.Lines() {
		switch {
		case l.State == flows.Awaiting:
			return "waiting for the answer on the " + PictureNoun(l)
		case l.State == flows.Sending && said == "sending "+l.Slot.String():
			return "sending the " + PictureNoun(l)
		case l.State == flows.Sending:
			return "about to send the " + PictureNoun(l)
		}
	}
	return ""
}

// takeoverReasonText says when and why the dossier was taken over, if it was, in that
// operator's own words.
func takeoverReasonText(f Frame) string {
	holder := f.Journey.Holder()
	reason := safe.LineOf(strings.TrimSpace(holder.Reason), 60).String()
	if reason == "" {
		return ""
	}
	return fmt.Sprintf(" Taken over at %s: “%s”.", f.formatSince(holder.Since), reason)
}

// ReadOnlyReason says that somebody else holds the dossier, and what Enter does
// about it here, or that the dossier is not as it was written; "" when this session may act.
func ReadOnlyReason(f Frame, enter string) string {
	switch {
	case f.Fault != "":
		return f.Fault
	case !f.ReadOnly:
		return ""
	}
	return HolderText(f) + "." + takeoverReasonText(f) + " You can look" + enter + "."
}

// EnterAsksTakeOver is what Enter does on the screens that change something.
const EnterAsksTakeOver = ", and Enter asks to take it over"

// ReadOnlyLabel is in a few words what Enter does where it would change a dossier that can
// only be looked at: AskTakeOver.
func ReadOnlyLabel(f Frame) string {
	if f.Fault != "" {
		return "what is wrong"
	}
	return "take over"
}

// ReadOnlySentence is ReadOnlyLabel in a sentence.
func ReadOnlySentence(f Frame) string {
	if f.Fault != "" {
		return "show what is wrong with the dossier"
	}
	return "ask to take the dossier over"
}

// AskTakeOver asks for the dossier that another session holds. One that is not as it was
// written is nobody's to take.
func AskTakeOver(f Frame) Action {
	if f.Fault != "" {
		return Ask{Dialog{Title: "You can only look at this dossier", Text: []string{f.Fault}, Choices: []Choice{{Label: "Back to the dossier"}}}}
	}
	return Ask{Dialog{
		Title:   "Take this dossier over?",
		TextNow: takeoverTexts,
		Choices: []Choice{
			{Label: "Leave it"},
			{Label: "Take it over", Verb: "Take over", NeedReason: true,
				Reasons: assets.ReasonTakeOver.Presets(),
				Then:    func(reason string) Action { return TakeOver{Reason: reason} }},
		},
	}}
}

// takeoverTexts say who holds the dossier, and what taking it over would do now.
func takeoverTexts(f Frame) []string {
	p, _ := f.HolderPresence()
	held := "It is held by " + f.HolderName() + hostText(p)
	if since := f.Journey.Holder().Since; !since.IsZero() {
		held += " since " + f.formatSince(since)
	}
	return append([]string{held + lastKeyText(f, p) + "."}, takeoverEffects(f.Journey)...)
}

// takeoverEffects says what is on its way at the holder's, and what a takeover makes
// of it.
func takeoverEffects(j flows.Journey) []string {
	var text []string
	for _, l := range j.Lines() {
		switch l.State {
		case flows.Chosen, flows.Sending:
			text = append(text, assets.TakeOverFirst.With(PictureNoun(l)))
		case flows.Awaiting:
			text = append(text, assets.SendsOnThere.With(PictureNoun(l)))
		}
	}
	if text == nil {
		return []string{assets.NothingOnThere.String()}
	}
	return text
}

// RefusedDialog says why a dossier is not opened, and asks for the reason that opens it.
func RefusedDialog(applicant string, r *scope.Refusal) Dialog {
	short := flows.ShortApplicant(applicant)
	if r.Access != scope.NeedsReason {
		return Dialog{Title: "This dossier is not yours", Text: []string{assets.OtherGroupText(short)}, Choices: []Choice{{Label: "Back"}}}
	}
	now := func(f Frame) []string {
		return []string{assets.ColleaguesDossierText(short, safe.LineOf(r.Holder, 40).String(), f.formatSince(r.Since)), assets.OpeningIsRecorded}
	}
	return Dialog{Title: "Open a colleague's dossier?", TextNow: now, Choices: []Choice{
		{Label: "Leave it"},
		{Label: "Take it over", Verb: "Take over", NeedReason: true, Reasons: assets.ReasonTakeOver.Presets(),
			Then: func(reason string) Action { return OpenDossier{Applicant: applicant, Reason: reason} }},
	}}
}
