//go:build linux || darwin

package desk_test

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"dossier/flows"
	"dossier/flows/journal/journaltest"
	"dossier/personr"
)

// What the operator reads, word for word.
const (
	interrupted = "The connection broke. Stopped before the end: the service did not get a complete picture."
	notRecorded = "It could not be recorded in the journal. Stopped before the end: the service did not get a complete picture."
	notAccepted = "Not accepted by the service."
	probably    = "Probably received: the service did not answer."
	unknownForm = "Probably received: the answer was not understood."
	signIn      = "The service did not accept the sign-in. What to do Sending is paused."
	denied      = "The service, or its edge, denied access. What to do Sending is paused."
	tooLarge    = "Too large for the service. What to do Choose a smaller picture or scan it at less resolution."
	throttled   = "Too many requests. The service did not accept it."
	received    = "(Treat it as received)"
	again       = "(Send it again (adds a second picture))"
)

const (
	flat400 = `{"statusCode":400,"message":"Error: Cannot read docSets - invalid docType provided."}`
	ray     = "CF-Ray: 8c1f0a2b3c4d5e6f-SYD"
	edge    = "Server: cloudflare"
	html    = "Content-Type: text/html; charset=UTF-8"
)

// The pauses before automatic attempts, as the table has them.
var (
	fullJitter = [][2]time.Duration{{500 * time.Millisecond, time.Second}, {500 * time.Millisecond, 2 * time.Second},
		{500 * time.Millisecond, 4 * time.Second}, {500 * time.Millisecond, 8 * time.Second}}
	twoTries  = [][2]time.Duration{{500 * time.Millisecond, time.Second}, {500 * time.Millisecond, 4 * time.Second}}
	edgePause = [][2]time.Duration{{5 * time.Second, 6 * time.Second}, {10 * time.Second, 12 * time.Second}, {20 * time.Second, 24 * time.Second}}
	limited   = [][2]time.Duration{{5 * time.Second, 6 * time.Second}, {15 * time.Second, 18 * time.Second}, {45 * time.Second, 54 * time.Second}}
	asked     = [][2]time.Duration{{7 * time.Second, 7 * time.Second}, {15 * time.Second, 18 * time.Second}, {45 * time.Second, 54 * time.Second}}
)

func faultCases() []faultCase {
	return slices.Concat(connectionRows(), interruptionRows(), journalRows(), refusalRows(), earlyRows(),
		unclearRows(), throttleRows(), edgeRows(), answerRows(), formRows(), slowRows(), scriptedRows())
}

func limits(change func(t *personr.Timeouts)) func(*personr.Config, string) {
	return func(c *personr.Config, _ string) { change(&c.Timeouts) }
}

func base(of string) func(*personr.Config, string) {
	return func(c *personr.Config, service string) { c.BaseURL = strings.Replace(of, "SERVICE", service, 1) }
}

// connectionRows: no request came about.
func connectionRows() []faultCase {
	const closed, slow = "The service's port is closed. Nothing was sent.",
		"The service could not be reached in time. Nothing was sent."
	refused := func(row int, name string, cause flows.Cause, says string, client func(*personr.Config, string)) faultCase {
		return faultCase{row: row, name: name, when: before, client: client, serve: accepts,
			state: flows.Failed, cause: cause, attempts: 5, waits: fullJitter, says: []string{says, "Enter sends the same picture"}}
	}
	once := refused(1, "over a minute", flows.CausePortRefused, closed, base("http://127.0.0.1:9"))
	once.leap, once.attempts, once.waits = 61*time.Second, 2, fullJitter[:1]
	deaf := refused(2, "handshake timeout", flows.CauseTLSTimeout, "Encryption could not begin in time. Nothing was sent.", func(c *personr.Config, service string) {
		c.BaseURL, c.Timeouts.TLS = "https://"+service, 100*time.Millisecond
	})
	deaf.raw = func(s *service, _ net.Conn) net.Conn { <-s.over; return nil }
	rude := refused(2, "handshake reset", flows.CauseTLSFailed, "The connection broke as encryption began. Nothing was sent.", base("https://SERVICE"))
	rude.raw = func(s *service, conn net.Conn) net.Conn {
		_, _ = conn.Read(make([]byte, 1)) // encryption has begun: a reset before that is no connection
		(&exchange{Conn: conn, s: s}).reset()
		return nil
	}
	plain := refused(2, "plain http", flows.CauseNotTLS, "What answered does not speak TLS. Nothing was sent.", base("https://SERVICE"))
	plain.raw = func(s *service, conn net.Conn) net.Conn {
		_, _ = io.WriteString(conn, response(400, "plain http here"))
		<-s.over
		return nil
	}
	plain.attempts, plain.waits, plain.says = 1, nil, plain.says[:1]
	list := []faultCase{
		refused(1, "refused", flows.CausePortRefused, closed, base("http://127.0.0.1:9")), once,
		refused(1, "dial timeout", flows.CauseConnectTimeout, slow, limits(func(t *personr.Timeouts) { t.Dial = time.Nanosecond })),
		deaf, rude, plain,
		{row: 3, name: "unknown issuer", when: before, client: base("https://SERVICE"), serve: accepts,
			raw: func(_ *service, conn net.Conn) net.Conn {
				return tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{intruder()}})
			},
			state: flows.Failed, cause: flows.CauseUntrusted, attempts: 1,
			says: []string{"Certificate not trusted. Possible interception.", "Nothing was sent.", "Show it to your administrator.",
				"issuer CN=intruder; names personr.test, 127.0.0.1; valid until 20"}},
	}
	for _, answer := range []string{"407 Proxy Authentication Required", "403 Forbidden", "502 Bad Gateway"} {
		list = append(list, faultCase{row: 4, name: answer[:3], when: before, client: throughProxy,
			raw: func(s *service, conn net.Conn) net.Conn {
				if _, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
					_, _ = io.WriteString(conn, "HTTP/1.1 "+answer+"\r\nContent-Length: 0\r\n\r\n")
				}
				return nil
			},
			state: flows.Failed, cause: flows.CauseProxy, attempts: 1,
			says: []string{"The proxy refused the connection. Nothing was sent.", "HTTP " + answer[:3], "proxy 127.0.0.1:"}})
	}
	return append(list, silentProxies()...)
}

// silentProxies take the connection and say nothing; each try ends in its limit.
func silentProxies() []faultCase {
	var list []faultCase
	for _, scheme := range []string{"http", "socks5"} {
		list = append(list, faultCase{row: 4, name: "silent " + scheme, when: before,
			client: func(c *personr.Config, service string) {
				c.BaseURL, c.Timeouts.Proxy = "https://personr.test", 100*time.Millisecond
				c.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(scheme + "://" + service) }
			},
			raw:   func(s *service, _ net.Conn) net.Conn { <-s.over; return nil },
			state: flows.Failed, cause: flows.CauseProxySilent, attempts: 5, waits: fullJitter,
			says: []string{"The proxy did not answer in time. Nothing was sent.", "Check the proxy; Enter sends the same picture."}})
	}
	return list
}

func throughProxy(c *personr.Config, service string) {
	c.BaseURL = "https://personr.test"
	c.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse("http://user:pass@" + service) }
}

// interruptionRows: the connection ends or stalls before the last byte.
func interruptionRows() []faultCase {
	row := func(name string, serve fault, attempts int) faultCase {
		return faultCase{row: 5, name: name, when: before, serve: serve,
			state: flows.Failed, cause: flows.CauseInterrupted, attempts: attempts, waits: twoTries, says: []string{interrupted}}
	}
	stalled := row("watchdog", stalls, 3)
	stalled.cause, stalled.says = flows.CauseStalled, []string{"Sending stopped moving. Stopped before the end: the service did not get a complete picture."}
	stalled.narrow, stalled.client = true, limits(func(t *personr.Timeouts) { t.Write = 150 * time.Millisecond })
	recovers := row("once", only(1, resets), 2)
	recovers.state, recovers.cause, recovers.kept, recovers.says = flows.Accepted, "", 1, []string{"ACCEPTED"}
	recovers.waits, recovers.keeps = twoTries[:1], 1
	cancel := row("cancel", stalls, 1)
	cancel.play, cancel.cause, cancel.waits = playCancel, flows.CauseTakenBack, nil
	cancel.says = []string{"Stopped by you before the end"}
	return []faultCase{row("reset", resets, 3), row("closed", closes, 3), stalled, recovers, cancel}
}

// journalRows: the release cannot be recorded.
func journalRows() []faultCase {
	row := func(name string, plan func(int, flows.Entry) journaltest.Fault) faultCase {
		return faultCase{row: 6, name: name, when: after, serve: accepts, journal: plan,
			state: flows.Failed, cause: flows.CauseJournal, attempts: 1, says: []string{notRecorded}}
	}
	list := []faultCase{
		row("lost", failAppends("Released", journaltest.FaultLost)), row("durable", failAppends("Released", journaltest.FaultDurable)),
		row("conflict", failAppends("Released", journaltest.FaultConflict)),
		{row: 6, name: "overtaken", when: after, serve: accepts, play: playOvertaken,
			state: flows.Failed, cause: flows.CauseTakenOver, attempts: 1, says: []string{"Somebody else took this applicant over. Stopped before the end: the service did not get a complete picture."}},
		{row: 6, name: "file changed", when: after, serve: accepts, play: playChangedFile,
			state: flows.Missing, cause: flows.CauseFileChanged, attempts: 1, says: []string{"The file changed after it was chosen. Stopped before the end: the service did not get a complete picture."}},
	}
	for i := range list {
		list[i].when = before
		list[i].asksGate = true // and it is the journal that says no
	}
	return list
}

// failAppends makes every append of one event fail.
func failAppends(name string, f journaltest.Fault) func(int, flows.Entry) journaltest.Fault {
	return func(_ int, e flows.Entry) journaltest.Fault {
		if flows.EventName(e.Event) == name {
			return f
		}
		return journaltest.NoFault
	}
}

// refusalRows: after the last byte the answer refuses.
func refusalRows() []faultCase {
	row := func(row int, name, answer string, state flows.State, cause flows.Cause, says ...string) faultCase {
		return faultCase{row: row, name: name, when: after, serve: refuses(answer), state: state, cause: cause, attempts: 1, says: says}
	}
	list := []faultCase{
		row(9, "message", response(400, flat400), flows.Refused, flows.CauseRefused, notAccepted, "Check type and country", "Cannot read docSets"),
		row(9, "under 200", response(200, flat400), flows.Refused, flows.CauseRefused, notAccepted, "Cannot read docSets"),
		row(10, "400 page", response(400, "<html>no</html>"), flows.Refused, flows.CauseRefused, notAccepted, "HTTP 400"),
		row(10, "404", response(404, "<html>"), flows.Refused, flows.CauseRefused, notAccepted, "HTTP 404"),
		row(10, "405", response(405, ""), flows.Refused, flows.CauseRefused, notAccepted, "HTTP 405"),
		row(10, "415", response(415, ""), flows.Refused, flows.CauseRefused, notAccepted, "HTTP 415"),
		row(10, "422", response(422, "{}"), flows.Refused, flows.CauseRefused, notAccepted, "HTTP 422"),
		row(11, "401", response(401, `{"error_class":"Unauthorized"}`), flows.Failed, flows.CauseSignIn, signIn),
		row(12, "403", response(403, "no"), flows.Failed, flows.CauseForbidden, denied),
		row(12, "challenge", response(503, "<html>", html, edge, ray, "cf-mitigated: challenge"),
			flows.Failed, flows.CauseForbidden, denied),
		row(15, "413", response(413, ""), flows.Refused, flows.CauseTooLarge, tooLarge),
	}
	for i := range list {
		switch list[i].row {
		case 11, 12:
			list[i].play = playPaused
		case 15:
			list[i].sized = true
		}
	}
	return list
}

// earlyRows are the answers that come while the body is still being sent, and those
// that mean the same before and after the last byte.
func earlyRows() []faultCase {
	row := func(row int, name string, serve fault, state flows.State, cause flows.Cause, says ...string) faultCase {
		return faultCase{row: row, name: name, when: before, serve: serve, state: state, cause: cause, attempts: 1, says: says}
	}
	retried := func(name string, serve fault) faultCase {
		c := row(13, name, serve, flows.Failed, flows.CauseInterrupted, interrupted)
		c.attempts, c.waits = 3, twoTries
		return c
	}
	list := []faultCase{
		row(7, "400", early(response(400, flat400)), flows.Refused, flows.CauseRefused, notAccepted, "Cannot read docSets"),
		row(7, "401", early(response(401, "{}")), flows.Failed, flows.CauseSignIn, signIn),
		row(7, "413", early(response(413, "")), flows.Refused, flows.CauseTooLarge, tooLarge),
		row(7, "401 and closed", hasty(response(401, "{}")), flows.Failed, flows.CauseSignIn, signIn),
		row(11, "401", early(response(401, "{}")), flows.Failed, flows.CauseSignIn, signIn),
		row(12, "403", early(response(403, "no")), flows.Failed, flows.CauseForbidden, denied),
		retried("408", early(response(408, ""))),
		row(15, "413", early(response(413, "")), flows.Refused, flows.CauseTooLarge, tooLarge),
		row(26, "307", early(response(307, "", "Location: https://elsewhere.example/x")), flows.Failed, flows.CauseRedirected,
			"The answer redirected elsewhere.", "the service did not get a complete picture", "redirect elsewhere.example"),
	}
	for i := range list {
		switch list[i].row {
		case 11, 12:
			list[i].play = playPaused
		case 15:
			list[i].sized = true
		}
	}
	return list
}
