package e2e

import (
	"encoding/json"
	"testing"
	"time"

	"dossier/flows"
	"dossier/personr/sandbox"
	"dossier/tui/tuitest"
)

// onFront is a service that misbehaves at the first picture.
func onFront(act sandbox.Action) option {
	return withRules(sandbox.Rule{Call: "upload", SubType: "FRONT_SIDE", Nth: 1, Do: act})
}

// frontSent opens Anna's dossier, sends the front and goes to the review.
func (w *world) frontSent() *wizard {
	w.t.Helper()
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	ui := w.startWizard(wizardOptions{})
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.sendFile(front, "front.jpg")
	ui.WaitFor(back)
	return ui
}

func TestAnUnclearPictureIsNeverSentAgainByItself(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ preset, cause string }{
		{"cloudflare-502", "The answer has a status of the service's edge."},
		{"reset-after-last-byte", "Probably received: the service did not answer."},
		{"html-200", "Probably not received: a page in between answered."},
		{"server-error", "The service failed; it may have kept the picture."},
	} {
		t.Run(c.preset, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, onFront(preset(c.preset)))
			ui := w.frontSent()
			ui.WaitFor("unclear, it may have been received")
			ui.sendFile(back, "back.jpg")
			ui.sendFile("picture 3 of 3", "selfie.jpg")
			ui.WaitFor("UNCLEAR", c.cause, "enter  leave it unclear")
			w.waitForUploads(2) // the selfie is another document and goes; the back waits
			ui.Type(tuitest.Enter)
			ui.WaitFor("What became of the front?", "Leave it unclear", "Treat it as received", "Send it again (adds a second picture)")
			ui.takeBecause("Treat it as received", "seen in the dashboard by hand")
			ui.WaitFor("enter  keep it, or replace it")
			ui.Type(tuitest.Enter)
			ui.WaitFor("remarksUnknown")
			ui.answerBecause("Keep", "the picture is good")
			ui.WaitFor("treated as received", "✓ Identity card · back")
			if got := w.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg, SELFIE AUS selfie.jpg, ID_CARD BACK_SIDE AUS back.jpg" {
				t.Errorf("sent %s", got)
			}
		})
	}
}

func TestSendingAgainIsADecisionWithAReason(t *testing.T) {
	t.Parallel()
	w := newWorld(t, onFront(preset("reset-after-last-byte")))
	ui := w.frontSent()
	ui.WaitFor("unclear, it may have been received")
	ui.Type(tuitest.CtrlG)
	ui.WaitFor("UNCLEAR")
	ui.Type(tuitest.Enter)
	ui.WaitFor("What became of the front?")
	ui.takeBecause("Send it again (adds a second picture)", "not in the dashboard")
	ui.WaitFor("ACCEPTED, SENT ANYWAY", "“not in the")
	if got := w.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD FRONT_SIDE AUS front.jpg" {
		t.Errorf("sent %s", got)
	}
	for _, e := range w.entries(anna) {
		if d, ok := e.Event.(flows.Decided); ok && (d.Received || d.Reason == "" || e.Operator != "maya") {
			t.Errorf("the decision is recorded as %+v by %s", d, e.Operator)
		}
	}
}

func TestAnEchoOfAnotherApplicantStopsEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t, onFront(preset("echo-other-applicant")))
	ui := w.frontSent()
	ui.WaitFor("STOP: an answer named another applicant or document.")
	ui.typeFileName(back, "back.jpg")
	ui.Type(tuitest.Enter)
	ui.WaitFor("Settle that on Review first")
	ui.Type(tuitest.CtrlG)
	ui.WaitFor("STOPPED", "9999999999999x999999999999999999")
	ui.highlight("Start the check")
	ui.WaitFor("named another applicant or document")
	ui.Type(tuitest.Enter)
	ui.WaitFor("STOPPED", "settle the incident first")
	if w.service.Checks(anna) != 0 || len(w.service.Uploads()) != 1 {
		t.Errorf("%d checks, %d uploads", w.service.Checks(anna), len(w.service.Uploads()))
	}
}

func TestARefusedTokenAsksForASignIn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"unauthorized", "early-401", "early-401-reads-on"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, onFront(preset(name)))
			ui := w.frontSent()
			ui.WaitFor("not accepted. ctrl+g shows why")
			ui.Type(tuitest.CtrlG)
			ui.WaitFor("The service did not accept the sign-in.", "Renew the token")
			for _, u := range w.service.Uploads() {
				if u.Judged {
					t.Errorf("a picture was kept under a refused token: %s", w.uploadsText())
				}
			}
			if n := w.service.Requests()["upload"]; n != 1 {
				t.Errorf("%d requests to upload without a person's order", n)
			}
			ui.Type(tuitest.Enter) // the token was renewed; the person says go on
			ui.WaitFor("✓ Identity card · front")
			if n := w.count(anna, "FileChosen"); n != 2 {
				t.Errorf("%d consents, want 2", n)
			}
		})
	}
}

func TestAThrottledPictureIsSentAgainOnce(t *testing.T) {
	t.Parallel()
	throttled := sandbox.Action{Kind: sandbox.KindStatus, Status: 429, Headers: map[string]string{"Retry-After": "2"}}
	w := newWorld(t, onFront(throttled))
	ui := w.frontSent()
	ui.openReviewRow("front")
	ui.WaitFor("retry 1/3", "Too many requests.", "It is sent again automatically")
	ui.WaitFor("✓ Identity card · front")
	uploads := w.service.Uploads()
	if len(uploads) != 2 || uploads[0].Judged || !uploads[1].Judged {
		t.Fatalf("sent %s", w.uploadsText())
	}
	if wait := uploads[1].At.Sub(uploads[0].At); wait < 2*time.Second {
		t.Errorf("it went again after %s, the service asked for 2 s", wait)
	}
	if n := w.count(anna, "FileChosen"); n != 1 {
		t.Errorf("%d consents", n)
	}
}

// A remark that nobody documented is shown as it came.
func TestUnknownRemarksAreShownAsTheyCame(t *testing.T) {
	t.Parallel()
	w := newWorld(t, onFront(sandbox.Action{Kind: sandbox.KindAnswer, Errors: []json.RawMessage{[]byte(`{"code":"newCode77","why":"x"}`)}}))
	ui := w.frontSent()
	ui.WaitFor("refused. ctrl+g shows why")
	ui.Type(tuitest.CtrlG)
	ui.WaitFor("REFUSED", "newCode77")
	ui.Type("j")
	ui.WaitFor(`{"code":"newCode77","why":"x"}`)
}
