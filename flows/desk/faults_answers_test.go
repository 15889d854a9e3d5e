//go:build linux || darwin

package desk_test

import (
	"bytes"
	"compress/gzip"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"sync"
	"time"

	"dossier/flows"
	"dossier/personr"
)

// unclear is a row after the last byte that a person must decide.
func unclear(row int, name string, serve fault, cause flows.Cause, says ...string) faultCase {
	return faultCase{row: row, name: name, when: after, serve: serve,
		state: flows.Unclear, cause: cause, attempts: 1, kept: 1, says: append(says, "UNCLEAR", received, again)}
}

// unclearRows are the rows in which no usable answer came.
func unclearRows() []faultCase {
	timeout := unclear(8, "timeout", silent, flows.CauseNoAnswer, probably)
	timeout.client = limits(func(t *personr.Timeouts) { t.Header = 150 * time.Millisecond })
	return []faultCase{
		timeout,
		unclear(8, "closed", says(""), flows.CauseNoAnswer, probably),
		unclear(8, "reset", resetsAfter, flows.CauseNoAnswer, probably),
		unclear(13, "408", says(response(408, "")), flows.CauseNoAnswer, probably, "HTTP 408"),
		unclear(14, "409", says(response(409, "{}")), flows.CauseConflict, "Conflict: perhaps this picture was received before.", "HTTP 409"),
		unclear(18, "500", says(response(500, `{"statusCode":500,"message":"boom"}`)), flows.CauseServerError,
			"The service failed; it may have kept the picture.", "HTTP 500", "boom"),
		redirected(301), redirected(302), redirected(307), redirected(308),
	}
}

// redirected leads to a real host, which must hear nothing.
func redirected(status int) faultCase {
	c := unclear(26, fmt.Sprint(status), nil, flows.CauseRedirected, "Redirected elsewhere. Probably not received.")
	c.play = playRedirect(status)
	return c
}

// throttleRows: the service throttles, with or without a wait.
func throttleRows() []faultCase {
	row := func(row int, when when, name string, waits [][2]time.Duration, headers ...string) faultCase {
		answer := response(429, "", headers...)
		c := faultCase{row: row, name: name, when: when, serve: refuses(answer),
			state: flows.Failed, cause: flows.CauseThrottled, attempts: 4, waits: waits, says: []string{throttled}}
		if when == before {
			c.serve = early(answer)
		}
		return c
	}
	long := row(16, after, "ten minutes", nil, "Retry-After: 600")
	long.attempts = 1
	once := row(16, after, "once", asked[:1], "Retry-After: 7")
	once.serve, once.state, once.cause, once.attempts = only(1, once.serve), flows.Accepted, "", 2
	once.kept, once.says = 1, []string{"ACCEPTED"}
	single := once
	single.name, single.play, single.attempts, single.kept = "one at a time", playOneAtATime, 3, 2
	single.serve = func(x *exchange) {
		if x.n == 1 {
			refuses(response(429, "", "Retry-After: 7"))(x)
			return
		}
		waits(x)
	}
	list := []faultCase{long, once, single, row(16, before, "seven", asked, "Retry-After: 7"), row(16, after, "seven", asked, "Retry-After: 7")}
	return append(list, row(17, after, "none", limited), row(17, before, "none", limited),
		row(17, after, "absurd", limited, "Retry-After: 999999999"), row(17, after, "no number", limited, "Retry-After: soon"),
		row(17, after, "past", limited, "Retry-After: Sun, 01 Mar 2020 12:00:30 GMT"))
}

// edgeRows: the service's edge answers in its place.
func edgeRows() []faultCase {
	const noWord = "The answer has a status of the service's edge. Unclear."
	var list []faultCase
	for _, status := range []int{502, 503, 504, 520, 522, 524} {
		list = append(list, unclear(19, fmt.Sprint(status), says(response(status, "<html>", edge, ray)), flows.CauseGateway,
			noWord, fmt.Sprint("HTTP ", status), "CF-Ray 8c1f0a2b3c4d5e6f-SYD"))
	}
	for _, status := range []int{521, 523, 525, 526, 530} {
		list = append(list, faultCase{row: 20, name: fmt.Sprint(status), when: after, serve: refuses(response(status, edgePage(status), edge, ray, html)),
			state: flows.Failed, cause: flows.CauseEdge, attempts: 4, waits: edgePause,
			says: []string{"It was sent, and was probably not received."}})
	}
	return append(list,
		unclear(20, "without ray", says(response(521, edgePage(521), edge, html)), flows.CauseGateway, noWord),
		unclear(20, "without server", says(response(521, edgePage(521), ray, html)), flows.CauseGateway, noWord),
		unclear(20, "other page", says(response(521, "<html>", edge, ray, html)), flows.CauseGateway, noWord),
		unclear(20, "of the service", says(response(521, `{"statusCode":521,"message":"x"}`, edge, ray)), flows.CauseGateway, noWord),
		unclear(20, "under 200", says(response(200, `{"statusCode":521,"message":"x"}`, edge, ray)), flows.CauseGateway, noWord))
}

// edgePage is the edge's own page: only it says that the service was not reached.
func edgePage(status int) string {
	return fmt.Sprintf(`<!DOCTYPE html><div id="cf-error-details">Error code %d</div>Cloudflare Ray ID: 8c1f0a2b3c4d5e6f`, status)
}

// answerRows: the answer is about a picture, perhaps another one.
func answerRows() []faultCase {
	row := func(row int, name string, serve fault, state flows.State, says ...string) faultCase {
		return faultCase{row: row, name: name, when: after, serve: serve, state: state, attempts: 1, kept: 1, says: says}
	}
	second := func(x *exchange) {
		if x.n == 1 {
			accepts(x)
			return
		}
		replacing(`"errors":[]`, `"errors":["forbiddenDocument"]`)(x)
	}
	list := []faultCase{
		row(21, "good", accepts, flows.Accepted, "ACCEPTED"),
		row(21, "small letters", replacing("AUS", "aus"), flows.Accepted, "ACCEPTED"),
		row(22, "warning", replacing(`"warnings":[]`, `"warnings":["glare"]`), flows.Accepted, "WARNING glare", "accepted with a warning"),
		row(23, "errors", replacing(`"errors":[]`, `"errors":["badSelfie"]`), flows.Refused, "REFUSED badSelfie"),
		row(23, "pair", second, flows.Refused, "REFUSED forbiddenDocument", "The same front is sent again automatically"),
	}
	list[2].play, list[4].play, list[4].attempts, list[4].kept = playWarning, playPair, 2, 2
	for _, c := range [][3]string{
		{"applicant", `"1x2"`, `"1x3"`}, {"type", `"SELFIE"`, `"PASSPORT"`}, {"side", "null", `"FRONT_SIDE"`}, {"country", "AUS", "NZL"},
	} {
		c := row(25, c[0], replacing(c[1], c[2]), flows.Unclear,
			"STOPPED", "The picture may be attached to another applicant", "An answer named another applicant or document", "(Leave everything stopped)")
		c.cause, c.play = "", playIncident // what it named says it all
		list = append(list, c)
	}
	return list
}

// formRows: something came that cannot be used.
func formRows() []faultCase {
	row := func(row int, name string, serve fault, also ...string) faultCase {
		return unclear(row, name, serve, flows.CauseUnknown, append(also, unknownForm)...)
	}
	flood := func(x *exchange) {
		if x.all() {
			x.say(strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 20) + response(200, x.good()))
		}
	}
	return []faultCase{
		unclear(24, "page", says(response(200, "<html>ok</html>")), flows.CausePageBetween,
			"begins <html>ok</html>", "Probably not received: a page in between answered.", "Sign in to the network (portal, filter), then decide."),
		row(24, "page of the edge", says(response(200, "<html>ok</html>", edge, ray)), "begins <html>ok</html>"),
		row(24, "empty", says(response(200, ""))),
		row(24, "cut JSON", answers(func(good string) string { return good[:60] })),
		row(24, "cut body", says("HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{")),
		row(24, "no errors", replacing(`"errors":[],`, "")),
		row(24, "complains", answers(func(good string) string { return strings.Replace(good, "{", `{"statusCode":4e2,`, 1) })),
		row(24, "no warnings", replacing(`,"warnings":[]`, "")),
		row(28, "body", says(response(200, `{"a":"`+strings.Repeat("x ", 600<<10)+`"}`)), `begins {"a":"x x`),
		row(28, "headers", says("HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 80<<10)+"\r\n\r\n")),
		row(28, "bomb", says(response(200, zip(strings.Repeat(" ", 64<<20)+"{}"), "Content-Encoding: gzip"))),
		row(28, "compression unknown", func(x *exchange) { x.all(); x.say(response(200, x.good(), "Content-Encoding: br")) }),
		{row: 28, name: "compressed", when: after, state: flows.Accepted, attempts: 1, kept: 1, says: []string{"ACCEPTED"},
			serve: func(x *exchange) { x.all(); x.say(response(200, zip(x.good()), "Content-Encoding: gzip")) }},
		row(29, "1xx flood", flood),
		row(29, "no status line", says("SSH-2.0-OpenSSH_9.6\r\n\r\n")),
		row(29, "bad header", says("HTTP/1.1 200 OK\r\nno colon here\r\n\r\n")),
	}
}

func zip(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

// slowRows: the answer begins and does not end in time.
func slowRows() []faultCase {
	watched := limits(func(t *personr.Timeouts) { t.Header, t.Body = 200*time.Millisecond, 200*time.Millisecond })
	// Where the headers come whole, a busy machine must have time to read them.
	body := limits(func(t *personr.Timeouts) { t.Body = 200 * time.Millisecond })
	slow := func(name string, serve fault, client func(*personr.Config, string)) faultCase {
		c := unclear(27, name, serve, flows.CauseSlowAnswer, "Probably received: the answer did not end in time.")
		c.client = client
		return c
	}
	complete := faultCase{row: 27, name: "in time", when: after, state: flows.Accepted, attempts: 1, kept: 1, says: []string{"ACCEPTED"},
		serve: drips(func(x *exchange) string { return response(200, x.good()) }, 20, 5*time.Millisecond)}
	refusal := faultCase{row: 27, name: "refusal", when: after, state: flows.Refused, cause: flows.CauseTooLarge, attempts: 1,
		client: body, says: []string{tooLarge}, serve: func(x *exchange) {
			if x.all() {
				x.refuse()
				begins("HTTP/1.1 413 Too Large\r\nContent-Length: 50\r\n\r\nabc")(x)
			}
		}}
	endless := func(*exchange) string {
		return "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + strings.Repeat(" ", 100_000)
	}
	return []faultCase{
		complete, refusal,
		slow("half of the headers", begins("HTTP/1.1 200 OK\r\nContent-"), watched),
		slow("half of the body", begins("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"), body),
		slow("drips for ever", drips(endless, 1, 10*time.Millisecond), limits(func(t *personr.Timeouts) { t.Total = 300 * time.Millisecond })),
	}
}

// intruder is a certificate that nobody vouches for.
var intruder = sync.OnceValue(func() tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		panic(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "intruder"},
		DNSNames: []string{"personr.test"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
})
