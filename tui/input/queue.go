package input

import (
	"slices"
	"unicode/utf8"
)

// itemKind says what an item is.
type itemKind uint8

const (
	itemText      itemKind = iota // characters in a row
	itemKey                       // one key, once or several times in a row
	itemAnswer                    // an answer of the terminal
	itemPaste                     // the text of a paste
	itemInterrupt                 // ctrl+c
)

// item is input that the program has not taken yet.
type item struct {
	kind    itemKind
	text    []byte
	count   int  // characters or keys
	tooLong bool // text passed a limit and is no longer kept
}

// isPasted reports whether text is too much to have been typed.
func (i item) isPasted() bool { return i.kind == itemText && (i.count > maxTyped || i.tooLong) }

// queue holds what the program has not taken yet. Characters in a row are one item, and
// so are equal keys.
type queue struct {
	items    []item
	count    int                // characters, keys and pastes in the items
	keyCount int                // keys among them
	textSize int                // bytes of the texts and pastes
	onDrop   func(tooLong bool) // is called when a paste is dropped
	onPress  func()             // is called when ctrl+c is read; nil: nobody asks
}

func (q *queue) addText(s string) {
	last := q.last()
	switch {
	case last == nil || last.kind != itemText:
		q.add(newItem(itemText, s, 1))
	case last.tooLong || len(last.text)+len(s) > maxPaste || q.textSize+len(s) > maxQueuedText:
		last.tooLong = true
	default:
		last.text = append(last.text, s...)
		last.count++
		q.count++
		q.textSize += len(s)
	}
}

func (q *queue) addKey(s string) {
	if q.keyCount >= maxQueuedKeys {
		return
	}
	if last := q.last(); last != nil && last.kind == itemKey && string(last.text) == s {
		last.count++
		q.count++
		q.keyCount++
		return
	}
	q.add(newItem(itemKey, s, 1))
}

func (q *queue) addAnswer(s string) { q.add(newItem(itemAnswer, s, 0)) }

// addPaste adds a paste, or drops it when too much waits.
func (q *queue) addPaste(s string) {
	if q.isFull() || q.textSize+len(s) > maxQueuedText {
		q.onDrop(true)
		return
	}
	q.add(newItem(itemPaste, s, 1))
}

// addInterrupt adds ctrl+c. When more than a frame's worth waits, it overtakes the answers
// and, as in a terminal's own driver (termios(3), NOFLSH), drops what was typed before it.
func (q *queue) addInterrupt() {
	if q.onPress != nil {
		q.onPress()
	}
	at := len(q.items)
	if q.count > keysInFrame || at > keysInFrame {
		q.dropKeys()
		at = 0
	}
	q.items = slices.Insert(q.items, at, newItem(itemInterrupt, "\x03", 1))
	q.count++
}

func (q *queue) pasteDropped(tooLong bool) { q.onDrop(tooLong) }

func (q *queue) last() *item {
	if len(q.items) == 0 {
		return nil
	}
	return &q.items[len(q.items)-1]
}

func newItem(kind itemKind, text string, count int) item {
	return item{kind: kind, text: []byte(text), count: count}
}

// add appends an item, unless the queue is full.
func (q *queue) add(i item) {
	if q.isFull() {
		return
	}
	q.items = append(q.items, i)
	q.count += i.count
	switch i.kind {
	case itemKey:
		q.keyCount++
	case itemText, itemPaste:
		q.textSize += len(i.text)
	}
}

func (q *queue) isFull() bool { return len(q.items) >= maxQueuedKeys }

// dropKeys drops everything but the answers.
func (q *queue) dropKeys() {
	kept := q.items[:0]
	for _, i := range q.items {
		if i.kind == itemAnswer {
			kept = append(kept, i)
		}
	}
	q.items, q.count, q.keyCount, q.textSize = kept, 0, 0, 0
}

// next takes what the next reads give to the program, each in one piece: some keys, or one
// paste. It is nil when nothing waits.
func (q *queue) next() []string {
	for len(q.items) > 0 {
		first := q.items[0]
		switch {
		case first.tooLong:
			q.removeFirst()
			q.onDrop(true)
			continue
		case first.kind == itemPaste || first.isPasted():
			q.removeFirst()
			return pastePieces(string(first.text))
		}
		return []string{q.nextKeys()}
	}
	return nil
}

// removeFirst removes the first item.
func (q *queue) removeFirst() {
	q.count -= q.items[0].count
	if kind := q.items[0].kind; kind == itemText || kind == itemPaste {
		q.textSize -= len(q.items[0].text)
	}
	q.items = q.items[1:]
}

// nextKeys takes a few keys, up to the next paste.
func (q *queue) nextKeys() string {
	keys := ""
	for range keysPerRead {
		if len(q.items) == 0 || q.items[0].kind == itemPaste || q.items[0].isPasted() {
			break
		}
		keys += q.nextKey()
	}
	return keys
}

// nextKey takes one character, key or answer.
func (q *queue) nextKey() string {
	first := &q.items[0]
	key := first.text
	switch first.kind {
	case itemText:
		_, size := utf8.DecodeRune(first.text)
		key, first.text = first.text[:size], first.text[size:]
		q.textSize -= size
	case itemKey:
		q.keyCount--
	}
	if first.count > 1 {
		first.count--
		q.count--
		return string(key)
	}
	q.removeFirst()
	return string(key)
}

// pieceSize is the largest piece of a paste in bytes: with its ends it fits the library's
// buffer of 4,096, so that no end is split.
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
