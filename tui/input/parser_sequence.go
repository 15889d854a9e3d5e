package input

func (p *parser) parseCSI(c byte) {
	switch {
	case c >= ' ' && c < '@':
		p.extendSequence(c)
	case c == '[' && len(p.seq) == len("\x1b["):
		p.state = stateLinuxKey
	case c == 'M' && len(p.seq) == len("\x1b["):
		p.state, p.skip = stateMouse, 3
	case c >= '@' && c < del:
		p.extendSequence(c)
		p.endCSI()
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

// endCSI ends a control sequence at its final byte.
func (p *parser) endCSI() {
	if p.tooLong || p.alt {
		p.reset()
		return
	}
	switch found := classifyCSI(p.seq); {
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

func (p *parser) parseSS3(c byte) {
	switch {
	case c >= '0' && c <= '9':
		p.extendSequence(c)
	case c > ' ' && c < del:
		p.extendSequence(c)
		p.endSequence(string(p.seq), classifySS3(p.seq))
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

// abandonSequence ends an incomplete sequence, and reads c as the beginning of something
// new.
func (p *parser) abandonSequence(c byte) {
	p.flushSequence()
	p.parseGround(c)
}

// flushSequence ends an incomplete sequence. One that can be typed by hand, such as ESC or
// ESC [, is the keys that were typed.
func (p *parser) flushSequence() {
	state, seq, alt := p.state, string(p.seq), p.alt
	p.reset()
	switch {
	case state == stateEscape:
		if alt {
			p.emitKey(escapeKey)
		}
		p.emitKey(escapeKey)
	case (state == stateCSI || state == stateSS3 || state == stateString) && len(seq) == len("\x1b["):
		p.emitKey(altKey(rune(seq[1])))
	case state == stateCSI && !alt:
		if key, ok := shiftedRxvtKey(seq); ok {
			p.emitKey(key)
		}
	}
}
