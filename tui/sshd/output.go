package sshd

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"
)

// errOutputBlocked says that a client took no output for too long.
var errOutputBlocked = errors.New("the client takes no output")

// How long one write may take: a client may be suspended (ctrl+z, ~^Z) or its line slow.
// Once the session ends nobody waits for it.
const (
	blockedTimeout = 2 * time.Minute
	endTimeout     = 250 * time.Millisecond
)

// sessionOutput is the output of a session. A client that reads nothing would block the
// wizard for ever, and with it the dossier that it has open: one write that takes too long
// ends the session.
type sessionOutput struct {
	w         io.Writer
	ending    context.Context
	onBlocked func()
	isBlocked bool // a write has not ended
}

// Write writes p. Only one goroutine at a time may call it, as with the guard before it.
func (o *sessionOutput) Write(p []byte) (int, error) {
	if o.isBlocked {
		return 0, errOutputBlocked
	}
	written, own := make(chan error, 1), bytes.Clone(p)
	go func() {
		defer func() {
			if recover() != nil {
				written <- errFaultyOutput
			}
		}()
		_, err := o.w.Write(own)
		written <- err
	}()
	limit := time.NewTimer(blockedTimeout)
	defer limit.Stop()
	select {
	case err := <-written:
		return len(p), err
	case <-limit.C:
	case <-o.ending.Done():
		limit.Reset(endTimeout)
		select {
		case err := <-written:
			return len(p), err
		case <-limit.C:
		}
	}
	o.isBlocked = true
	o.onBlocked()
	return 0, errOutputBlocked
}
