//go:build unix

package cli

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/personr"
)

// sentHeader is the Authorization header of a call with the token that the options
// give, and the error that they refuse it with.
func sentHeader(t *testing.T, o *Options) (string, error) {
	t.Helper()
	token, err := o.readToken()
	if err != nil {
		return "", err
	}
	got := ""
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get("Authorization") }))
	t.Cleanup(server.Close)
	client, err := personr.New(personr.Config{BaseURL: server.URL, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	_, _ = client.ApplicantStatus(t.Context(), "1x1")
	return got, nil
}

// The header that leaves has the token alone, whatever an editor or a shell put around
// it in the file or in the variable.
func TestTokenIsSentAlone(t *testing.T) {
	const token = "1670035114445x631333625381113500"
	path := filepath.Join(t.TempDir(), "token")
	for _, text := range []string{
		"\ufeff" + token + "\r\n", "\xff\xfe" + strings.Join(strings.Split(token+"\r\n", ""), "\x00") + "\x00",
		`"` + token + `"`, "Authorization: Bearer " + token + "\n", "\u00a0" + token + "\u00a0", "'Bearer " + token + "'",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		o := &Options{Env: Env{Getenv: func(string) string { return "" }, Err: io.Discard}, tokenFile: path}
		if got, err := sentHeader(t, o); err != nil || got != "Bearer "+token {
			t.Errorf("%d bytes in the file: the header differs, or %v", len(text), err)
		}
		if strings.Contains(text, "\x00") {
			continue // no variable holds that
		}
		o = &Options{Env: Env{Getenv: func(name string) string { return map[string]string{"PERSONR_TOKEN": text}[name] }}}
		if got, err := sentHeader(t, o); err != nil || got != "Bearer "+token {
			t.Errorf("%d bytes in the variable: the header differs, or %v", len(text), err)
		}
	}
}

func TestRefusedTokenIsNamedAndNotShown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "token")
	for text, want := range map[string]string{
		"":                         "the token file is not usable: nothing is in it",
		"secret secret":            "the token file is not usable: a blank is inside",
		"\xff\xfes\x00\r\x00s\x00": "the token file is not usable: it has more than one line",
		`"secret`:                  "the token file is not usable: a quote is inside",
	} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := (&Options{Env: Env{Getenv: func(string) string { return "" }}, tokenFile: path}).readToken()
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%v, want %s", err, want)
		}
	}
	variable := &Options{Env: Env{Getenv: func(name string) string { return map[string]string{"PERSONR_TOKEN": "a b"}[name] }}}
	if _, err := variable.readToken(); err == nil || !strings.HasPrefix(err.Error(), "PERSONR_TOKEN is not usable: a blank") {
		t.Errorf("the variable: %v", err)
	}
}
