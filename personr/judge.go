package personr

// seen is all that decides about a request: the facts of the exchange, reduced
// to what matters.
type seen struct {
	released  bool  // the last byte left
	fault     Cause // the exchange failed; empty if an answer came
	status    int   // of the answer, or the one that its JSON names under HTTP 200
	message   bool  // JSON with a message of the service
	edge      bool  // Server: cloudflare and a CF-Ray header
	challenge bool  // a challenge page
	body      Cause // what is wrong with a 200's body; empty if it is valid
}

// rule is one row: what a status means before and after the last byte.
type rule struct {
	statuses    []int
	when        func(seen) bool // nil: always
	cause       Cause
	held, after Verdict
}

func withMessage(s seen) bool { return s.message }
func atEdge(s seen) bool      { return s.edge }

// rules are tried in order. A row that has one verdict for both cases is about
// answers that say no whatever they got; the others depend on the last byte.
var rules = []rule{
	{[]int{400}, withMessage, BadRequest, Refused, Refused},
	{[]int{400, 404, 405, 415, 422}, nil, NotAccepted, Refused, Refused},
	{[]int{401}, nil, Unauthorized, Refused, Refused},
	{[]int{403}, nil, Forbidden, Refused, Refused},
	{[]int{408}, nil, RequestTimeout, NotSent, Ambiguous},
	{[]int{409}, nil, Conflict, NotSent, Ambiguous},
	{[]int{413}, nil, TooLarge, Refused, Refused},
	{[]int{429}, nil, Throttled, Refused, Refused},
	{[]int{500}, nil, ServerError, NotSent, Ambiguous},
	{[]int{502, 503, 504, 520, 522, 524}, nil, GatewayError, NotSent, Ambiguous},
	{[]int{521, 523, 525, 526, 530}, atEdge, EdgeError, NotSent, NotSent},
	{[]int{521, 523, 525, 526, 530}, nil, GatewayError, NotSent, Ambiguous},
}

// judge says what can have become of a request, and why. It is the only place
// that does.
func judge(s seen) (Verdict, Cause) {
	switch {
	case s.fault != "":
		return judgeFault(s)
	case s.challenge:
		return Refused, Forbidden
	case s.status >= 200 && s.status < 300:
		return judgeSuccess(s)
	case s.status >= 300 && s.status < 400:
		return unless(s.released), Redirected
	}
	for _, r := range rules {
		if r.covers(s) {
			if s.released {
				return r.after, r.cause
			}
			return r.held, r.cause
		}
	}
	if s.status > 500 {
		return unless(s.released), ServerError
	}
	return unless(s.released), UnknownAnswer
}

func (r rule) covers(s seen) bool {
	for _, status := range r.statuses {
		if status == s.status {
			return r.when == nil || r.when(s)
		}
	}
	return false
}

// judgeFault: without an answer the last byte alone decides.
func judgeFault(s seen) (Verdict, Cause) {
	switch {
	case !s.released:
		return NotSent, s.fault
	case s.fault == MalformedAnswer || s.fault == OversizedAnswer || s.fault == SlowAnswer:
		return Ambiguous, s.fault
	}
	return Ambiguous, NoAnswer
}

// judgeSuccess: an answer to a request that was never complete is none.
func judgeSuccess(s seen) (Verdict, Cause) {
	switch {
	case !s.released:
		return NotSent, EarlyAnswer
	case s.status != 200:
		return Ambiguous, UnknownAnswer
	case s.body != "":
		return Ambiguous, s.body
	}
	return Answered, ""
}

func unless(released bool) Verdict {
	if released {
		return Ambiguous
	}
	return NotSent
}
