package personr

import (
	"slices"

	"dossier/personr/edge"
)

// exchangeFacts is all that decides about a request: the facts of the exchange, reduced
// to what matters.
type exchangeFacts struct {
	released  bool  // the last byte was sent
	failCause Cause // the exchange failed; empty if an answer came
	status    int   // of the answer, or the one that its JSON names under HTTP 200
	stated    bool  // its JSON names the status, under HTTP 200
	message   bool  // JSON with a message of the service
	unreached bool  // the edge itself says, in its own form, that it did not reach the service
	challenge bool  // a challenge page
	page      bool  // a web page, with nothing that is the service's
	disputed  bool  // the JSON says something else about the request than the status
	bodyFlaw  Cause // what is wrong with a 200's body; empty if it is valid
}

// responseRule is one row: what a status means before and after the last byte.
type responseRule struct {
	statuses                    []int
	when                        func(exchangeFacts) bool // nil: always
	cause                       Cause
	beforeRelease, afterRelease Verdict
}

func hasMessage(s exchangeFacts) bool  { return s.message }
func isUnreached(s exchangeFacts) bool { return s.unreached }

// isThrottledInside reports whether something inside the platform asks for a pause: the
// platform itself, before it does anything, answers with HTTP 429.
func isThrottledInside(s exchangeFacts) bool { return s.stated && s.released }

// responseRules are tried in order. A row that has one verdict for both cases is about
// answers that refuse the request, complete or not; the others depend on the last byte.
var responseRules = []responseRule{
	{[]int{400}, hasMessage, BadRequest, Refused, Refused},
	{[]int{400, 404, 405, 415, 422}, nil, NotAccepted, Refused, Refused},
	{[]int{401}, nil, Unauthorized, Refused, Refused},
	{[]int{403}, nil, Forbidden, Refused, Refused},
	{[]int{408}, nil, RequestTimeout, NotSent, Ambiguous},
	{[]int{409}, nil, Conflict, NotSent, Ambiguous},
	{[]int{413}, nil, TooLarge, Refused, Refused},
	{[]int{429}, isThrottledInside, UnknownAnswer, NotSent, Ambiguous},
	{[]int{429}, nil, Throttled, Refused, Refused},
	{[]int{500}, nil, ServerError, NotSent, Ambiguous},
	{[]int{502, 503, 504, 520, 522, 524}, nil, GatewayError, NotSent, Ambiguous},
	{edge.UnreachedStatuses(), isUnreached, EdgeError, NotSent, NotSent},
	{edge.UnreachedStatuses(), nil, GatewayError, NotSent, Ambiguous},
	{[]int{511}, nil, PageBetween, NotSent, Ambiguous}, // a network that wants a sign-in: RFC 6585, section 6
}

// classifyResponse says what can have become of a request, and why. It is the only place
// that does.
func classifyResponse(s exchangeFacts) (Verdict, Cause) {
	switch {
	case s.failCause != "":
		return classifyFailure(s)
	case s.disputed && s.released:
		return Ambiguous, UnknownAnswer
	case s.challenge:
		return Refused, Forbidden
	case s.status >= 200 && s.status < 300:
		return classifySuccess(s)
	case s.status >= 300 && s.status < 400:
		return verdictByRelease(s.released), Redirected
	}
	for _, r := range responseRules {
		if r.matchesStatus(s) {
			if s.released {
				return r.afterRelease, r.cause
			}
			return r.beforeRelease, r.cause
		}
	}
	if s.status > 500 {
		return verdictByRelease(s.released), ServerError
	}
	return verdictByRelease(s.released), UnknownAnswer
}

func (r responseRule) matchesStatus(s exchangeFacts) bool {
	return slices.Contains(r.statuses, s.status) && (r.when == nil || r.when(s))
}

// classifyFailure: without an answer the last byte alone decides.
func classifyFailure(s exchangeFacts) (Verdict, Cause) {
	switch {
	case !s.released:
		return NotSent, s.failCause
	case slices.Contains([]Cause{MalformedAnswer, OversizedAnswer, SlowAnswer, Cancelled}, s.failCause):
		return Ambiguous, s.failCause
	}
	return Ambiguous, NoAnswer
}

// classifySuccess: an answer to a request that was never complete is none.
func classifySuccess(s exchangeFacts) (Verdict, Cause) {
	switch {
	case !s.released:
		return NotSent, EarlyAnswer
	case s.page:
		return Ambiguous, PageBetween
	case s.status != 200:
		return Ambiguous, UnknownAnswer
	case s.bodyFlaw != "":
		return Ambiguous, s.bodyFlaw
	}
	return Answered, ""
}

func verdictByRelease(released bool) Verdict {
	if released {
		return Ambiguous
	}
	return NotSent
}
