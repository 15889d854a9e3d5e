package flows

import (
	"bytes"
	"errors"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/flows/foreign"
)

var update = flag.Bool("update", false, "rewrite testdata/events.golden")

// everyEvent has one value of each event with every field set, in the order
// of the golden file.
func everyEvent() []Event {
	flow := Flow{"basic", []Need{{
		Name: "identity", Title: "Identity document", AnyOf: []DocType{IDCard}, Countries: []Country{"AUS"}, Country: "AUS",
		Sides: map[DocType][]Side{IDCard: {Front, Back}}, Pair: PairBoth,
	}}}
	remarks := []Remark{ParseRemark([]byte(`{"code":"badPhoto"}`))}
	return []Event{
		Opened{"ann left", Connection{"proxy.test:3128", true}},
		FlowChosen{flow, "edited"},
		DocumentChosen{"identity", IDCard, "AUS", []Side{Front}},
		FileChosen{front, SHA256{1, 31: 255}, 1000, "image/jpeg", Size{800, 600}, []string{"replace: sharper"}},
		SendStarted{2, front, 1},
		SendCancelled{2, front, TransferNone},
		Released{2},
		NotSent{Attempt: 2, Cause: CauseNoConnection, RetryAfter: 1500 * time.Millisecond, PausedBy: CauseUntrusted, Transfer: TransferPart},
		Answered{
			Attempt: 2, Kind: AnswerAccepted, Cause: CauseRefused, Status: 200, Message: foreign.Untrusted("well"), Errors: remarks,
			Warnings: remarks, Echo: Echo{foreign.Untrusted("1x2"), foreign.Untrusted("ID_CARD"), foreign.Untrusted("FRONT_SIDE"), foreign.Untrusted("AUS")},
			Ray: "8a1", RetryAfter: time.Second,
		},
		AnswerLost{2, CauseNoAnswer, 502, "8a1"},
		Decided{2, true, "seen"},
		WarningAcknowledged{2, foreign.Untrusted("badPhoto"), true, "looked at"},
		CheckConfirmed{1},
		CheckReleased{1},
		CheckAnswered{1, true, 200, foreign.Untrusted("success"), "8a1"},
		CheckNotSent{N: 1, Cause: CauseProxy, PausedBy: CauseForbidden, Transfer: TransferNone},
		CheckLost{1, CauseGateway, 504, "8a1"},
		CheckDecided{1, "not there"},
		StatusSeen{foreign.Untrusted("Reviewed"), foreign.Untrusted("Rejected"), foreign.Untrusted("RETRY"), []foreign.Text{foreign.Untrusted("LOW_QUALITY")}, 1767225600000},
		SlotsReopened{[]Slot{front}, []foreign.Text{foreign.Untrusted("LOW_QUALITY")}},
		IncidentResolved{"asked the service"},
		Closed{"done"},
	}
}

// TestEveryEventIsStored keeps eventPrototypes, and everyEvent above, complete: it reads
// the source for types with a method eventClass.
func TestEveryEventIsStored(t *testing.T) {
	var declared []string
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv != nil && f.Name.Name == "eventClass" {
				declared = append(declared, f.Recv.List[0].Type.(*ast.Ident).Name)
			}
		}
	}
	var stored, sampled []string
	for name := range eventPrototypes {
		stored = append(stored, name)
	}
	for _, e := range everyEvent() {
		sampled = append(sampled, EventName(e))
	}
	slices.Sort(declared)
	slices.Sort(stored)
	slices.Sort(sampled)
	if !slices.Equal(declared, stored) || !slices.Equal(declared, sampled) {
		t.Errorf("declared %v\nstored %v\nsampled %v", declared, stored, sampled)
	}
}

func TestEverySampleSetsEveryField(t *testing.T) {
	for _, e := range everyEvent() {
		v := reflect.ValueOf(e)
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				t.Errorf("%s.%s is not set, so its stored form is not held", EventName(e), v.Type().Field(i).Name)
			}
		}
	}
}

func TestEventsSurviveStorage(t *testing.T) {
	for _, e := range slices.Concat(everyEvent(), zeroes()) {
		b, err := Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := Decode(b); err != nil || !reflect.DeepEqual(got, e) {
			t.Errorf("%s: got %#v, %v", EventName(e), got, err)
		}
	}
}

func zeroes() []Event {
	var list []Event
	for _, e := range everyEvent() {
		list = append(list, eventPrototypes[EventName(e)])
	}
	return list
}

// TestTheStoredFormStays compares with bytes that are in journals. A difference
// means that CodecVersion must grow and Decode must still read the old form.
func TestTheStoredFormStays(t *testing.T) {
	var got bytes.Buffer
	for _, e := range everyEvent() {
		b, err := Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		got.Write(append(b, '\n'))
	}
	golden := filepath.Join("testdata", "events.golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("stored events changed:\n%s", got.Bytes())
	}
}

// TestAnOpeningOfEarlierVersionsIsReadable proves that entries without a connection are
// read, and that a session without proxy and custom roots writes the same bytes as they did.
func TestAnOpeningOfEarlierVersionsIsReadable(t *testing.T) {
	for body, want := range map[string]Opened{
		`{"v":1,"kind":"Opened","event":{}}`:                                {},
		`{"v":1,"kind":"Opened","event":{"reason":"ann left"}}`:             {Reason: "ann left"},
		`{"v":1,"kind":"Opened","event":{"proxy":"proxy.test:3128"}}`:       {Connection: Connection{Proxy: "proxy.test:3128"}},
		`{"v":1,"kind":"Opened","event":{"reason":"x","customRoots":true}}`: {Reason: "x", Connection: Connection{CustomRoots: true}},
	} {
		got, err := Decode([]byte(body))
		if err != nil || got != want {
			t.Errorf("%s: %#v, %v", body, got, err)
			continue
		}
		if b, err := Encode(got); err != nil || string(b) != body {
			t.Errorf("%s became %s, %v", body, b, err)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, body := range map[string]string{
		"nothing":               ``,
		"another kind of value": `[1]`,
		"cut":                   `{"v":1,"kind":"Released","event":{"attempt":1}`,
		"no version":            `{"kind":"Released","event":{"attempt":1}}`,
		"version 0":             `{"v":0,"kind":"Released","event":{"attempt":1}}`,
		"unknown kind":          `{"v":1,"kind":"Exploded","event":{}}`,
		"no kind":               `{"v":1,"kind":"","event":{}}`,
		"no event":              `{"v":1,"kind":"Released"}`,
		"null event":            `{"v":1,"kind":"Released","event":null}`,
		"unknown field":         `{"v":1,"kind":"Released","event":{"attempt":1,"secret":2}}`,
		"unknown outer field":   `{"v":1,"kind":"Released","event":{"attempt":1},"secret":2}`,
		"trailing brace":        `{"v":1,"kind":"Released","event":{"attempt":1}}}`,
		"trailing value":        `{"v":1,"kind":"Released","event":{"attempt":1}} 2`,
		"wrong type":            `{"v":1,"kind":"Released","event":{"attempt":"secret"}}`,
		"short hash":            `{"v":1,"kind":"FileChosen","event":{"sha256":"00"}}`,
	} {
		e, err := Decode([]byte(body))
		if err == nil || errors.Is(err, ErrNewer) {
			t.Errorf("%s: got %v, %v", name, e, err)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error repeats the body: %v", name, err)
		}
	}
}

func TestDecodeRefusesANewerVersionAsNewer(t *testing.T) {
	for _, body := range []string{
		`{"v":2,"kind":"Released","event":{"attempt":1}}`,
		`{"v":2,"kind":"Exploded","event":[],"sealed":true}`,
	} {
		if _, err := Decode([]byte(body)); !errors.Is(err, ErrNewer) {
			t.Errorf("got %v", err)
		}
	}
}

func TestEncodeRefusesWhatDecodeCouldNotRead(t *testing.T) {
	for name, e := range map[string]Event{"nil": nil, "pointer": &Released{1}} {
		if b, err := Encode(e); err == nil {
			t.Errorf("%s: %s", name, b)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, e := range everyEvent() {
		b, err := Encode(e)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := Decode(b)
		if err != nil {
			return
		}
		again, err := Encode(e)
		if err != nil {
			t.Fatalf("decoded and not encodable: %v", err)
		}
		twice, err := Decode(again)
		if err != nil {
			t.Fatalf("encoded and not decodable: %v", err)
		}
		if last, _ := Encode(twice); !bytes.Equal(again, last) {
			t.Fatalf("not stable:\n%s\n%s", again, last)
		}
	})
}

func TestRemarkOf(t *testing.T) {
	for raw, code := range map[string]string{
		`"badPhoto"`:                    "badPhoto",
		`{"code":"badPhoto","text":""}`: "badPhoto",
		`{"code":7}`:                    `{"code":7}`,
		`{"text":"x"}`:                  `{"text":"x"}`,
		`null`:                          "null",
		`7`:                             "7",
		`["a"]`:                         `["a"]`,
	} {
		if r := ParseRemark([]byte(raw)); !r.Code.Is(code) || !r.Raw.Is(raw) {
			t.Errorf("%s: code %s", raw, foreign.Reveal(r.Code))
		}
	}
}
