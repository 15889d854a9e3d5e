package personr

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dossier/flows/foreign"
)

var cancels = flag.Int("cancels", 200, "how many uploads to cancel at random moments")

// What the service gets is the documented request, exactly as long as it said,
// and nothing that would let anybody repeat it.
func TestUploadRequestOnTheWire(t *testing.T) {
	content := picture(100_001)
	type request struct {
		header http.Header
		body   []byte
		length int64
	}
	got := make(chan request, 1)
	server := serve(t, func(p *peer) {
		p.head()
		body := p.body(-1)
		got <- request{p.header, body, p.length}
		p.writeText(response(200, goodAnswer))
	})
	var last int64
	d := document(content)
	d.Progress = func(sent, total int64) {
		if sent < last || total != int64(len(content)) {
			t.Errorf("progress %d of %d after %d", sent, total, last)
		}
		last = sent
	}
	expect(t, upload(t, clientOf(t, server), d), Answered, "", true)
	if last != int64(len(content)) {
		t.Errorf("progress ended at %d", last)
	}
	r := <-got
	var sent struct {
		ApplicantID, DocType, DocSubType, DocCountryISO string
		DocFile                                         struct{ Filename, Contents string }
	}
	if err := json.Unmarshal(r.body, &sent); err != nil {
		t.Fatal(err)
	}
	picture, err := base64.StdEncoding.DecodeString(sent.DocFile.Contents)
	if err != nil || !bytes.Equal(picture, content) {
		t.Error("the picture arrived changed")
	}
	if sent.ApplicantID != testApplicant || sent.DocType != "PASSPORT" || sent.DocSubType != "FRONT_SIDE" || sent.DocCountryISO != "AUS" || sent.DocFile.Filename != d.FileName {
		t.Error("a field arrived changed")
	}
	want := http.Header{
		"Accept": {"application/json"}, "Accept-Encoding": {"identity"}, "Authorization": {"Bearer " + testToken}, "Connection": {"close"},
		"Content-Type": {"application/json"}, "User-Agent": {"dossier/test"},
	}
	for name := range r.header {
		if name != "Content-Length" && r.header.Get(name) != want.Get(name) {
			t.Errorf("header %s is %q", name, r.header.Get(name))
		}
	}
	if len(r.header) != len(want)+1 {
		t.Errorf("%d headers", len(r.header))
	}
}

func TestSelfieHasNoSubType(t *testing.T) {
	for _, echo := range []string{`"documentSubType":null,`, `"documentSubType":"",`, ``} {
		server := serve(t, func(p *peer) {
			p.head()
			if bytes.Contains(p.body(-1), []byte("docSubType")) {
				t.Error("docSubType was sent")
			}
			p.writeText(response(200, strings.NewReplacer(`"documentSubType":"FRONT_SIDE",`, echo, "PASSPORT", "SELFIE").Replace(goodAnswer)))
		})
		d := document(picture(100))
		d.DocType, d.SubType = "SELFIE", ""
		expect(t, upload(t, clientOf(t, server), d), Answered, "", true)
	}
}

// While release is thinking, everything but the last byte may have left, and no
// limit runs: the hold here is longer than each of them.
func TestLastByteWaitsForRelease(t *testing.T) {
	var arrived atomic.Int64
	complete := make(chan struct{})
	server := serve(t, func(p *peer) {
		p.head()
		for arrived.Load() < p.length {
			if len(p.body(1)) == 0 {
				return
			}
			arrived.Add(1)
		}
		close(complete)
		p.writeText(response(200, goodAnswer))
	})
	limits := Timeouts{Write: 100 * time.Millisecond, Header: 100 * time.Millisecond, Total: 150 * time.Millisecond}
	d := document(picture(3000))
	d.Release = func(context.Context) error {
		select {
		case <-complete:
			t.Error("the body was complete before release returned")
		case <-time.After(400 * time.Millisecond):
		}
		return nil
	}
	expect(t, upload(t, clientOf(t, server, func(c *Config) { c.Timeouts = limits }), d), Answered, "", true)
}

// The service hangs up while the operator may still take the send back: the
// hold ends at once, and the byte is not given to a dead connection.
func TestHoldEndsWithTheConnection(t *testing.T) {
	held := make(chan struct{})
	server := serve(t, func(p *peer) { p.head(); <-held })
	d := document(picture(1000))
	d.Release = func(ctx context.Context) error {
		close(held)
		<-ctx.Done()
		return nil
	}
	expect(t, upload(t, clientOf(t, server), d), NotSent, Interrupted, false)
}

// Panics of the caller's functions stay in the exchange, and say nothing.
func TestPanicsAreContained(t *testing.T) {
	server := serve(t, func(p *peer) { p.head(); p.body(-1) })
	inRelease, inProgress := document(picture(1000)), document(picture(1000))
	inRelease.Release = func(context.Context) error { panic("secret value") }
	inProgress.Progress = func(int64, int64) { panic("secret value") }
	for cause, d := range map[Cause]Document{ReleaseRefused: inRelease, FileUnreadable: inProgress} {
		got := upload(t, clientOf(t, server), d)
		expect(t, got, NotSent, cause, false)
		if strings.Contains(got.Err.Error(), "secret") {
			t.Error("the panic's value is in the error")
		}
	}
}

// An early 401, then close: the answer is not lost as a reset, and the gate
// never opens after Do returned, although release agrees at any time.
func TestEarlyRefusalIsNeverLost(t *testing.T) {
	const rounds = 40
	lost, opened := 0, 0
	for range rounds {
		var complete atomic.Bool
		server := serve(t, func(p *peer) {
			p.head()
			p.body(30_000)
			p.writeText(response(401, `{"error_class":"Unauthorized","message":null,"translation":"Invalid or expired token"}`))
			_ = p.Close()
		})
		d := document(picture(2 << 20))
		d.Release = func(context.Context) error { complete.Store(true); return nil }
		got := upload(t, clientOf(t, server), d)
		if got.Cause != Unauthorized || got.Verdict != Refused || foreign.Reveal(got.Message) != "Invalid or expired token" {
			lost++
			t.Logf("%v: %v", got, got.Err)
		}
		if got.Released || complete.Load() {
			opened++
		}
	}
	if lost > 0 || opened > 0 {
		t.Errorf("of %d early refusals %d were lost, %d opened the gate", rounds, lost, opened)
	}
}

// A gate that was shut stays shut, even if release is just saying yes; and one
// that is open says so.
func TestShutDecidesAgainstRelease(t *testing.T) {
	asked, goOn := make(chan struct{}), make(chan struct{})
	body, err := newApplicantBody(testApplicant)
	if err != nil {
		t.Fatal(err)
	}
	g := newGate(t.Context(), body, func(context.Context) error { close(asked); <-goOn; return nil })
	result := make(chan []byte, 1)
	go func() { data, _ := io.ReadAll(g); result <- data }()
	<-asked
	if g.Shut() {
		t.Error("Shut says open while release was thinking")
	}
	close(goOn)
	g.finishAnswer()
	if data := <-result; bytes.HasSuffix(data, []byte("}")) {
		t.Error("the last byte came out of a shut gate")
	}
	if g.Shut() {
		t.Error("a shut gate opened")
	}
	body, _ = newApplicantBody(testApplicant)
	g = newGate(t.Context(), body, nil)
	data, err := io.ReadAll(g)
	if err != nil || !json.Valid(data) || int64(len(data)) != g.contentLength() || !g.Shut() {
		t.Errorf("an agreed body: %d bytes of %d, %v", len(data), g.contentLength(), err)
	}
	g.cancel()
	// After an early answer the rest of the document is not read either.
	body, _ = newApplicantBody(testApplicant)
	g = newGate(t.Context(), body, nil)
	g.Shut()
	g.finishAnswer()
	if data, err := io.ReadAll(g); len(data) != 0 || err == nil {
		t.Errorf("%d bytes came out of a shut gate, %v", len(data), err)
	}
}

// tally counts complete bodies by the applicant's ID that begins them.
type tally struct {
	mu       sync.Mutex
	complete map[string]bool
}

func (t *tally) handle(p *peer) {
	p.head()
	body := p.body(-1)
	if int64(len(body)) == p.length && p.length > 0 {
		t.mu.Lock()
		t.complete[string(body[:40])] = true
		t.mu.Unlock()
		p.writeText(response(200, goodAnswer))
	}
}

func applicantNumber(n int) string {
	return strings.Repeat("1", 12) + "x" + string([]byte{byte('0' + n/10000%10), byte('0' + n/1000%10), byte('0' + n/100%10), byte('0' + n/10%10), byte('0' + n%10)}) + strings.Repeat("0", 10)
}

func bodyStart(applicant string) string { return (`{"applicantId":"` + applicant)[:40] }

// Uploads cancelled at random moments: what is called not sent was never
// complete at the server.
func TestRandomCancelNeverLies(t *testing.T) {
	count := &tally{complete: map[string]bool{}}
	server := serve(t, count.handle)
	client := clientOf(t, server)
	content := picture(300_000)
	verdicts := map[Verdict]int{}
	var unsent []string
	start := time.Now()
	upload(t, client, document(content))
	span := 2 * time.Since(start) // so that about half of the moments are in time
	for n := range *cancels {
		ctx, cancel := context.WithCancel(t.Context())
		d := document(content)
		d.ApplicantID = applicantNumber(n)
		timer := time.AfterFunc(rand.N(span), cancel)
		got := client.UploadDocument(ctx, d)
		timer.Stop()
		cancel()
		verdicts[got.Verdict]++
		if got.Verdict == NotSent {
			unsent = append(unsent, bodyStart(d.ApplicantID))
		}
	}
	waitIdle(t, server)
	lies := 0
	for _, start := range unsent {
		if count.complete[start] {
			lies++
		}
	}
	t.Logf("verdicts %v, complete at the server %d, of those called not sent %d", verdicts, len(count.complete), lies)
	if lies > 0 {
		t.Errorf("%d of %d uploads called not sent were complete at the server", lies, len(unsent))
	}
	if len(unsent) == 0 || len(count.complete) == 0 {
		t.Error("the moments were not random enough to prove anything")
	}
}

// The same without the gate, judging by the error as one would: it must lie,
// or the test above proves nothing.
func TestRandomCancelWithoutGateLies(t *testing.T) {
	count := &tally{complete: map[string]bool{}}
	server := serve(t, count.handle)
	lies, content := 0, picture(300_000)
	transport := &http.Transport{DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	var unsent []string
	for n := range 3000 {
		ctx, cancel := context.WithCancel(t.Context())
		d := document(content)
		d.ApplicantID = applicantNumber(n)
		body, err := newDocumentBody(d, slowBase64)
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+server.address, io.MultiReader(body, strings.NewReader("}")))
		if err != nil {
			t.Fatal(err)
		}
		request.ContentLength = body.Size() + 1
		timer := time.AfterFunc(time.Duration(rand.IntN(8000))*time.Microsecond, cancel)
		answer, err := transport.RoundTrip(request)
		if err == nil {
			_ = answer.Body.Close()
		} else {
			unsent = append(unsent, bodyStart(d.ApplicantID))
		}
		timer.Stop()
		cancel()
		count.mu.Lock()
		if err != nil && count.complete[bodyStart(d.ApplicantID)] {
			lies++
		}
		count.mu.Unlock()
		if lies > 0 {
			return
		}
	}
	waitIdle(t, server)
	for _, start := range unsent {
		if count.complete[start] {
			return
		}
	}
	t.Error("without the gate no upload was called not sent and yet complete: this test is blind")
}

// waitIdle waits until every connection was handled.
func waitIdle(t *testing.T, s *server) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for s.busy.Load() > 0 {
		if time.Now().After(deadline) {
			t.Fatal("the server is still busy")
		}
		time.Sleep(time.Millisecond)
	}
}

// The check goes through the same gate.
func TestRequestCheck(t *testing.T) {
	refused := errors.New("overtaken")
	for _, row := range []struct {
		answer  string
		release error
		verdict Verdict
		cause   Cause
	}{
		{response(200, `{"response":"success"}`), nil, Answered, ""},
		{response(200, `{"status":"success","response":{}}`), nil, Ambiguous, UnknownAnswer},
		{response(200, `{"status":"error","response":"no"}`), nil, Refused, BadRequest},
		{response(500, `{}`), nil, Ambiguous, ServerError},
		{response(200, `{"response":"success"}`), refused, NotSent, ReleaseRefused},
		{"", nil, Ambiguous, NoAnswer},
	} {
		server := serve(t, func(p *peer) {
			p.head()
			if body := p.body(-1); int64(len(body)) == p.length {
				if string(body) != `{"applicantId":"`+testApplicant+`"}` {
					t.Error("another body than documented")
				}
				p.writeText(row.answer)
			}
		})
		got := clientOf(t, server).RequestCheck(t.Context(), testApplicant, func(context.Context) error { return row.release })
		if got.Verdict != row.verdict || got.Cause != row.cause || got.Released != (row.release == nil) || (got.Err == nil) != (row.verdict == Answered) {
			t.Errorf("%v (%s), released %t, err %v; want %v (%s)", got.Verdict, got.Cause, got.Released, got.Err, row.verdict, row.cause)
		}
	}
}
