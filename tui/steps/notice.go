package steps

// Notice is a screen's answer to the latest key, until the next one. What happened is said
// in a fixed text. What is so is asked of the frame each time the notice is drawn, so that
// it never says more than is true then. The zero value says nothing.
type Notice struct{ text func(Frame) string }

// constantText is a text that stands in the source: only a constant can be given for it, and
// so nothing that was true for a moment.
type constantText string

// FixedNotice says what happened, or what to do.
func FixedNotice(text constantText) Notice {
	return Notice{func(Frame) string { return string(text) }}
}

// NoticeOf says what text finds in the frame, and nothing once it finds nothing.
func NoticeOf(text func(Frame) string) Notice { return Notice{text} }

// While is the notice as long as a condition holds.
func (n Notice) While(holds func(Frame) bool) Notice {
	return Notice{func(f Frame) string {
		if !holds(f) {
			return ""
		}
		return n.Text(f)
	}}
}

// Text is what the notice says now; "" for nothing.
func (n Notice) Text(f Frame) string {
	if n.text == nil {
		return ""
	}
	return n.text(f)
}

// CanChoose reports whether something can be chosen or sent in this dossier now.
func CanChoose(f Frame) bool { return BlockedReason(f) == "" }
