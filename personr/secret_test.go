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

func TestNewToken(t *testing.T) {
	for raw, want := range map[string]string{
		testToken: testToken, " " + testToken + "\n": testToken, "Bearer " + testToken: testToken, "bearer  x\r\n": "x",
		"1670035114445x631333625381113500": "1670035114445x631333625381113500",
	} {
		token, err := NewToken(raw)
		if err != nil || token.reveal() != want {
			t.Errorf("a good token was refused or changed: %v", err)
		}
	}
	for name, raw := range map[string]string{
		"empty": "", "space": " \n", "only Bearer": "Bearer ", "newline inside": "ab\ncd", "space inside": "ab cd", "NUL": "a\x00b",
		"DEL": "a\x7f", "not ASCII": "töken", "too long": strings.Repeat("x", maxTokenBytes+1),
	} {
		if token, err := NewToken(raw); !errors.Is(err, ErrToken) || !token.Empty() {
			t.Errorf("%s: %v", name, err)
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
