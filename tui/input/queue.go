package input

import (
	"slices"
	"unicode/utf8"
)

// waitingKind is a kind of what waits for the program.
type waitingKind uint8

const (
	waitingText      waitingKind = iota // characters, in one piece
	waitingKey                          // one key, once or several times in a row
	waitingAnswer                       // an answer of the terminal
	waitingPaste                        // the text of a paste
	waitingInterrupt                    // ctrl+c
)

// waiting is one thing that the program has not taken yet.
type waiting struct {
	kind    waitingKind
	text    []byte
	count   int  // characters or keys
	tooLong bool // text passed a limit and is no longer kept
}

// isPasted reports whether text is too much to have been typed.
func (w waiting) isPasted() bool { return w.kind == waitingText && (w.count > maxTyped || w.tooLong) }

// queue holds what the program has not taken yet. Characters in a row are one piece, and
// so are equal keys.
type queue struct {
	list     []waiting
	keys     int             // characters, keys and pastes that wait
	pressed  int             // keys among them
	size     int             // bytes of the texts and pastes among them
	onRefuse func(long bool) // a paste was dropped
}

func (q *queue) addText(s string) {
	last := q.last()
	switch {
	case last == nil || last.kind != waitingText:
		q.add(newWaiting(waitingText, s, 1))
	case last.tooLong || len(last.text)+len(s) > maxPaste || q.size+len(s) > maxWaitingText:
		last.tooLong = true
	default:
		last.text = append(last.text, s...)
		last.count++
		q.keys++
		q.size += len(s)
	}
}

func (q *queue) addKey(s string) {
	if q.pressed >= maxWaitingKeys {
		return
	}
	if last := q.last(); last != nil && last.kind == waitingKey && string(last.text) == s {
		last.count++
		q.keys++
		q.pressed++
		return
	}
	q.add(newWaiting(waitingKey, s, 1))
}

func (q *queue) addAnswer(s string) { q.add(newWaiting(waitingAnswer, s, 0)) }

// addPaste adds a paste, unless too much waits.
func (q *queue) addPaste(s string) {
	if q.isFull() || q.size+len(s) > maxWaitingText {
		q.onRefuse(true)
		return
	}
	q.add(newWaiting(waitingPaste, s, 1))
}

// addInterrupt adds ctrl+c. When more than a frame's worth waits, it overtakes the answers
// and, as in a terminal's own driver (termios(3), NOFLSH), drops what was typed before it.
func (q *queue) addInterrupt() {
	at := len(q.list)
	if q.keys > keysInFrame || at > keysInFrame {
		q.dropKeys()
		at = 0
	}
	q.list = slices.Insert(q.list, at, newWaiting(waitingInterrupt, "\x03", 1))
	q.keys++
}

func (q *queue) pasteRefused(long bool) { q.onRefuse(long) }

func (q *queue) last() *waiting {
	if len(q.list) == 0 {
		return nil
	}
	return &q.list[len(q.list)-1]
}

func newWaiting(kind waitingKind, text string, count int) waiting {
	return waiting{kind: kind, text: []byte(text), count: count}
}

// add appends what fits.
func (q *queue) add(w waiting) {
	if q.isFull() {
		return
	}
	q.list = append(q.list, w)
	q.keys += w.count
	switch w.kind {
	case waitingKey:
		q.pressed++
	case waitingText, waitingPaste:
		q.size += len(w.text)
	}
}

func (q *queue) isFull() bool { return len(q.list) >= maxWaitingKeys }

// dropKeys keeps the answers only.
func (q *queue) dropKeys() {
	kept := q.list[:0]
	for _, w := range q.list {
		if w.kind == waitingAnswer {
			kept = append(kept, w)
		}
	}
	q.list, q.keys, q.pressed, q.size = kept, 0, 0, 0
}

// next takes what the next reads give to the program, each in one piece: some keys, or one
// paste. It is nil when nothing waits.
func (q *queue) next() []string {
	for len(q.list) > 0 {
		first := q.list[0]
		switch {
		case first.tooLong:
			q.drop()
			q.onRefuse(true)
			continue
		case first.kind == waitingPaste || first.isPasted():
			q.drop()
			return pastePieces(string(first.text))
		}
		return []string{q.nextKeys()}
	}
	return nil
}

// drop removes the first element.
func (q *queue) drop() {
	q.keys -= q.list[0].count
	if kind := q.list[0].kind; kind == waitingText || kind == waitingPaste {
		q.size -= len(q.list[0].text)
	}
	q.list = q.list[1:]
}

// nextKeys takes a few keys, up to the next paste.
func (q *queue) nextKeys() string {
	keys := ""
	for range keysPerRead {
		if len(q.list) == 0 || q.list[0].kind == waitingPaste || q.list[0].isPasted() {
			break
		}
		keys += q.nextKey()
	}
	return keys
}

// nextKey takes one character, key or answer.
func (q *queue) nextKey() string {
	first := &q.list[0]
	key := first.text
	switch first.kind {
	case waitingText:
		_, size := utf8.DecodeRune(first.text)
		key, first.text = first.text[:size], first.text[size:]
		q.size -= size
	case waitingKey:
		q.pressed--
	}
	if first.count > 1 {
		first.count--
		q.keys--
		return string(key)
	}
	q.drop()
	return string(key)
}

// pieceSize is the largest piece of a paste in bytes: with its ends it fits the library's
// buffer of 4,096, so that no end is torn apart.
const pieceSize = 2 << 10

// pastePieces is a bracketed paste in pieces that end between characters.
func pastePieces(text string) []string {
	pieces := []string{pasteStart}
	for len(text) > pieceSize {
		end := pieceSize
		for !utf8.RuneStart(text[end]) {
			end--
		}
		pieces = append(pieces, text[:end])
		text = text[end:]
	}
	return append(pieces, text+pasteEnd)
}
