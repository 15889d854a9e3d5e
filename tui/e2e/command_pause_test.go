package e2e

import (
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"dossier/flows/journal/racetest"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// applicantNumber is a valid applicant ID of its own for each number.
func applicantNumber(n int) string { return fmt.Sprintf("16992365915%02dx405886519539808060", n) }

// The exit code and the last sentence follow from what paused sending, whichever of the
// pictures met it.
func TestAPauseEndsEveryRunAlike(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare func(*testing.T) *world
		code    cli.ExitCode
		last    string
		also    string
	}{
		"unknown certificate": {func(t *testing.T) *world {
			w := newCommandWorld(t)
			server := httptest.NewUnstartedServer(http.NotFoundHandler())
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
			server.StartTLS()
			t.Cleanup(server.Close)
			w.env["PERSONR_API_URL"] = server.URL
			return w
		}, cli.ExitNetwork, "the service's certificate is not trusted; possible interception: show it to your administrator",
			"dossier: the certificate: issuer O=Acme Co; names example.com, *.example.com, 127.0.0.1, ::1; valid 1970-01-01 to 2084-01-29"},
		"access denied": {func(t *testing.T) *world {
			return newCommandWorld(t, withRules(sandbox.Rule{Call: "upload", Do: sandbox.Action{Kind: sandbox.KindStatus, Status: 403}}))
		}, cli.ExitFailure, "the service, or its edge, denied access: ask your administrator, then run the same command again", "denied access"},
		"token refused": {func(t *testing.T) *world {
			return newCommandWorld(t, withRules(sandbox.Rule{Call: "upload", Do: sandbox.Action{Kind: sandbox.KindStatus, Status: 401}}))
		}, cli.ExitSignIn, "the service did not accept the sign-in: get a valid token, then run the same command again", "sign-in"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := c.prepare(t)
			w.drawPictures("front.jpg", "selfie-2.jpg") // quick to look at: the pause is what matters
			for n := range pauseRuns() {
				code, _, errs := w.run("upload", "--applicant", applicantNumber(n), "--flow", "KYC basic", "--country", "AUS",
					"--document", "identity=PASSPORT", "identity="+w.file("front.jpg"), "selfie="+w.file("selfie-2.jpg"))
				lines := strings.Split(strings.TrimSpace(errs), "\n")
				if code != c.code || lines[len(lines)-1] != "dossier: "+c.last {
					t.Fatalf("run %d: exit %d, want %d: %s", n, code, c.code, errs)
				}
				if !strings.Contains(errs, c.also) {
					t.Fatalf("run %d lacks %q: %s", n, c.also, errs)
				}
			}
		})
	}
}

// Whatever stands in for the service, upload says which stage failed and ends with the
// code of a network that failed.
func TestUploadNamesTheStageThatFailed(t *testing.T) {
	plain := httptest.NewServer(http.NotFoundHandler())
	defer plain.Close()
	old := httptest.NewUnstartedServer(http.NotFoundHandler())
	old.Config.ErrorLog = log.New(io.Discard, "", 0)
	old.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	old.StartTLS()
	defer old.Close()
	https := regexp.MustCompile(`^https?`)
	for _, c := range []struct{ name, url, says, next string }{
		{"plain http", https.ReplaceAllString(plain.URL, "https"), "What answered does not speak TLS. Nothing was sent.", "check the address; a filter may stand in between"},
		{"old TLS", old.URL, "What answered offers only an old TLS. Nothing was sent.", "ask your administrator; a filter may stand in between"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newCommandWorld(t)
			w.env["PERSONR_API_URL"] = c.url
			code, _, errs := w.run("upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS",
				"--document", "identity=PASSPORT", "identity="+w.file("front.jpg"))
			if code != cli.ExitNetwork || !strings.Contains(errs, c.says) || !strings.Contains(errs, c.next) {
				t.Errorf("exit %d: %s", code, errs)
			}
		})
	}
}

// pauseRuns is how many runs, in a fresh dossier each, meet the chance which of two
// pictures meets the cause of a pause. With the race detector they are fewer: the run
// without it makes them all.
func pauseRuns() int {
	if racetest.Enabled {
		return 5
	}
	return 30
}
