package flows

import (
	"slices"
	"time"

	"dossier/flows/foreign"
)

// Reachability is what is known of the service.
type Reachability struct {
	Asked       bool
	Reachable   bool
	Cause       Cause     // why not; of a pause, what paused it
	Since       time.Time // since when it has not been reachable, as far as it was tried
	Delay       time.Duration
	Certificate Certificate // that was presented in place of the service's, if that is why
}

// Certificate describes a certificate that was refused: all of it is text from outside.
type Certificate struct {
	Issuer              foreign.Text
	Names               []foreign.Text
	NotBefore, NotAfter time.Time // UTC
}

// IsPresent reports whether there is one.
func (c Certificate) IsPresent() bool { return !c.NotAfter.IsZero() }

// IsConnectionFailure reports whether no connection to the service was made, or none
// that can be used: nothing of a request was sent.
func (c Cause) IsConnectionFailure() bool { return slices.Contains(ConnectionCauses(), c) }

// IsCertificateFault reports whether a certificate was refused.
func (c Cause) IsCertificateFault() bool {
	return c == CauseUntrusted || c == CauseExpired || c == CauseNotYetValid || c == CauseWrongName
}

// RetryState is an automatic further attempt at a picture: it waits for its time, or is
// under way. The zero value means that there is none.
type RetryState struct {
	Number, Of int       // which automatic attempt this is, from 1, and of how many
	Cause      Cause     // of the failure before it
	Since      time.Time // when the first of these failures was seen
}

// retryOf says which automatic attempt a slot waits for or is at.
func (j Journey) retryOf(s slotState) RetryState {
	if s.state != Chosen && s.state != Sending {
		return RetryState{}
	}
	failed := s.lastAttempt
	if s.state == Sending && failed > 0 {
		failed = j.attempts[failed-1].RetryOf
	}
	if failed == 0 {
		return RetryState{}
	}
	cause := j.attempts[failed-1].Cause
	rule, ok := RetryRuleFor(cause)
	number := s.retries[ruleCause(cause)]
	if !ok || number == 0 {
		return RetryState{}
	}
	return RetryState{Number: number, Of: rule.Tries, Cause: cause, Since: j.failingSince(failed)}
}

// failingSince is when the first of the failures of one kind ended that led to attempt n.
func (j Journey) failingSince(n AttemptNumber) time.Time {
	kind := ruleCause(j.attempts[n-1].Cause)
	for {
		before := j.attempts[n-1].RetryOf
		if before == 0 || ruleCause(j.attempts[before-1].Cause) != kind {
			return j.attempts[n-1].EndedAt
		}
		n = before
	}
}
