package audit

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"dossier/flows"
	"dossier/flows/chain"
)

// row is one record in a spreadsheet: what the event itself says, and for an
// attempt also what was sent with it.
type row struct {
	pos, time, service, applicant, seq, operator, kind string
	slot, attempt, docType, country, sha256, bytes     string
	outcome, status, errors, warnings, labels          string
	reason, detail, ray, hash                          string
}

var heading = row{
	"pos", "time_utc", "service", "applicant_id", "seq", "operator", "kind",
	"slot", "attempt", "document_type", "country", "sha256", "bytes",
	"outcome", "http_status", "errors", "warnings", "labels",
	"reason", "detail", "cf_ray", "hash",
}

func (r row) cells() []string {
	return []string{
		r.pos, r.time, r.service, r.applicant, r.seq, r.operator, r.kind,
		r.slot, r.attempt, r.docType, r.country, r.sha256, r.bytes,
		r.outcome, r.status, r.errors, r.warnings, r.labels,
		r.reason, r.detail, r.ray, r.hash,
	}
}

// table writes CSV: RFC 4180 with its line ends and a byte order mark, without
// which Excel takes UTF-8 for its own code page; LibreOffice reads both.
type table struct {
	w     io.Writer
	csv   *csv.Writer
	show  Show
	begun bool
	known memory
}

func newTable(w io.Writer, show Show, remember int) *table {
	t := &table{w: w, csv: csv.NewWriter(w), show: show, known: newMemory(remember)}
	t.csv.UseCRLF = true
	return t
}

func (t *table) record(r chain.Record, wanted bool) error {
	var event flows.Event // nil: none, or one that can not be read
	if !r.Removed() && !r.Own() {
		event, _ = flows.Decode(r.Entry.Body)
		t.known.learn(r.Entry.Key, event)
	}
	if !wanted {
		return nil
	}
	if err := t.begin(); err != nil {
		return err
	}
	return t.put(t.row(r, event))
}

// begin writes what stands in front of the first row.
func (t *table) begin() error {
	if t.begun {
		return nil
	}
	t.begun = true
	if _, err := io.WriteString(t.w, "\ufeff"); err != nil {
		return err
	}
	return t.put(heading)
}

func (t *table) end() error {
	if err := t.begin(); err != nil {
		return err
	}
	t.csv.Flush()
	return t.csv.Error()
}

func (t *table) put(r row) error {
	cells := r.cells()
	for i, c := range cells {
		cells[i] = neutral(c)
	}
	return t.csv.Write(cells)
}

// minute is how a spreadsheet takes a date and a time for what they are.
const minute = "2006-01-02 15:04:05"

func (t *table) row(r chain.Record, event flows.Event) row {
	out := row{pos: strconv.FormatUint(r.Pos, 10), hash: r.Hash.String()}
	if r.Removed() {
		out.kind, out.detail = "removed", fmt.Sprintf("content removed; record %d says by which rule", r.Tomb)
		return out
	}
	e := r.Entry
	out.time, out.operator = moment(r).Format(minute), t.text(e.Operator)
	if r.Own() {
		t.own(&out, e.Body)
		return out
	}
	out.service, out.applicant, out.seq = t.text(e.Key.Origin), t.text(e.Key.Applicant), strconv.FormatUint(e.Seq, 10)
	if event == nil {
		_, kind, _ := opened(e.Body)
		out.kind, out.detail = t.text(kind), "this version of dossier can not read it"
		return out
	}
	out.kind = flows.Name(event)
	t.fill(&out, event)
	if n := attemptOf(event); n > 0 {
		t.sent(&out, n, t.known.of(e.Key).sent[n])
	}
	return out
}

// own says what a record of the journal's own is about.
func (t *table) own(out *row, body []byte) {
	_, kind, _ := opened(body)
	out.kind = t.text(kind)
	if grave, err := chain.ReadTombstone(body); err == nil {
		out.detail = fmt.Sprintf("%s of %s removed: %s", plural(grave.Entries, "record"), plural(grave.Dossiers, "dossier"), t.text(grave.Rule))
	}
}

// plural is a number with its noun.
func plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// sent says what an attempt was about.
func (t *table) sent(out *row, n flows.Attempt, s sending) {
	out.attempt = strconv.Itoa(int(n))
	if s.slot == (flows.Slot{}) {
		return // its beginning is not in this export
	}
	out.slot, out.docType, out.country = s.slot.String(), t.text(string(s.document.Type)), t.text(string(s.document.Country))
	out.sha256, out.bytes = s.file.SHA256.String(), strconv.FormatInt(s.file.Bytes, 10)
}

func (t *table) text(s string) string { return t.show(flows.Untrusted(s)) }

// list joins texts; each has its own guard, as they come from outside.
func list[T any](items []T, text func(T) string) string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = neutral(text(item))
	}
	return strings.Join(texts, ", ")
}

func (t *table) remarks(items []flows.Remark) string {
	return list(items, func(r flows.Remark) string { return t.show(r.Code) })
}

// neutral keeps a spreadsheet from taking a text for a formula: whatever could
// begin one gets an apostrophe in front, also behind spaces and quotes. Where
// the comma is the decimal sign spreadsheets split cells at semicolons, so what
// stands behind one counts as a beginning too.
func neutral(cell string) string {
	var b strings.Builder
	beginning := true
	for _, r := range cell {
		if beginning && formula(r) {
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

// formula reports whether a cell that begins with r may be calculated: the
// signs, their full-width forms, and the two that spreadsheets skip.
func formula(r rune) bool { return strings.ContainsRune("=+-@＝＋－＠\t\r", r) }
