package flows

import "time"

// RetryRule is the rule for one cause: how often, within what time, and how
// long to wait. Waits are the pause before retry 1, 2, 3 …; the last
// one repeats. Jitter says whether the pause is drawn at random below it.
type RetryRule struct {
	Tries  int
	Within time.Duration // since the first try; 0: no limit
	Waits  []time.Duration
	Jitter bool
}

// LongestWait is the longest pause a picture waits by itself; when the service
// asks for more, a person decides.
const LongestWait = 2 * time.Minute

// retryRules lists the only causes after which a picture goes again without a
// person: each proves that nothing was kept. Anything that may have arrived is
// not in this table, and never will be.
var retryRules = map[Cause]RetryRule{
	CauseNoConnection: {Tries: 4, Within: time.Minute, Waits: durationsInSeconds(1, 2, 4, 8), Jitter: true},
	CauseInterrupted:  {Tries: 2, Waits: durationsInSeconds(1, 4), Jitter: true},
	CauseEdge:         {Tries: 3, Waits: durationsInSeconds(5, 10, 20)},
	CauseThrottled:    {Tries: 3, Waits: durationsInSeconds(5, 15, 45)},
}

// RetryRuleFor is the rule for a cause; false when a person must decide.
func RetryRuleFor(c Cause) (RetryRule, bool) {
	r, ok := retryRules[c]
	return r, ok
}

// Backoff is the pause before the retry after `used` earlier ones. draw is a
// random number in [0,1), given by the caller because this package has no
// dice.
func (r RetryRule) Backoff(used int, draw float64) time.Duration {
	wait := r.Waits[min(used, len(r.Waits)-1)]
	if !r.Jitter {
		return wait + time.Duration(draw*float64(wait)/5)
	}
	const least = 500 * time.Millisecond
	return least + time.Duration(draw*float64(wait-least))
}

func durationsInSeconds(n ...int) []time.Duration {
	out := make([]time.Duration, len(n))
	for i, s := range n {
		out[i] = time.Duration(s) * time.Second
	}
	return out
}
