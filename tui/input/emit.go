package input

// interrupt passes ctrl+c on. It also ends a paste.
func (p *parser) interrupt() {
	p.reset()
	p.leavePaste()
	p.sink.addInterrupt()
}

// emitCharacter passes a character on, or puts it into the paste. Inside a paste there are
// no keys.
func (p *parser) emitCharacter(s string) {
	switch {
	case p.paste.open && !p.alt:
		p.paste.add(s)
	case p.paste.open:
	case p.alt:
		r := []rune(s)
		p.sink.addKey(altKey(r[0]))
	default:
		p.sink.addText(s)
	}
	p.alt = false
}

// emitC0 passes a C0 control on as a key. A paste keeps its line ends and tabs.
func (p *parser) emitC0(c byte) {
	switch {
	case p.paste.open:
		if c == '\t' || c == '\n' || c == '\r' {
			p.paste.add(string(rune(c)))
		}
	case p.alt:
		p.sink.addKey(altC0Key(c))
	default:
		p.sink.addKey(string(rune(c)))
	}
	p.alt = false
}

// emitKey passes a key on; inside a paste it is dropped.
func (p *parser) emitKey(s string) {
	if !p.paste.open {
		p.sink.addKey(s)
	}
}
