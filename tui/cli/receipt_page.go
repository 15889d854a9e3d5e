package cli

import (
	_ "embed" // the page
	"html/template"
	"io"
	"time"

	"github.com/dustin/go-humanize"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/tui/safe"
)

// The page is one file without scripts and without references to others. Every
// text that is not this program's own goes through line: what would not be
// plainly visible on paper is spelled out, and the template quotes the rest.
//
//go:embed receipt.html
var receiptPage string

// show makes one line of visible characters of a foreign text.
func show(f flows.Foreign) string { return safe.Line(f, safe.DetailMax).String() }

// writePage draws a receipt as HTML.
func writePage(w io.Writer, r audit.Receipt) error {
	page, err := template.New("receipt").Funcs(template.FuncMap{
		"line": pageLine, "blank": flows.Foreign.Empty, "same": func(a, b flows.Foreign) bool { return a == b },
		"when": pageTime, "comma": humanize.Comma, "hue": hue, "title": title, "raw": oddRemark, "side": sideName, "own": ownCode, "list": remarkList, "echo": echoed,
		"tippingOff": func() string { return audit.TippingOff },
	}).Parse(receiptPage)
	if err != nil {
		return err
	}
	return page.Execute(w, r)
}

// pageLine makes a text safe for the page. A value of another type is a slip in
// the template, which the tests meet.
func pageLine(text any) string {
	switch v := text.(type) {
	case flows.Foreign:
		return show(v)
	case string:
		return show(flows.Untrusted(v))
	}
	return "?"
}

// pageTime is a time to the second, in UTC; a dash when there is none.
func pageTime(t time.Time) string {
	if t.IsZero() {
		return "–"
	}
	return t.UTC().Format(time.DateTime)
}

func sideName(s flows.Side) string {
	switch s {
	case flows.Front:
		return "Front side"
	case flows.Back:
		return "Back side"
	}
	return "Picture"
}

// ownCode reports whether a code is this program's; the service's warnings are
// explained where they stand.
func ownCode(code flows.Foreign) bool {
	return code.Is(flows.RemarksUnknown) || code.Is(flows.RemarksSilent)
}

// remarkList is what one block of remarks is drawn from.
func remarkList(word, hue string, list []audit.Remark) any {
	return struct {
		Word, Hue string
		List      []audit.Remark
	}{word, hue, list}
}

// oddRemark reports whether a remark came as something else than a plain text.
func oddRemark(r audit.Remark) bool {
	quoted, err := r.Code.MarshalJSON()
	return err != nil || !r.Raw.Is(string(quoted))
}

// echoed lists what an answer says it is about, without what it left out.
func echoed(e flows.Echo) []flows.Foreign {
	var list []flows.Foreign
	for _, f := range []flows.Foreign{e.Applicant, e.Type, e.Side, e.Country} {
		if !f.Empty() {
			list = append(list, f)
		}
	}
	return list
}

// hue is the colour of a standing, a state or an outcome. The word always
// stands beside it, so nothing is lost in black and white.
func hue(word any) string {
	switch word {
	case audit.Approved, audit.OutAccepted, string(flows.Accepted):
		return "ok"
	case audit.RejectedRetry, audit.RejectedFinal, audit.Stopped, audit.OutErrors, audit.OutRefused, audit.OutMismatch, string(flows.Refused):
		return "bad"
	case audit.Incomplete, audit.Unclear, audit.OutWarnings, audit.OutUnknown, audit.OutNoAnswer,
		string(flows.Unconfirmed), string(flows.Withdrawn), string(flows.Missing), string(flows.Failed):
		return "warn"
	}
	return "plain"
}

// title is a standing as the page's first word.
func title(s audit.Standing) string {
	return map[audit.Standing]string{
		audit.Approved: "Approved", audit.RejectedRetry: "Rejected, another try", audit.RejectedFinal: "Rejected for good",
		audit.Running: "Check running", audit.Unclear: "Unclear whether a check runs", audit.Ready: "Complete, not checked",
		audit.Incomplete: "Incomplete", audit.Stopped: "Stopped",
	}[s]
}
