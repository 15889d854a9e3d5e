package flows

import "time"

// SendProgress is how far a request under way is, in bytes of the file.
type SendProgress struct {
	Sent, Total   int64
	TakeBackUntil time.Time // until then nothing of it is sent
	Begun         bool      // bytes may have been sent
}

// Reachability is what is known of the service.
type Reachability struct {
	Asked     bool
	Reachable bool
	Cause     Cause // why not
	Delay     time.Duration
}
