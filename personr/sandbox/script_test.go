package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"dossier/personr/sandbox"
)

func TestParseScript(t *testing.T) {
	rules, err := sandbox.ParseScript([]byte(`{"rules":[
		{"call":"upload","nth":2,"do":{"kind":"status","status":502,"page":"cloudflare"}},
		{"call":"check","applicant":"1x2","do":{"kind":"reset","at":"before-last-byte","delay_reading":"1.5s"}},
		{"call":"*","do":{"preset":"retry-after","headers":{"X-A":"b"},"delay_answer":"20ms"}},
		{"call":"upload","sub_type":"BACK_SIDE","do":{"kind":"answer","errors":["a",{"code":"b"}],"keep":false}},
		{"call":"upload","do":{"kind":"close","at":1000}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	want(t, "first", []any{rules[0].Nth, rules[0].Do.Status, rules[0].Do.Page}, []any{2, 502, "cloudflare"})
	want(t, "second", []any{rules[1].Do.At, rules[1].Do.DelayReading}, []any{sandbox.BeforeLastByte, 1500 * time.Millisecond})
	want(t, "third", []any{rules[2].Do.Status, rules[2].Do.Headers, rules[2].Do.DelayAnswer},
		[]any{429, map[string]string{"Retry-After": "2", "X-A": "b"}, 20 * time.Millisecond})
	want(t, "fourth", []any{len(rules[3].Do.Errors), *rules[3].Do.Keep}, []any{2, false})
	want(t, "fifth", rules[4].Do.At, sandbox.Point(1000))
}

func TestParseScriptSaysWhatIsWrong(t *testing.T) {
	rule := func(do string) string { return `{"rules":[{"call":"status","do":{"kind":"delay"}},` + do + `]}` }
	for script, wanted := range map[string]string{
		``:                    `{"rules": [...]}`,
		`[]`:                  `{"rules": [...]}`,
		`{}`:                  `{"rules": [...]}`,
		`{"rules":[],"x":1}`:  `unknown field "x"`,
		`{"rules":[]} {}`:     `more after the end`,
		rule(`{"call":"up"}`): `rule 1: "do": is missing`,
		rule(`{"nt":1}`):      `rule 1: unknown field "nt"`,
		rule(`{"call":"upload","nth":"2","do":{"kind":"delay"}}`):                                          `rule 1: field "nth" cannot be a string`,
		rule(`{"call":"up","do":{"kind":"delay"}}`):                                                        `rule 1: unknown call "up"; valid are *, basic, check,`,
		rule(`{"call":"upload","nth":-1,"do":{"kind":"delay"}}`):                                           `rule 1: "nth" must not be negative`,
		rule(`{"call":"upload","do":{"kind":"explode"}}`):                                                  `rule 1: "do": unknown kind "explode"; valid are 1xx-flood, answer,`,
		rule(`{"call":"upload","do":{"preset":"explode"}}`):                                                `unknown preset "explode"; valid are 1xx-flood, bad-type,`,
		rule(`{"call":"upload","do":{"preset":"gzip","kind":"gzip"}}`):                                     `both "kind" and "preset"`,
		rule(`{"call":"upload","do":{"kind":"status"}}`):                                                   `"status" must be from 200`,
		rule(`{"call":"upload","do":{"kind":"status","status":502,"page":"x"}}`):                           `unknown page "x"; valid are challenge,`,
		rule(`{"call":"upload","do":{"kind":"status","status":502,"colour":"x"}}`):                         `unknown field "colour"`,
		rule(`{"call":"upload","do":{"kind":"reset","at":0}}`):                                             `"at" must be`,
		rule(`{"call":"upload","do":{"kind":"reset","at":"middle"}}`):                                      `"at" must be`,
		rule(`{"call":"upload","do":{"kind":"gzip","at":5}}`):                                              `"gzip" needs the whole body`,
		rule(`{"call":"upload","do":{"kind":"status","status":401,"then":"x"}}`):                           `unknown then "x"; valid are close, read, reset`,
		rule(`{"call":"upload","do":{"kind":"delay","delay_answer":5}}`):                                   `a delay is a text`,
		rule(`{"call":"upload","do":{"kind":"delay","delay_answer":"-5s"}}`):                               `not negative`,
		rule(`{"call":"upload","do":{"kind":"redirect"}}`):                                                 `needs a "location"`,
		rule(`{"call":"upload","do":{"kind":"redirect","location":"x","status":200}}`):                     `from 300 to 399`,
		rule(`{"call":"upload","do":{"kind":"huge","bytes":99999999999}}`):                                 `"bytes" and "times"`,
		rule(`{"call":"upload","do":{"kind":"status","status":200,"headers":{"A":"b\r\nSet-Cookie: c"}}}`): `line breaks`,
	} {
		if _, err := sandbox.ParseScript([]byte(script)); err == nil || !strings.Contains(err.Error(), wanted) {
			t.Errorf("%s:\n got %v\nwant %s", script, err, wanted)
		}
	}
}

func TestEveryPresetIsAValidRule(t *testing.T) {
	for _, name := range sandbox.Presets() {
		if _, err := sandbox.ParseScript([]byte(`{"rules":[{"call":"upload","do":{"preset":"` + name + `"}}]}`)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAWrongRuleOfTheProgramPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	sandbox.New(sandbox.Config{Script: []sandbox.Rule{{Call: "upload", Do: sandbox.Action{Kind: "explode"}}}})
}

// Whatever a script says, it is refused or it is a rule that New takes.
func FuzzParseScript(f *testing.F) {
	f.Add([]byte(`{"rules":[{"call":"upload","nth":2,"do":{"kind":"status","status":502,"page":"cloudflare"}}]}`))
	f.Add([]byte(`{"rules":[{"call":"*","do":{"preset":"retry-after","at":7,"every":"1ms","echo":{"a":null}}}]}`))
	f.Add([]byte(`{"rules":[{"call":"check","do":{"kind":"redirect","location":"x","then":"read","errors":[1]}}]}`))
	f.Fuzz(func(t *testing.T, script []byte) {
		rules, err := sandbox.ParseScript(script)
		if err == nil {
			sandbox.New(sandbox.Config{Script: rules}).Close()
		}
	})
}

// No upload, however odd, ends in anything but an answer.
func FuzzUploadBody(f *testing.F) {
	s := sandbox.New(config())
	v, err := s.Listen("127.0.0.1:0")
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(s.Close)
	f.Add(`{"applicantId":"` + ann + `","docType":"PASSPORT","docSubType":"FRONT_SIDE","docCountryISO":"AUS","docFile":{"filename":"x.png","contents":"iVBORw0KGgo="}}`)
	f.Add(`{"applicantId":null,"docFile":[]}`)
	f.Fuzz(func(t *testing.T, body string) {
		status, _ := post(t, v, body)
		if status != 200 && status != 400 && status != 404 {
			t.Fatal(status)
		}
	})
}
