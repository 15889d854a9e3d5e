package input

import "time"

// The limits. A sequence above one of them is dropped to its end.
const (
	maxSequence   = 4 << 10 // bytes of one control sequence or string
	maxParameters = 16      // of a control sequence; the library's parser fails at 33
	maxDigits     = 7       // of one parameter: the largest character has seven
	maxAnswer     = 256     // bytes of a control string that is passed on
	maxPaste      = 64 << 10
	maxQueuedKeys = 256          // keys, and items, that wait; further ones are dropped
	maxQueuedText = 4 * maxPaste // bytes of the texts and pastes that wait; further ones are dropped
)

// How the program gets its input. It takes up to a millisecond for a key, and the library
// holds two reads.
const (
	keysPerRead = 4
	keysInFrame = 16  // keys or answers in a frame, at 60 frames a second; ctrl+c overtakes any more
	maxTyped    = 128 // characters that wait in a row; more were pasted
)

// How long the next byte of a sequence may take.
const (
	escapeTimeout   = 50 * time.Millisecond // after a lone ESC, as in the library
	sequenceTimeout = 500 * time.Millisecond
	cutTimeout      = 3 * time.Second // after the end of a burst
	pasteTimeout    = 5 * time.Second
)

// burstSize is more bytes than fingers send at once: a paste, a wheel that is turned, a key that
// is held. ssh cuts such a burst into packets wherever it likes, also after an ESC, and on a
// line that loses some the rest comes a second later and more. It must not become the key esc
// and letters.
const burstSize = 256
