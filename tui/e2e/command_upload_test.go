package e2e

import (
	"strings"
	"testing"

	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// newCommandWorld is a world with the sample pictures and a service that looks at
// them.
func newCommandWorld(t *testing.T, options ...option) *world {
	t.Helper()
	w := newWorld(t, append([]option{withJudgement()}, options...)...)
	w.env["PERSONR_TOKEN"] = "Bearer " + secret
	w.drawSamples()
	return w
}

func TestUploadSendsThreePicturesAndStarts(t *testing.T) {
	w := newCommandWorld(t)
	code, list, errs := w.upload("back.jpg", "--start-check")
	if code != cli.ExitSuccess || states(list) != "identity.front accepted, identity.back accepted, selfie accepted" {
		t.Fatalf("exit %d, %s, %s", code, states(list), errs)
	}
	if n := len(w.service.Uploads()); n != 3 || w.service.Checks(anna) != 1 {
		t.Fatalf("%d uploads and %d checks at the service", n, w.service.Checks(anna))
	}
	for _, u := range w.service.Uploads() {
		if u.DocType == "SELFIE" && u.SubType != "" || u.DocType != "SELFIE" && u.SubType == "" || u.Country != "AUS" {
			t.Errorf("sent as %s %s %s", u.DocType, u.SubType, u.Country)
		}
	}
	code, _, _ = w.upload("back.jpg", "--start-check")
	if code != cli.ExitSuccess || len(w.service.Uploads()) != 3 || w.service.Checks(anna) != 1 {
		t.Fatalf("the second run: exit %d, %d uploads, %d checks", code, len(w.service.Uploads()), w.service.Checks(anna))
	}
}

func TestUploadRefusedBackAndTheSameFrontAgain(t *testing.T) {
	w := newCommandWorld(t)
	code, list, _ := w.upload("back-blur.jpg", "--start-check")
	if code != cli.ExitRemarks || states(list) != "identity.front withdrawn, identity.back refused, selfie accepted" {
		t.Fatalf("exit %d, %s", code, states(list))
	}
	if w.service.Checks(anna) != 0 {
		t.Fatal("a check was started with a refused picture")
	}
	code, list, errs := w.upload("back.jpg", "--start-check")
	if code != cli.ExitSuccess || states(list) != "identity.front accepted, identity.back accepted, selfie accepted" {
		t.Fatalf("exit %d, %s, %s", code, states(list), errs)
	}
	if n := len(w.service.Uploads()); n != 5 {
		t.Fatalf("%d uploads, want 5: front, blurred back, selfie, front again, back", n)
	}
}

func TestUploadUnclearIsNeverSentAgainByItself(t *testing.T) {
	preset, _ := sandbox.Preset("cloudflare-502")
	w := newCommandWorld(t, withRules(sandbox.Rule{Call: "upload", DocType: "SELFIE", Nth: 1, Do: preset}))
	code, list, errs := w.upload("back.jpg", "--start-check")
	if code != cli.ExitUndecided || !strings.Contains(states(list), "selfie unconfirmed") {
		t.Fatalf("exit %d, %s, %s", code, states(list), errs)
	}
	code, _, _ = w.upload("back.jpg")
	if code != cli.ExitUndecided || len(w.service.Uploads()) != 3 {
		t.Fatalf("the second run: exit %d, %d uploads", code, len(w.service.Uploads()))
	}
	code, list, errs = w.upload("back.jpg", "--decide", "selfie=received", "--reason", "seen in the dashboard", "--start-check")
	if code != cli.ExitIncomplete || !strings.Contains(states(list), "selfie accepted") || !strings.Contains(errs, "--keep-warnings") {
		t.Fatalf("after the decision: exit %d, %s, %s", code, states(list), errs)
	}
	code, list, errs = w.upload("back.jpg", "--keep-warnings", "--reason", "looked at it", "--start-check")
	if code != cli.ExitSuccess || len(list[2].Warnings) != 1 || string(list[2].Warnings[0]) != `"remarksUnknown"` {
		t.Fatalf("with the unknown remarks acknowledged: exit %d, %s, %s", code, states(list), errs)
	}
	if len(w.service.Uploads()) != 3 || w.service.Checks(anna) != 1 {
		t.Fatalf("%d uploads, %d checks", len(w.service.Uploads()), w.service.Checks(anna))
	}
}

func TestUploadUsageNamesAllThatIsMissing(t *testing.T) {
	w := newCommandWorld(t)
	code, _, errs := w.run("upload", "--document", "identity=ID_CARD", "--decide", "x", "--keep-warnings", "--reason", " ")
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
		edit func(*world)
		want cli.ExitCode
	}{
		{"a refused token", status(401), nil, cli.ExitSignIn},
		{"a server error", status(500), nil, cli.ExitUndecided},
		{"a bad request", status(400), nil, cli.ExitFailure},
		{"no token", sandbox.Rule{}, func(w *world) { delete(w.env, "PERSONR_TOKEN") }, cli.ExitSignIn},
		{"plain http to elsewhere", sandbox.Rule{}, func(w *world) { w.env["PERSONR_API_URL"] = "http://example.com" }, cli.ExitUsage},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rules []sandbox.Rule
			if c.rule.Call != "" {
				rules = append(rules, c.rule)
			}
			w := newCommandWorld(t, withRules(rules...))
			if c.edit != nil {
				c.edit(w)
			}
			if code, list, errs := w.upload("back.jpg"); code != c.want {
				t.Fatalf("exit %d, want %d; %s; %s", code, c.want, states(list), errs)
			}
		})
	}
}

func TestUploadForAnotherApplicantIsRefused(t *testing.T) {
	w := newCommandWorld(t)
	if code, _, errs := w.upload("back.jpg"); code != cli.ExitSuccess {
		t.Fatalf("exit %d: %s", code, errs)
	}
	before := len(w.service.Uploads())
	code, _, errs := w.run("upload", "--applicant", "1763870400001x999999999999999999", "--flow", "KYC basic", "--country", "AUS",
		"--document", "identity=ID_CARD", "identity.front="+w.file("front.jpg"))
	if code != cli.ExitFailure || !strings.Contains(errs, "another applicant") || len(w.service.Uploads()) != before {
		t.Fatalf("exit %d, %s, %d uploads", code, errs, len(w.service.Uploads()))
	}
}

func TestUploadSentAgainByDecision(t *testing.T) {
	preset, _ := sandbox.Preset("cloudflare-502")
	w := newCommandWorld(t, withRules(sandbox.Rule{Call: "upload", DocType: "SELFIE", Nth: 1, Do: preset}))
	if code, _, errs := w.upload("back.jpg"); code != cli.ExitUndecided {
		t.Fatalf("exit %d, %s", code, errs)
	}
	code, list, errs := w.upload("back.jpg", "--decide", "selfie=again", "--reason", "not in the dashboard")
	if code != cli.ExitSuccess || states(list) != "identity.front accepted, identity.back accepted, selfie accepted" {
		t.Fatalf("exit %d, %s, %s", code, states(list), errs)
	}
	if n := len(w.service.Uploads()); n != 4 {
		t.Fatalf("%d uploads, want 4: the selfie twice, by decision", n)
	}
}

func TestUploadTellsOneDocumentFromAnother(t *testing.T) {
	w := newCommandWorld(t)
	code, _, _ := w.run("upload", "--applicant", anna, "--flow", "KYC basic", "--country", "DEU",
		"--document", "identity=PASSPORT", "identity="+w.file("back-blur.jpg"))
	if code != cli.ExitRemarks {
		t.Fatalf("exit %d", code)
	}
	_, list, _ := w.run("upload", "--applicant", anna, "--country", "aus", "--document", "identity=ID_CARD", "identity.front="+w.file("holiday.heic"))
	if len(list) != 1 || list[0].Country != "AUS" || len(list[0].Errors) != 0 || list[0].Attempt != 0 || list[0].SHA256 != "" {
		t.Fatalf("the card is told as the passport: %+v", list)
	}
}

func TestUploadRefusesWhatTheFlowDoesNotTake(t *testing.T) {
	w := newCommandWorld(t)
	for _, c := range []struct{ document, country, want string }{
		{"identity=FOO", "AUS", "it takes ID_CARD"},
		{"identity=ID_CARD", "ZZZ", "--country: that is no country's code or whole name"},
		{"identity=ID_CARD:Austri", "AUS", "--document: that is no country's code or whole name; did you mean Austria (AUT)"},
	} {
		code, _, errs := w.run("upload", "--applicant", anna, "--flow", "KYC basic", "--country", c.country,
			"--document", c.document, "identity.front="+w.file("front.jpg"))
		if code != cli.ExitUsage || !strings.Contains(errs, c.want) {
			t.Errorf("exit %d, %s", code, errs)
		}
	}
	if n := len(w.service.Uploads()); n != 0 {
		t.Fatalf("%d pictures were sent", n)
	}
}

func TestUploadAnEchoOfSomebodyElseStops(t *testing.T) {
	preset, _ := sandbox.Preset("echo-other-applicant")
	w := newCommandWorld(t, withRules(sandbox.Rule{Call: "upload", Nth: 1, Do: preset}))
	for range 2 {
		code, list, errs := w.upload("back.jpg", "--start-check")
		if code != cli.ExitUndecided || !strings.Contains(errs, "STOP") || len(list) == 0 {
			t.Fatalf("exit %d, %s, %s", code, states(list), errs)
		}
	}
	if w.service.Checks(anna) != 0 {
		t.Fatal("a check was started")
	}
}
