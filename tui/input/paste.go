package input

// The ends of a bracketed paste (xterm, mode 2004).
const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// paste is a bracketed paste. It is held until its end has come: half a paste can look
// like a whole one.
type paste struct {
	open    bool
	text    []byte
	tooLong bool // text passed maxPaste and is no longer kept
}

// begin opens a paste; a second beginning inside it means nothing.
func (p *paste) begin() {
	if !p.open {
		*p = paste{open: true, text: p.text[:0]}
	}
}

func (p *paste) add(text string) {
	if len(p.text)+len(text) > maxPaste {
		p.tooLong = true
		return
	}
	p.text = append(p.text, text...)
}

// endPaste passes the paste on. An end without a beginning means nothing.
func (p *parser) endPaste() {
	if !p.paste.open {
		return
	}
	p.paste.open = false
	if p.paste.tooLong {
		p.sink.pasteRefused(true)
		return
	}
	p.sink.addPaste(string(p.paste.text))
}

// leavePaste ends a paste whose end has not come; its text is dropped.
func (p *parser) leavePaste() {
	if p.paste.open {
		p.paste.open = false
		p.sink.pasteRefused(false)
	}
}

// interrupt is ctrl+c. It leaves a paste.
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

// emitControl passes a key of C0 on. A paste keeps its line ends and tabs.
func (p *parser) emitControl(c byte) {
	switch {
	case p.paste.open:
		if c == '\t' || c == '\n' || c == '\r' {
			p.paste.add(string(rune(c)))
		}
	case p.alt:
		p.sink.addKey(altControlKey(c))
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
