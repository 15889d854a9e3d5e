package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// waitAdvice advises against a decision while an answer may be under way;
// "" when none is.
func waitAdvice(f steps.Frame, a flows.Attempt) string {
	since := f.Now.Sub(a.ReleasedAt)
	if a.ReleasedAt.IsZero() || since >= flows.AnswerTimeout || !mayBeInProgress(a) {
		return ""
	}
	return assets.AnswerMayCome.With(steps.FormatDuration(since), steps.FormatDuration(flows.AnswerTimeout-since))
}

// mayBeInProgress reports whether the request may still be under way, here or in
// another session. A status is an answer: after it no other one comes.
func mayBeInProgress(a flows.Attempt) bool {
	causes := []flows.Cause{flows.CauseNoAnswer, flows.CauseSessionGone, flows.CauseTakenOver}
	return a.Status == 0 && slices.Contains(causes, a.Cause)
}

// httpStatusText names the status of an answer; "" where none is known.
func httpStatusText(a flows.Attempt) string {
	if a.Status == 0 {
		return ""
	}
	return fmt.Sprintf("HTTP %d", a.Status)
}

// unclearDialog asks what became of an unclear send. Leaving it unclear is the
// first answer.
func unclearDialog(f steps.Frame, l flows.SlotLine) steps.Dialog {
	d := steps.Dialog{
		Title:   "What became of the " + steps.PictureNoun(l) + "?",
		Looks:   looksOf(l),
		TextNow: func(now steps.Frame) []string { return unclearTexts(now, l.Slot) },
		Choices: []steps.Choice{{Label: "Leave it unclear"}},
	}
	if len(l.Attempt.Errors) == 0 {
		d.Choices = append(d.Choices, steps.Choice{
			Label: "Treat it as received", NeedReason: true,
			Reasons: assets.ReasonReceived.Presets(),
			Then: func(reason string) steps.Action {
				return steps.Post{Events: []flows.Event{flows.Decided{Attempt: l.Attempt.Number, Received: true, Reason: f.WithLookedAt(l.Picture.SHA256, reason)}}}
			},
		})
	}
	d.Choices = append(d.Choices, steps.Choice{
		Label: "Send it again (adds a second picture)", NeedReason: true,
		Reasons: assets.ReasonSendAgain.Presets(),
		Then:    func(reason string) steps.Action { return decideSendAgain(f, l, reason) },
	})
	return d
}

// unclearTexts say what is known of an unclear send, or that there is nothing to decide.
func unclearTexts(f steps.Frame, slot flows.Slot) []string {
	l, _ := f.Journey.Line(slot)
	if l.State != flows.Unclear {
		return []string{"This picture is not unclear any more. Close this and see where it stands."}
	}
	text := []string{assets.LineCauseText(l).Meaning}
	if status := httpStatusText(l.Attempt); status != "" {
		text = append(text, "The answer was "+status+"; no other one will come.")
	}
	if wait := waitAdvice(f, l.Attempt); wait != "" {
		text = append(text, wait)
	}
	return text
}

// decideSendAgain decides that the picture is sent once more. Where this session
// still holds the file, the decision is the consent as well, and its reason
// overrides the guard against doubles; else the file is picked again.
func decideSendAgain(f steps.Frame, l flows.SlotLine, reason string) steps.Action {
	decided := flows.Decided{Attempt: l.Attempt.Number, Reason: reason}
	if l.HasFile && l.Picture.Session == f.Session {
		chosen := steps.ResendEvent(l)
		chosen.Overrides = append(chosen.Overrides, flows.FormatOverride(flows.CodeSentBefore, reason))
		return steps.Post{Events: []flows.Event{decided, chosen}}
	}
	return steps.PostAndGo{Events: []flows.Event{decided}, Place: steps.Place{}}
}

// incidentDialog says what an answer named instead of what was sent. Nothing
// goes on for this applicant until an operator takes responsibility.
func incidentDialog(f steps.Frame) steps.Dialog {
	a, _ := f.Journey.Incident()
	return steps.Dialog{
		Title: strings.TrimSuffix(assets.Sentence(assets.Mismatch.Short), "."),
		Text: append([]string{
			assets.Mismatch.Long + " Everything for this applicant is stopped.",
		}, echoDifferences(f.Journey.Key().Applicant, a)...),
		Choices: []steps.Choice{
			{Label: "Leave everything stopped"},
			{Label: "It is settled, go on", Verb: "Settled", NeedReason: true,
				Reasons: assets.ReasonSettled.Presets(),
				Then: func(reason string) steps.Action {
					return steps.Post{Events: []flows.Event{flows.IncidentResolved{Reason: reason}}}
				}},
		},
	}
}

// echoDifferences compares an answer's echo with what was sent.
func echoDifferences(applicant string, a flows.Attempt) []string {
	var list []string
	differ := func(what, sent string, echo foreign.Text) {
		if !echo.EqualFold(sent) {
			list = append(list, fmt.Sprintf("%s: sent %s, answered %s", what, cmp.Or(sent, "–"), cmp.Or(safe.Line(echo, 80).String(), "–")))
		}
	}
	differ("Applicant", applicant, a.Echo.Applicant)
	differ("Type", string(a.Document.Type), a.Echo.Type)
	differ("Side", string(a.Slot.Side), a.Echo.Side)
	differ("Country", string(a.Document.Country), a.Echo.Country)
	return list
}

// keepPicture acknowledges every warning that is open on a picture. The record says
// that it was looked at only if it was on the screen. Then the list goes on to the next
// row that needs the operator.
func keepPicture(f steps.Frame, l flows.SlotLine, reason string) steps.Action {
	var events []flows.Event
	for _, c := range l.Open {
		events = append(events, flows.WarningAcknowledged{Attempt: l.Attempt.Number, Code: c, Reason: f.WithLookedAt(l.Picture.SHA256, reason)})
	}
	rows := listRows(f.Journey)
	next := rows[nextOpenRow(f.Journey, rows, slices.Index(rows, row{slot: l.Slot}))]
	if next.slot == l.Slot {
		next = row{}
	}
	return steps.PostAndGo{Events: events, Place: steps.Place{Stage: flows.StageReview, Need: next.need, Slot: next.slot}}
}

// warningDialog lets the operator keep the picture for a reason, or replace it. The
// picture stands beside the question.
func warningDialog(f steps.Frame, l flows.SlotLine) steps.Dialog {
	d := steps.Dialog{Title: steps.SlotTitle(l) + " was accepted with a warning", Looks: looksOf(l)}
	for _, c := range l.Open {
		d.Text = append(d.Text, steps.CodeText(c)+": "+assets.ExplainRemark(c, false).Meaning)
	}
	d.Text = append(d.Text, "Keeping it can be undone until the check starts.")
	d.Choices = []steps.Choice{
		{Label: "Not now"},
		{Label: "Keep this picture", Verb: "Keep", NeedReason: true,
			Reasons: assets.ReasonKeep.Presets(),
			Then:    func(reason string) steps.Action { return keepPicture(f, l, reason) }},
		{Label: "Replace it", Then: func(string) steps.Action { return steps.Go{Place: steps.Place{Stage: flows.StageFiles, Slot: l.Slot}} }},
	}
	return d
}
