package safe

import (
	"unicode"
	"unicode/utf8"
)

// maxSequenceBytes is the length in bytes of the longest sequence that is passed.
const maxSequenceBytes = 8 << 10

const (
	bell   = 0x07
	esc    = 0x1B
	del    = 0x7F
	utf8Lo = 0x80
)

// parserState is where in the grammar of ECMA-48 the parser stands.
type parserState uint8

const (
	stateGround             parserState = iota
	stateCharacter                      // inside a character of several bytes
	stateEscape                         // after ESC
	stateEscapeIntermediate             // after ESC and an intermediate byte
	stateControl                        // inside a control sequence, ESC [
	stateString                         // inside a control string: OSC, DCS, APC, PM, SOS
	stateStringEscape                   // after an ESC inside a control string
)

// parser takes what the program writes apart and keeps what is allowed. A
// sequence is held back until its last byte is known, so the terminal never
// sees the beginning of one that is then dropped.
type parser struct {
	state   parserState
	seq     []byte // the character or sequence so far
	tooLong bool   // seq passed maxSequenceBytes and is no longer kept
	out     []byte
	dropped int
	allowed allowList
}

// filterBytes returns what may be passed on once p was taken in. The result is valid
// until the next call.
func (p *parser) filterBytes(b []byte) []byte {
	p.out = p.out[:0]
	for _, c := range b {
		p.parseByte(c)
	}
	return p.out
}

func (p *parser) parseByte(c byte) {
	switch p.state {
	case stateGround:
		p.parseGround(c)
	case stateCharacter:
		p.parseCharacter(c)
	case stateEscape:
		p.parseEscape(c)
	case stateEscapeIntermediate:
		p.parseEscapeIntermediate(c)
	case stateControl:
		p.parseControl(c)
	case stateString:
		p.parseString(c)
	case stateStringEscape:
		p.parseStringEscape(c)
	}
}

func (p *parser) parseGround(c byte) {
	switch {
	case c == esc:
		p.beginSequence(stateEscape, c)
	case c >= utf8Lo:
		p.beginSequence(stateCharacter, c)
		p.finishCharacter()
	case c >= ' ' && c != del, c == '\n', c == '\r', c == '\t', c == '\b', c == bell:
		p.out = append(p.out, c)
	default:
		p.dropped++
	}
}

func (p *parser) parseCharacter(c byte) {
	if utf8.RuneStart(c) { // the character before was cut short
		p.abandonSequence(c)
		return
	}
	p.seq = append(p.seq, c)
	p.finishCharacter()
}

// finishCharacter ends the character if its bytes so far can be judged.
func (p *parser) finishCharacter() {
	if !utf8.FullRune(p.seq) {
		return
	}
	r, size := utf8.DecodeRune(p.seq)
	p.endSequence(size == len(p.seq) && size > 1 && unicode.IsGraphic(r))
}

func (p *parser) parseEscape(c byte) {
	switch {
	case c == '[':
		p.extendSequence(stateControl, c)
	case c == ']', c == 'P', c == 'X', c == '^', c == '_':
		p.extendSequence(stateString, c)
	case c >= ' ' && c < '0':
		p.extendSequence(stateEscapeIntermediate, c)
	case c >= '0' && c < del:
		p.extendSequence(stateEscape, c)
		p.endSequence(c == 'M') // the reverse line feed
	default:
		p.abandonSequence(c)
	}
}

func (p *parser) parseEscapeIntermediate(c byte) {
	switch {
	case c >= ' ' && c < '0':
	case c >= '0' && c < del:
		p.endSequence(false)
	default:
		p.abandonSequence(c)
	}
}

func (p *parser) parseControl(c byte) {
	switch {
	case c >= ' ' && c < '@':
		p.extendSequence(stateControl, c)
	case c >= '@' && c < del:
		p.extendSequence(stateControl, c)
		p.endSequence(!p.tooLong && allowsControl(p.seq))
	default:
		p.abandonSequence(c)
	}
}

// parseString ends a string at the first control byte. No string that is allowed
// contains one, and a string that was never closed must not swallow the rest
// of the screen.
func (p *parser) parseString(c byte) {
	switch {
	case c == bell:
		p.extendSequence(stateString, c)
		p.endSequence(!p.tooLong && p.allowed.allowsString(p.seq))
	case c == esc:
		p.extendSequence(stateStringEscape, c)
	case c < ' ':
		p.abandonSequence(c)
	default:
		p.extendSequence(stateString, c)
	}
}

func (p *parser) parseStringEscape(c byte) {
	if c != '\\' {
		p.dropped++
		p.beginSequence(stateEscape, esc)
		p.parseEscape(c)
		return
	}
	p.extendSequence(stateStringEscape, c)
	p.endSequence(!p.tooLong && p.allowed.allowsString(p.seq))
}

func (p *parser) beginSequence(s parserState, c byte) {
	p.state, p.seq, p.tooLong = s, append(p.seq[:0], c), false
}

func (p *parser) extendSequence(s parserState, c byte) {
	p.state = s
	if len(p.seq) == maxSequenceBytes {
		p.tooLong = true
		return
	}
	p.seq = append(p.seq, c)
}

// endSequence passes or drops what was held back.
func (p *parser) endSequence(pass bool) {
	p.state = stateGround
	if !pass {
		p.dropped++
		return
	}
	p.out = append(p.out, p.seq...)
}

// abandonSequence drops what was held back and reads c as the beginning of something
// new, as terminals do.
func (p *parser) abandonSequence(c byte) {
	p.state = stateGround
	p.dropped++
	p.parseGround(c)
}
