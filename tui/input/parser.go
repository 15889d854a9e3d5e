package input

import (
	"time"
	"unicode/utf8"
)

const (
	etx   = 0x03 // ctrl+c
	bell  = 0x07
	can   = 0x18
	sub   = 0x1A
	esc   = 0x1B
	del   = 0x7F
	c1Low = 0x80
	c1End = 0xA0
)

// parserState is where in the grammar of ECMA-48 the parser stands.
type parserState uint8

const (
	stateGround       parserState = iota
	stateCharacter                // inside a character of several bytes
	stateEscape                   // after ESC
	stateControl                  // inside a control sequence, ESC [
	stateShift3                   // after ESC O
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
}

// sink receives what the parser found.
type sink interface {
	addText(string)    // one character
	addKey(string)     // a key that is no character, encoded without ambiguity
	addAnswer(string)  // an answer or a change of the focus
	addPaste(string)   // the text of a whole paste
	addInterrupt()     // ctrl+c
	pasteRefused(bool) // a paste was too long (true) or had no end
}

func (p *parser) parse(b []byte) {
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
	case stateControl:
		p.parseControl(c)
	case stateShift3:
		p.parseShift3(c)
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
	case c >= c1Low:
		p.state, p.seq = stateCharacter, append(p.seq[:0], c)
		p.finishCharacter()
	case c == etx:
		p.interrupt()
	case c < ' ' || c == del:
		p.emitControl(c)
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

// finishCharacter ends the character once its bytes can be judged. Invalid bytes and the
// controls of C1, with one byte or two, are dropped: no key sends them.
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
		p.beginSequence(stateControl, c)
	case 'O':
		p.beginSequence(stateShift3, c)
	case ']', 'P', 'X', '^', '_':
		p.beginSequence(stateString, c)
	case esc:
		if p.alt { // the first of three was a key
			p.emitKey(escapeKey)
		}
		p.alt = !p.paste.open // a paste may end with ESC, and its end counts
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

func (p *parser) parseControl(c byte) {
	switch {
	case c >= ' ' && c < '@':
		p.extendSequence(c)
	case c == '[' && len(p.seq) == len("\x1b["):
		p.state = stateLinuxKey
	case c == 'M' && len(p.seq) == len("\x1b["):
		p.state, p.skip = stateMouse, 3
	case c >= '@' && c < del:
		p.extendSequence(c)
		p.endControl()
	default:
		p.abandonSequence(c)
	}
}

// parseFixed reads a sequence of a fixed length. None contains a control byte.
func (p *parser) parseFixed(c byte) {
	switch {
	case c < ' ':
		p.abandonSequence(c)
	case p.state == stateLinuxKey:
		p.endSequence(linuxKey(c))
	default:
		if p.skip--; p.skip == 0 {
			p.reset()
		}
	}
}

// endControl ends a control sequence at its last byte.
func (p *parser) endControl() {
	if p.tooLong || p.alt {
		p.reset()
		return
	}
	switch found := classifyControl(p.seq); {
	case found == interruptSequence:
		p.reset()
		p.interrupt()
	case string(p.seq) == pasteStart:
		p.reset()
		p.paste.begin()
	case string(p.seq) == pasteEnd:
		p.reset()
		p.endPaste()
	default:
		p.endSequence(string(p.seq), found)
	}
}

func (p *parser) parseShift3(c byte) {
	switch {
	case c >= '0' && c <= '9':
		p.extendSequence(c)
	case c > ' ' && c < del:
		p.extendSequence(c)
		p.endSequence(string(p.seq), classifyShift3(p.seq))
	default:
		p.abandonSequence(c)
	}
}

// parseString ends a string at the first control byte: no answer contains one, and a
// string without an end must not swallow ctrl+c and enter.
func (p *parser) parseString(c byte) {
	switch {
	case c == bell:
		p.endString()
	case c == esc:
		p.state = stateStringEscape
	case c == can, c == sub:
		p.reset()
	case c < ' ':
		p.abandonSequence(c)
	default:
		p.extendSequence(c)
	}
}

func (p *parser) parseStringEscape(c byte) {
	if c == '\\' {
		p.endString()
		return
	}
	p.reset()
	p.parseGround(esc)
	p.parseEscape(c)
}

func (p *parser) endString() {
	p.endSequence(string(p.seq)+"\x1b\\", classifyString(p.seq))
}

func (p *parser) beginSequence(s parserState, c byte) {
	p.state, p.seq = s, append(p.seq[:0], esc, c)
}

func (p *parser) extendSequence(c byte) {
	if len(p.seq) == maxSequence {
		p.tooLong = true
		return
	}
	p.seq = append(p.seq, c)
}

// endSequence passes a sequence on, or drops it.
func (p *parser) endSequence(s string, found sequenceKind) {
	drop := p.tooLong || p.alt
	p.reset()
	switch {
	case drop:
	case found == keySequence:
		p.emitKey(s)
	case found == answerSequence:
		p.sink.addAnswer(s)
	}
}

// abandonSequence ends a sequence that is not whole, and reads c as the beginning of
// something new.
func (p *parser) abandonSequence(c byte) {
	p.flushSequence()
	p.parseGround(c)
}

// flushSequence ends a sequence that is not whole. What people can type so far is the
// keys that they typed.
func (p *parser) flushSequence() {
	state, seq, alt := p.state, string(p.seq), p.alt
	p.reset()
	switch {
	case state == stateEscape:
		if alt {
			p.emitKey(escapeKey)
		}
		p.emitKey(escapeKey)
	case (state == stateControl || state == stateShift3 || state == stateString) && len(seq) == len("\x1b["):
		p.emitKey(altKey(rune(seq[1])))
	case state == stateControl && !alt:
		if key, ok := shiftedRxvtKey(seq); ok {
			p.emitKey(key)
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
	case p.state == stateEscape:
		return escapeTimeout
	}
	return sequenceTimeout
}

// expire ends what is not whole, as nothing came within timeout.
func (p *parser) expire() {
	if p.paste.open {
		p.reset()
		p.leavePaste()
		return
	}
	p.flushSequence()
}
