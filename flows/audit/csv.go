package audit

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/foreign"
)

// csvRow is one record in a spreadsheet: what the event itself says, and for an
// attempt also what was sent with it.
type csvRow struct {
	pos, time, service, applicant, seq, operator, kind string
	slot, attempt, docType, country, sha256, bytes     string
	outcome, status, errors, warnings, labels          string
	reason, detail, ray, hash                          string
}

var csvHeading = csvRow{
	"pos", "time_utc", "service", "applicant_id", "seq", "operator", "kind",
	"slot", "attempt", "document_type", "country", "sha256", "bytes",
	"outcome", "http_status", "errors", "warnings", "labels",
	"reason", "detail", "cf_ray", "hash",
}

func (r csvRow) cellTexts() []string {
	return []string{
		r.pos, r.time, r.service, r.applicant, r.seq, r.operator, r.kind,
		r.slot, r.attempt, r.docType, r.country, r.sha256, r.bytes,
		r.outcome, r.status, r.errors, r.warnings, r.labels,
		r.reason, r.detail, r.ray, r.hash,
	}
}

// csvEncoder writes CSV: RFC 4180 with its line ends, and a byte order mark. Without
// the mark Excel reads UTF-8 as its own code page; LibreOffice reads both.
type csvEncoder struct {
	w              io.Writer
	csv            *csv.Writer
	show           Show
	headingWritten bool
	cache          attemptCache
}

func newCSVEncoder(w io.Writer, show Show, remember int) *csvEncoder {
	t := &csvEncoder{w: w, csv: csv.NewWriter(w), show: show, cache: newAttemptCache(remember)}
	t.csv.UseCRLF = true
	return t
}

func (t *csvEncoder) encodeRecord(r chain.Record, wanted bool) error {
	var event flows.Event // nil: none, or one that cannot be read
	if !r.IsRemoved() && !r.IsJournalRecord() {
		event, _ = flows.Decode(r.Entry.Body)
		t.cache.recordEvent(r.Entry.Key, event)
	}
	if !wanted {
		return nil
	}
	if err := t.writeHeading(); err != nil {
		return err
	}
	return t.writeRow(t.buildRow(r, event))
}

// writeHeading writes the byte order mark and the heading, once.
func (t *csvEncoder) writeHeading() error {
	if t.headingWritten {
		return nil
	}
	t.headingWritten = true
	if _, err := io.WriteString(t.w, "\ufeff"); err != nil {
		return err
	}
	return t.writeRow(csvHeading)
}

func (t *csvEncoder) flush() error {
	if err := t.writeHeading(); err != nil {
		return err
	}
	t.csv.Flush()
	return t.csv.Error()
}

func (t *csvEncoder) writeRow(r csvRow) error {
	cells := r.cellTexts()
	for i, c := range cells {
		cells[i] = neutralizeFormula(c)
	}
	return t.csv.Write(cells)
}

// spreadsheetTimeFormat is a form that spreadsheets read as date and time.
const spreadsheetTimeFormat = "2006-01-02 15:04:05"

func (t *csvEncoder) buildRow(r chain.Record, event flows.Event) csvRow {
	out := csvRow{pos: strconv.FormatUint(r.Pos, 10), hash: r.Hash.String()}
	if r.IsRemoved() {
		out.kind, out.detail = "removed", fmt.Sprintf("content removed; record %d says by which rule", r.TombstonePos)
		return out
	}
	e := r.Entry
	out.time, out.operator = recordTime(r).Format(spreadsheetTimeFormat), t.showText(e.Operator)
	if r.IsJournalRecord() {
		t.fillJournalRecord(&out, e.Body)
		return out
	}
	out.service, out.applicant, out.seq = t.showText(e.Key.Origin), t.showText(e.Key.Applicant), strconv.FormatUint(e.Seq, 10)
	if event == nil {
		_, kind, _ := splitBody(e.Body)
		out.kind, out.detail = t.showText(kind), "this version of dossier cannot read it"
		return out
	}
	out.kind = flows.EventName(event)
	t.fillEvent(&out, event)
	if n := flows.AttemptOf(event); n > 0 {
		t.fillAttempt(&out, n, t.cache.sendsOf(e.Key).sent[n])
	}
	return out
}

// fillJournalRecord says what a record of the journal's own is about.
func (t *csvEncoder) fillJournalRecord(out *csvRow, body []byte) {
	_, kind, _ := splitBody(body)
	out.kind = t.showText(kind)
	if tombstone, err := chain.DecodeTombstone(body); err == nil {
		out.detail = fmt.Sprintf("%s of %s removed: %s", assets.CountText(tombstone.Entries, "record", "records"), assets.CountText(tombstone.Dossiers, "dossier", "dossiers"), t.showText(tombstone.Rule))
	}
}

// fillAttempt says what an attempt was about.
func (t *csvEncoder) fillAttempt(out *csvRow, n flows.AttemptNumber, s sendContent) {
	out.attempt = strconv.Itoa(int(n))
	if s.slot == (flows.Slot{}) {
		return // its beginning is not in this export
	}
	out.slot, out.docType, out.country = s.slot.String(), t.showText(string(s.document.Type)), t.showText(string(s.document.Country))
	out.sha256, out.bytes = s.file.SHA256.String(), strconv.FormatInt(s.file.Bytes, 10)
}

func (t *csvEncoder) showText(s string) string { return t.show(foreign.Untrusted(s)) }

// joinTexts joins texts and neutralises each, because they come from outside.
func joinTexts[T any](items []T, text func(T) string) string {
	return assets.JoinText(items, ", ", func(item T) string { return neutralizeFormula(text(item)) })
}

func (t *csvEncoder) remarkCodes(items []flows.Remark) string {
	return joinTexts(items, func(r flows.Remark) string { return t.show(r.Code) })
}

// neutralizeFormula keeps a spreadsheet from reading text as a formula: it puts an
// apostrophe before everything that could begin one, also after spaces and quotes.
// Where the comma is the decimal sign, spreadsheets split cells at semicolons, so
// the text after one counts as a beginning too.
func neutralizeFormula(cell string) string {
	var b strings.Builder
	beginning := true
	for _, r := range cell {
		if beginning && startsFormula(r) {
			b.WriteByte('\'')
		}
		b.WriteRune(r)
		switch {
		case r == ';' || r == '\t' || r == '\n' || r == '\r':
			beginning = true
		case !unicode.IsSpace(r) && r != '"':
			beginning = false
		}
	}
	return b.String()
}

// startsFormula reports whether a cell that begins with r may be calculated: the
// signs, their full-width forms, and the two that spreadsheets skip.
func startsFormula(r rune) bool { return strings.ContainsRune("=+-@＝＋－＠\t\r", r) }

// numberText is empty for none.
func numberText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func pixelsText(s flows.Size) string {
	if s.Width == 0 {
		return ""
	}
	return fmt.Sprintf(", %d x %d pixels", s.Width, s.Height)
}
