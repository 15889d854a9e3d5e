// Package keyboard makes events of what the terminal of an SSH session sends, of which a
// service has hundreds. Bubble Tea's own input keeps a decoder for each for ever, with a table
// of keys of 170 KB. Here it lives while somebody types.
//
// The decoder is the library's (github.com/charmbracelet/ultraviolet): every key is understood
// exactly as on a terminal of this computer.
package keyboard

import (
	"bytes"
	"context"
	"io"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// decoderKept is how long a decoder waits for more input.
const decoderKept = 10 * time.Second

// readSize is how much is read at a time, in bytes.
const readSize = 1 << 10

// Follow reads an input until it or ctx ends, and calls send with each event, one after the
// other. Reads must return whole keys: those that are split are decoded only while the rest
// comes soon. The terminal's kind is the value of TERM. A read that waits when ctx ends must
// be ended by the caller.
func Follow(ctx context.Context, input io.Reader, terminal string, send func(uv.Event)) {
	chunks := make(chan []byte)
	go readChunks(ctx, input, chunks)
	for first := range chunks {
		decode(ctx, &burst{chunks: chunks, rest: *bytes.NewReader(first)}, terminal, send)
	}
}

// readChunks reads until the input or ctx ends.
func readChunks(ctx context.Context, input io.Reader, chunks chan<- []byte) {
	defer close(chunks)
	buf := make([]byte, readSize)
	for {
		n, err := input.Read(buf)
		if n > 0 {
			select {
			case chunks <- bytes.Clone(buf[:n]):
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// decode sends the events of a burst.
func decode(ctx context.Context, b *burst, terminal string, send func(uv.Event)) {
	events, sent := make(chan uv.Event), make(chan struct{})
	go func() {
		defer close(sent)
		for e := range events {
			send(e)
		}
	}()
	defer func() { <-sent }()
	defer close(events)
	_ = uv.NewTerminalReader(b, terminal).StreamEvents(ctx, events) // a burst has no errors
}

// burst is input that comes without a long pause. It ends with the pause.
type burst struct {
	chunks <-chan []byte
	rest   bytes.Reader // of the latest chunk
}

func (b *burst) Read(p []byte) (int, error) {
	if b.rest.Len() == 0 {
		pause := time.NewTimer(decoderKept)
		defer pause.Stop()
		select {
		case next, ok := <-b.chunks:
			if !ok {
				return 0, io.EOF
			}
			b.rest.Reset(next)
		case <-pause.C:
			return 0, io.EOF
		}
	}
	return b.rest.Read(p)
}
