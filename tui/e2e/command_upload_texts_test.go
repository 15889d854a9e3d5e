package e2e

import (
	"strings"
	"testing"
	"time"

	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// TestUploadSaysPerSlotWhy proves that the messages say what failed, and
// that what waits is not called busy.
func TestUploadSaysPerSlotWhy(t *testing.T) {
	status := func(code int) sandbox.Rule {
		return sandbox.Rule{Call: "upload", Do: sandbox.Action{Kind: sandbox.KindStatus, Status: code}}
	}
	for name, c := range map[string]struct {
		rule sandbox.Rule
		code cli.ExitCode
		want []string
	}{
		"a wrong address": {status(404), cli.ExitFailure, []string{
			"dossier: identity.front: The service refused the request (HTTP 404); its address may be wrong.", "dossier: identity.back: Chosen, not sent yet.",
			"not started: identity.front: the service refused the request (HTTP 404); its address may be wrong; identity.back: chosen, not sent yet; selfie",
		}},
		"a refused token": {status(401), cli.ExitSignIn, []string{"dossier: identity.front: The service did not accept the sign-in."}},
		"a server error":  {status(500), cli.ExitUndecided, []string{"dossier: identity.front: The service failed; it may have kept the picture."}},
	} {
		w := newCommandWorld(t, withRules(c.rule))
		code, _, errs := w.upload("back.jpg", "--start-check")
		for _, want := range c.want {
			if !strings.Contains(errs, want) {
				t.Errorf("%s: %s\nlacks %q", name, errs, want)
			}
		}
		if code != c.code || strings.Contains(errs, "busy") {
			t.Errorf("%s: exit %d, %s", name, code, errs)
		}
	}
	w := newCommandWorld(t)
	if _, _, errs := w.upload("back.jpg"); strings.Contains(errs, "identity") || strings.Contains(errs, "selfie:") {
		t.Errorf("all went well, and yet: %s", errs)
	}
}

// TestACheckThatRunsIsNotToldAsBegunNow proves that a second run says when the
// check was started, and that it did not start it.
func TestACheckThatRunsIsNotToldAsBegunNow(t *testing.T) {
	w := newCommandWorld(t, withService(func(c *sandbox.Config) { c.ReviewDelay = time.Hour }))
	if code, _, errs := w.upload("back.jpg", "--start-check"); code != cli.ExitSuccess || !strings.Contains(errs, "check started at ") {
		t.Fatalf("exit %d: %s", code, errs)
	}
	code, _, errs := w.upload("back.jpg", "--start-check")
	if code != cli.ExitSuccess || !strings.Contains(errs, "the check was started before, on "+time.Now().Format("2006")) || strings.Contains(errs, "check started at") {
		t.Errorf("exit %d: %s", code, errs)
	}
}
