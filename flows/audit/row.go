package audit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dossier/flows"
	"dossier/flows/foreign"
)

// fillEvent writes what an event says into its row; what it says of an attempt
// comes from memory.
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

// numberText is empty for none.
func numberText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func pixelsText(s flows.Size) string {
	if s.Width == 0 {
		return ""
	}
	return fmt.Sprintf(", %d x %d pixels", s.Width, s.Height)
}

// eventAttempt is the attempt that an event is about, 0 for none.
func eventAttempt(event flows.Event) flows.AttemptNumber {
	switch v := event.(type) {
	case flows.SendStarted:
		return v.Attempt
	case flows.SendCancelled:
		return v.Attempt
	case flows.Released:
		return v.Attempt
	case flows.NotSent:
		return v.Attempt
	case flows.Answered:
		return v.Attempt
	case flows.AnswerLost:
		return v.Attempt
	case flows.Decided:
		return v.Attempt
	case flows.WarningAcknowledged:
		return v.Attempt
	}
	return 0
}
