package input

import (
	"fmt"
	"strings"
	"testing"
)

// recorder notes what the parser found, one entry each.
type recorder struct{ list []string }

func (r *recorder) note(format string, args ...any) {
	r.list = append(r.list, fmt.Sprintf(format, args...))
}

func (r *recorder) addText(s string)          { r.note("text %q", s) }
func (r *recorder) addKey(s string)           { r.note("key %q", s) }
func (r *recorder) addAnswer(s string)        { r.note("answer %q", s) }
func (r *recorder) addPaste(s string)         { r.note("paste %q", s) }
func (r *recorder) addInterrupt()             { r.note("interrupt") }
func (r *recorder) pasteDropped(tooLong bool) { r.note("dropped %v", tooLong) }

// parsed is what the parser finds in the parts of a stream, and in what is left when
// nothing follows.
func parsed(parts ...string) string {
	r := new(recorder)
	p := parser{sink: r}
	for _, part := range parts {
		p.parse([]byte(part))
	}
	if p.timeout() > 0 {
		p.expire()
	}
	return strings.Join(r.list, ", ")
}

func TestOnlyKeysPastesAndAnswersPass(t *testing.T) {
	long := strings.Repeat("x", maxPaste+1)
	for name, c := range map[string]struct{ in, want string }{
		"characters":                   {"aä漢", `text "a", text "ä", text "漢"`},
		"controls":                     {"\r\t\x7f\x00", `key "\r", key "\t", key "\x7f", key "\x00"`},
		"ctrl+c":                       {"\x03", `interrupt`},
		"ctrl+c of the Kitty protocol": {"\x1b[99;5u\x1b[99::99;69:1u", `interrupt, interrupt`},
		"ctrl+c of xterm":              {"\x1b[27;5;99~", `interrupt`},
		"ctrl+c let go":                {"\x1b[99;5:3u", `key "\x1b[99;5:3u"`},
		"escape":                       {"\x1b", `key "\x1b[27u"`},
		"escape twice":                 {"\x1b\x1b", `key "\x1b[27u", key "\x1b[27u"`},
		"escape and ctrl+c":            {"\x1b\x03", `key "\x1b[27u", interrupt`},
		"arrows":                       {"\x1b[A\x1bOB\x1b[1;5C", `key "\x1b[A", key "\x1bOB", key "\x1b[1;5C"`},
		"alt and an arrow, no key":     {"\x1b\x1b[A", ``},
		"alt":                          {"\x1bx\x1bB\x1bä\x1b\r\x1b\x01", `key "\x1b[120;3u", key "\x1b[98;4u", key "\x1b[228;3u", key "\x1b[13;3u", key "\x1b[97;7u"`},
		"alt and an introducer":        {"\x1b[", `key "\x1b[91;3u"`},
		"an introducer and enter":      {"\x1bP\r", `key "\x1b[112;4u", key "\r"`},
		"the Linux console":            {"\x1b[[A\x1b[[Ex", `key "\x1b[11~", key "\x1b[15~", text "x"`},
		"rxvt with shift":              {"\x1b[3$", `key "\x1b[3;2~"`},
		"rxvt with ctrl":               {"\x1b[3^\x1bOa", `key "\x1b[3^", key "\x1bOa"`},
		"answers":                      {"\x1b[?62;22c\x1b[?2026;2$y\x1b[?0u", `answer "\x1b[?62;22c", answer "\x1b[?2026;2$y", answer "\x1b[?0u"`},
		"a colour":                     {"\x1b]11;rgb:1414/1515/1a1a\a", `answer "\x1b]11;rgb:1414/1515/1a1a\x1b\\"`},
		"the version":                  {"\x1bP>|kitty(0.47)\x1b\\", `answer "\x1bP>|kitty(0.47)\x1b\\"`},
		"a capability":                 {"\x1bP1+r4D73=1B5D\x1b\\", `answer "\x1bP1+r4D73=1B5D\x1b\\"`},
		"an unknown capability":        {"\x1bP0+r4D73\x1b\\", ""},
		"the focus":                    {"\x1b[I\x1b[O", `answer "\x1b[I", answer "\x1b[O"`},
		"a clipboard nobody asked for": {"\x1b]52;c;eHg=\x1b\\", ``},
		"a size nobody asked for":      {"\x1b[8;1;1t", ``},
		"a key that stands for 65,535": {"\x1b[65;30;97;1;0;65535_", ``},
		"16 parameters":                {"\x1b[1" + strings.Repeat(";1", 15) + "A", `key "\x1b[1` + strings.Repeat(";1", 15) + `A"`},
		"17 parameters":                {"\x1b[1" + strings.Repeat(";1", 16) + "Ax", `text "x"`},
		"17 parts of parameters":       {"\x1b[1" + strings.Repeat(":1", 16) + "Ax", `text "x"`},
		"8 digits":                     {"\x1b[12345678Ax", `text "x"`},
		"an endless sequence":          {"\x1b[" + strings.Repeat("1", 2*maxSequence) + "Ax", `text "x"`},
		"an endless string":            {"\x1b]11;" + strings.Repeat("1", 2*maxSequence) + "\ax", `text "x"`},
		"an endless shift":             {"\x1bO" + strings.Repeat("1", 2*maxSequence) + "Ax", `text "x"`},
		"a string, cut by ctrl+c":      {"\x1b]11;rgb\x03", `interrupt`},
		"a string, cut by a key":       {"\x1b]11;rgb\x1b[A", `key "\x1b[A"`},
		"a sequence, cut by ctrl+c":    {"\x1b[1;\x03", `interrupt`},
		"mouse reports":                {"\x1b[<0;5;3M\x1b[Mabcx", `text "x"`},
		"a report, cut by ctrl+c":      {"\x1b[M\x03\x1b[[\x03", `interrupt, interrupt`},
		"a control of C1":              {"\x9bM\xc2\x9bM\x9b1;1A", `text "M", text "M", text "1", text ";", text "1", text "A"`},
		"no UTF-8":                     {"a\xffb\xe6\xbcc", `text "a", text "b", text "c"`},
		"a paste":                      {"\x1b[200~a\tb\r\n\x1b[201~", `paste "a\tb\r\n"`},
		"a paste with sequences":       {"\x1b[200~a\x1b[1;1;1A\x1b[?1c\x00b\x1b[200~c\x1b[201~", `answer "\x1b[?1c", paste "abc"`},
		"a paste that ends with ESC":   {"\x1b[200~ab\x1b\x1b[201~x", `paste "ab", text "x"`},
		"ESC, and alt, in a paste":     {"\x1b[200~a\x1b\x1bbc\x1b\x1b\x1b[201~x", `paste "ac", text "x"`},
		"ctrl+c in a paste":            {"\x1b[200~abc\x03d", `dropped false, interrupt, text "d"`},
		"ctrl+c, encoded, in a paste":  {"\x1b[200~abc\x1b[99;5ud", `dropped false, interrupt, text "d"`},
		"a paste without an end":       {"\x1b[200~abc", `dropped false`},
		"an end without a paste":       {"a\x1b[201~b", `text "a", text "b"`},
		"a start written otherwise":    {"\x1b[0200~\x1b[200;1~\x1b[200:~x", `text "x"`},
		"a long paste":                 {"\x1b[200~" + long + "\x1b[201~x", `dropped true, text "x"`},
	} {
		if got := parsed(c.in); got != c.want {
			t.Errorf("%s: %.300s\nwant %.300s", name, got, c.want)
		}
	}
}

// TestTheParserHoldsABoundedAmount proves that no stream, however long, makes the filter hold more
// than its limits.
func TestTheParserHoldsABoundedAmount(t *testing.T) {
	for name, begin := range map[string]string{
		"characters": "", "control sequence": "\x1b[", "key of ESC O": "\x1bO", "device control": "\x1bP", "system command": "\x1b]", "paste": pasteStart,
	} {
		q := queue{onDrop: func(bool) {}}
		p := parser{sink: &q}
		p.parse([]byte(begin + strings.Repeat("1", 16*maxPaste)))
		held := len(p.seq) + len(p.paste.text)
		for _, w := range q.items {
			held += len(w.text)
		}
		if held > maxSequence+maxPaste+1 || name != "characters" && name != "paste" && held > maxSequence {
			t.Errorf("%s: %d bytes are held", name, held)
		}
	}
}
