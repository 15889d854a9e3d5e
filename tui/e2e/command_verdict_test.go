package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// TestUploadTellsWhatTheServiceSaid proves that a refusal is told with its cause, its
// HTTP status and the service's words, on stderr and in the JSON, and that none of the
// service's bytes reaches the terminal as it came.
func TestUploadTellsWhatTheServiceSaid(t *testing.T) {
	answer := func(status int, body string) sandbox.Action {
		return sandbox.Action{Kind: sandbox.KindStatus, Status: status, Body: body}
	}
	for name, c := range map[string]struct {
		do      sandbox.Action
		code    cli.ExitCode
		state   string
		cause   string
		status  int
		message string
		want    []string
	}{
		"too large": {preset("too-large"), cli.ExitFailure, "refused", "too large for the service", http.StatusRequestEntityTooLarge, "",
			[]string{"identity.front: Too large for the service: it has "}},
		"a wrong request": {answer(400, `{"message":"documentType is not allowed"}`), cli.ExitFailure, "refused", "not accepted by the service", 400, "documentType is not allowed",
			[]string{"(HTTP 400). It says: “documentType is not allowed”"}},
		"hostile words": {answer(400, `{"message":"\u001b[2Jgo\u202e away"}`), cli.ExitFailure, "refused", "not accepted by the service", 400, "\x1b[2Jgo\u202e away",
			[]string{"It says: “", "go"}},
		"an error": {preset("unreadable"), cli.ExitRemarks, "refused", "", 200, "",
			[]string{"identity.front: The service wants another picture. dataNotReadable: "}},
		"a warning": {preset("warning"), cli.ExitSuccess, "accepted", "", 200, "",
			[]string{"identity.front: Accepted with a warning that nobody has read. dataReadability: "}},
		"no token": {answer(401, `{"message":"expired"}`), cli.ExitSignIn, "failed", "sign-in needed", 401, "expired", []string{"It says: “expired”"}},
		"a failure": {answer(500, `{"message":"out of order"}`), cli.ExitUndecided, "unconfirmed", "server error", 500, "",
			[]string{"identity.front: The service failed"}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newCommandWorld(t, withRules(sandbox.Rule{Call: "upload", SubType: "FRONT_SIDE", Do: c.do}))
			var out bytes.Buffer
			code, errs := w.runMain(&out, uploadArgs(w.file("front.jpg"), w.file("back.jpg"), w.file("selfie-2.jpg"), "--hold", "0s")...)
			list := parseLines(t, out.String())
			got := list[0]
			if code != c.code || got.State != c.state || got.Cause != c.cause || got.Status != c.status || got.Message != c.message || got.Attempt != 1 || got.Transfer != "all" {
				t.Errorf("exit %d, %+v: %s", code, got, errs)
			}
			for _, want := range c.want {
				if !strings.Contains(errs, want) {
					t.Errorf("%s\nlacks %q", errs, want)
				}
			}
			if i := strings.IndexFunc(errs+out.String(), func(r rune) bool { return r < ' ' && r != '\n' || r == '\u202e' }); i >= 0 {
				t.Errorf("a control sign is on the terminal")
			}
		})
	}
}

// TestTheSchemaOfUploadIsDocumented proves that every field of a line is named on the
// help page, in its order, and that a line has every field.
func TestTheSchemaOfUploadIsDocumented(t *testing.T) {
	fields := []string{
		"schema", "applicantId", "slot", "docType", "docSubType", "country", "sha256", "bytes", "attempt", "state",
		"cause", "transfer", "status", "message", "errors", "warnings", "localError", "localWarnings", "damaged", "run",
	}
	w := newCommandWorld(t)
	_, page, _ := w.exec("help", "upload")
	at := 0
	for _, name := range fields {
		next := strings.Index(page[at:], name)
		if next < 0 {
			t.Errorf("the help page does not name %s after what comes before it", name)
			continue
		}
		at += next
	}
	var out bytes.Buffer
	w.runMain(&out, uploadArgs(w.file("none.jpg"), w.file("back.jpg"), w.file("selfie-2.jpg"))...)
	for line := range strings.Lines(out.String()) {
		var object map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatal(err)
		}
		for name := range object {
			if !slices.Contains(fields, name) {
				t.Errorf("%s is not documented", name)
			}
		}
		if len(object) != len(fields) {
			t.Errorf("%d fields, want %d: %s", len(object), len(fields), line)
		}
	}
}

// TestUploadSaysWhatBecameOfEveryPicture proves that the exit code and the last
// sentences come from all pictures that the flow wants: one of three is not all.
func TestUploadSaysWhatBecameOfEveryPicture(t *testing.T) {
	base := []string{"upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=ID_CARD"}
	for name, c := range map[string]struct {
		slots map[string]string
		code  cli.ExitCode
		want  string
	}{
		"one of three": {map[string]string{"identity.front": "front.jpg"}, cli.ExitIncomplete, "1 of 3 pictures accepted: identity.front accepted, identity.back missing, selfie missing"},
		"two of three": {map[string]string{"identity.front": "front.jpg", "identity.back": "back.jpg"}, cli.ExitIncomplete, "2 of 3 pictures accepted: identity.front accepted, identity.back accepted, selfie missing"},
		"all":          {map[string]string{"identity.front": "front.jpg", "identity.back": "back.jpg", "selfie": "selfie-2.jpg"}, cli.ExitSuccess, "3 of 3 pictures accepted\n"},
		"one refused":  {map[string]string{"identity.front": "front.jpg", "identity.back": "back-blur.jpg", "selfie": "selfie-2.jpg"}, cli.ExitRemarks, "1 of 3 pictures accepted: identity.front set aside, identity.back refused, selfie accepted"},
		"none":         {map[string]string{"selfie": "none.jpg"}, cli.ExitFailure, "0 of 3 pictures accepted: identity.front missing"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newCommandWorld(t)
			args := base
			for slot, file := range c.slots {
				args = append(slices.Clone(args), slot+"="+w.file(file))
			}
			if code, list, errs := w.run(args...); code != c.code || !strings.Contains(errs, c.want) {
				t.Errorf("exit %d, want %d, %s: %s", code, c.code, states(list), errs)
			}
		})
	}
}

// TestUploadCountsTheTriesOfEachSide proves that attempt counts what was tried for one
// side, not for the dossier.
func TestUploadCountsTheTriesOfEachSide(t *testing.T) {
	w := newCommandWorld(t)
	w.upload("back-blur.jpg", "--hold", "0s") // refused, and the front is set aside with it
	_, list, errs := w.upload("back.jpg", "--hold", "0s")
	var got []string
	for _, l := range list {
		got = append(got, fmt.Sprint(l.Slot, " ", l.Attempt))
	}
	if text := strings.Join(got, ", "); text != "identity.front 2, identity.back 2, selfie 1" {
		t.Errorf("%s: %s", text, errs)
	}
}

// TestUploadNamesTheNextCommand proves that a run at a terminal ends with what is useful
// now.
func TestUploadNamesTheNextCommand(t *testing.T) {
	lost := sandbox.Rule{Call: "upload", DocType: "SELFIE", Nth: 1, Do: preset("cloudflare-502")}
	for name, c := range map[string]struct {
		rules []sandbox.Rule
		args  []string
		want  string
	}{
		"all accepted": {nil, nil, "next: dossier upload --applicant " + anna + " --start-check\n"},
		"a check":      {nil, []string{"--start-check"}, "next: dossier receipt " + anna},
		"unclear":      {[]sandbox.Rule{lost}, nil, "--decide SLOT=received --reason TEXT"},
	} {
		w := newCommandWorld(t, withRules(c.rules...))
		w.terminal = true
		if _, _, errs := w.upload("back.jpg", append(c.args, "--hold", "0s")...); !strings.Contains(errs, c.want) {
			t.Errorf("%s: %s\nlacks %q", name, errs, c.want)
		}
	}
}
