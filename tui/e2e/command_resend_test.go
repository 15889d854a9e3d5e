package e2e

import (
	"strings"
	"testing"

	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// A decision to send again must outlive a try that left nothing at the service:
// there is no second one to be made.
func TestUploadADecisionOutlivesATryThatWasRefused(t *testing.T) {
	lost, _ := sandbox.Preset("cloudflare-502")
	refused, _ := sandbox.Preset("bad-type")
	w := newCommandWorld(t, withRules(
		sandbox.Rule{Call: "upload", DocType: "SELFIE", Nth: 1, Do: lost}, sandbox.Rule{Call: "upload", DocType: "SELFIE", Nth: 2, Do: refused},
		sandbox.Rule{Call: "upload", DocType: "SELFIE", Nth: 3, Do: lost},
	))
	if code, _, errs := w.upload("back.jpg"); code != cli.ExitUndecided {
		t.Fatalf("exit %d, %s", code, errs)
	}
	again := []string{"--decide", "selfie=again", "--reason", "not in the dashboard"}
	if code, list, errs := w.upload("back.jpg", again...); !strings.Contains(states(list), "selfie refused") {
		t.Fatalf("exit %d, %s, %s", code, states(list), errs)
	}
	if code, list, errs := w.upload("back.jpg"); code != cli.ExitUndecided || !strings.Contains(states(list), "selfie unconfirmed") {
		t.Fatalf("the decision is forgotten: exit %d, %s, %s", code, states(list), errs)
	}
	// Now it may have arrived once more, so the old decision is used up.
	if code, _, errs := w.upload("back.jpg"); code != cli.ExitUndecided || w.service.Requests()["upload"] != 5 {
		t.Fatalf("exit %d, %d requests, %s", code, w.service.Requests()["upload"], errs)
	}
	if code, list, errs := w.upload("back.jpg", again...); code != cli.ExitSuccess || !strings.Contains(states(list), "selfie accepted") {
		t.Fatalf("exit %d, %s, %s", code, states(list), errs)
	}
}
