package flows

import "time"

// SendProgress is how far a request under way is, in bytes of the file.
type SendProgress struct {
	Sent, Total   int64
	TakeBackUntil time.Time // until then nothing of it is sent
	Begun         bool      // bytes may have been sent
}

// AnswerTimeout is how long after its release a picture's answer can still come: the
// client is told to give up then. It is longer than the 100 s after which the service's
// edge gives up.
const AnswerTimeout = 150 * time.Second
