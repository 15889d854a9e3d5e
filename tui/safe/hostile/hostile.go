// Package hostile holds texts that attack a terminal, for the tests of every
// place where foreign text can enter: file names, answers of the service,
// pastes, SSH clients. It promises 150 different strings that cover each way
// in which a terminal can be addressed.
package hostile

import (
	"fmt"
	"slices"
	"strings"
)

// Strings returns all strings, group after group. The order is always the
// same.
func Strings() []string {
	return slices.Concat(
		controlSequences(), systemCommands(), deviceControls(), eightBitControls(), singleControls(), bidiCharacters(), invisibleCharacters(), invalidUTF8(), oversizedStrings(),
	)
}

// embedInNames puts text on both sides of an attack, as a name would have.
func embedInNames(attacks ...string) []string {
	for i, a := range attacks {
		attacks[i] = fmt.Sprintf("scan%02d%send.jpg", i, a)
	}
	return attacks
}

// controlSequences are 20 control sequences (CSI).
func controlSequences() []string {
	return embedInNames(
		"\x1b[2J", "\x1b[3J", "\x1b[H", "\x1b[999;999H", "\x1b[10A\x1b[2K",
		"\x1b[?1049h", "\x1b[?1049l", "\x1b[?25l", "\x1b[?1003h", "\x1b[?2004l",
		"\x1b[31m", "\x1b[8m", "\x1b[6n", "\x1b[c", "\x1b[21t",
		"\x1b[3;3r", "\x1b[999999999b", "\x1b[\x1b[31m31m", "\x1b[1;", "\x1b[!p",
	)
}

// systemCommands are 20 operating system commands (OSC).
func systemCommands() []string {
	return embedInNames(
		"\x1b]0;owned\x07", "\x1b]2;owned\x1b\\", "\x1b]1;owned\x07", "\x1b]52;c;b3duZWQ=\x07", "\x1b]52;p;b3duZWQ=\x1b\\",
		"\x1b]52;c;?\x07", "\x1b]8;;https://evil.test\x1b\\click\x1b]8;;\x1b\\", "\x1b]8;id=1;file:///etc/passwd\x07", "\x1b]4;0;?\x07", "\x1b]10;#000000\x07",
		"\x1b]11;#000000\x07", "\x1b]11;?\x07", "\x1b]7;file://h/tmp\x07", "\x1b]9;hello\x07", "\x1b]9;4;1;50\x07",
		"\x1b]777;notify;a;b\x07", "\x1b]1337;File=name=YQ==;inline=1:AAAA\x07", "\x1b]133;A\x07", "\x1b]0;never closed", "\x1b]50;#1\x07",
	)
}

// deviceControls are 20 device control, application, privacy and start-of-string
// strings.
func deviceControls() []string {
	return embedInNames(
		"\x1bPq#0;2;0;0;0~-\x1b\\", "\x1bP$q\"p\x1b\\", "\x1bP+q544e\x1b\\", "\x1bP+p544e=41\x1b\\", "\x1bP1$tx\x1b\\",
		"\x1bP1000p%begin\x1b\\", "\x1bP0;1|17/41\x1b\\", "\x1bPtmux;\x1b\x1b]0;owned\x07\x1b\\", "\x1bPnever closed", "\x1bP=1s\x1b\\",
		"\x1b_Gf=24,s=1,v=1;AAAA\x1b\\", "\x1b_Ga=d\x1b\\", "\x1b_plain\x1b\\", "\x1b_never closed", "\x1b_25a1;r\x1b\\",
		"\x1b^secret\x1b\\", "\x1b^never closed", "\x1bXstring\x1b\\", "\x1bXnever closed", "\x1bP\x1b_\x1b^\x1bX\x1b\\",
	)
}

// eightBitControls are 20 attacks with the controls from 80 to 9F, as UTF-8 and as
// single bytes.
func eightBitControls() []string {
	return embedInNames(
		"\u009b2J", "\u009b31m", "\u009d0;owned\u009c", "\u009d52;c;b3duZWQ=\u0007", "\u0090q~\u009c",
		"\u0098string\u009c", "\u009fGa=d\u009c", "\u009esecret\u009c", "\u0085\u0084\u008d", "\u009b?1049h",
		"\x9b2J", "\x9b31m", "\x9d0;owned\x9c", "\x9d52;c;b3duZWQ=\x07", "\x90q~\x9c",
		"\x98string\x9c", "\x9fGa=d\x9c", "\x9esecret\x9c", "\x85\x84\x8d", "\x9b?1049h",
	)
}

// singleControls are 15 attacks with single controls and two-byte sequences.
func singleControls() []string {
	return embedInNames(
		"\x00", "\x05", "\x07\x07\x07", "\b\b\b\b\b\b\b\bgood", "\r│ accepted",
		"\n│ accepted", "\t\t\t", "\v\f", "\x0e lqqk \x0f", "\x11\x13",
		"\x18\x1a", "\x7f\x7f", "\x1bc", "\x1b(0lqqk", "\x1b#8\x1b7\x1b8\x1bM\x1bE",
	)
}

// bidiCharacters are 15 attacks on the order of reading.
func bidiCharacters() []string {
	return embedInNames(
		"\u202egpj.", "\u202d\u202e", "\u202a\u202b\u202c", "\u2066gpj\u2069", "\u2067gpj\u2069",
		"\u2068gpj\u2069", "\u200e\u200f", "\u061c", "\u202egpj", "\u2067\u2066\u2067\u2066",
		"\u202e\u2066x\u2069\u202c", "שלום", "مرحبا 12", "שלום 100 - 200 A", "\u206a\u206b\u206c\u206d\u206e\u206f",
	)
}

// invisibleCharacters are 15 attacks with characters that show nothing.
func invisibleCharacters() []string {
	return embedInNames(
		"\u200b", "\u200c", "\u200d", "\ufeff", "\u2060\u2061\u2062",
		"\U000e0041\U000e007f", "\u3164", "\u115f\u1160", "\u2800\u2800", "\uffa0",
		"\u00ad", "\u034f", "\ufe0e\ufe0f", "\u2028\u2029", "\u00a0\u2003\u3000",
	)
}

// invalidUTF8 are 15 strings that are no UTF-8.
func invalidUTF8() []string {
	return embedInNames(
		"\xff", "\xfe\xff", "\xc0\x9b31m", "\xc0\xaf", "\xe0\x80\x9b",
		"\xf0\x80\x80\x9b", "\xed\xa0\x80", "\xed\xb0\x80\xed\xb0\x80", "\xc3", "\xe2\x80",
		"\xe2\x80\x1b[2J", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80", "\x80\x80\x80", "\xc2\x1b]0;owned\x07",
	)
}

// oversizedStrings are 10 strings that are long or pile marks on a character.
func oversizedStrings() []string {
	return []string{
		strings.Repeat("A", 100_000),
		strings.Repeat("\x1b[31m", 20_000),
		strings.Repeat("\u202e", 5_000),
		strings.Repeat("漢", 5_000),
		"Z" + strings.Repeat("\u0310", 1_000),
		strings.Repeat("a\u0489\u0489\u0489\u0489\u0489\u0489", 100),
		strings.Repeat("\u0301", 500) + "leading",
		"\x1b]0;" + strings.Repeat("t", 20_000) + "\x07",
		"\x1b[" + strings.Repeat("1;", 20_000) + "m",
		strings.Repeat("\U0001f468\u200d\U0001f469\u200d\U0001f467\U0001f3fd", 100),
	}
}
