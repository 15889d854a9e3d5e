package audit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dossier/flows"
)

// fill writes what an event says into its row; what it says of an attempt
// comes from memory.
func (t *table) fill(out *row, event flows.Event) {
	switch v := event.(type) {
	case flows.Opened:
		out.reason = t.text(v.Reason)
	case flows.FlowChosen:
		out.detail, out.reason = t.text(v.Flow.Name), t.text(v.Reason)
	case flows.DocumentChosen:
		out.slot, out.docType, out.country = t.text(v.Need), t.text(string(v.Type)), t.text(string(v.Country))
		out.detail = list(v.Sides, func(s flows.Side) string { return t.text(s.Word()) })
	case flows.FileChosen:
		out.slot, out.sha256, out.bytes = v.Slot.String(), v.SHA256.String(), strconv.FormatInt(v.Bytes, 10)
		out.detail = t.text(v.MediaType) + pixels(v.Pixels)
		out.reason = list(v.Overrides, t.text)
	case flows.SendStarted:
		if v.RetryOf > 0 {
			out.detail = fmt.Sprintf("retry of attempt %d", v.RetryOf)
		}
	case flows.SendCancelled:
		out.slot = v.Slot.String()
	case flows.NotSent:
		out.outcome = t.text(string(v.Cause))
	case flows.Answered:
		out.outcome, out.status, out.ray = t.text(string(v.Kind)), number(v.Status), t.text(v.Ray)
		out.errors, out.warnings = t.remarks(v.Errors), t.remarks(v.Warnings)
		out.detail = strings.Trim(t.text(string(v.Cause))+": "+t.show(v.Message), ": ")
	case flows.AnswerLost:
		out.outcome, out.status, out.ray = t.text(string(v.Cause)), number(v.Status), t.text(v.Ray)
	case flows.Decided:
		out.outcome, out.reason = "again", t.text(v.Reason)
		if v.Received {
			out.outcome = "received"
		}
	case flows.WarningAcknowledged:
		out.outcome, out.warnings, out.reason = "kept", t.show(v.Code), t.text(v.Reason)
		if v.Undone {
			out.outcome = "no longer kept"
		}
	default:
		t.fillCheck(out, event)
	}
}

func (t *table) fillCheck(out *row, event flows.Event) {
	n, said := 0, ""
	switch v := event.(type) {
	case flows.CheckConfirmed:
		n = v.N
	case flows.CheckReleased:
		n = v.N
	case flows.CheckAnswered:
		n, said = v.N, t.show(v.Message)
		out.outcome, out.status, out.ray = "refused", number(v.Status), t.text(v.Ray)
		if v.Started {
			out.outcome = "started"
		}
	case flows.CheckNotSent:
		n, out.outcome = v.N, t.text(string(v.Cause))
	case flows.CheckLost:
		n, out.outcome, out.status, out.ray = v.N, t.text(string(v.Cause)), number(v.Status), t.text(v.Ray)
	case flows.CheckDecided:
		n, out.outcome, out.reason = v.N, "never started", t.text(v.Reason)
	case flows.StatusSeen:
		out.outcome, out.labels = t.show(v.Answer), list(v.Labels, t.show)
		words := slices.DeleteFunc([]flows.Foreign{v.Status, v.RejectType}, flows.Foreign.Empty)
		out.detail = list(words, t.show)
	case flows.SlotsReopened:
		out.slot, out.labels = list(v.Slots, flows.Slot.String), list(v.Labels, t.show)
	case flows.IncidentResolved:
		out.reason = t.text(v.Reason)
	case flows.Closed:
		out.reason = t.text(v.Reason)
	}
	if n > 0 {
		out.detail = strings.TrimSuffix(fmt.Sprintf("check %d: %s", n, said), ": ")
	}
}

// number is empty for none.
func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func pixels(s flows.Size) string {
	if s.Width == 0 {
		return ""
	}
	return fmt.Sprintf(", %d x %d pixels", s.Width, s.Height)
}

// attemptOf is the attempt that an event is about, 0 for none.
func attemptOf(event flows.Event) flows.Attempt {
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
