package input

// The sequences around a bracketed paste (xterm, mode 2004).
const (
	pasteStart = "\x1b[200~"
	pasteEnd   = "\x1b[201~"
)

// paste is a bracketed paste. It is held until its end has come: half a path can look like
// a whole one.
type paste struct {
	open    bool
	text    []byte
	tooLong bool // text passed maxPaste and is no longer kept
}

// begin opens a paste; a second beginning inside it is ignored.
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

// endPaste passes the paste on. An end without a beginning is ignored.
func (p *parser) endPaste() {
	if !p.paste.open {
		return
	}
	p.paste.open = false
	if p.paste.tooLong {
		p.sink.pasteDropped(true)
		return
	}
	p.sink.addPaste(string(p.paste.text))
}

// leavePaste drops a paste whose end has not come.
func (p *parser) leavePaste() {
	if p.paste.open {
		p.paste.open = false
		p.sink.pasteDropped(false)
	}
}
