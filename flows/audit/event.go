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
func (st *story) recordEvent(e flows.Entry, before flows.Journey, lost []string) {
	who := foreign.Untrusted(e.Operator)
	switch v := e.Event.(type) {
	case flows.Opened:
		st.holders = append(st.holders, Holder{
			At: e.At, Operator: who, Session: foreign.Untrusted(e.Session), TookOver: v.Reason != "", Reason: foreign.Untrusted(v.Reason),
			Proxy: foreign.Untrusted(v.Proxy), CustomRoots: v.CustomRoots,
		})
	case flows.FlowChosen:
		st.addChange(e, "flow chosen", v.Flow.Name, v.Reason, lost)
	case flows.DocumentChosen:
		st.addChange(e, "document chosen", documentText(v), "", lost)
	case flows.SlotsReopened:
		st.addChange(e, "pictures reopened", assets.JoinText(v.Slots, ", ", flows.Slot.String), "", nil)
	case flows.Closed:
		st.addChange(e, "dossier closed", "", v.Reason, nil)
	case flows.Answered:
		if v.Kind == flows.AnswerMismatch && !slices.ContainsFunc(st.incidents, func(i Incident) bool { return i.Attempt == v.Attempt }) {
			st.incidents = append(st.incidents, Incident{Attempt: v.Attempt, At: e.At, Echo: v.Echo})
		}
	case flows.IncidentResolved:
		st.resolveIncident(Decision{Operator: who, At: e.At, Reason: foreign.Untrusted(v.Reason)})
	default:
		st.recordCheckEvent(e, before.Check())
	}
}

// recordCheckEvent keeps every check; the journey knows only the latest.
func (st *story) recordCheckEvent(e flows.Entry, before flows.Check) {
	who := foreign.Untrusted(e.Operator)
	switch v := e.Event.(type) {
	case flows.CheckConfirmed:
		st.checks = append(st.checks, Check{N: v.N, Operator: who, Confirmed: e.At, Outcome: "confirmed", Results: []Result{}})
	case flows.CheckReleased:
		c := st.findCheck(v.N)
		c.Released, c.Outcome = e.At, "released"
	case flows.CheckAnswered:
		c := st.findCheck(v.N)
		c.Answered, c.Outcome, c.Status, c.Message, c.Ray = e.At, "refused", v.Status, v.Message, foreign.Untrusted(v.Ray)
		c.Cause, c.Ours = foreign.Text{}, "" // of a start that was unclear before
		if v.Started {
			c.Outcome = "started"
		}
	case flows.CheckNotSent:
		c := st.findCheck(v.N)
		c.Outcome, c.Cause = StartNotSent, foreign.Untrusted(string(v.Cause))
		if now := st.journey.Check(); now.Number == v.N && now.State == flows.CheckNone {
			c.Transfer, c.Ours = now.Transfer, assets.StartCauseText(now).Meaning
		}
	case flows.CheckLost:
		c := st.findCheck(v.N)
		c.Outcome, c.Cause, c.Status, c.Ray = StartLost, foreign.Untrusted(string(v.Cause)), v.Status, foreign.Untrusted(v.Ray)
		if now := st.journey.Check(); now.Number == v.N && now.State == flows.CheckUnclear {
			c.Ours = assets.StartCauseText(now).Meaning
		}
	case flows.CheckDecided:
		st.findCheck(v.N).Decision = &Decision{Operator: who, At: e.At, Reason: foreign.Untrusted(v.Reason)}
	case flows.StatusSeen:
		st.recordStatusSeen(e, v, before)
	}
}

// fillEvent writes what an event says into its row. What an attempt sent comes from
// the cache.
func (enc *csvEncoder) fillEvent(out *csvRow, event flows.Event) {
	switch v := event.(type) {
	case flows.Opened:
		out.reason, out.detail = enc.showText(v.Reason), enc.connectionCell(v.Connection)
	case flows.FlowChosen:
		out.detail, out.reason = enc.showText(v.Flow.Name), enc.showText(v.Reason)
	case flows.DocumentChosen:
		out.slot, out.docType, out.country = enc.showText(v.Need), enc.showText(string(v.Type)), enc.showText(string(v.Country))
		out.detail = joinTexts(v.Sides, func(s flows.Side) string { return enc.showText(s.Word()) })
	case flows.FileChosen:
		out.slot, out.sha256, out.bytes = v.Slot.String(), v.SHA256.String(), strconv.FormatInt(v.Bytes, 10)
		out.detail = enc.showText(v.MediaType) + pixelsText(v.Pixels)
		out.reason = joinTexts(v.Overrides, enc.showText)
	case flows.SendStarted:
		if v.RetryOf > 0 {
			out.detail = fmt.Sprintf("retry of attempt %d", v.RetryOf)
		}
	case flows.SendCancelled:
		out.slot, out.outcome, out.detail = v.Slot.String(), string(flows.CauseTakenBack), transferCell(v.Transfer)
	case flows.NotSent:
		out.outcome, out.detail = enc.showText(string(v.Cause)), transferCell(v.Transfer)
	case flows.Answered:
		out.outcome, out.status, out.ray = enc.showText(string(v.Kind)), numberText(v.Status), enc.showText(v.Ray)
		out.errors, out.warnings = enc.remarkCodes(v.Errors), enc.remarkCodes(v.Warnings)
		out.detail = strings.Trim(enc.showText(answerCause(v))+": "+enc.show(v.Message), ": ")
	case flows.AnswerLost:
		out.outcome, out.status, out.ray = enc.showText(string(v.Cause)), numberText(v.Status), enc.showText(v.Ray)
	case flows.Decided:
		out.outcome, out.reason = "again", enc.showText(v.Reason)
		if v.Received {
			out.outcome = "received"
		}
	case flows.WarningAcknowledged:
		out.outcome, out.warnings, out.reason = "kept", enc.show(v.Code), enc.showText(v.Reason)
		if v.Undone {
			out.outcome = "no longer kept"
		}
	default:
		enc.fillCheckEvent(out, event)
	}
}

// answerCause is why an answer does not count; "" where its kind says all.
func answerCause(v flows.Answered) string {
	if v.Kind == flows.AnswerMismatch {
		return ""
	}
	return string(v.Cause)
}

// connectionCell says what a session's settings put between it and the service; "" where
// they put nothing there, or that was not recorded.
func (enc *csvEncoder) connectionCell(c flows.Connection) string {
	var parts []string
	if c.Proxy != "" {
		parts = append(parts, "proxy "+enc.showText(c.Proxy))
	}
	if c.CustomRoots {
		parts = append(parts, "custom roots")
	}
	return strings.Join(parts, ", ")
}

// transferCell says how much of a request left, where that was recorded.
func transferCell(t flows.Transfer) string {
	if t == flows.TransferUnknown {
		return ""
	}
	return assets.LeftThisMuch.With(assets.TransferWord(t))
}

func (enc *csvEncoder) fillCheckEvent(out *csvRow, event flows.Event) {
	n, said := 0, ""
	switch v := event.(type) {
	case flows.CheckConfirmed:
		n = v.N
	case flows.CheckReleased:
		n = v.N
	case flows.CheckAnswered:
		n, said = v.N, enc.show(v.Message)
		out.outcome, out.status, out.ray = "refused", numberText(v.Status), enc.showText(v.Ray)
		if v.Started {
			out.outcome = "started"
		}
	case flows.CheckNotSent:
		n, said, out.outcome = v.N, transferCell(v.Transfer), enc.showText(string(v.Cause))
	case flows.CheckLost:
		n, out.outcome, out.status, out.ray = v.N, enc.showText(string(v.Cause)), numberText(v.Status), enc.showText(v.Ray)
	case flows.CheckDecided:
		n, out.outcome, out.reason = v.N, "never started", enc.showText(v.Reason)
	case flows.StatusSeen:
		out.outcome, out.labels = enc.show(v.Answer), joinTexts(v.Labels, enc.show)
		words := slices.DeleteFunc([]foreign.Text{v.Status, v.RejectType}, foreign.Text.Empty)
		out.detail = joinTexts(words, enc.show)
	case flows.SlotsReopened:
		out.slot, out.labels = joinTexts(v.Slots, flows.Slot.String), joinTexts(v.Labels, enc.show)
	case flows.IncidentResolved:
		out.reason = enc.showText(v.Reason)
	case flows.Closed:
		out.reason = enc.showText(v.Reason)
	}
	if n > 0 {
		out.detail = strings.TrimSuffix(fmt.Sprintf("check %d: %s", n, said), ": ")
	}
}
