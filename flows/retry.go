package flows

import (
	"cmp"
	"maps"
	"time"
)

// RetryRule is the rule for one cause: how often, within what time, and after
// what wait. Waits are the pause before retry 1, 2, 3 …; the last
// one repeats. Jitter says whether the pause is drawn at random below it.
type RetryRule struct {
	Tries  int
	Within time.Duration // since the first try; 0: no limit
	Waits  []time.Duration
	Jitter bool
}

// LongestWait is the longest pause before an automatic retry. When the service asks
// for more, the operator decides.
const LongestWait = 2 * time.Minute

// retryRules lists the only causes after which a picture is sent again without the
// operator: each proves that the service kept nothing. Nothing that may have been
// received belongs in this table.
var retryRules = map[Cause]RetryRule{
	CauseNoConnection: {Tries: 4, Within: time.Minute, Waits: []time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second}, Jitter: true},
	CauseInterrupted:  {Tries: 2, Waits: []time.Duration{time.Second, 4 * time.Second}, Jitter: true},
	CauseEdge:         {Tries: 3, Waits: []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second}},
	CauseThrottled:    {Tries: 3, Waits: []time.Duration{5 * time.Second, 15 * time.Second, 45 * time.Second}},
}

// sameRule lists the causes that are retried as another one is, and counted with it:
// a network that fails now in this way, now in that, gets no more tries.
var sameRule = map[Cause]Cause{
	CauseUnknownHost:      CauseNoConnection,
	CauseLookupFailed:     CauseNoConnection,
	CausePortRefused:      CauseNoConnection,
	CauseNoRoute:          CauseNoConnection,
	CauseTooManyFiles:     CauseNoConnection,
	CauseConnectTimeout:   CauseNoConnection,
	CauseProxyUnknown:     CauseNoConnection,
	CauseProxyUnreachable: CauseNoConnection,
	CauseProxySilent:      CauseNoConnection,
	CauseProxyFailed:      CauseNoConnection,
	CauseTLSTimeout:       CauseNoConnection,
	CauseTLSFailed:        CauseNoConnection,
	CauseStalled:          CauseInterrupted,
}

// ruleCause is the cause under which retries for c are ruled and counted.
func ruleCause(c Cause) Cause { return cmp.Or(sameRule[c], c) }

// RetryRuleFor is the rule for a cause; false when the operator must decide.
func RetryRuleFor(c Cause) (RetryRule, bool) {
	r, ok := retryRules[ruleCause(c)]
	return r, ok
}

// Backoff is the pause before the retry after `used` earlier ones. draw is a
// random number in [0,1) from the caller: this package draws none.
func (r RetryRule) Backoff(used int, draw float64) time.Duration {
	wait := r.Waits[min(used, len(r.Waits)-1)]
	if !r.Jitter {
		return wait + time.Duration(draw*float64(wait)/5)
	}
	const least = 500 * time.Millisecond
	return least + time.Duration(draw*float64(wait-least))
}

// retryOrFail returns the slot after an attempt of which the service kept nothing:
// to Chosen where another automatic attempt is allowed, else to Failed.
func (j *Journey) retryOrFail(e Entry, s *slotState, cause Cause, wait time.Duration) {
	again := wait <= LongestWait && j.canRetry(*s, cause, e)
	s.state, s.cause, s.attempt = Failed, cause, 0
	if again {
		s.state, s.notBefore, s.retries = Chosen, e.At.Add(wait), countRetry(s.retries, ruleCause(cause))
	}
}

// canRetry reports whether another attempt may follow without the operator: the same
// session still holds the dossier and the open file, there is no decision about the
// attempt, and the cause has tries left.
func (j *Journey) canRetry(s slotState, cause Cause, e Entry) bool {
	rule, ok := RetryRuleFor(cause)
	if !ok || e.Session != j.holder.Session || s.picture.Session != e.Session {
		return false
	}
	if s.state != Sending && s.state != Awaiting {
		return false
	}
	return s.retries[ruleCause(cause)] < rule.Tries && (rule.Within == 0 || e.At.Sub(j.firstTryAt(s.attempt)) < rule.Within)
}

// firstTryAt is when the first attempt of the same consent began; the picture
// may have waited long for its turn before that.
func (j *Journey) firstTryAt(n AttemptNumber) time.Time {
	for j.attempts[n-1].RetryOf > 0 {
		n = j.attempts[n-1].RetryOf
	}
	return j.attempts[n-1].StartedAt
}

// countRetry returns the retries map with one more for cause; older
// journeys share the map, so it is copied.
func countRetry(m map[Cause]int, cause Cause) map[Cause]int {
	m = maps.Clone(m)
	if m == nil {
		m = map[Cause]int{}
	}
	m[cause]++
	return m
}
