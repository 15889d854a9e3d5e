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

func (enc *csvEncoder) encodeRecord(r chain.Record, wanted bool) error {
	var event flows.Event // nil: none, or one that cannot be read
	if !r.IsRemoved() && !r.IsJournalRecord() {
		event, _ = flows.Decode(r.Entry.Body)
		enc.cache.recordEvent(r.Entry.Key, event)
	}
	if !wanted {
		return nil
	}
	if err := enc.writeHeading(); err != nil {
		return err
	}
	return enc.writeRow(enc.buildRow(r, event))
}

// writeHeading writes the byte order mark and the heading, once.
func (enc *csvEncoder) writeHeading() error {
	if enc.headingWritten {
		return nil
	}
	enc.headingWritten = true
	if _, err := io.WriteString(enc.w, "\ufeff"); err != nil {
		return err
	}
	return enc.writeRow(csvHeading)
}

func (enc *csvEncoder) flush() error {
	if err := enc.writeHeading(); err != nil {
		return err
	}
	enc.csv.Flush()
	return enc.csv.Error()
}

func (enc *csvEncoder) writeRow(r csvRow) error {
	cells := r.cellTexts()
	for i, c := range cells {
		cells[i] = neutralizeFormula(c)
	}
	return enc.csv.Write(cells)
}

// spreadsheetTimeFormat is a form that spreadsheets read as date and time.
const spreadsheetTimeFormat = "2006-01-02 15:04:05"

func (enc *csvEncoder) buildRow(r chain.Record, event flows.Event) csvRow {
	out := csvRow{pos: strconv.FormatUint(r.Pos, 10), hash: r.Hash.String()}
	if r.IsRemoved() {
		out.kind, out.detail = "removed", fmt.Sprintf("content removed; record %d says by which rule", r.TombstonePos)
		return out
	}
	e := r.Entry
	out.time, out.operator = recordTime(r).Format(spreadsheetTimeFormat), enc.showText(e.Operator)
	if r.IsJournalRecord() {
		enc.fillJournalRecord(&out, e.Body)
		return out
	}
	out.service, out.applicant, out.seq = enc.showText(e.Key.Origin), enc.showText(e.Key.Applicant), strconv.FormatUint(e.Seq, 10)
	if event == nil {
		_, kind, _ := splitBody(e.Body)
		out.kind, out.detail = enc.showText(kind), "this version of dossier cannot read it"
		return out
	}
	out.kind = flows.EventName(event)
	enc.fillEvent(&out, event)
	if n := flows.AttemptOf(event); n > 0 {
		enc.fillAttempt(&out, n, enc.cache.sendsOf(e.Key).sent[n])
	}
	return out
}

// fillJournalRecord says what a record of the journal's own is about.
func (enc *csvEncoder) fillJournalRecord(out *csvRow, body []byte) {
	_, kind, _ := splitBody(body)
	out.kind = enc.showText(kind)
	if tombstone, err := chain.DecodeTombstone(body); err == nil {
		out.detail = fmt.Sprintf("%s of %s removed: %s", assets.CountText(tombstone.Entries, "record", "records"), assets.CountText(tombstone.Dossiers, "dossier", "dossiers"), enc.showText(tombstone.Rule))
	}
}

// fillAttempt says what an attempt was about.
func (enc *csvEncoder) fillAttempt(out *csvRow, n flows.AttemptNumber, s sendContent) {
	out.attempt = strconv.Itoa(int(n))
	if s.slot == (flows.Slot{}) {
		return // its beginning is not in this export
	}
	out.slot, out.docType, out.country = s.slot.String(), enc.showText(string(s.document.Type)), enc.showText(string(s.document.Country))
	out.sha256, out.bytes = s.file.SHA256.String(), strconv.FormatInt(s.file.Bytes, 10)
}

func (enc *csvEncoder) showText(s string) string { return enc.show(foreign.Untrusted(s)) }

// joinTexts joins texts and neutralises each, because they come from outside.
func joinTexts[T any](items []T, text func(T) string) string {
	return assets.JoinText(items, ", ", func(item T) string { return neutralizeFormula(text(item)) })
}

func (enc *csvEncoder) remarkCodes(items []flows.Remark) string {
	return joinTexts(items, func(r flows.Remark) string { return enc.show(r.Code) })
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
