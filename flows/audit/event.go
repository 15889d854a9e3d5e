package audit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
)

// This file has what each event adds to the receipt and to a row of the table. A new
// event that they show gets a case in both.

// recordEvent keeps what the receipt shows and the journey does not. lost are the slots
// whose pictures the event has set aside.
func (t *story) recordEvent(e flows.Entry, before flows.Journey, lost []string) {
	who := foreign.Untrusted(e.Operator)
	switch v := e.Event.(type) {
	case flows.Opened:
		t.holders = append(t.holders, Holder{e.At, who, foreign.Untrusted(e.Session), v.Reason != "", foreign.Untrusted(v.Reason)})
	case flows.FlowChosen:
		t.addChange(e, "flow chosen", v.Flow.Name, v.Reason, lost)
	case flows.DocumentChosen:
		t.addChange(e, "document chosen", documentText(v), "", lost)
	case flows.SlotsReopened:
		t.addChange(e, "pictures reopened", assets.JoinText(v.Slots, ", ", flows.Slot.String), "", nil)
	case flows.Closed:
		t.addChange(e, "dossier closed", "", v.Reason, nil)
	case flows.Answered:
		if v.Kind == flows.AnswerMismatch && !slices.ContainsFunc(t.incidents, func(i Incident) bool { return i.Attempt == v.Attempt }) {
			t.incidents = append(t.incidents, Incident{Attempt: v.Attempt, At: e.At, Echo: v.Echo})
		}
	case flows.IncidentResolved:
		t.resolveIncident(Decision{Operator: who, At: e.At, Reason: foreign.Untrusted(v.Reason)})
	default:
		t.recordCheckEvent(e, before.Check())
	}
}

// recordCheckEvent keeps every check; the journey knows only the latest.
func (t *story) recordCheckEvent(e flows.Entry, before flows.Check) {
	who := foreign.Untrusted(e.Operator)
	switch v := e.Event.(type) {
	case flows.CheckConfirmed:
		t.checks = append(t.checks, Check{N: v.N, Operator: who, Confirmed: e.At, Outcome: "confirmed", Results: []Result{}})
	case flows.CheckReleased:
		c := t.findCheck(v.N)
		c.Released, c.Outcome = e.At, "released"
	case flows.CheckAnswered:
		c := t.findCheck(v.N)
		c.Answered, c.Outcome, c.Status, c.Message, c.Ray = e.At, "refused", v.Status, v.Message, foreign.Untrusted(v.Ray)
		if v.Started {
			c.Outcome = "started"
		}
	case flows.CheckNotSent:
		c := t.findCheck(v.N)
		c.Outcome, c.Cause = "not sent", foreign.Untrusted(string(v.Cause))
	case flows.CheckLost:
		c := t.findCheck(v.N)
		c.Outcome, c.Cause, c.Status, c.Ray = "lost", foreign.Untrusted(string(v.Cause)), v.Status, foreign.Untrusted(v.Ray)
	case flows.CheckDecided:
		t.findCheck(v.N).Decision = &Decision{Operator: who, At: e.At, Reason: foreign.Untrusted(v.Reason)}
	case flows.StatusSeen:
		t.recordStatusSeen(e, v, before)
	}
}

// fillEvent writes what an event says into its row. What an attempt sent comes from
// the cache.
func (t *csvEncoder) fillEvent(out *csvRow, event flows.Event) {
	switch v := event.(type) {
	case flows.Opened:
		out.reason = t.showText(v.Reason)
	case flows.FlowChosen:
		out.detail, out.reason = t.showText(v.Flow.Name), t.showText(v.Reason)
	case flows.DocumentChosen:
		out.slot, out.docType, out.country = t.showText(v.Need), t.showText(string(v.Type)), t.showText(string(v.Country))
		out.detail = joinTexts(v.Sides, func(s flows.Side) string { return t.showText(s.Word()) })
	case flows.FileChosen:
		out.slot, out.sha256, out.bytes = v.Slot.String(), v.SHA256.String(), strconv.FormatInt(v.Bytes, 10)
		out.detail = t.showText(v.MediaType) + pixelsText(v.Pixels)
		out.reason = joinTexts(v.Overrides, t.showText)
	case flows.SendStarted:
		if v.RetryOf > 0 {
			out.detail = fmt.Sprintf("retry of attempt %d", v.RetryOf)
		}
	case flows.SendCancelled:
		out.slot = v.Slot.String()
	case flows.NotSent:
		out.outcome = t.showText(string(v.Cause))
	case flows.Answered:
		out.outcome, out.status, out.ray = t.showText(string(v.Kind)), numberText(v.Status), t.showText(v.Ray)
		out.errors, out.warnings = t.remarkCodes(v.Errors), t.remarkCodes(v.Warnings)
		out.detail = strings.Trim(t.showText(string(v.Cause))+": "+t.show(v.Message), ": ")
	case flows.AnswerLost:
		out.outcome, out.status, out.ray = t.showText(string(v.Cause)), numberText(v.Status), t.showText(v.Ray)
	case flows.Decided:
		out.outcome, out.reason = "again", t.showText(v.Reason)
		if v.Received {
			out.outcome = "received"
		}
	case flows.WarningAcknowledged:
		out.outcome, out.warnings, out.reason = "kept", t.show(v.Code), t.showText(v.Reason)
		if v.Undone {
			out.outcome = "no longer kept"
		}
	default:
		t.fillCheckEvent(out, event)
	}
}

func (t *csvEncoder) fillCheckEvent(out *csvRow, event flows.Event) {
	n, said := 0, ""
	switch v := event.(type) {
	case flows.CheckConfirmed:
		n = v.N
	case flows.CheckReleased:
		n = v.N
	case flows.CheckAnswered:
		n, said = v.N, t.show(v.Message)
		out.outcome, out.status, out.ray = "refused", numberText(v.Status), t.showText(v.Ray)
		if v.Started {
			out.outcome = "started"
		}
	case flows.CheckNotSent:
		n, out.outcome = v.N, t.showText(string(v.Cause))
	case flows.CheckLost:
		n, out.outcome, out.status, out.ray = v.N, t.showText(string(v.Cause)), numberText(v.Status), t.showText(v.Ray)
	case flows.CheckDecided:
		n, out.outcome, out.reason = v.N, "never started", t.showText(v.Reason)
	case flows.StatusSeen:
		out.outcome, out.labels = t.show(v.Answer), joinTexts(v.Labels, t.show)
		words := slices.DeleteFunc([]foreign.Text{v.Status, v.RejectType}, foreign.Text.Empty)
		out.detail = joinTexts(words, t.show)
	case flows.SlotsReopened:
		out.slot, out.labels = joinTexts(v.Slots, flows.Slot.String), joinTexts(v.Labels, t.show)
	case flows.IncidentResolved:
		out.reason = t.showText(v.Reason)
	case flows.Closed:
		out.reason = t.showText(v.Reason)
	}
	if n > 0 {
		out.detail = strings.TrimSuffix(fmt.Sprintf("check %d: %s", n, said), ": ")
	}
}
