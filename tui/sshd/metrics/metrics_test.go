package metrics

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/journal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// serve serves the metrics until the test ends, and returns what reads a page.
func serve(t *testing.T, m *Metrics, health func(context.Context) error) func(method, page string) (int, string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- m.Serve(ctx, l, health) }()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return func(method, page string) (int, string) {
		t.Helper()
		request, err := http.NewRequestWithContext(t.Context(), method, "http://"+l.Addr().String()+page, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := client.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(text)
	}
}

func healthy(context.Context) error { return nil }

// TestEventsAreCounted proves for each event that has a count which one it is, and that an
// append which did not take place counts as that alone.
func TestEventsAreCounted(t *testing.T) {
	secret := foreign.Untrusted("anna")
	for want, e := range map[string]flows.Event{
		"dossier_pictures_sent_total 1":               flows.Released{},
		`dossier_answers_total{result="accepted"} 1`:  flows.Answered{Kind: flows.AnswerAccepted, Message: secret},
		`dossier_answers_total{result="refused"} 1`:   flows.Answered{Kind: flows.AnswerRefused},
		`dossier_answers_total{result="failed"} 1`:    flows.Answered{Kind: flows.AnswerFailed},
		`dossier_answers_total{result="throttled"} 1`: flows.Answered{Kind: flows.AnswerThrottled},
		`dossier_answers_total{result="unclear"} 1`:   flows.AnswerLost{},
		`dossier_answers_total{result="not sent"} 1`:  flows.NotSent{},
		"dossier_checks_sent_total 1":                 flows.CheckReleased{},
		"dossier_checks_unclear_total 1":              flows.CheckLost{},
	} {
		m := New()
		_, text := serve(t, m, healthy)("GET", "/metrics")
		if strings.Contains(text, want) {
			t.Errorf("%s is there before its event", want)
		}
		for result, name := range map[journal.Result]string{journal.Conflict: "conflict", journal.Unknown: "unknown"} {
			m.NoteAppend(e, journal.Outcome{Result: result}, time.Millisecond)
			if _, text := serve(t, m, healthy)("GET", "/metrics"); strings.Contains(text, want) || !strings.Contains(text, `dossier_journal_append_failures_total{result="`+name+`"} 1`) {
				t.Errorf("%s of %T:\n%s", name, e, text)
			}
		}
		m.NoteAppend(e, journal.Outcome{Result: journal.Done}, 30*time.Millisecond)
		_, text = serve(t, m, healthy)("GET", "/metrics")
		for _, line := range []string{want, `dossier_journal_append_seconds_bucket{le="0.025"} 2`, `dossier_journal_append_seconds_bucket{le="0.05"} 3`, "dossier_journal_append_seconds_count 3"} {
			if !strings.Contains(text, line) {
				t.Errorf("%T: %s is missing in\n%s", e, line, text)
			}
		}
		if strings.Contains(text, "anna") {
			t.Errorf("%T: the text of the service is there", e)
		}
	}
}

// An answer with errors refuses the picture, and one that names something else says nothing
// of it.
func TestWhatAnAnswerMeans(t *testing.T) {
	for want, e := range map[string]flows.Answered{
		"refused": {Kind: flows.AnswerAccepted, Errors: []flows.Remark{{}}}, "unclear": {Kind: flows.AnswerMismatch}, "accepted": {Kind: flows.AnswerAccepted, Warnings: []flows.Remark{{}}},
	} {
		if got := answerResult(e); got != want {
			t.Errorf("%+v: %s, want %s", e, got, want)
		}
	}
}

// TestPrometheusReadsEveryLine proves that every line is one of Prometheus's text format,
// and that open things are counted down again.
func TestPrometheusReadsEveryLine(t *testing.T) {
	m := New()
	m.RefuseConnection("too many")
	m.RefuseLogin(`no "known" key`)
	endConnection, endSession := m.BeginConnection(), m.BeginSession("wizard")
	m.EndArrival(true)
	m.EndArrival(false)
	m.AddGauge("dossier_inbox_bytes", "Bytes.", func() float64 { return 12 })
	m.NoteAppend(flows.Released{}, journal.Outcome{Result: journal.Done}, time.Second)
	get := serve(t, m, healthy)
	_, text := get("GET", "/metrics")
	line := regexp.MustCompile(`^(# (HELP|TYPE) [a-z_]+.*|[a-z_]+(\{[a-z]+="([^"\\]|\\.)*"\})? [0-9.e+-]+)$`)
	for l := range strings.Lines(text) {
		if !line.MatchString(strings.TrimSuffix(l, "\n")) {
			t.Errorf("%q is no line of the format", l)
		}
	}
	for _, want := range []string{
		`dossier_connections_refused_total{reason="too many"} 1`, `dossier_logins_refused_total{reason="no \"known\" key"} 1`, "dossier_connections_open 1",
		`dossier_sessions_open{kind="wizard"} 1`, `dossier_arrivals_total{result="complete"} 1`, `dossier_arrivals_total{result="incomplete"} 1`, "dossier_inbox_bytes 12",
	} {
		if !strings.Contains(text, "\n"+want+"\n") {
			t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	endConnection()
	endSession()
	_, text = get("GET", "/metrics")
	for _, want := range []string{"dossier_connections_open 0", `dossier_sessions_open{kind="wizard"} 0`, "dossier_logins_total 1", `dossier_sessions_total{kind="wizard"} 1`} {
		if !strings.Contains(text, "\n"+want+"\n") {
			t.Errorf("at the end %s is missing in\n%s", want, text)
		}
	}
}

// TestEveryMetricSaysWhatItIs proves that before the samples of each metric there are one
// line with its text and one with its type, as Prometheus's text format asks.
func TestEveryMetricSaysWhatItIs(t *testing.T) {
	m := New()
	m.RefuseConnection("too many")
	m.RefuseLogin("no key")
	m.BeginConnection()
	m.BeginSession("wizard")
	m.AddGauge("dossier_inbox_bytes", "Bytes.", func() float64 { return 12 })
	m.NoteAppend(flows.Released{}, journal.Outcome{Result: journal.Unknown}, time.Second)
	_, text := serve(t, m, healthy)("GET", "/metrics")
	help := regexp.MustCompile(`^# HELP ([a-z_]+) [A-Z0-9][^\n]*\.$`)
	kind := regexp.MustCompile(`^# TYPE ([a-z_]+) (counter|gauge|histogram)$`)
	sample := regexp.MustCompile(`^([a-z_]+?)(_bucket|_sum|_count)?[ {]`)
	helped, typed := map[string]int{}, map[string]int{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if found := help.FindStringSubmatch(line); found != nil {
			helped[found[1]]++
		} else if found := kind.FindStringSubmatch(line); found != nil {
			typed[found[1]]++
		} else if found := sample.FindStringSubmatch(line); found == nil || helped[found[1]] != 1 || typed[found[1]] != 1 {
			t.Errorf("%q has no text or no type before it", line)
		}
	}
	if len(helped) != len(helpTexts)+1 || len(typed) != len(helped) { // and the added one
		t.Errorf("%d texts and %d types of %d metrics:\n%s", len(helped), len(typed), len(helpTexts)+1, text)
	}
}

// The health is the service's and its journal's, and says no more.
func TestTheHealth(t *testing.T) {
	var health error
	get := serve(t, New(), func(context.Context) error { return health })
	if code, text := get("GET", "/healthz"); code != http.StatusOK || text != "ok\n" {
		t.Errorf("%d, %q", code, text)
	}
	health = errors.New("/secret/path")
	if code, text := get("GET", "/healthz"); code != http.StatusServiceUnavailable || text != "not ready\n" {
		t.Errorf("%d, %q", code, text)
	}
	for _, c := range []struct{ method, page string }{{"POST", "/metrics"}, {"GET", "/"}, {"GET", "/debug/pprof/"}, {"DELETE", "/healthz"}} {
		if code, _ := get(c.method, c.page); code != http.StatusNotFound && code != http.StatusMethodNotAllowed {
			t.Errorf("%s %s: %d", c.method, c.page, code)
		}
	}
}
