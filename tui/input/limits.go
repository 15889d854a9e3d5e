package input

import "time"

// The limits. A sequence above one of them is dropped to its end.
const (
	maxSequence    = 4 << 10 // bytes of one control sequence or string
	maxParameters  = 16      // of a control sequence; the library's parser fails at 33
	maxDigits      = 7       // of one parameter: the largest character has seven
	maxAnswer      = 256     // bytes of a control string that is passed on
	maxPaste       = 64 << 10
	maxWaitingKeys = 256          // keys and answers that wait; further ones are dropped
	maxWaitingText = 4 * maxPaste // bytes of the texts and pastes that wait; further ones are refused
)

// How input is given to the program. A key takes it up to a millisecond, and the library
// holds two reads.
const (
	keysPerRead = 4
	keysInFrame = 16  // keys or answers, a frame at 60 per second; with more waiting, ctrl+c overtakes
	maxTyped    = 128 // characters that wait in one piece; more were pasted
)

// How long the rest of a sequence may take.
const (
	escapeTimeout   = 50 * time.Millisecond // after a lone ESC, as in the library
	sequenceTimeout = 500 * time.Millisecond
	pasteTimeout    = 5 * time.Second
)
