package input

import "unicode/utf8"

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
	kind  waitingKind
	text  string
	count int // characters or keys
}

// queue holds what the program has not taken yet. Characters in a row are one piece, and
// so are equal keys.
type queue struct {
	list     []waiting
	keys     int             // characters, keys and pastes that wait
	pressed  int             // keys among them
	onRefuse func(long bool) // a paste was dropped
}

func (q *queue) addText(s string) {
	if last := q.last(); last != nil && last.kind == waitingText {
		if len(last.text) <= maxPaste {
			last.text += s
			last.count++
			q.keys++
		}
		return
	}
	q.add(waiting{waitingText, s, 1})
}

func (q *queue) addKey(s string) {
	if q.pressed >= maxWaitingKeys {
		return
	}
	if last := q.last(); last != nil && last.kind == waitingKey && last.text == s {
		last.count++
		q.keys++
		q.pressed++
		return
	}
	q.add(waiting{waitingKey, s, 1})
}

func (q *queue) addAnswer(s string) { q.add(waiting{waitingAnswer, s, 0}) }

func (q *queue) addPaste(s string) { q.add(waiting{waitingPaste, s, 1}) }

// addInterrupt adds ctrl+c. As in a terminal's own driver it drops what was typed before
// it (termios(3), NOFLSH), when that is more than a frame's worth.
func (q *queue) addInterrupt() {
	if q.keys > keysInFrame {
		q.dropKeys()
	}
	q.list = append(q.list, waiting{waitingInterrupt, "\x03", 1})
	q.keys++
}

func (q *queue) pasteRefused(long bool) { q.onRefuse(long) }

func (q *queue) last() *waiting {
	if len(q.list) == 0 {
		return nil
	}
	return &q.list[len(q.list)-1]
}

// add appends what fits.
func (q *queue) add(w waiting) {
	if len(q.list) >= maxWaitingKeys {
		return
	}
	q.list = append(q.list, w)
	q.keys += w.count
	if w.kind == waitingKey {
		q.pressed++
	}
}

// dropKeys keeps the answers only.
func (q *queue) dropKeys() {
	kept := q.list[:0]
	for _, w := range q.list {
		if w.kind == waitingAnswer {
			kept = append(kept, w)
		}
	}
	q.list, q.keys, q.pressed = kept, 0, 0
}

// next takes what the next reads give to the program, each in one piece: some keys, or one
// paste. It is nil when nothing waits.
func (q *queue) next() []string {
	for len(q.list) > 0 {
		first := q.list[0]
		switch {
		case first.kind == waitingPaste:
			q.drop(first.count)
			return pastePieces(first.text)
		case first.kind == waitingText && first.count > maxTyped:
			q.drop(first.count)
			if len(first.text) > maxPaste {
				q.onRefuse(true)
				continue
			}
			return pastePieces(first.text)
		}
		return []string{q.nextKeys()}
	}
	return nil
}

// drop removes the first element.
func (q *queue) drop(keys int) {
	q.list = q.list[1:]
	q.keys -= keys
}

// nextKeys takes a few keys, up to the next paste.
func (q *queue) nextKeys() string {
	keys := ""
	for range keysPerRead {
		if len(q.list) == 0 || q.list[0].kind == waitingPaste || q.list[0].count > maxTyped && q.list[0].kind == waitingText {
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
	if first.kind == waitingText {
		_, size := utf8.DecodeRuneInString(first.text)
		key, first.text = first.text[:size], first.text[size:]
	}
	if first.kind == waitingKey {
		q.pressed--
	}
	if first.count > 1 {
		first.count--
		q.keys--
		return key
	}
	q.drop(first.count)
	return key
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
