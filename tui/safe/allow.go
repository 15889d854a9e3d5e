package safe

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
)

// The lists below hold what Bubble Tea 2.1 and its renderer, Ultraviolet, were
// measured or read to write, less what a dossier has no use for.

// movementSequences are the control sequences that take plain numbers, by their last
// byte, with the count of numbers each takes at most.
var movementSequences = map[byte]int{
	'A': 1, 'B': 1, 'C': 1, 'D': 1, // up, down, right, left
	'G': 1, '`': 1, 'd': 1, 'H': 2, // column, column, row, both
	'I': 1, 'Z': 1, // tabs
	'X': 1, '@': 1, 'P': 1, 'L': 1, 'M': 1, // erase, insert, delete
	'S': 1, 'T': 1, 'r': 2, // scroll, scroll region
	'b': 1, // repeat
}

// fixedSequences are control sequences that are passed in exactly this form, without
// their introducer.
var fixedSequences = map[string]bool{
	"J": true, "0J": true, "1J": true, "2J": true, // not 3J: it erases the scrollback
	"K": true, "0K": true, "1K": true, "2K": true,
	"4h": true, "4l": true, // insert mode
	"?5W": true,                          // default tab stops
	"6n":  true,                          // where is the cursor
	"c":   true, ">q": true, ">0q": true, // what are you
	"?2004$p": true, "?2026$p": true, "?2027$p": true, // do you know this mode
	">4m": true, ">4;0m": true, ">4;1m": true, ">4;2m": true, // modifyOtherKeys
	"?u":    true,                // which keyboard flags are set
	"22;2t": true, "23;2t": true, // save the window's title, restore it
	" q": true, "0 q": true, "1 q": true, "2 q": true, "3 q": true, "4 q": true, "5 q": true, "6 q": true,
}

// keyboardPrefixes are the first bytes of the kitty keyboard's push, pop and set, with
// the count of numbers each takes at most.
var keyboardPrefixes = map[byte]int{'>': 1, '<': 1, '=': 2}

// allowedModes may be switched on and off: wrapping, cursor, focus reports, alternate
// screen, bracketed paste, synchronised output, grapheme clusters.
var allowedModes = []string{"7", "25", "1004", "1049", "2004", "2026", "2027"}

// mouseModes may be switched off only.
var mouseModes = []string{"1000", "1002", "1003", "1006"}

// colourStrings are the control strings that are passed in exactly this form,
// without introducer and end: questions about colours and their resets.
var colourStrings = map[string]bool{
	"10;?": true, "11;?": true, "12;?": true, "110": true, "111": true, "112": true,
}

const (
	maxNumberDigits  = 4   // digits: no screen has 10,000 rows, and repeating costs the terminal time
	maxColourBytes   = 128 // bytes of one colour sequence
	maxTitleBytes    = 256 // bytes of a window title
	maxKeyboardFlags = 31  // all five flags of the kitty keyboard
)

// allowList is the list of what passes.
type allowList struct {
	clipboard string // the one clipboard write that passes, once
}

// allowsControl judges a control sequence.
func allowsControl(seq []byte) bool {
	body := string(seq[2:])
	last := len(body) - 1
	args, final := body[:last], body[last]
	if most, ok := movementSequences[final]; ok {
		return isNumberList(args, most)
	}
	switch {
	case fixedSequences[body]:
		return true
	case final == 'm':
		return len(args) <= maxColourBytes && containsOnly(args, "0123456789;:")
	case final == 'h' || final == 'l':
		return allowsMode(args, final == 'h')
	case final == 'u' && args != "":
		most, ok := keyboardPrefixes[args[0]]
		return ok && isNumberList(args[1:], most) && isKeyboardFlagList(args[1:])
	}
	return false
}

func allowsMode(args string, on bool) bool {
	args, private := strings.CutPrefix(args, "?")
	if !private {
		return false
	}
	for mode := range strings.SplitSeq(args, ";") {
		if !slices.Contains(allowedModes, mode) && (on || !slices.Contains(mouseModes, mode)) {
			return false
		}
	}
	return true
}

// allowsString judges a control string with its introducer and its end.
func (a *allowList) allowsString(seq []byte) bool {
	kind := seq[1]
	body, st := bytes.CutSuffix(seq[2:], []byte("\x1b\\"))
	if !st {
		body = bytes.TrimSuffix(body, []byte{bell})
	}
	switch kind {
	case ']':
		return a.allowsOSC(string(body))
	case 'P':
		return st && isCapabilityQuery(string(body))
	}
	return false
}

func (a *allowList) allowsOSC(body string) bool {
	if colourStrings[body] {
		return true
	}
	if a.clipboard != "" && body == a.clipboard {
		a.clipboard = ""
		return true
	}
	command, rest, _ := strings.Cut(body, ";")
	switch command {
	case "0", "2":
		return len(command) < len(body) && isAllowedTitle(rest)
	case "9":
		return isAllowedProgress(rest)
	}
	return false
}

// isAllowedTitle allows printable ASCII only: window lists and shells that ask for the
// title repeat what is in it.
func isAllowedTitle(s string) bool {
	printable := func(r rune) bool { return r >= ' ' && r < del }
	return len(s) <= maxTitleBytes && strings.IndexFunc(s, func(r rune) bool { return !printable(r) }) < 0
}

// isAllowedProgress allows ConEmu's progress mark: 4, a state, and a percentage.
func isAllowedProgress(s string) bool {
	parts := strings.Split(s, ";")
	if len(parts) < 2 || len(parts) > 3 || parts[0] != "4" || !isNumberUpTo(parts[1], 4) {
		return false
	}
	return len(parts) == 2 || isNumberUpTo(parts[2], 100)
}

// capabilityNames are the capabilities that a terminal may be asked for (XTGETTCAP), in hex:
// RGB and Tc, of which Bubble Tea understands the answer, and Ms, the clipboard.
var capabilityNames = []string{"524742", "5463", "4D73"}

func isCapabilityQuery(s string) bool {
	names, ok := strings.CutPrefix(s, "+q")
	for name := range strings.SplitSeq(names, ";") {
		ok = ok && slices.Contains(capabilityNames, name)
	}
	return ok && len(names) <= maxColourBytes
}

// isNumberList reports whether args are at most that many numbers of bounded size,
// each of which may be left out.
func isNumberList(args string, most int) bool {
	parts := strings.Split(args, ";")
	for _, part := range parts {
		if len(part) > maxNumberDigits || !containsOnly(part, "0123456789") {
			return false
		}
	}
	return len(parts) <= most
}

func isKeyboardFlagList(args string) bool {
	for part := range strings.SplitSeq(args, ";") {
		if part != "" && !isNumberUpTo(part, maxKeyboardFlags) {
			return false
		}
	}
	return true
}

// isNumberUpTo reports whether s is a decimal number from 0 to most.
func isNumberUpTo(s string, most int) bool {
	n, err := strconv.Atoi(s)
	return err == nil && len(s) <= maxNumberDigits && containsOnly(s, "0123456789") && n <= most
}

// containsOnly reports whether s has no byte outside set.
func containsOnly(s, set string) bool { return strings.Trim(s, set) == "" }
