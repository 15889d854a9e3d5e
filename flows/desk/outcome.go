package desk

import (
	"encoding/json"
	"errors"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/personr"
)

// uploadEvent says what the outcome of a request means for the journal. The verdict is the
// client's; here it only changes its words. random is in [0,1) and draws the
// jitter of a retry.
func uploadEvent(j flows.Journey, m uploadDone, random func() float64) flows.Event {
	n, o := m.attempt, m.outcome
	cause := domainCause(o.Cause, m.send.releaseErr)
	switch {
	case o.Verdict == personr.NotSent:
		if m.send.takenBack && cause == flows.CauseCancelled {
			cause = flows.CauseTakenBack
		}
		return flows.NotSent{
			Attempt: n, Cause: cause, RetryAfter: retryDelay(j, m, cause, random), PausedBy: domainCauses[o.PausedBy], Transfer: transferOf(o.Outcome),
		}
	case o.Verdict == personr.Ambiguous && !o.Mismatch:
		return flows.AnswerLost{Attempt: n, Cause: lostCause(cause), Status: o.Status, Ray: o.Ray}
	}
	answer := flows.Answered{
		Attempt: n, Kind: answerKind(o), Cause: cause, Status: o.Status, Message: o.Message,
		Errors: remarksFromJSON(o.Errors), Warnings: remarksFromJSON(o.Warnings), Ray: o.Ray,
		Echo: flows.Echo{
			Applicant: o.Echo.ApplicantID, Type: o.Echo.DocumentType,
			Side: o.Echo.DocumentSubType, Country: o.Echo.Country,
		},
	}
	if answer.Kind == flows.AnswerThrottled {
		answer.RetryAfter = retryDelay(j, m, flows.CauseThrottled, random)
	}
	return answer
}

// transferOf says how much of a request left.
func transferOf(o personr.Outcome) flows.Transfer {
	switch {
	case o.Released:
		return flows.TransferWhole
	case o.Begun:
		return flows.TransferPart
	}
	return flows.TransferNone
}

// domainCause is the domain's word for the client's cause. The client knows only that the
// desk kept the first or the last byte; why, the desk knows: refused. A cancellation that
// came while the desk refused is not the cause either.
func domainCause(c personr.Cause, refused error) flows.Cause {
	if c == personr.ReleaseRefused || c == personr.Cancelled {
		return refusedCause(refused)
	}
	return domainCauses[c]
}

// refusedCause is why the desk kept a byte. A send that the desk ended without such an
// error, or that was not wanted any more, was cancelled.
func refusedCause(refused error) flows.Cause {
	for _, r := range refusedCauses {
		if errors.Is(refused, r.err) {
			return r.cause
		}
	}
	if journal.IsPermanent(refused) {
		return flows.CauseJournal
	}
	return flows.CauseCancelled
}

// refusedCauses are the errors with which the desk keeps a byte. An error that is not
// listed says that the send was no longer wanted.
var refusedCauses = []struct {
	err   error
	cause flows.Cause
}{
	{ErrOtherApplicant, flows.CauseForOther},
	{ErrNotRecorded, flows.CauseJournal},
	{ErrRemoved, flows.CauseJournal},
	{flows.ErrDamaged, flows.CauseJournal},
	{flows.ErrNotHolder, flows.CauseTakenOver},
}

// lostCause is the word for a cause after the last byte, where nothing was kept back.
func lostCause(c flows.Cause) flows.Cause {
	switch c {
	case flows.CauseInterrupted: // HTTP 408
		return flows.CauseNoAnswer
	case flows.CauseCancelled: // nobody waited any longer
		return flows.CauseSessionGone
	}
	return c
}

func answerKind(o personr.UploadOutcome) flows.AnswerKind {
	switch {
	case o.Mismatch:
		return flows.AnswerMismatch
	case o.Verdict == personr.Answered:
		return flows.AnswerAccepted
	case o.Cause == personr.Throttled:
		return flows.AnswerThrottled
	case o.Cause == personr.Unauthorized || o.Cause == personr.Forbidden:
		return flows.AnswerFailed
	}
	return flows.AnswerRefused
}

// retryDelay is the pause before the next automatic attempt: the domain's rule with
// jitter, or longer when the service asks for it.
func retryDelay(j flows.Journey, m uploadDone, cause flows.Cause, random func() float64) time.Duration {
	a, ok := j.Attempt(m.attempt)
	rule, retry := flows.RetryRuleFor(cause)
	if !ok || !retry {
		return 0
	}
	return max(m.outcome.RetryAfter, rule.Backoff(j.RetriesUsed(a.Slot, cause), random()))
}

func checkEvent(n int, o personr.Outcome, refused error) flows.Event {
	switch o.Verdict {
	case personr.NotSent:
		return flows.CheckNotSent{N: n, Cause: domainCause(o.Cause, refused), PausedBy: domainCauses[o.PausedBy], Transfer: transferOf(o)}
	case personr.Ambiguous:
		return flows.CheckLost{N: n, Cause: lostCause(domainCauses[o.Cause]), Status: o.Status, Ray: o.Ray}
	}
	return flows.CheckAnswered{
		N: n, Started: o.Verdict == personr.Answered, Status: o.Status, Message: o.Message, Ray: o.Ray,
	}
}

func remarksFromJSON(raw []json.RawMessage) []flows.Remark {
	var list []flows.Remark
	for _, r := range raw {
		list = append(list, flows.ParseRemark(r))
	}
	return list
}

// domainCauses maps the client's causes to the domain's. TestEveryCauseIsMapped
// keeps it complete.
var domainCauses = map[personr.Cause]flows.Cause{
	"":                       "",
	personr.NoConnection:     flows.CauseNoConnection,
	personr.UnknownHost:      flows.CauseUnknownHost,
	personr.LookupFailed:     flows.CauseLookupFailed,
	personr.PortRefused:      flows.CausePortRefused,
	personr.NoRoute:          flows.CauseNoRoute,
	personr.TooManyFiles:     flows.CauseTooManyFiles,
	personr.ConnectTimeout:   flows.CauseConnectTimeout,
	personr.ProxySetting:     flows.CauseProxySetting,
	personr.ProxyUnknown:     flows.CauseProxyUnknown,
	personr.ProxyUnreachable: flows.CauseProxyUnreachable,
	personr.ProxySilent:      flows.CauseProxySilent,
	personr.ProxyRefused:     flows.CauseProxy,
	personr.ProxyFailed:      flows.CauseProxyFailed,
	personr.NotTLS:           flows.CauseNotTLS,
	personr.TLSTooOld:        flows.CauseOldTLS,
	personr.TLSTimeout:       flows.CauseTLSTimeout,
	personr.TLSFailed:        flows.CauseTLSFailed,
	personr.TLSUntrusted:     flows.CauseUntrusted,
	personr.TLSExpired:       flows.CauseExpired,
	personr.TLSNotYetValid:   flows.CauseNotYetValid,
	personr.TLSWrongName:     flows.CauseWrongName,
	personr.Interrupted:      flows.CauseInterrupted,
	personr.SendStalled:      flows.CauseStalled,
	personr.ReleaseRefused:   flows.CauseJournal,
	personr.FileChanged:      flows.CauseFileChanged,
	personr.FileUnreadable:   flows.CauseUnreadable,
	personr.Cancelled:        flows.CauseCancelled,
	personr.Paused:           flows.CausePaused,
	personr.InvalidRequest:   flows.CauseRefused,
	personr.EarlyAnswer:      flows.CauseInterrupted,
	personr.NoAnswer:         flows.CauseNoAnswer,
	personr.BadRequest:       flows.CauseRefused,
	personr.NotAccepted:      flows.CauseRefused,
	personr.Unauthorized:     flows.CauseSignIn,
	personr.Forbidden:        flows.CauseForbidden,
	personr.RequestTimeout:   flows.CauseInterrupted,
	personr.Conflict:         flows.CauseConflict,
	personr.TooLarge:         flows.CauseTooLarge,
	personr.Throttled:        flows.CauseThrottled,
	personr.ServerError:      flows.CauseServerError,
	personr.GatewayError:     flows.CauseGateway,
	personr.EdgeError:        flows.CauseEdge,
	personr.UnknownAnswer:    flows.CauseUnknown,
	personr.EchoMismatch:     flows.CauseUnknown,
	personr.Redirected:       flows.CauseRedirected,
	personr.OversizedAnswer:  flows.CauseUnknown,
	personr.MalformedAnswer:  flows.CauseUnknown,
	personr.SlowAnswer:       flows.CauseSlowAnswer,
	personr.PageBetween:      flows.CausePageBetween,
}
