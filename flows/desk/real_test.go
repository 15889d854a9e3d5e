package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/flows/journal/tempdir"
	"dossier/personr"
	"dossier/personr/sandbox"
)

// realWorld is a world with the real client, a simulated service on the loopback
// and the journal on a disk.
type realWorld struct {
	*world
	service *sandbox.Sandbox
	client  *personr.Client
	store   *journal.Journal
	place   string // of the journal
	key     flows.Key
}

func newReal(t *testing.T, rules ...sandbox.Rule) *realWorld {
	t.Helper()
	t.Parallel()
	service := sandbox.New(sandbox.Config{
		AutoCreate: true, Blind: true, DiscardContents: true, Token: "token", Script: rules, ReviewDelay: 300 * time.Millisecond,
	})
	t.Cleanup(service.Close)
	server, err := service.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	token, err := personr.NewToken("token")
	if err != nil {
		t.Fatal(err)
	}
	client, err := personr.New(personr.Config{BaseURL: server.BaseURL(), Token: token})
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t)
	w.patience = 20 * time.Second
	place := filepath.Join(tempdir.New(t), "data", "journal.db")
	return &realWorld{w, service, client, journaltest.OpenAt(t, place), place, flows.Key{Origin: client.Origin(), Applicant: "1x2"}}
}

func (r *realWorld) config(session string) Config {
	cfg := r.world.config(session)
	cfg.Key, cfg.Store, cfg.Presences, cfg.Service = r.key, r.store, r.store, r.client
	cfg.PollDelay = func(int, float64) time.Duration { return 20 * time.Millisecond }
	return cfg
}

func (r *realWorld) open() *Desk {
	d := r.start(r.config("a"))
	r.t.Cleanup(d.Close)
	r.plan(d)
	return d
}

// jpeg is a picture of 200 KB as far as its first bytes tell.
func (r *realWorld) jpeg(slot flows.Slot, name string) flows.FileChosen {
	b := append([]byte{0xff, 0xd8, 0xff, 0xe0}, bytes.Repeat([]byte(name), 200<<10/len(name))...)
	hash := flows.SHA256(sha256.Sum256(b))
	r.pictures.Put(hash, picture{bytes.NewReader(b), new(atomic.Int32)})
	return flows.FileChosen{Slot: slot, SHA256: hash, Bytes: int64(len(b)), MediaType: "image/jpeg"}
}

// honest checks that the service has no more pictures than the journal says,
// and no more than were consented to.
func (r *realWorld) honest(d *Desk) {
	r.t.Helper()
	j := d.Snapshot().Journey
	complete, maybe := 0, 0
	for _, u := range r.service.UploadsOf(r.key.Applicant) {
		if u.Judged {
			complete++
		}
	}
	for _, a := range j.Attempts() {
		if a.MayBeReceived() {
			maybe++
		}
	}
	if complete > maybe || complete > j.Consents() {
		r.t.Errorf("the service kept %d pictures; the journal knows of %d, consents %d", complete, maybe, j.Consents())
	}
}

func rule(call, preset string) sandbox.Rule {
	act, ok := sandbox.Preset(preset)
	if !ok {
		panic("no such preset")
	}
	return sandbox.Rule{Call: call, Nth: 1, Do: act}
}

func TestRealRefusedPairWarningAndStart(t *testing.T) {
	unreadable, warning := rule("upload", "unreadable"), rule("upload", "warning")
	unreadable.SubType, warning.DocType = string(flows.Back), string(flows.Selfie)
	r := newReal(t, unreadable, warning)
	d := r.open()
	r.do(d, r.jpeg(front, "front"), r.jpeg(back, "blurred"), r.jpeg(selfie, "selfie"), r.jpeg(address, "bill"))
	r.untilState(d, back, flows.Refused)
	r.untilState(d, address, flows.Accepted)
	r.want(d, "front withdrawn, back refused, selfie accepted, address.front accepted")
	r.do(d, r.jpeg(front, "front"), r.jpeg(back, "back"))
	s := r.untilState(d, back, flows.Accepted)
	if list := s.Journey.StartBlockers(); len(list) != 1 || list[0].Kind != flows.BlockWarning {
		t.Fatalf("%v", list)
	}
	l, _ := s.Journey.Line(selfie)
	r.do(d, flows.WarningAcknowledged{Attempt: l.Attempt.Number, Code: l.Open[0]}, flows.CheckConfirmed{N: 1})
	r.until(d, "a result", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckApproved })
	if n := r.service.Checks(r.key.Applicant); n != 1 {
		t.Fatalf("%d checks", n)
	}
	r.honest(d)
}

func TestRealUnclearIsNeverSentAgain(t *testing.T) {
	for _, preset := range []string{"cloudflare-502", "reset-after-last-byte", "close-after-last-byte", "cut-json", "server-error", "not-http"} {
		t.Run(preset, func(t *testing.T) {
			r := newReal(t, rule("upload", preset))
			d := r.open()
			r.do(d, r.jpeg(front, "front"), r.jpeg(back, "back"))
			r.untilState(d, front, flows.Unclear)
			time.Sleep(100 * time.Millisecond) // anything that is sent again by itself would be by now
			if n := r.service.Requests()["upload"]; n != 1 {
				t.Fatalf("%d requests", n)
			}
			r.want(d, "front unconfirmed, back chosen, selfie missing, address.front missing")
			r.do(d, flows.Decided{Attempt: 1, Received: true, Reason: "seen in the dashboard"})
			r.untilState(d, back, flows.Accepted)
			r.honest(d)
		})
	}
}

func TestRealEchoOfAnotherApplicantBlocks(t *testing.T) {
	r := newReal(t, rule("upload", "echo-other-applicant"))
	d := r.open()
	r.do(d, r.jpeg(front, "front"), r.jpeg(back, "back"))
	s := r.until(d, "an incident", func(s Snapshot) bool { _, ok := s.Journey.Incident(); return ok })
	if a, _ := s.Journey.Incident(); a.Number != 1 || a.Kind != flows.AnswerMismatch {
		t.Fatalf("%+v", a)
	}
	if err := d.PostAndWait(t.Context(), r.jpeg(selfie, "selfie")); err == nil {
		t.Fatal("something was sent after an incident")
	}
	if n := r.service.Requests()["upload"]; n != 1 {
		t.Fatalf("%d requests", n)
	}
	r.honest(d)
}

func TestRealRefusedToken(t *testing.T) {
	early := sandbox.Rule{Call: "upload", Nth: 1, Do: sandbox.Action{Kind: sandbox.KindStatus, Status: 401, At: 64 << 10, BytesPerSecond: 4 << 20}}
	for name, rule := range map[string]sandbox.Rule{"late": rule("upload", "unauthorized"), "early": early} {
		t.Run(name, func(t *testing.T) {
			r := newReal(t, rule)
			d := r.open()
			r.do(d, r.jpeg(front, "front"))
			s := r.untilState(d, front, flows.Failed)
			if l, _ := s.Journey.Line(front); l.Cause != flows.CauseSignIn {
				t.Fatalf("%s", l.Cause)
			}
			r.do(d, r.jpeg(selfie, "selfie"))
			s = r.untilState(d, selfie, flows.Failed)
			if l, _ := s.Journey.Line(selfie); l.Cause != flows.CausePaused || s.Reachability.Reachable {
				t.Fatalf("%s, %+v", l.Cause, s.Reachability)
			}
			if n := r.service.Requests()["upload"]; n != 1 {
				t.Fatalf("%d requests with a refused token", n)
			}
			r.honest(d)
		})
	}
}

func TestRealThrottledGoesOnceMore(t *testing.T) {
	r := newReal(t, rule("upload", "retry-after"))
	d := r.open()
	begin := time.Now()
	r.do(d, r.jpeg(selfie, "selfie"))
	r.untilState(d, selfie, flows.Accepted)
	if took := time.Since(begin); took < 2*time.Second {
		t.Fatalf("it went again after %s", took)
	}
	if n := r.service.Requests()["upload"]; n != 2 {
		t.Fatalf("%d requests", n)
	}
	r.honest(d)
}

func TestRealStartWithoutAnAnswer(t *testing.T) {
	r := newReal(t, rule("check", "reset-after-last-byte"))
	d := r.open()
	r.do(d, r.jpeg(front, "front"), r.jpeg(back, "back"), r.jpeg(selfie, "selfie"), r.jpeg(address, "bill"))
	r.until(d, "complete", func(s Snapshot) bool { return len(s.Journey.StartBlockers()) == 0 })
	r.do(d, flows.CheckConfirmed{N: 1})
	r.until(d, "a result", func(s Snapshot) bool { return s.Journey.Check().State == flows.CheckApproved })
	lost := false
	for _, e := range r.entries() {
		_, was := e.Event.(flows.CheckLost)
		lost = lost || was
	}
	if n := r.service.Requests()["check"]; n != 1 || !lost {
		t.Fatalf("%d starts, lost %t", n, lost)
	}
}

func (r *realWorld) entries() []flows.Entry {
	r.t.Helper()
	list, err := r.store.Load(context.Background(), r.key, 0)
	if err != nil {
		r.t.Fatal(err)
	}
	return list
}

func TestRealDoublePost(t *testing.T) {
	r := newReal(t)
	d := r.open()
	e := r.jpeg(selfie, "selfie")
	d.Post(e)
	d.Post(e, e)
	r.untilState(d, selfie, flows.Accepted)
	d.Post(e)
	r.do(d, r.jpeg(address, "bill"))
	r.untilState(d, address, flows.Accepted)
	if n := r.service.Requests()["upload"]; n != 2 {
		t.Fatalf("%d requests for two pictures", n)
	}
	r.honest(d)
}

func TestRealReleaseThatFailsButIsDurable(t *testing.T) {
	r := newReal(t)
	cfg := r.config("a")
	cfg.Store = journaltest.NewFaultyStore(r.store, faults("Released", 1, journaltest.FaultDurable))
	d := r.start(cfg)
	defer d.Close()
	r.plan(d)
	e := r.jpeg(selfie, "selfie")
	r.do(d, e)
	s := r.untilState(d, selfie, flows.Failed)
	if l, _ := s.Journey.Line(selfie); l.Cause != flows.CauseJournal || len(r.service.Uploads()) != 0 {
		t.Fatalf("%s, %d uploads", l.Cause, len(r.service.Uploads()))
	}
	r.do(d, e)
	r.untilState(d, selfie, flows.Accepted)
	if n := len(r.service.Uploads()); n != 1 {
		t.Fatalf("%d uploads", n)
	}
	r.honest(d)
}

func TestRealTakeoverBetweenProcesses(t *testing.T) {
	r := newReal(t)
	r.hold = 10 * time.Second
	first := r.open()
	r.do(first, r.jpeg(selfie, "selfie"))
	r.untilState(first, selfie, flows.Sending)
	cfg := r.config("b")
	cfg.TakeBackDelay = 0
	second := r.start(cfg)
	defer second.Close()
	r.until(second, "greeted", func(s Snapshot) bool { return s.ApplicantFetched })
	r.do(second, flows.Opened{Reason: "shift change"}, r.jpeg(selfie, "selfie"))
	r.until(first, "told", func(s Snapshot) bool { return !s.IsHolder })
	r.untilState(second, selfie, flows.Accepted)
	r.until(first, "called back", func(s Snapshot) bool { return len(s.Sends) == 0 })
	if n := len(r.service.Uploads()); n != 1 {
		t.Fatalf("%d uploads", n)
	}
	r.honest(second)
}
