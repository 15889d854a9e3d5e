package personr

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"dossier/flows/foreign"
)

const canary = "canaryToken-7Q2-never-printed"

// What editors, shells and examples put around a token is no part of it.
func TestNewToken(t *testing.T) {
	for name, wrap := range map[string]string{
		"alone": "%", "blanks": " %\n", "CR LF": "%\r\n", "no-break blanks": "\u00a0%\u202f", "UTF-8 mark": "\ufeff%\r\n", "zero widths": "\u200b%\u200b",
		"Bearer": "Bearer %", "bearer": "bearer  %\r\n", "Bearer and a no-break blank": "Bearer\u00a0%", "header": "Authorization: Bearer %", "header without a scheme": "authorization:%",
		"quotes": `"%"`, "apostrophes": "'%'\n", "typographic quotes": "“%”", "German quotes": "„%“", "quoted header": `"Authorization: Bearer %"`,
		"quoted after Bearer": `Bearer "%"`, "mark and quotes": "\ufeff\"%\"\r\n", "setting": "PERSONR_TOKEN=%", "exported": `export PERSONR_TOKEN="%"`, "PowerShell": `$env:PERSONR_TOKEN = "%"`,
	} {
		for _, want := range []string{testToken, "1670035114445x631333625381113500", "bearerish", "abc.DEF-_~+/="} {
			token, err := NewToken(strings.ReplaceAll(wrap, "%", want))
			if err != nil {
				t.Errorf("%s: refused: %v", name, err)
			} else if token.reveal() != want {
				t.Errorf("%s: changed", name)
			}
		}
	}
}

// Every other text is refused with the true reason, which holds nothing of it.
func TestWrongTokensSayWhy(t *testing.T) {
	for name, c := range map[string]struct{ raw, want string }{
		"empty": {"", "nothing is in it"}, "space": {" \n", "nothing is in it"}, "only Bearer": {"Bearer ", "nothing is in it"},
		"only a mark": {"\ufeff\r\n", "nothing is in it"}, "only quotes": {`""`, "nothing is in it"},
		"lines": {canary + "\n" + canary, "more than one line"}, "line separator": {canary + "\u2028x", "more than one line"},
		"blank inside": {"Basic " + canary, "a blank is inside"}, "no-break blank inside": {canary + "\u00a0x", "a blank is inside"}, "tab inside": {canary + "\tx", "a blank is inside"},
		"one quote": {`"` + canary, "a quote is inside"}, "other quotes": {"'" + canary + `"`, "a quote is inside"}, "answer": {`{"token":"` + canary + `"}`, "a quote is inside"},
		"zero width inside": {canary[:9] + "\u200b" + canary[9:], "an invisible sign"}, "mark inside": {canary[:9] + "\ufeff" + canary[9:], "an invisible sign"},
		"NUL": {canary + "\x00b", "a control character"}, "DEL": {canary + "\x7fb", "a control character"},
		"not ASCII": {canary + "ö", "no token has"}, "broken text": {canary + "\xff", "no token has"},
		"too long": {strings.Repeat(canary, 200), "longer than a token"},
	} {
		token, err := NewToken(c.raw)
		if !errors.Is(err, ErrToken) || !token.Empty() || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), canary[:9]) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// holder keeps our types where fmt cannot call their methods.
type holder struct {
	token   Token
	foreign foreign.Text
	config  Config
	client  *Client
}

// No formatting verb, logger or encoder shows the token or foreign text, for
// any type of ours that holds one, however deep.
func TestNothingPrintsSecrets(t *testing.T) {
	token := newToken(t, canary)
	client, err := New(Config{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	text := foreign.Untrusted(canary)
	config := Config{Token: token}
	holding := holder{token, text, config, client}
	outcome := Outcome{Code: text, Message: text, Target: text, Excerpt: text, Err: errJSONForm}
	apiError := &APIError{outcome}
	uploaded := UploadOutcome{Outcome: outcome, Echo: Echo{text, text, text, text}}
	status := Status{text, text, text, text, []foreign.Text{text}, 1}
	details := Details{text, text, text, text}
	for _, value := range []any{
		token, &token, config, &config, client, *client, holding, &holding, apiError, *apiError,
		outcome, &outcome, uploaded, &uploaded, status, &status, details, &details, []Token{token},
	} {
		var out bytes.Buffer
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "value", value)
		if encoded, err := json.Marshal(value); err == nil {
			out.Write(encoded)
		}
		out.WriteString(printed(value))
		mustNotShow(t, out.String(), value)
	}
	// Text alone keeps its JSON form, which the journal needs.
	for _, value := range []any{text, &text, []foreign.Text{text}, map[string]foreign.Text{"a": text}} {
		mustNotShow(t, printed(value), value)
	}
}

// printed is value with every verb and flag, and in a text log.
func printed(value any) string {
	var out bytes.Buffer
	for _, verb := range "vsdqxXbcoUeEfFgGtTp" {
		for _, flags := range []string{"", "+", "#", "-", " ", "0"} {
			fmt.Fprintf(&out, "%"+flags+string(verb), value)
		}
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "value", value)
	return out.String()
}

func mustNotShow(t *testing.T, text string, value any) {
	t.Helper()
	for _, form := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), fmt.Sprintf("%d", []byte(canary))} {
		if strings.Contains(text, form) {
			t.Errorf("%T shows its secret", value)
		}
	}
}

// Whatever the service repeats of the token or of a document is taken out
// before anybody gets it.
func TestAnswersAreCleansed(t *testing.T) {
	escaped := strings.ReplaceAll(testToken, "|", `\u007c`)
	long := strings.Repeat("QUJD", 40)
	secrets := []string{testToken, "998877665544x1122334455", "bus|", "bus%7C", "u007c", long}
	remark := `{"text":"your ` + escaped + ` is odd","keep":1.50}`
	good := strings.NewReplacer(`"errors":[]`, `"errors":[`+remark+`,"expiredDoc"]`, `"warnings":[]`, `"warnings":[ {"a" : 1.50} ]`).Replace(goodAnswer)
	for _, answer := range []string{
		response(401, `{"error_class":"Unauthorized","args":{"code":"x"},"message":null,"translation":"Invalid or expired token: `+escaped+`"}`),
		response(400, `{"statusCode":400,"message":"got bus%7C12x3%7C998877665544x1122334455 and `+long+`"}`),
		response(404, "<html>"+testToken+" "+long+"</html>"),
		"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<p>" + testToken[:len(testToken)-4],
		response(302, "", "Location: https://"+"x.example/?"+testToken),
		response(200, good),
	} {
		got := upload(t, clientOf(t, answering(t, answer)), document(picture(100)))
		all := foreign.Reveal(got.Code) + foreign.Reveal(got.Message) + foreign.Reveal(got.Excerpt) + foreign.Reveal(got.Target) + got.Ray + fmt.Sprint(got.Err)
		for _, list := range [][]json.RawMessage{got.Errors, got.Warnings} {
			for _, item := range list {
				all += string(item)
			}
		}
		for _, secret := range secrets {
			if strings.Contains(all, secret) {
				t.Errorf("status %d: %q came through", got.Status, secret)
			}
		}
		if got.Verdict != Answered {
			continue
		}
		if string(got.Errors[0]) != `{"keep":1.50,"text":"your [removed] is odd"}` || string(got.Errors[1]) != `"expiredDoc"` || string(got.Warnings[0]) != `{"a" : 1.50}` {
			t.Error("remarks without a secret must stay byte for byte")
		}
	}
}

// Error texts hold no byte of the service's.
func TestErrorTextsHoldNothingForeign(t *testing.T) {
	for _, answer := range []string{
		"HTTP/1.1 200 OK\r\nintruder\r\n\r\n", "intruder/1 200\r\n\r\n", "HTTP/1.1 intruder OK\r\n\r\n",
		response(400, `{"message":"intruder"}`), response(500, "intruder"), response(200, `{"intruder":1}`),
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: intruder\r\n\r\n", response(302, "", "Location: https://intruder/"),
	} {
		got := upload(t, clientOf(t, answering(t, answer)), document(picture(100)))
		_, err := clientOf(t, answering(t, answer)).ApplicantStatus(t.Context(), testApplicant)
		if text := fmt.Sprint(got.Err, err, got); strings.Contains(text, "intruder") {
			t.Errorf("foreign text in %q", text)
		}
	}
}

// An answer that was cut within a token of the older form, which has no shape
// of its own, does not show the half either.
func TestCutTokenIsCleansed(t *testing.T) {
	const older = "1670035114445x631333625381113500"
	answer := "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<p>" + older[:len(older)-4]
	client := clientOf(t, answering(t, answer), func(c *Config) { c.Token = newToken(t, older) })
	if got := upload(t, client, document(picture(100))); foreign.Reveal(got.Excerpt) != "<p>" {
		t.Error("half a token came through")
	}
}
