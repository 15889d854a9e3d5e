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
func onFront(act sandbox.Action) func(*sandbox.Config) {
	return withRules(sandbox.Rule{Call: "upload", SubType: "FRONT_SIDE", Nth: 1, Do: act})
}

func preset(t *testing.T, name string) sandbox.Action {
	t.Helper()
	act, ok := sandbox.Preset(name)
	if !ok {
		t.Fatalf("there is no preset %s", name)
	}
	return act
}

// frontSent opens Anna's dossier, sends the front and goes to the review.
func (b *wizardBench) frontSent() *wizard {
	b.t.Helper()
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	w := b.start(options{})
	w.open(anna)
	w.chooseDocuments()
	w.sendFile(front, "front.jpg")
	w.WaitFor(back)
	return w
}

func TestAnUnclearPictureIsNeverSentAgainByItself(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ preset, cause string }{
		{"cloudflare-502", "No word from the service behind its edge."},
		{"reset-after-last-byte", "Probably received: the service did not answer."},
		{"html-200", "Probably received: the answer was not understood."},
		{"server-error", "The service failed; it may have kept the picture."},
	} {
		t.Run(c.preset, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, onFront(preset(t, c.preset)))
			w := b.frontSent()
			w.WaitFor("unclear, it may have been received")
			w.sendFile(back, "back.jpg")
			w.sendFile("file 3 of 3", "selfie.jpg")
			w.WaitFor("UNCLEAR", c.cause, "Enter  leave it open")
			b.waitForUploads(2) // the selfie is another document and goes; the back waits
			w.Type(tuitest.Enter)
			w.WaitFor("What became of the front?", "Leave it undecided", "Treat it as received", "Send it again (adds a second picture)")
			w.takeBecause("Treat it as received", "seen in the dashboard by hand")
			w.WaitFor("Enter  look, keep it, or replace it")
			w.Type(tuitest.Enter)
			w.WaitFor("remarksUnknown")
			w.takeBecause("Keep this picture", "the picture is good")
			w.WaitFor("✓ front", "✓ back")
			if got := b.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg, SELFIE AUS selfie.jpg, ID_CARD BACK_SIDE AUS back.jpg" {
				t.Errorf("sent %s", got)
			}
		})
	}
}

func TestSendingAgainIsADecisionWithAReason(t *testing.T) {
	t.Parallel()
	b := newBench(t, onFront(preset(t, "reset-after-last-byte")))
	w := b.frontSent()
	w.WaitFor("unclear, it may have been received")
	w.Type(tuitest.CtrlG)
	w.WaitFor("UNCLEAR")
	w.Type(tuitest.Enter)
	w.WaitFor("What became of the front?")
	w.takeBecause("Send it again (adds a second picture)", "not in the dashboard")
	w.WaitFor("✓ front")
	if got := b.uploadsText(); got != "ID_CARD FRONT_SIDE AUS front.jpg, ID_CARD FRONT_SIDE AUS front.jpg" {
		t.Errorf("sent %s", got)
	}
	for _, e := range b.entries(anna) {
		if d, ok := e.Event.(flows.Decided); ok && (d.Received || d.Reason == "" || e.Operator != "maya") {
			t.Errorf("the decision is recorded as %+v by %s", d, e.Operator)
		}
	}
}

func TestAnEchoOfAnotherApplicantStopsEverything(t *testing.T) {
	t.Parallel()
	b := newBench(t, onFront(preset(t, "echo-other-applicant")))
	w := b.frontSent()
	w.WaitFor("STOP: an answer named another applicant or document.")
	w.typeFileName(back, "back.jpg")
	w.Type(tuitest.Enter)
	w.WaitFor("Settle that on Review first")
	w.Type(tuitest.CtrlG)
	w.WaitFor("STOPPED", "9999999999999x999999999999999999")
	w.highlight("Start the check")
	w.WaitFor("named another applicant or document")
	w.Type(tuitest.Enter)
	w.WaitFor("STOPPED", "settle the incident first")
	if b.service.Checks(anna) != 0 || len(b.service.Uploads()) != 1 {
		t.Errorf("%d checks, %d uploads", b.service.Checks(anna), len(b.service.Uploads()))
	}
}

func TestARefusedTokenAsksForASignIn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"unauthorized", "early-401", "early-401-reads-on"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, onFront(preset(t, name)))
			w := b.frontSent()
			w.WaitFor("not sent. ctrl+g shows why")
			w.Type(tuitest.CtrlG)
			w.WaitFor("NOT SENT", "The service did not accept the sign-in.", "Renew the token")
			for _, u := range b.service.Uploads() {
				if u.Judged {
					t.Errorf("a picture was kept under a refused token: %s", b.uploadsText())
				}
			}
			if n := b.service.Requests()["upload"]; n != 1 {
				t.Errorf("%d requests to upload without a person's order", n)
			}
			w.Type(tuitest.Enter) // the token was renewed; the person says go on
			w.WaitFor("✓ front")
			if n := b.count(anna, "FileChosen"); n != 2 {
				t.Errorf("%d consents, want 2", n)
			}
		})
	}
}

func TestAThrottledPictureGoesAgainOnceByItself(t *testing.T) {
	t.Parallel()
	throttled := sandbox.Action{Kind: sandbox.KindStatus, Status: 429, Headers: map[string]string{"Retry-After": "2"}}
	b := newBench(t, onFront(throttled))
	w := b.frontSent()
	w.openReviewRow("front")
	w.WaitFor("It goes again by itself in", "Too many requests.")
	w.WaitFor("✓ front")
	uploads := b.service.Uploads()
	if len(uploads) != 2 || uploads[0].Judged || !uploads[1].Judged {
		t.Fatalf("sent %s", b.uploadsText())
	}
	if wait := uploads[1].At.Sub(uploads[0].At); wait < 2*time.Second {
		t.Errorf("it went again after %s, the service asked for 2 s", wait)
	}
	if n := b.count(anna, "FileChosen"); n != 1 {
		t.Errorf("%d consents", n)
	}
}

// A remark that nobody documented is shown as it came.
func TestUnknownRemarksAreShownAsTheyCame(t *testing.T) {
	t.Parallel()
	b := newBench(t, onFront(sandbox.Action{Kind: sandbox.KindAnswer, Errors: []json.RawMessage{[]byte(`{"code":"newCode77","why":"x"}`)}}))
	w := b.frontSent()
	w.WaitFor("refused. ctrl+g shows why")
	w.Type(tuitest.CtrlG)
	w.WaitFor("REFUSED", "newCode77")
	w.Type("j")
	w.WaitFor(`{"code":"newCode77","why":"x"}`)
}
