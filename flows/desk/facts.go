package desk

import (
	"encoding/json"
	"errors"
	"time"

	"dossier/flows"
	"dossier/personr"
)

// uploadFact says what an outcome means for the journal. The verdict is the
// client's; here it only changes its words. refused is why the desk itself kept
// the last byte, if it did.
func (d *Desk) uploadFact(n flows.Attempt, o personr.Outcome, refused error) flows.Event {
	cause := causeOf(o.Cause, refused)
	switch {
	case o.Verdict == personr.NotSent:
		return flows.NotSent{Attempt: n, Cause: cause, RetryAfter: d.wait(n, cause, o.RetryAfter)}
	case o.Verdict == personr.Ambiguous && !o.Mismatch:
		if cause == flows.CauseInterrupted { // a 408 after the last byte
			cause = flows.CauseNoAnswer
		}
		return flows.AnswerLost{Attempt: n, Cause: cause, Status: o.Status, Ray: o.Ray}
	}
	answer := flows.Answered{
		Attempt: n, Kind: kindOf(o), Cause: cause, Status: o.Status, Message: foreign(o.Message),
		Errors: remarks(o.Errors), Warnings: remarks(o.Warnings), Ray: o.Ray,
		Echo: flows.Echo{
			Applicant: foreign(o.Echo.ApplicantID), Type: foreign(o.Echo.DocumentType),
			Side: foreign(o.Echo.DocumentSubType), Country: foreign(o.Echo.Country),
		},
	}
	if answer.Kind == flows.KindThrottled {
		answer.RetryAfter = d.wait(n, flows.CauseThrottled, o.RetryAfter)
	}
	return answer
}

// causeOf is the domain's word for the client's cause. The client knows only
// that the desk kept the last byte; whether the journal failed or the send was
// no longer wanted, the desk knows.
func causeOf(c personr.Cause, refused error) flows.Cause {
	if c == personr.ReleaseRefused && !errors.Is(refused, ErrNotRecorded) {
		return flows.CauseCancelled
	}
	return causes[c]
}

func kindOf(o personr.Outcome) flows.Kind {
	switch {
	case o.Mismatch:
		return flows.KindMismatch
	case o.Verdict == personr.Answered:
		return flows.KindAccepted
	case o.Cause == personr.Throttled:
		return flows.KindThrottled
	case o.Cause == personr.Unauthorized || o.Cause == personr.Forbidden:
		return flows.KindFailed
	}
	return flows.KindRefused
}

// wait is the pause before the next automatic attempt: the domain's rule with
// jitter, or longer when the service asks for it.
func (d *Desk) wait(n flows.Attempt, cause flows.Cause, asked time.Duration) time.Duration {
	a, ok := d.journey.Attempt(n)
	rule, retry := flows.RetryFor(cause)
	if !ok || !retry {
		return 0
	}
	return max(asked, rule.Wait(d.journey.RetriesUsed(a.Slot, cause), d.cfg.Random()))
}

func checkFact(n int, o personr.CheckOutcome, refused error) flows.Event {
	switch o.Verdict {
	case personr.NotSent:
		return flows.CheckNotSent{N: n, Cause: causeOf(o.Cause, refused)}
	case personr.Ambiguous:
		return flows.CheckLost{N: n, Cause: causes[o.Cause], Status: o.Status, Ray: o.Ray}
	}
	return flows.CheckAnswered{
		N: n, Started: o.Verdict == personr.Answered, Status: o.Status, Message: foreign(o.Message), Ray: o.Ray,
	}
}

func foreign(f personr.Foreign) flows.Foreign { return flows.Untrusted(f.Raw()) }

func remarks(raw []json.RawMessage) []flows.Remark {
	var list []flows.Remark
	for _, r := range raw {
		list = append(list, flows.RemarkOf(r))
	}
	return list
}

// causes maps the client's causes to the domain's. TestEveryCauseIsMapped
// keeps it complete.
var causes = map[personr.Cause]flows.Cause{
	"":                      "",
	personr.NoConnection:    flows.CauseNoConnection,
	personr.TLSUntrusted:    flows.CauseUntrusted,
	personr.ProxyRefused:    flows.CauseProxy,
	personr.Interrupted:     flows.CauseInterrupted,
	personr.ReleaseRefused:  flows.CauseJournal,
	personr.FileChanged:     flows.CauseFileChanged,
	personr.FileUnreadable:  flows.CauseUnreadable,
	personr.Cancelled:       flows.CauseCancelled,
	personr.Paused:          flows.CausePaused,
	personr.InvalidRequest:  flows.CauseRefused,
	personr.EarlyAnswer:     flows.CauseInterrupted,
	personr.NoAnswer:        flows.CauseNoAnswer,
	personr.BadRequest:      flows.CauseRefused,
	personr.NotAccepted:     flows.CauseRefused,
	personr.Unauthorized:    flows.CauseSignIn,
	personr.Forbidden:       flows.CauseForbidden,
	personr.RequestTimeout:  flows.CauseInterrupted,
	personr.Conflict:        flows.CauseConflict,
	personr.TooLarge:        flows.CauseTooLarge,
	personr.Throttled:       flows.CauseThrottled,
	personr.ServerError:     flows.CauseServerError,
	personr.GatewayError:    flows.CauseGateway,
	personr.EdgeError:       flows.CauseEdge,
	personr.UnknownAnswer:   flows.CauseUnknown,
	personr.EchoMismatch:    flows.CauseUnknown,
	personr.Redirected:      flows.CauseRedirected,
	personr.OversizedAnswer: flows.CauseUnknown,
	personr.MalformedAnswer: flows.CauseUnknown,
	personr.SlowAnswer:      flows.CauseNoAnswer,
}
