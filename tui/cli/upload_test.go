package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/assets"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
	"dossier/tui/cli/record"
	"dossier/tui/cli/upload"
)

const applicant = "1763870400000x405886519539808060"

// samples are drawn once: it takes a second.
var samples = sync.OnceValue(assets.Samples)

// bench is a service, a folder with pictures and a journal.
type bench struct {
	t       *testing.T
	service *sandbox.Sandbox
	url     string
	dir     string
	env     map[string]string
	home    string
}

func newBench(t *testing.T, rules ...sandbox.Rule) *bench {
	t.Helper()
	return newBenchOf(t, sandbox.Config{AutoCreate: true, DefaultFlow: "KYC basic", Token: "secret-token", Script: rules})
}

func newBenchOf(t *testing.T, config sandbox.Config) *bench {
	t.Helper()
	service := sandbox.New(config)
	server, err := service.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(service.Close)
	b := &bench{t: t, service: service, url: server.BaseURL(), dir: t.TempDir()}
	b.home = b.dir
	for _, s := range samples() {
		if err := os.WriteFile(filepath.Join(b.dir, s.Name), s.Bytes, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.env = map[string]string{
		"PERSONR_TOKEN": "Bearer secret-token", "PERSONR_API_URL": b.url, "DOSSIER_JOURNAL": filepath.Join(b.dir, "journal", "j.db"),
	}
	return b
}

func (b *bench) file(name string) string { return filepath.Join(b.dir, name) }

// run is exec for a command that prints JSON lines.
func (b *bench) run(args ...string) (cli.ExitCode, []line, string) {
	b.t.Helper()
	code, out, errs := b.exec(args...)
	return code, lines(b.t, out), errs
}

func (b *bench) exec(args ...string) (cli.ExitCode, string, string) {
	b.t.Helper()
	var out, errs bytes.Buffer
	env := cli.Env{
		In: strings.NewReader(""), Out: &out, Err: &errs, Getenv: func(k string) string { return b.env[k] },
		Home: b.home, Cwd: b.dir, Operator: "maya", Country: func(c string) bool { return c == "AUS" || c == "DEU" }, Version: "test",
	}
	code := cli.Main(args, env, cli.Starters{
		Wizard:  func(context.Context, cli.Setup, string) error { return nil },
		Demo:    func(context.Context, time.Duration) error { return nil },
		Sandbox: func(context.Context, string, []byte, io.Writer) error { return nil },
	}, upload.Commands, record.Commands)
	for _, secret := range []string{"secret-token", b.dir, "front.jpg"} {
		if strings.Contains(out.String()+errs.String(), secret) {
			b.t.Errorf("the output holds a secret or a path")
		}
	}
	return code, out.String(), errs.String()
}

type line struct {
	Schema      int
	ApplicantID string
	Slot        string
	DocType     string
	DocSubType  *string
	Country     string
	SHA256      string
	Bytes       int64
	Attempt     int
	State       string
	Errors      []json.RawMessage
	Warnings    []json.RawMessage
}

func lines(t *testing.T, out string) []line {
	t.Helper()
	var list []line
	d := json.NewDecoder(strings.NewReader(out))
	d.DisallowUnknownFields()
	for d.More() {
		var l line
		if err := d.Decode(&l); err != nil {
			t.Fatalf("stdout holds something else than JSON objects: %v", err)
		}
		list = append(list, l)
	}
	return list
}

func (b *bench) upload(back string, more ...string) (cli.ExitCode, []line, string) {
	args := []string{
		"upload", "--applicant", applicant, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=ID_CARD",
		"identity.front=" + b.file("front.jpg"), "identity.back=" + b.file(back), "selfie=" + b.file("selfie-2.jpg"),
	}
	return b.run(append(args, more...)...)
}

func states(list []line) string {
	var words []string
	for _, l := range list {
		words = append(words, l.Slot+" "+l.State)
	}
	return strings.Join(words, ", ")
}

func TestUploadSendsThreePicturesAndStarts(t *testing.T) {
	b := newBench(t)
	code, list, errs := b.upload("back.jpg", "--start-check")
	if code != cli.ExitSuccess || states(list) != "identity.front accepted, identity.back accepted, selfie accepted" {
		t.Fatalf("exit %d, %s, %s", code, states(list), errs)
	}
	if n := len(b.service.Uploads()); n != 3 || b.service.Checks(applicant) != 1 {
		t.Fatalf("%d uploads and %d checks at the service", n, b.service.Checks(applicant))
	}
	for _, u := range b.service.Uploads() {
		if u.DocType == "SELFIE" && u.SubType != "" || u.DocType != "SELFIE" && u.SubType == "" || u.Country != "AUS" {
			t.Errorf("sent as %s %s %s", u.DocType, u.SubType, u.Country)
		}
	}
	code, _, _ = b.upload("back.jpg", "--start-check")
	if code != cli.ExitSuccess || len(b.service.Uploads()) != 3 || b.service.Checks(applicant) != 1 {
		t.Fatalf("the second run: exit %d, %d uploads, %d checks", code, len(b.service.Uploads()), b.service.Checks(applicant))
	}
}

func TestUploadRefusedBackAndTheSameFrontAgain(t *testing.T) {
	b := newBench(t)
	code, list, _ := b.upload("back-blur.jpg", "--start-check")
	if code != cli.ExitRemarks || states(list) != "identity.front withdrawn, identity.back refused, selfie accepted" {
		t.Fatalf("exit %d, %s", code, states(list))
	}
	if b.service.Checks(applicant) != 0 {
		t.Fatal("a check was started with a refused picture")
	}
	code, list, errs := b.upload("back.jpg", "--start-check")
	if code != cli.ExitSuccess || states(list) != "identity.front accepted, identity.back accepted, selfie accepted" {
		t.Fatalf("exit %d, %s, %s", code, states(list), errs)
	}
	if n := len(b.service.Uploads()); n != 5 {
		t.Fatalf("%d uploads, want 5: front, blurred back, selfie, front again, back", n)
	}
}

func TestUploadUnclearIsNeverSentAgainByItself(t *testing.T) {
	preset, _ := sandbox.Preset("cloudflare-502")
	b := newBench(t, sandbox.Rule{Call: "upload", DocType: "SELFIE", Nth: 1, Do: preset})
	code, list, errs := b.upload("back.jpg", "--start-check")
	if code != cli.ExitUndecided || !strings.Contains(states(list), "selfie unconfirmed") {
		t.Fatalf("exit %d, %s, %s", code, states(list), errs)
	}
	code, _, _ = b.upload("back.jpg")
	if code != cli.ExitUndecided || len(b.service.Uploads()) != 3 {
		t.Fatalf("the second run: exit %d, %d uploads", code, len(b.service.Uploads()))
	}
	code, list, errs = b.upload("back.jpg", "--decide", "selfie=received", "--reason", "seen in the dashboard", "--start-check")
	if code != cli.ExitIncomplete || !strings.Contains(states(list), "selfie accepted") || !strings.Contains(errs, "--keep-warnings") {
		t.Fatalf("after the decision: exit %d, %s, %s", code, states(list), errs)
	}
	code, list, errs = b.upload("back.jpg", "--keep-warnings", "--reason", "looked at it", "--start-check")
	if code != cli.ExitSuccess || len(list[2].Warnings) != 1 || string(list[2].Warnings[0]) != `"remarksUnknown"` {
		t.Fatalf("with the unknown remarks acknowledged: exit %d, %s, %s", code, states(list), errs)
	}
	if len(b.service.Uploads()) != 3 || b.service.Checks(applicant) != 1 {
		t.Fatalf("%d uploads, %d checks", len(b.service.Uploads()), b.service.Checks(applicant))
	}
}

func TestUploadUsageNamesAllThatIsMissing(t *testing.T) {
	b := newBench(t)
	code, _, errs := b.run("upload", "--document", "identity=ID_CARD", "--decide", "x", "--keep-warnings", "--reason", " ")
	for _, want := range []string{"--applicant is missing", "--country is missing, or the country in --document", "--decide is written", "--decide needs --reason", "--keep-warnings needs --reason"} {
		if code != cli.ExitUsage || !strings.Contains(errs, want) {
			t.Errorf("exit %d, %q lacks %q", code, errs, want)
		}
	}
}

func TestUploadExitCodes(t *testing.T) {
	status := func(code int) sandbox.Rule {
		return sandbox.Rule{Call: "upload", Do: sandbox.Action{Kind: sandbox.KindStatus, Status: code}}
	}
	for _, c := range []struct {
		name string
		rule sandbox.Rule
		edit func(*bench)
		want cli.ExitCode
	}{
		{"a refused token", status(401), nil, cli.ExitSignIn},
		{"a server error", status(500), nil, cli.ExitUndecided},
		{"a bad request", status(400), nil, cli.ExitFailure},
		{"no token", sandbox.Rule{}, func(b *bench) { delete(b.env, "PERSONR_TOKEN") }, cli.ExitSignIn},
		{"plain http to elsewhere", sandbox.Rule{}, func(b *bench) { b.env["PERSONR_API_URL"] = "http://example.com" }, cli.ExitUsage},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rules []sandbox.Rule
			if c.rule.Call != "" {
				rules = append(rules, c.rule)
			}
			b := newBench(t, rules...)
			if c.edit != nil {
				c.edit(b)
			}
			if code, list, errs := b.upload("back.jpg"); code != c.want {
				t.Fatalf("exit %d, want %d; %s; %s", code, c.want, states(list), errs)
			}
		})
	}
}

func TestUploadForAnotherApplicantIsRefused(t *testing.T) {
	b := newBench(t)
	if code, _, errs := b.upload("back.jpg"); code != cli.ExitSuccess {
		t.Fatalf("exit %d: %s", code, errs)
	}
	before := len(b.service.Uploads())
	code, _, errs := b.run("upload", "--applicant", "1763870400001x999999999999999999", "--flow", "KYC basic", "--country", "AUS",
		"--document", "identity=ID_CARD", "identity.front="+b.file("front.jpg"))
	if code != cli.ExitFailure || !strings.Contains(errs, "another applicant") || len(b.service.Uploads()) != before {
		t.Fatalf("exit %d, %s, %d uploads", code, errs, len(b.service.Uploads()))
	}
}

func TestUploadSentAgainByDecision(t *testing.T) {
	preset, _ := sandbox.Preset("cloudflare-502")
	b := newBench(t, sandbox.Rule{Call: "upload", DocType: "SELFIE", Nth: 1, Do: preset})
	if code, _, errs := b.upload("back.jpg"); code != cli.ExitUndecided {
		t.Fatalf("exit %d, %s", code, errs)
	}
	code, list, errs := b.upload("back.jpg", "--decide", "selfie=again", "--reason", "not in the dashboard")
	if code != cli.ExitSuccess || states(list) != "identity.front accepted, identity.back accepted, selfie accepted" {
		t.Fatalf("exit %d, %s, %s", code, states(list), errs)
	}
	if n := len(b.service.Uploads()); n != 4 {
		t.Fatalf("%d uploads, want 4: the selfie twice, by decision", n)
	}
}

func TestUploadTellsOneDocumentFromAnother(t *testing.T) {
	b := newBench(t)
	code, _, _ := b.run("upload", "--applicant", applicant, "--flow", "KYC basic", "--country", "DEU",
		"--document", "identity=PASSPORT", "identity="+b.file("back-blur.jpg"))
	if code != cli.ExitRemarks {
		t.Fatalf("exit %d", code)
	}
	_, list, _ := b.run("upload", "--applicant", applicant, "--country", "aus", "--document", "identity=ID_CARD", "identity.front="+b.file("holiday.heic"))
	if len(list) != 1 || list[0].Country != "AUS" || len(list[0].Errors) != 0 || list[0].Attempt != 0 || list[0].SHA256 != "" {
		t.Fatalf("the card is told as the passport: %+v", list)
	}
}

func TestUploadRefusesWhatTheFlowDoesNotTake(t *testing.T) {
	b := newBench(t)
	for _, c := range []struct{ document, country, want string }{
		{"identity=FOO", "AUS", "it takes ID_CARD"},
		{"identity=ID_CARD", "ZZZ", "ISO 3166-1"},
	} {
		code, _, errs := b.run("upload", "--applicant", applicant, "--flow", "KYC basic", "--country", c.country,
			"--document", c.document, "identity.front="+b.file("front.jpg"))
		if code != cli.ExitUsage || !strings.Contains(errs, c.want) {
			t.Errorf("exit %d, %s", code, errs)
		}
	}
	if n := len(b.service.Uploads()); n != 0 {
		t.Fatalf("%d pictures were sent", n)
	}
}

func TestUploadAnEchoOfSomebodyElseStops(t *testing.T) {
	preset, _ := sandbox.Preset("echo-other-applicant")
	b := newBench(t, sandbox.Rule{Call: "upload", Nth: 1, Do: preset})
	for range 2 {
		code, list, errs := b.upload("back.jpg", "--start-check")
		if code != cli.ExitUndecided || !strings.Contains(errs, "STOP") || len(list) == 0 {
			t.Fatalf("exit %d, %s, %s", code, states(list), errs)
		}
	}
	if b.service.Checks(applicant) != 0 {
		t.Fatal("a check was started")
	}
}
