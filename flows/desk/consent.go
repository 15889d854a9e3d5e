package desk

import (
	"time"

	"dossier/flows"
)

// consents has the time from which the operator knows that a picture is sent. The
// journal has the time of day, which may be set; that must make a take-back neither
// longer nor shorter. They belong to the desk's goroutine.
type consents struct {
	now      func() time.Time
	delay    time.Duration // how long a picture can be taken back
	agreedAt map[flows.SHA256]time.Time
}

// noteConsent notes the time when e agrees to a picture.
func (c *consents) noteConsent(e flows.Event) {
	if chosen, ok := e.(flows.FileChosen); ok {
		c.agreedAt[chosen.SHA256] = c.now()
	}
}

// takeBackUntil is until when the picture can be taken back.
func (c *consents) takeBackUntil(p flows.Picture) time.Time {
	if at, ok := c.agreedAt[p.SHA256]; ok {
		return at.Add(c.delay)
	}
	return p.ChosenAt.Add(c.delay)
}
