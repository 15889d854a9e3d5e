package sandbox_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"dossier/personr/sandbox"
)

// scripted starts a sandbox with one rule for every upload.
func scripted(t *testing.T, act sandbox.Action) (*sandbox.Sandbox, *sandbox.Server) {
	t.Helper()
	cfg := config()
	cfg.Blind = true
	cfg.Script = []sandbox.Rule{{Call: "upload", Do: act}}
	return start(t, cfg)
}

func preset(t *testing.T, name string) sandbox.Action {
	t.Helper()
	a, ok := sandbox.Preset(name)
	if !ok {
		t.Fatal("no preset " + name)
	}
	return a
}

var tiny = []byte("\x89PNG\r\n\x1a\n")

func passport() map[string]any { return form(ann, "PASSPORT", "FRONT_SIDE", "x.png", tiny) }

const documented = `{"applicantId":"` + ann + `","documentType":"PASSPORT","documentSubType":"FRONT_SIDE",` +
	`"country":"AUS","errors":[],"warnings":[]}`

// answer sends one upload and takes what comes back apart.
func answer(t *testing.T, act sandbox.Action) (s *sandbox.Sandbox, head, body string, err error) {
	t.Helper()
	s, v := scripted(t, act)
	request, _ := uploadRequest(t, passport())
	got, err := raw(t, v, request)
	head, body, _ = strings.Cut(got, "\r\n\r\n")
	return s, head, body, err
}

func TestScriptedAnswersByteForByte(t *testing.T) {
	for name, c := range map[string]struct {
		act  sandbox.Action
		head string
		body string
		kept bool
	}{
		"delay": {sandbox.Action{Kind: sandbox.KindDelay},
			"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: " + strconv.Itoa(len(documented)) + "\r\nContent-Type: application/json", documented, true},
		"500 JSON": {preset(t, "server-error"),
			"HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 84\r\nContent-Type: application/json",
			`{"statusCode":500,"body":{"status":"ERROR","message":"Internal Server Error"}}`, true},
		"429": {preset(t, "retry-after"),
			"HTTP/1.1 429 Too Many Requests\r\nConnection: close\r\nContent-Length: 80\r\nContent-Type: application/json\r\nRetry-After: 2",
			`{"statusCode":429,"body":{"status":"ERROR","message":"Too Many Requests"}}`, false},
		"empty 200": {preset(t, "empty-200"), "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0", "", true},
		"401": {preset(t, "unauthorized"),
			"HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 129\r\nContent-Type: application/json",
			`{"error_class":"Unauthorized","args":{"code":"INVALID_TOKEN"},"message":null,"translation":"Invalid or expired token: ` + token + `"}`, false},
		"own body and headers": {sandbox.Action{Kind: sandbox.KindStatus, Status: 418, Body: "no", Headers: map[string]string{"content-type": "text/plain", "X-A": "b", "Connection": ""}},
			"HTTP/1.1 418 I'm a teapot\r\nContent-Length: 2\r\nX-A: b\r\ncontent-type: text/plain", "no", false},
		"redirect": {sandbox.Action{Kind: sandbox.KindRedirect, Status: 308, Location: "http://x.invalid/", Body: "{}"},
			"HTTP/1.1 308 Permanent Redirect\r\nConnection: close\r\nContent-Length: 2\r\nContent-Type: application/json\r\nLocation: http://x.invalid/", "{}", false},
		"malformed status line": {preset(t, "malformed-status-line"), "HTTP/1.1 two hundred", "", true},
		"malformed header":      {preset(t, "malformed-header"), "HTTP/1.1 200 OK\r\nno colon in here", "{}", true},
		"raw":                   {sandbox.Action{Kind: sandbox.KindRaw, Body: "\x00\xff"}, "\x00\xff", "", true},
	} {
		s, head, body, err := answer(t, c.act)
		wanted := c.head
		if i := strings.Index(wanted, "Content-Length: "); i >= 0 { // the number follows from the body
			wanted = wanted[:i+16] + strconv.Itoa(len(c.body)) + wanted[i+16+len(leadingDigits(wanted[i+16:])):]
		}
		want(t, name+" head", head, wanted)
		want(t, name+" body", body, c.body)
		want(t, name+" end", err, nil)
		u := s.Uploads()
		want(t, name+" received and kept", []any{len(u), u[0].Judged}, []any{1, c.kept})
	}
}

func leadingDigits(s string) string { return s[:len(s)-len(strings.TrimLeft(s, "0123456789"))] }

func TestCloudflarePages(t *testing.T) {
	for _, name := range sandbox.Presets() {
		status, ok := strings.CutPrefix(name, "cloudflare-")
		if !ok {
			continue
		}
		status, anonymous := strings.CutSuffix(status, "-no-marks")
		s, head, body, _ := answer(t, preset(t, name))
		want(t, name+" status", strings.HasPrefix(head, "HTTP/1.1 "+status+" "), true)
		want(t, name+" marks", strings.Contains(head, "\r\nServer: cloudflare") && strings.Contains(head, "\r\nCF-Ray: "), !anonymous)
		want(t, name+" page", strings.Contains(body, "Error code "+status) && strings.Contains(head, "text/html"), true)
		notReached := strings.Contains("521 523 525 526 530", status)
		want(t, name+" kept", s.Uploads()[0].Judged, !notReached)
	}
	_, head, _, _ := answer(t, preset(t, "challenge"))
	want(t, "challenge", strings.HasPrefix(head, "HTTP/1.1 403 ") && strings.Contains(head, "\r\nCf-Mitigated: challenge"), true)
}

func TestSpoiledAnswers(t *testing.T) {
	body := func(act sandbox.Action) string {
		_, head, body, err := answer(t, act)
		if err != nil || !strings.HasPrefix(head, "HTTP/1.1 200 OK\r\n") {
			t.Fatal(head, err)
		}
		return body
	}
	swap := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(documented) }
	want(t, "cut", body(preset(t, "cut-json")), documented[:len(documented)/2])
	want(t, "cut after", body(sandbox.Action{Kind: sandbox.KindCut, Bytes: 7}), documented[:7])
	want(t, "missing errors", body(preset(t, "missing-errors")), swap(`"errors":[],`, ""))
	want(t, "other applicant", body(preset(t, "echo-other-applicant")), swap(ann, "9999999999999x999999999999999999"))
	want(t, "other type", body(preset(t, "echo-other-type")), swap("PASSPORT", "OTHER"))
	want(t, "other side", body(preset(t, "echo-other-side")), swap("FRONT_SIDE", "OTHER_SIDE"))
	want(t, "other country", body(preset(t, "echo-other-country")), swap("AUS", "NZL"))
	want(t, "null side", body(sandbox.Action{Kind: sandbox.KindAnswer, Echo: map[string]any{"documentSubType": nil}}), swap(`"FRONT_SIDE"`, "null"))
	want(t, "objects", body(preset(t, "error-objects")), swap(`"errors":[]`, `"errors":[{"code":"dataNotReadable","message":"scripted"}]`))
	want(t, "warning", body(preset(t, "warning")), swap(`"warnings":[]`, `"warnings":["dataReadability"]`))
	want(t, "other case", body(sandbox.Action{Kind: sandbox.KindOtherCase})[:28], `{"ApplicantId":"`+ann[:12])
	want(t, "duplicate", body(sandbox.Action{Kind: sandbox.KindDuplicate}),
		`{"applicantId":"1x1","errors":["dataNotReadable"],"status":"error",`+documented[1:])
	huge := body(preset(t, "huge-answer"))
	want(t, "huge", []any{len(huge), strings.TrimRight(huge, " ")}, []any{2 << 20, documented})
	_, head, _, _ := answer(t, preset(t, "huge-headers"))
	want(t, "huge headers", len(head) > 128<<10, true)
}

func TestScriptedErrorsCountLikeTheJudges(t *testing.T) {
	cfg := config()
	cfg.Blind = true
	cfg.Script = []sandbox.Rule{{Call: "upload", SubType: "BACK_SIDE", Nth: 1, Do: preset(t, "unreadable")}}
	s, v := start(t, cfg)
	upload(t, v, ann, "ID_CARD", "FRONT_SIDE", tiny)
	upload(t, v, ann, "ID_CARD", "BACK_SIDE", append(tiny, 1))
	u := s.Uploads()
	want(t, "back", []any{u[1].Accepted, u[1].Errors, u[1].Scripted}, []any{false, "[dataNotReadable]", "answer"})
	want(t, "front", u[0].SetAside, true)
}

func TestGzipThoughNotAsked(t *testing.T) {
	_, head, body, _ := answer(t, preset(t, "gzip"))
	want(t, "header", strings.Contains(head, "\r\nContent-Encoding: gzip"), true)
	r, err := gzip.NewReader(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := io.ReadAll(r)
	want(t, "content", []any{string(plain), err}, []any{documented, nil})
}

func TestInformationalFlood(t *testing.T) {
	_, v := scripted(t, sandbox.Action{Kind: sandbox.KindFlood, Times: 500})
	request, _ := uploadRequest(t, passport())
	got, _ := raw(t, v, request)
	want(t, "answers", strings.Count(got, "HTTP/1.1 103 Early Hints\r\n"), 500)
	want(t, "the last one", strings.HasSuffix(got, "\r\n\r\n"+documented), true)
}

func TestShortAnswerPromisesMore(t *testing.T) {
	_, v := scripted(t, sandbox.Action{Kind: sandbox.KindShort})
	body, _ := json.Marshal(passport())
	r, _ := http.NewRequest("POST", v.BaseURL()+"/api-document-upload", bytes.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	want(t, "cut off", []any{len(got), err}, []any{len(documented) / 2, io.ErrUnexpectedEOF})
}

func TestDripComesInPieces(t *testing.T) {
	_, v := scripted(t, sandbox.Action{Kind: sandbox.KindDrip, Every: time.Millisecond, DelayReading: time.Millisecond, DelayAnswer: time.Millisecond})
	request, _ := uploadRequest(t, passport())
	c := dial(t, v)
	_, _ = io.WriteString(c, request)
	reads, buf := 0, make([]byte, 4096)
	for {
		_, err := c.Read(buf)
		if err != nil {
			want(t, "end", err, io.EOF)
			break
		}
		reads++
	}
	want(t, "many reads", reads > 20, true)
}

func TestDropsAtPoints(t *testing.T) {
	big := form(ann, "PASSPORT", "FRONT_SIDE", "x.png", append(tiny, make([]byte, 100_000)...))
	for name, c := range map[string]struct {
		act   sandbox.Action
		whole bool // all bytes are sent; otherwise all but the last
		count int
	}{
		"reset after the last byte":   {sandbox.Action{Kind: sandbox.KindReset}, true, 1},
		"reset before the last byte":  {sandbox.Action{Kind: sandbox.KindReset, At: sandbox.BeforeLastByte}, false, 0},
		"reset before the body":       {sandbox.Action{Kind: sandbox.KindReset, At: sandbox.BeforeBody}, false, 0},
		"reset at 5,000":              {sandbox.Action{Kind: sandbox.KindReset, At: 5000}, false, 0},
		"close after the last byte":   {sandbox.Action{Kind: sandbox.KindClose}, true, 1},
		"close before the last byte":  {sandbox.Action{Kind: sandbox.KindClose, At: sandbox.BeforeLastByte}, false, 0},
		"reset beyond the whole body": {sandbox.Action{Kind: sandbox.KindReset, At: 1 << 40}, true, 1},
	} {
		s, v := scripted(t, c.act)
		request, _ := uploadRequest(t, big)
		if !c.whole {
			request = request[:len(request)-1]
		}
		got, err := raw(t, v, request)
		wasReset := errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
		want(t, name+" ends", []any{got, wasReset}, []any{"", c.act.Kind == sandbox.KindReset})
		v.Close()
		want(t, name+" received", len(s.Uploads()), c.count)
	}
}

func TestEarlyAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		then  string
		count int
	}{"close": {"", 0}, "reset": {sandbox.ThenReset, 0}, "read": {sandbox.ThenRead, 1}} {
		s, v := scripted(t, sandbox.Action{Kind: sandbox.KindStatus, Status: 413, At: 10, Then: c.then})
		request, head := uploadRequest(t, passport())
		conn := dial(t, v)
		_, _ = io.WriteString(conn, request[:head+10])
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil && c.then != sandbox.ThenReset { // a reset may overtake the answer
			t.Fatal(name, err)
		}
		if err == nil {
			want(t, name, resp.StatusCode, 413)
			_ = resp.Body.Close()
		}
		_, _ = io.WriteString(conn, request[head+10:])
		if c.then == sandbox.ThenRead {
			eventually(t, "the late body is received", func() bool { return len(s.Uploads()) == 1 })
		}
		v.Close()
		u := s.Uploads()
		want(t, name+" received", len(u), c.count)
		if len(u) > 0 {
			want(t, name+" judged", u[0].Judged, false)
		}
	}
}

func TestARuleThatNarrowsLeavesTheLastByteAlone(t *testing.T) {
	cfg := config()
	cfg.Blind = true
	cfg.Script = []sandbox.Rule{{Call: "upload", Applicant: ann, DocType: "PASSPORT", Do: sandbox.Action{Kind: sandbox.KindStatus, Status: 401, At: sandbox.BeforeLastByte}}}
	s, v := start(t, cfg)
	request, _ := uploadRequest(t, form(ann, "PASSPORT", "FRONT_SIDE", "x.png", append(tiny, make([]byte, 50_000)...)))
	got, _ := raw(t, v, request[:len(request)-1])
	want(t, "answered though a byte is held back", strings.HasPrefix(got, "HTTP/1.1 401 "), true)
	upload(t, v, bob, "PASSPORT", "FRONT_SIDE", tiny)
	want(t, "others are met as documented", []any{len(s.Uploads()), s.Uploads()[0].Accepted}, []any{1, true})
}

func TestNthCountsPerRule(t *testing.T) {
	cfg := config()
	cfg.Script = []sandbox.Rule{
		{Call: "status", Nth: 2, Do: preset(t, "server-error")},
		{Call: "*", Nth: 4, Do: preset(t, "forbidden")},
		{Call: "status", Nth: 2, Do: preset(t, "not-found")},
	}
	s, v := start(t, cfg)
	var got []int
	for range 5 {
		code, _ := call(t, v, "api-applicant-status", map[string]string{"applicantId": ann})
		got = append(got, code)
	}
	want(t, "codes", got, []int{200, 500, 200, 403, 200})
	s.AddRules(sandbox.Rule{Call: "status", Nth: 1, Do: preset(t, "conflict")})
	code, _ := call(t, v, "api-applicant-status", map[string]string{"applicantId": ann})
	want(t, "added rules count from now", code, 409)
}

func TestALostCheckWasStarted(t *testing.T) {
	for name, started := range map[string]int{"reset-after-last-byte": 1, "server-error": 1, "request-timeout": 1,
		"reset-before-last-byte": 0, "retry-after": 0, "conflict": 0, "redirect": 0} {
		cfg := config()
		cfg.Script = []sandbox.Rule{{Call: "check", Do: preset(t, name)}}
		s, v := start(t, cfg)
		body := `{"applicantId":"` + ann + `"}`
		_, _ = raw(t, v, "POST "+sandbox.Path+"/api-request-applicant-check HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+token+
			"\r\nContent-Length: "+strconv.Itoa(len(body))+"\r\n\r\n"+body)
		v.Close()
		want(t, name, s.Checks(ann), started)
	}
}

func TestRecordIsCalledBeforeTheAnswer(t *testing.T) {
	recorded := make(chan sandbox.Upload, 1)
	cfg := config()
	cfg.Record = func(u sandbox.Upload) { recorded <- u }
	cfg.Script = []sandbox.Rule{{Call: "upload", Do: sandbox.Action{Kind: sandbox.KindReset, DelayAnswer: time.Hour}}}
	s, v := start(t, cfg)
	request, _ := uploadRequest(t, passport())
	_, _ = io.WriteString(dial(t, v), request)
	u := <-recorded
	want(t, "recorded", []any{u.SHA256, u.Scripted, len(s.Uploads())}, []any{sum(tiny), "reset", 1})
}

func TestCloseEndsDelays(t *testing.T) {
	// Most of them have begun when they are counted; the answer's delay needs the body first.
	for name, act := range map[string]sandbox.Action{
		"reading": {Kind: sandbox.KindDelay, DelayReading: time.Hour},
		"answer":  {Kind: sandbox.KindDelay, DelayAnswer: time.Hour},
		"drip":    {Kind: sandbox.KindDrip, Every: time.Hour},
		"slow":    {Kind: sandbox.KindDelay, BytesPerSecond: 20},
		"stuck":   {Kind: sandbox.KindHuge, Bytes: 60 << 20},
	} {
		s, v := scripted(t, act)
		request, _ := uploadRequest(t, passport())
		c := dial(t, v)
		_, _ = io.WriteString(c, request)
		eventually(t, name+" has begun", func() bool { return s.Requests()["upload"] == 1 })
		if name == "answer" {
			eventually(t, "the body is here", func() bool { return len(s.Uploads()) == 1 })
		}
		begun := time.Now()
		v.Close()
		want(t, name+" ends at once", time.Since(begun) < 10*time.Second, true)
		if name == "reading" || name == "answer" {
			got, _ := io.ReadAll(c)
			want(t, name+" was not answered", string(got), "")
			want(t, name+" received", len(s.Uploads()) == 1, name == "answer")
		}
	}
}

func TestCloseWaitsForRequests(t *testing.T) {
	var over atomic.Bool
	entered, release := make(chan struct{}), make(chan struct{})
	cfg := config()
	cfg.Record = func(sandbox.Upload) {
		close(entered)
		<-release
		over.Store(true)
	}
	_, v := start(t, cfg)
	request, _ := uploadRequest(t, passport())
	_, _ = io.WriteString(dial(t, v), request)
	<-entered
	time.AfterFunc(300*time.Millisecond, func() { close(release) })
	v.Close()
	want(t, "the request was over", over.Load(), true)
}

func TestAnUnfinishedBodyIsNoUpload(t *testing.T) {
	s, v := start(t, config())
	request, _ := uploadRequest(t, passport())
	c := dial(t, v)
	_, _ = io.WriteString(c, request[:len(request)-1])
	_ = c.Close()
	eventually(t, "the request is over", func() bool { return s.Requests()["upload"] == 1 })
	v.Close()
	want(t, "received", len(s.Uploads()), 0)
}

func TestHandlerServesElsewhereToo(t *testing.T) {
	cfg := config()
	cfg.Script = []sandbox.Rule{{Call: "status", Do: preset(t, "cloudflare-502")}, {Call: "check", Do: preset(t, "reset-after-last-byte")}}
	s := sandbox.New(cfg)
	defer s.Close()
	for _, tls := range []bool{false, true} {
		h := httptest.NewUnstartedServer(s.Handler())
		if tls {
			h.StartTLS()
		} else {
			h.Start()
		}
		post := func(workflow string) (*http.Response, error) {
			return h.Client().Post(h.URL+sandbox.Path+"/"+workflow, "application/json", strings.NewReader(`{}`))
		}
		resp, err := post("api-applicant-status")
		if err != nil {
			t.Fatal(err)
		}
		want(t, "status", resp.StatusCode, 502)
		_ = resp.Body.Close()
		_, err = post("api-request-applicant-check")
		want(t, "reset", err != nil, true)
		h.Close()
	}
}

func TestCloseEndsDelaysOfAHandler(t *testing.T) {
	cfg := config()
	cfg.Script = []sandbox.Rule{{Call: "status", Do: sandbox.Action{Kind: sandbox.KindDelay, DelayReading: time.Hour}}}
	s := sandbox.New(cfg)
	h := httptest.NewServer(s.Handler())
	defer h.Close()
	time.AfterFunc(20*time.Millisecond, s.Close)
	_, err := h.Client().Post(h.URL+sandbox.Path+"/api-applicant-status", "application/json", strings.NewReader(`{}`))
	want(t, "cut off", errors.Is(err, io.EOF), true)
}

func TestSlowReading(t *testing.T) {
	_, v := scripted(t, sandbox.Action{Kind: sandbox.KindDelay, BytesPerSecond: 1000})
	request, head := uploadRequest(t, passport())
	begun := time.Now()
	got, err := raw(t, v, request)
	least := time.Duration(len(request)-head-100) * time.Millisecond
	want(t, "takes its time", time.Since(begun) >= least, true)
	want(t, "answer", []any{strings.HasSuffix(got, documented), err}, []any{true, nil})
}

func TestAClosedSandboxDoesNotListen(t *testing.T) {
	s := sandbox.New(config())
	s.Close()
	if _, err := s.Listen("127.0.0.1:0"); err == nil {
		t.Error("it listens")
	}
}
