package audit_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/chain"
	"dossier/flows/foreign"
)

func export(t testing.TB, s audit.Source, f audit.Format, scope audit.Scope) (string, audit.Count) {
	t.Helper()
	var out bytes.Buffer
	n, err := audit.Export{Source: s, Scope: scope, Format: f, Show: show, Journal: journalID}.Write(t.Context(), &out)
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), n
}

// full is a shelf with everything an export can meet: a removed dossier, its
// tombstone, a long story, and bodies that cannot be read.
func full(t testing.TB) *fakeJournal {
	s := newFakeJournal(t)
	complete(s, flows.Key{Origin: service, Applicant: "1x1"})
	s.remove(7)
	rich(s)
	for i, body := range []string{`{"v":99,"kind":"Exploded","event":{"new":true}}`, "\xff\x1b[2J", `{"v":1,"kind":"Released","event":7}`} {
		s.put(chain.Entry{
			Key: flows.Key{Origin: service, Applicant: "2x2"}, Seq: uint64(i + 1), ID: "odd-" + string(rune('a'+i)), At: s.now.UnixNano(),
			Session: "s\u202e", Operator: "=ann", Body: []byte(body),
		})
	}
	return s
}

// TestJSONLinesAreTheRecords holds the form of the lines, and proves that the
// chain can be checked from the export alone.
func TestJSONLinesAreTheRecords(t *testing.T) {
	s := full(t)
	text, n := export(t, s, audit.JSONL, audit.Scope{})
	golden(t, "records.jsonl", []byte(text))
	if n.Records != len(s.records)-7 || n.Removed != 7 || n.Undated != 0 {
		t.Errorf("counted %+v of %d", n, len(s.records))
	}
	prev := chain.GenesisHash(journalID)
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		var l struct {
			Pos        uint64
			Leaf, Hash chain.Hash
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		if l.Pos != uint64(i+1) || chain.LinkHash(prev, l.Pos, l.Leaf) != l.Hash {
			t.Errorf("line %d does not follow the one before", i+1)
		}
		prev = l.Hash
	}
	for _, b := range []byte(text) {
		if b != '\n' && (b < ' ' || b > '~') {
			t.Fatalf("byte %#x in the export", b)
		}
	}
}

func TestTheTableIsForAPerson(t *testing.T) {
	text, _ := export(t, full(t), audit.CSV, audit.Scope{})
	golden(t, "records.csv", []byte(text))
	rows := csvEncoder(t, text)
	kind, slot, hash := slices.Index(rows[0], "kind"), slices.Index(rows[0], "slot"), slices.Index(rows[0], "sha256")
	for _, r := range rows {
		if len(r) != len(rows[0]) {
			t.Errorf("%d cells", len(r))
		}
		if r[kind] == "Answered" && (r[slot] == "" || r[hash] == "") {
			t.Error("an answer does not say to what")
		}
	}
}

func csvEncoder(t testing.TB, text string) [][]string {
	t.Helper()
	body, marked := strings.CutPrefix(text, "\ufeff")
	if !marked || strings.Count(body, "\n") != strings.Count(body, "\r\n") {
		t.Error("Excel wants a byte order mark, RFC 4180 CRLF")
	}
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestAnEmptyJournalExports(t *testing.T) {
	if text, n := export(t, newFakeJournal(t), audit.JSONL, audit.Scope{}); text != "" || n != (audit.Count{}) {
		t.Errorf("%q, %+v", text, n)
	}
	if text, _ := export(t, newFakeJournal(t), audit.CSV, audit.Scope{}); len(csvEncoder(t, text)) != 1 {
		t.Errorf("%q", text)
	}
}

// TestScopes proves what --applicant and --since leave out, at the exact
// nanosecond.
func TestScopes(t *testing.T) {
	s := full(t)
	elsewhere := flows.Key{Origin: "https://other.test", Applicant: applicant}
	complete(s, elsewhere)
	last := s.records[len(s.records)-1]
	at := time.Unix(0, last.Entry.At)
	all := len(s.records)
	for name, c := range map[string]struct {
		scope audit.Scope
		want  audit.Count
	}{
		"all":                        {audit.Scope{}, audit.Count{Records: all - 7, Removed: 7}},
		"one applicant":              {audit.Scope{Applicant: applicant}, audit.Count{Records: 56 + 7}},
		"one applicant at a service": {audit.Scope{Applicant: applicant, Origin: "https://other.test"}, audit.Count{Records: 7}},
		"since the last":             {audit.Scope{Since: at}, audit.Count{Records: 1, Undated: 7}},
		"since just after":           {audit.Scope{Since: at.Add(1)}, audit.Count{Undated: 7}},
		"both":                       {audit.Scope{Applicant: applicant, Since: at.Add(-8 * time.Second)}, audit.Count{Records: 2}},
	} {
		for _, f := range []audit.Format{audit.JSONL, audit.CSV} {
			text, n := export(t, s, f, c.scope)
			rows := strings.Count(text, "\n")
			if f == audit.CSV {
				rows--
			}
			if n != c.want || rows != n.Records+n.Removed {
				t.Errorf("%s, %s: %+v and %d rows, want %+v", name, f, n, rows, c.want)
			}
		}
	}
	_, err := audit.Export{Source: s, Scope: audit.Scope{Applicant: "9x9"}, Format: audit.JSONL}.Write(t.Context(), io.Discard)
	if !errors.Is(err, audit.ErrNoDossier) {
		t.Errorf("nobody: %v", err)
	}
}

// TestSinceStillSaysWhatWasAnswered proves that rows know what was sent before
// the time they begin at.
func TestSinceStillSaysWhatWasAnswered(t *testing.T) {
	s := newFakeJournal(t)
	complete(s, mine())
	last := s.records[len(s.records)-1]
	text, _ := export(t, s, audit.CSV, audit.Scope{Since: time.Unix(0, last.Entry.At)})
	rows := csvEncoder(t, text)
	if len(rows) != 2 || rows[1][slices.Index(rows[0], "slot")] != "selfie" || rows[1][slices.Index(rows[0], "document_type")] != "SELFIE" {
		t.Errorf("%q", rows)
	}
}

type tight struct{ left int }

func (f *tight) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, io.ErrShortWrite
	}
	return len(b), nil
}

func TestAFullDiskIsNoticed(t *testing.T) {
	for _, f := range []audit.Format{audit.JSONL, audit.CSV} {
		for _, room := range []int{0, 5000} {
			_, err := audit.Export{Source: full(t), Format: f, Show: show}.Write(t.Context(), &tight{room})
			if !errors.Is(err, io.ErrShortWrite) {
				t.Errorf("%s: %v", f, err)
			}
		}
	}
}

// endless repeats one dossier's records under ever new names.
type endless struct {
	*fakeJournal
	times int
	check func()
}

func (e endless) Records(ctx context.Context, visit func(chain.Record) error) error {
	for n := range e.times {
		for _, r := range e.records {
			r.Entry.Key.Applicant = strings.Repeat("1", 1+n%20) + "x" + strings.Repeat("2", 1+n/20)
			if err := visit(r); err != nil {
				return err
			}
		}
		if n%1000 == 999 {
			e.check()
		}
	}
	return nil
}

// TestExportsNeedNoMemory proves that the memory of an export has a bound: what
// is remembered of dossiers is forgotten again.
func TestExportsNeedNoMemory(t *testing.T) {
	s := newFakeJournal(t)
	complete(s, mine())
	s.records = s.records[:6] // up to the release, so that all is remembered
	var heap []uint64
	e := endless{s, 3000, func() {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		heap = append(heap, m.HeapAlloc)
	}}
	for _, f := range []audit.Format{audit.JSONL, audit.CSV} {
		heap = nil
		x := audit.Export{Source: e, Format: f, Show: show, CacheSize: 100}
		if _, err := x.Write(t.Context(), io.Discard); err != nil {
			t.Fatal(err)
		}
		if grown := int64(heap[2]) - int64(heap[0]); grown > 256<<10 {
			t.Errorf("%s: 2,000 dossiers more take %d bytes", f, grown)
		}
	}
}

// FuzzCells proves that whatever a text is, no cell of the table is a formula:
// neither as the table is meant to be read, nor where a spreadsheet splits it at
// semicolons or tabs.
func FuzzCells(f *testing.F) {
	for _, text := range append(attacks(), "=1", " =1", "\u00a0+1", `"=1"`, "a;=1", `a"; "-1`, "\t=1", "\r=1", "a\n@1", "＝1", "－1", "a, =1", `";=1`) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, visible := range []audit.Show{show, func(f foreign.Text) string { return strings.ToValidUTF8(foreign.Reveal(f), "?") }} {
			s := newFakeJournal(t)
			s.by(mine(), ann, flows.Opened{Connection: flows.Connection{Proxy: text}}, flows.FlowChosen{Flow: flows.Flow{Name: text, Needs: basic.Needs[1:2]}},
				flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"})
			s.by(mine(), ann, sent(1, picture(selfie, 1))...)
			s.by(mine(), ann, answered(1, explainRemarks("a", text), explainRemarks(text, text)))
			s.records[3].Entry.Operator = text
			var out bytes.Buffer
			if _, err := (audit.Export{Source: s, Format: audit.CSV, Show: visible}).Write(t.Context(), &out); err != nil {
				t.Fatal(err)
			}
			harmless(t, out.String())
		}
	})
}

func harmless(t *testing.T, text string) {
	t.Helper()
	for _, comma := range ",;\t" {
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
		r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, comma != ',', -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if comma == ',' {
			if again := readCSV(t, text); len(rows) != 8 || !reflect.DeepEqual(rows, again) {
				t.Fatalf("%d rows: two readers see %q and %q", len(rows), rows, again)
			}
		}
		for _, row := range rows {
			for _, cell := range row {
				if dangerous(cell) {
					t.Fatalf("a cell, split at %q: %q", comma, cell)
				}
			}
		}
	}
}

func dangerous(cell string) bool {
	cell = strings.TrimLeft(cell, " \u00a0\"")
	return cell != "" && strings.ContainsRune("=+-@＝＋－＠\t\r", []rune(cell)[0])
}

func TestDangerIsRecognised(t *testing.T) {
	for cell, want := range map[string]bool{"": false, "a=1": false, "'=1": false, "=1": true, ` "-1`: true, "＠x": true} {
		if dangerous(cell) != want {
			t.Errorf("%q: %t", cell, !want)
		}
	}
}
