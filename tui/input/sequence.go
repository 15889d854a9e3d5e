package input

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// sequenceKind says what a sequence is for.
type sequenceKind uint8

const (
	unusedSequence sequenceKind = iota // it is dropped
	keySequence
	answerSequence
	interruptSequence // ctrl+c
)

// escapeKey is the escape key as the Kitty protocol encodes it. The bare byte would be
// taken together with what follows.
const escapeKey = "\x1b[27u"

// The final bytes of the control sequences that are keys (xterm, rxvt, Kitty), and of those
// without parameters that report the focus.
const (
	keyFinals   = "ABCDEFHPQRSZabcd~^@u"
	focusFinals = "IO"
)

// The answers that the library asks for, by their prefix, intermediate and final byte
// (xterm: DA1, DA2, DECRQM, DECXCPR, the colour scheme; the flags of the Kitty protocol;
// XTMODKEYS). Reports of the window's size and the keyboard mode of Windows are not
// among them: nobody asks for them, and one of them can stand for thousands of keys.
var answerForms = []string{"?c", ">c", "?$y", "$y", "?R", "?n", "?u", ">m"}

// classifyCSI says what a whole control sequence is.
func classifyCSI(seq []byte) sequenceKind {
	prefix, parameters, rest := splitCSI(seq)
	final := rest[len(rest)-1:]
	switch {
	case !withinLimits(parameters):
		return unusedSequence
	case slices.Contains(answerForms, prefix+rest):
		return answerSequence
	case prefix != "" || len(rest) > 1:
		return unusedSequence
	case isInterrupt(parameters, final):
		return interruptSequence
	case strings.Contains(focusFinals, final) && parameters == "":
		return answerSequence
	case strings.Contains(keyFinals, final) && !opensPaste(parameters, final):
		return keySequence
	}
	return unusedSequence
}

// opensPaste reports whether the library takes a sequence for an end of a paste that is
// not written as terminals write it (ESC [ 0200 ~).
func opensPaste(parameters, final string) bool {
	first, _, _ := strings.Cut(strings.ReplaceAll(parameters, ":", ";"), ";")
	number := strings.TrimLeft(first, "0")
	return final == "~" && (number == "200" || number == "201")
}

// splitCSI takes a control sequence apart: the private prefix, the parameters,
// and the intermediates with the final byte.
func splitCSI(seq []byte) (prefix, parameters, rest string) {
	body := string(seq[len("\x1b["):])
	if strings.ContainsAny(body[:1], "<=>?") {
		prefix, body = body[:1], body[1:]
	}
	end := strings.IndexFunc(body, func(r rune) bool { return (r < '0' || r > '9') && r != ';' && r != ':' })
	return prefix, body[:end], body[end:]
}

// withinLimits reports whether the library can take the parameters.
func withinLimits(parameters string) bool {
	fields := strings.FieldsFunc(parameters, func(r rune) bool { return r == ';' || r == ':' })
	return strings.Count(parameters, ";")+strings.Count(parameters, ":") < maxParameters &&
		!slices.ContainsFunc(fields, func(f string) bool { return len(f) > maxDigits })
}

// isInterrupt reports whether a key sequence is ctrl+c: CSI 99;5u in the Kitty protocol,
// with caps lock and num lock (64 and 128) or without, and CSI 27;5;99~ in xterm's. A
// released key is none.
func isInterrupt(parameters, final string) bool {
	switch final {
	case "u":
		code, modifiers, _ := strings.Cut(parameters, ";")
		code, _, _ = strings.Cut(code, ":")
		modifiers, _, _ = strings.Cut(modifiers, ";")
		modifiers, event, _ := strings.Cut(modifiers, ":")
		return code == "99" && slices.Contains([]string{"5", "69", "133", "197"}, modifiers) && event != "3"
	case "~":
		return parameters == "27;5;99"
	}
	return false
}

// ss3Finals are the keys that come after ESC O.
const ss3Finals = "ABCDEFHPQRSMXabcdjklmnopqrstuvwxy"

// classifySS3 says what a sequence that began with ESC O is.
func classifySS3(seq []byte) sequenceKind {
	digits := seq[len("\x1bO") : len(seq)-1]
	if len(digits) > 2 || !bytes.ContainsRune([]byte(ss3Finals), rune(seq[len(seq)-1])) {
		return unusedSequence
	}
	return keySequence
}

// The beginnings of the control strings that answer the wizard's questions: the colours, the
// terminal's version, and its capabilities (XTGETTCAP).
var stringAnswers = []string{"\x1b]10;", "\x1b]11;", "\x1b]12;", "\x1bP>|", "\x1bP1+r"}

// classifyString says what a control string is, without its end. An answer is short and
// readable.
func classifyString(seq []byte) sequenceKind {
	readable := func(c byte) bool { return c >= ' ' && c < del }
	for _, begin := range stringAnswers {
		body, ok := bytes.CutPrefix(seq, []byte(begin))
		if ok && len(body) > 0 && len(seq) <= maxAnswer && !slices.ContainsFunc(body, func(c byte) bool { return !readable(c) }) {
			return answerSequence
		}
	}
	return unusedSequence
}

// linuxKey is a key of the Linux console, ESC [ [ A to E, in the form of other terminals:
// the library knows the console's form only when nothing follows it.
func linuxKey(c byte) (string, sequenceKind) {
	if c < 'A' || c > 'E' {
		return "", unusedSequence
	}
	return fmt.Sprintf("\x1b[%d~", 11+c-'A'), keySequence
}

// shiftedRxvtKey is a key of rxvt with shift, which has no last byte (ESC [ 3 $), in the
// form of other terminals.
func shiftedRxvtKey(seq string) (string, bool) {
	number, ok := strings.CutSuffix(strings.TrimPrefix(seq, "\x1b["), "$")
	if !ok || number == "" || len(number) > 2 || strings.Trim(number, "0123456789") != "" {
		return "", false
	}
	return "\x1b[" + number + ";2~", true
}

// altKey is a character with alt as the Kitty protocol encodes it: the modifiers are 1,
// and 2 for alt, and 1 for shift.
func altKey(r rune) string {
	if lower := unicode.ToLower(r); lower != r {
		return fmt.Sprintf("\x1b[%d;4u", lower)
	}
	return fmt.Sprintf("\x1b[%d;3u", r)
}

// altC0Key is a key of C0 with alt. Those that are no keys of their own are letters
// with ctrl, whose modifier is 4.
func altC0Key(c byte) string {
	switch c {
	case '\b', '\t', '\r', del:
		return fmt.Sprintf("\x1b[%d;3u", c)
	}
	return fmt.Sprintf("\x1b[%d;7u", unicode.ToLower(rune(c)+'@'))
}
