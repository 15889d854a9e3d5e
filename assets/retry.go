package assets

import (
	"fmt"
	"net/url"

	"dossier/flows"
)

// RetryShort says which automatic attempt a picture waits for, or is at; "" for none.
func RetryShort(r flows.RetryState) string {
	if r.Number == 0 {
		return ""
	}
	return fmt.Sprintf("trying again (%d of %d)", r.Number, r.Of)
}

// RetryText is RetryShort with the reason. origin is the service's address, since the
// time of the first failure as the operator reads it.
func RetryText(r flows.RetryState, origin, since string) string {
	switch {
	case r.Number == 0:
		return ""
	case r.Cause.IsConnectionFailure():
		return RetryShort(r) + ", no connection to " + hostOf(origin) + " since " + since
	}
	return RetryShort(r) + ", " + Clause(CauseFact(r.Cause))
}

// hostOf is the host of an origin, which the client has checked.
func hostOf(origin string) string {
	u, err := url.Parse(origin)
	if err != nil || u.Hostname() == "" {
		return "the service"
	}
	return u.Hostname()
}
