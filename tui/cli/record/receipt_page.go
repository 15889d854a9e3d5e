package record

import (
	"bytes"
	_ "embed" // the page
	"html/template"
	"time"

	"github.com/dustin/go-humanize"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/decision"
	"dossier/flows/foreign"
	"dossier/tui/safe"
)

// The page is one file without scripts and without references to others. Every text
// that is not this program's own goes through line, which spells out what would not
// be visible on paper; the template quotes the rest.
//
//go:embed receipt.html
var receiptPage string

// visibleLine makes one line of visible characters of a foreign text.
func visibleLine(f foreign.Text) string { return safe.Line(f, safe.DetailMax).String() }

// renderPage draws a receipt as HTML.
func renderPage(r audit.Receipt) ([]byte, error) {
	page, err := template.New("receipt").Funcs(template.FuncMap{
		"line": pageLine, "blank": foreign.Text.Empty, "same": func(a, b foreign.Text) bool { return a == b },
		"when": pageTime, "comma": humanize.Comma, "hue": outcomeColour, "outcome": outcomeText, "startOutcome": startOutcomeText, "left": leftText, "title": standingTitle, "raw": isUnusualRemark, "side": sideName, "own": isOwnCode, "list": remarkBlock, "echo": echoedValues,
		"tippingOff": func() string { return audit.TippingOffNote },
	}).Parse(receiptPage)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = page.Execute(&out, r)
	return out.Bytes(), err
}

// pageLine makes a text safe for the page. A value of another type is a mistake in the
// template, which the tests find.
func pageLine(text any) string {
	switch v := text.(type) {
	case foreign.Text:
		return visibleLine(v)
	case decision.Kind:
		return string(v)
	case string:
		return visibleLine(foreign.Untrusted(v))
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

// isOwnCode reports whether a code is this program's; the service's warnings are
// explained where they stand.
func isOwnCode(code foreign.Text) bool {
	return code.Is(flows.RemarksUnknown) || code.Is(flows.RemarksSilent)
}

// remarkBlock is what one block of remarks is drawn from.
func remarkBlock(word, hue string, list []audit.Remark) any {
	return struct {
		Word, Hue string
		List      []audit.Remark
	}{word, hue, list}
}

// isUnusualRemark reports whether a remark came as something else than a plain text.
func isUnusualRemark(r audit.Remark) bool {
	quoted, err := r.Code.MarshalJSON()
	return err != nil || !r.Raw.Is(string(quoted))
}

// echoedValues lists what an answer says it is about, without what it left out.
func echoedValues(e flows.Echo) []foreign.Text {
	var list []foreign.Text
	for _, f := range []foreign.Text{e.Applicant, e.Type, e.Side, e.Country} {
		if !f.Empty() {
			list = append(list, f)
		}
	}
	return list
}

// outcomeColour is the colour of a verdict, a state or an outcome. The page shows the
// word as well, so nothing is lost in black and white.
func outcomeColour(word any) string {
	switch word {
	case audit.VerdictApproved, audit.OutAccepted, string(flows.Accepted):
		return "ok"
	case audit.VerdictRejectedRetry, audit.VerdictRejectedFinal, audit.VerdictStopped, audit.OutErrors, audit.OutRefused, audit.OutMismatch, string(flows.Refused):
		return "bad"
	case audit.VerdictIncomplete, audit.VerdictUnclear, audit.OutWarnings, audit.OutUnknown, audit.OutNoAnswer,
		string(flows.Unclear), string(flows.SetAside), string(flows.Missing), string(flows.Failed):
		return "warn"
	}
	return "plain"
}

// outcomeText is an outcome in words; scripts read the one in the JSON receipt.
func outcomeText(a audit.Attempt) string {
	switch a.Outcome {
	case audit.OutMismatch:
		return "answer named another applicant or document"
	case audit.OutNotSent:
		return assets.FailureWord(a.Transfer).String()
	}
	return string(a.Outcome)
}

// startOutcomeText is the outcome of the start of a check in words.
func startOutcomeText(c audit.Check) string {
	switch c.Outcome {
	case audit.StartNotSent:
		return assets.FailureWord(c.Transfer).String()
	case audit.StartLost:
		return assets.StateWords(flows.Unclear).Short
	}
	return c.Outcome
}

// leftText says how much of a picture left this computer, once that is known.
func leftText(a audit.Attempt) string {
	if a.Outcome == audit.OutUnderWay {
		return "–"
	}
	return assets.TransferWord(a.Transfer)
}

// standingTitle is a verdict as the page's title.
func standingTitle(s audit.VerdictCode) string {
	return map[audit.VerdictCode]string{
		audit.VerdictApproved: "Approved", audit.VerdictRejectedRetry: "Rejected, another try", audit.VerdictRejectedFinal: "Rejected for good",
		audit.VerdictRunning: "Check running", audit.VerdictUnclear: "Unclear whether a check runs", audit.VerdictReady: "Complete, not checked",
		audit.VerdictIncomplete: "Incomplete", audit.VerdictStopped: "Stopped",
	}[s]
}
