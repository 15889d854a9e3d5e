package input

import (
	"time"
	"unicode/utf8"
)

// Control characters of ASCII, and the range of C1.
const (
	etx     = 0x03 // ctrl+c
	bell    = 0x07
	can     = 0x18
	sub     = 0x1A
	esc     = 0x1B
	del     = 0x7F
	c1Start = 0x80
	c1End   = 0xA0
)

// parserState is where the parser stands in the grammar of ECMA-48.
type parserState uint8

const (
	stateGround       parserState = iota
	stateCharacter                // inside a character of several bytes
	stateEscape                   // after ESC
	stateCSI                      // inside a control sequence (CSI), after ESC [
	stateSS3                      // inside a key that begins with ESC O (SS3)
	stateLinuxKey                 // after ESC [ [, one more byte (the Linux console's F1 to F5)
	stateMouse                    // three bytes after ESC [ M (X10 mouse reports)
	stateString                   // inside a control string: OSC, DCS, APC, PM, SOS
	stateStringEscape             // after an ESC inside a control string
)

// parser takes the terminal's bytes apart. Its output does not depend on how the bytes are
// split: it looks at one byte at a time and never ahead.
type parser struct {
	sink    sink
	state   parserState
	alt     bool   // an ESC came before the character or sequence
	seq     []byte // the character or sequence so far
	tooLong bool   // seq passed maxSequence and is no longer kept
	skip    int    // bytes of a mouse report that are still to come
	paste   paste
	burst   bool // what came last was a burst
}

// sink receives what the parser found.
type sink interface {
	addText(string)    // one character
	addKey(string)     // a key that is no character, encoded without ambiguity
	addAnswer(string)  // an answer or a change of the focus
	addPaste(string)   // the text of a whole paste
	addInterrupt()     // ctrl+c
	pasteDropped(bool) // a paste was too long (true) or had no end
}

func (p *parser) parse(b []byte) {
	p.burst = len(b) >= burstSize
	for _, c := range b {
		p.parseByte(c)
	}
}

func (p *parser) parseByte(c byte) {
	switch p.state {
	case stateGround:
		p.parseGround(c)
	case stateCharacter:
		p.parseCharacter(c)
	case stateEscape:
		p.parseEscape(c)
	case stateCSI:
		p.parseCSI(c)
	case stateSS3:
		p.parseSS3(c)
	case stateLinuxKey, stateMouse:
		p.parseFixed(c)
	case stateString:
		p.parseString(c)
	case stateStringEscape:
		p.parseStringEscape(c)
	}
}

func (p *parser) parseGround(c byte) {
	switch {
	case c == esc:
		p.state, p.seq = stateEscape, append(p.seq[:0], c)
	case c >= c1Start:
		p.state, p.seq = stateCharacter, append(p.seq[:0], c)
		p.finishCharacter()
	case c == etx:
		p.interrupt()
	case c < ' ' || c == del:
		p.emitC0(c)
	default:
		p.emitCharacter(string(rune(c)))
	}
}

func (p *parser) parseCharacter(c byte) {
	if utf8.RuneStart(c) { // the character before was cut short
		p.reset()
		p.parseGround(c)
		return
	}
	p.seq = append(p.seq, c)
	p.finishCharacter()
}

// finishCharacter ends a character once enough of its bytes are here. Invalid bytes and C1
// controls, in one byte or two, are dropped: no key sends them.
func (p *parser) finishCharacter() {
	if !utf8.FullRune(p.seq) {
		return
	}
	r, size := utf8.DecodeRune(p.seq)
	if size > 1 && r >= c1End {
		p.emitCharacter(string(p.seq))
	}
	p.reset()
}

func (p *parser) parseEscape(c byte) {
	switch c {
	case '[':
		p.beginSequence(stateCSI, c)
	case 'O':
		p.beginSequence(stateSS3, c)
	case ']', 'P', 'X', '^', '_':
		p.beginSequence(stateString, c)
	case esc:
		if p.alt { // the first of three was a key
			p.emitKey(escapeKey)
		}
		p.alt = !p.paste.open // a paste may end with ESC, and its end still counts
	case etx:
		p.abandonSequence(c)
	default:
		if p.alt { // the first of two was a key
			p.emitKey(escapeKey)
		}
		p.alt = true
		p.parseGround(c)
		if p.state == stateEscape {
			p.reset()
		}
	}
}

func (p *parser) reset() {
	p.state, p.seq, p.alt, p.tooLong = stateGround, p.seq[:0], false, false
}

// timeout is how long the next byte may take until expire is called; 0: for ever.
func (p *parser) timeout() time.Duration {
	switch {
	case p.paste.open:
		return pasteTimeout
	case p.state == stateGround:
		return 0
	case p.burst:
		return cutTimeout
	case p.state == stateEscape:
		return escapeTimeout
	}
	return sequenceTimeout
}

// expire ends what is incomplete: nothing came within timeout.
func (p *parser) expire() {
	if p.paste.open {
		p.reset()
		p.leavePaste()
		return
	}
	p.flushSequence()
}
