package safe

import (
	"unicode"
	"unicode/utf8"
)

// sequenceMax is the length in bytes of the longest sequence that is passed.
const sequenceMax = 8 << 10

const (
	bell   = 0x07
	esc    = 0x1B
	del    = 0x7F
	utf8Lo = 0x80
)

// state is where in the grammar of ECMA-48 the parser stands.
type state uint8

const (
	ground       state = iota
	character          // inside a character of several bytes
	escape             // after ESC
	escapeMiddle       // after ESC and an intermediate byte
	control            // inside a control sequence, ESC [
	text               // inside a control string: OSC, DCS, APC, PM, SOS
	textEscape         // after an ESC inside a control string
)

// parser takes what the program writes apart and keeps what is allowed. A
// sequence is held back until its last byte is known, so the terminal never
// sees the beginning of one that is then dropped.
type parser struct {
	state   state
	seq     []byte // the character or sequence so far
	long    bool   // seq passed sequenceMax and is no longer kept
	out     []byte
	dropped int
	allowed allowance
}

// read returns what may be passed on once p was taken in. The result is valid
// until the next call.
func (p *parser) read(b []byte) []byte {
	p.out = p.out[:0]
	for _, c := range b {
		p.step(c)
	}
	return p.out
}

func (p *parser) step(c byte) {
	switch p.state {
	case ground:
		p.ground(c)
	case character:
		p.character(c)
	case escape:
		p.escape(c)
	case escapeMiddle:
		p.escapeMiddle(c)
	case control:
		p.control(c)
	case text:
		p.text(c)
	case textEscape:
		p.textEscape(c)
	}
}

func (p *parser) ground(c byte) {
	switch {
	case c == esc:
		p.begin(escape, c)
	case c >= utf8Lo:
		p.begin(character, c)
		p.complete()
	case c >= ' ' && c != del, c == '\n', c == '\r', c == '\t', c == '\b', c == bell:
		p.out = append(p.out, c)
	default:
		p.dropped++
	}
}

func (p *parser) character(c byte) {
	if utf8.RuneStart(c) { // the character before was cut short
		p.abandon(c)
		return
	}
	p.seq = append(p.seq, c)
	p.complete()
}

// complete ends the character if its bytes so far can be judged.
func (p *parser) complete() {
	if !utf8.FullRune(p.seq) {
		return
	}
	r, size := utf8.DecodeRune(p.seq)
	p.end(size == len(p.seq) && size > 1 && unicode.IsGraphic(r))
}

func (p *parser) escape(c byte) {
	switch {
	case c == '[':
		p.carry(control, c)
	case c == ']', c == 'P', c == 'X', c == '^', c == '_':
		p.carry(text, c)
	case c >= ' ' && c < '0':
		p.carry(escapeMiddle, c)
	case c >= '0' && c < del:
		p.carry(escape, c)
		p.end(p.allowed.escape(p.seq))
	default:
		p.abandon(c)
	}
}

func (p *parser) escapeMiddle(c byte) {
	switch {
	case c >= ' ' && c < '0':
	case c >= '0' && c < del:
		p.end(false)
	default:
		p.abandon(c)
	}
}

func (p *parser) control(c byte) {
	switch {
	case c >= ' ' && c < '@':
		p.carry(control, c)
	case c >= '@' && c < del:
		p.carry(control, c)
		p.end(!p.long && p.allowed.control(p.seq))
	default:
		p.abandon(c)
	}
}

// text ends a string at the first control byte. No string that is allowed
// contains one, and a string that was never closed must not swallow the rest
// of the screen.
func (p *parser) text(c byte) {
	switch {
	case c == bell:
		p.carry(text, c)
		p.end(!p.long && p.allowed.text(p.seq))
	case c == esc:
		p.carry(textEscape, c)
	case c < ' ':
		p.abandon(c)
	default:
		p.carry(text, c)
	}
}

func (p *parser) textEscape(c byte) {
	if c != '\\' {
		p.dropped++
		p.begin(escape, esc)
		p.escape(c)
		return
	}
	p.carry(textEscape, c)
	p.end(!p.long && p.allowed.text(p.seq))
}

func (p *parser) begin(s state, c byte) {
	p.state, p.seq, p.long = s, append(p.seq[:0], c), false
}

func (p *parser) carry(s state, c byte) {
	p.state = s
	if len(p.seq) == sequenceMax {
		p.long = true
		return
	}
	p.seq = append(p.seq, c)
}

// end passes or drops what was held back.
func (p *parser) end(pass bool) {
	p.state = ground
	if !pass {
		p.dropped++
		return
	}
	p.out = append(p.out, p.seq...)
}

// abandon drops what was held back and reads c as the beginning of something
// new, as terminals do.
func (p *parser) abandon(c byte) {
	p.state = ground
	p.dropped++
	p.ground(c)
}
