package personr

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"dossier/flows/foreign"
)

const flat400 = `{"statusCode":400,"message":"Error: Cannot read docSets - invalid docType provided."}`

// Rows of the failure table with a complete body and one answer.
func TestRowsAfterTheLastByte(t *testing.T) {
	cf := []string{"Server: cloudflare", "CF-Ray: 8c1f0a2b3c4d5e6f-SYD"}
	for _, row := range []struct {
		name    string
		answer  string
		verdict Verdict
		cause   Cause
	}{
		{"closed without a word", "", Ambiguous, NoAnswer},
		{"status 400 with a message", response(400, flat400), Refused, BadRequest},
		{"status 200 that says 400", response(200, flat400), Refused, BadRequest},
		{"status 200 that says error", response(200, `{"status":"error","response":"Workspace not found"}`), Refused, BadRequest},
		{"status 400 html", response(400, "<html>no</html>"), Refused, NotAccepted},
		{"status 404", response(404, "<html>"), Refused, NotAccepted},
		{"status 422", response(422, "{}"), Refused, NotAccepted},
		{"status 401", response(401, `{"error_class":"Unauthorized"}`), Refused, Unauthorized},
		{"status 403", response(403, "no"), Refused, Forbidden},
		{"challenge", response(503, "<html>", append(cf, "Content-Type: text/html; charset=UTF-8", "cf-mitigated: challenge")...), Refused, Forbidden},
		{"status 408", response(408, ""), Ambiguous, RequestTimeout},
		{"status 409", response(409, "{}"), Ambiguous, Conflict},
		{"status 413", response(413, ""), Refused, TooLarge},
		{"status 429", response(429, "", "Retry-After: 7"), Refused, Throttled},
		{"status 500", response(500, `{"statusCode":500,"message":"boom"}`), Ambiguous, ServerError},
		{"status 502", response(502, "<html>", cf...), Ambiguous, GatewayError},
		{"status 524", response(524, "<html>", cf...), Ambiguous, GatewayError},
		{"status 521 of the edge", response(521, edgePage(521), append(cf, "Content-Type: text/html; charset=UTF-8")...), NotSent, EdgeError},
		{"status 521 through the edge", response(521, "<html>", append(cf, "Content-Type: text/html")...), Ambiguous, GatewayError},
		{"status 521 without ray", response(521, "<html>", cf[0]), Ambiguous, GatewayError},
		{"status 200 that says 521", response(200, `{"statusCode":521,"message":"x"}`, cf...), Ambiguous, GatewayError},
		{"good", response(200, goodAnswer), Answered, ""},
		{"html", response(200, "<html>ok</html>"), Ambiguous, PageBetween},
		{"html after a mark and blanks", response(200, "\xef\xbb\xbf \r\n<!DOCTYPE html><p>sign in</p>"), Ambiguous, PageBetween},
		{"html by its type", response(200, "sign in", "Content-Type: text/html; charset=utf-8"), Ambiguous, PageBetween},
		{"html under 203", response(203, "<html>", "Content-Type: text/html"), Ambiguous, PageBetween},
		{"html of the edge", response(200, "<html>ok</html>", cf...), Ambiguous, UnknownAnswer},
		{"html of the platform", response(200, "<html>ok</html>", "X-Bubble-Perf: {}"), Ambiguous, UnknownAnswer},
		{"JSON called html", response(200, goodAnswer, "Content-Type: text/html"), Answered, ""},
		{"a sign-in is wanted", response(511, "<html>"), Ambiguous, PageBetween},
		{"a mark before the JSON", response(200, "\xef\xbb\xbf"+goodAnswer), Answered, ""},
		{"two marks", response(200, "\xef\xbb\xbf\xef\xbb\xbf"+goodAnswer), Ambiguous, UnknownAnswer},
		{"empty", response(200, ""), Ambiguous, UnknownAnswer},
		{"cut JSON", response(200, goodAnswer[:60]), Ambiguous, UnknownAnswer},
		{"cut body", "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + goodAnswer, Ambiguous, UnknownAnswer},
		{"no errors", response(200, strings.Replace(goodAnswer, `"errors":[],`, "", 1)), Ambiguous, UnknownAnswer},
		{"errors null", response(200, strings.Replace(goodAnswer, `"errors":[]`, `"errors":null`, 1)), Ambiguous, UnknownAnswer},
		{"warnings an object", response(200, strings.Replace(goodAnswer, `"warnings":[]`, `"warnings":{}`, 1)), Ambiguous, UnknownAnswer},
		{"Errors beside errors", response(200, strings.Replace(goodAnswer, `"errors":[]`, `"errors":["bad"],"Errors":[]`, 1)), Ambiguous, UnknownAnswer},
		{"errors twice", response(200, strings.Replace(goodAnswer, `"errors":[]`, `"errors":["bad"],"errors":[]`, 1)), Ambiguous, UnknownAnswer},
		{"says 400 and reports", response(200, strings.Replace(goodAnswer, `{`, `{"statusCode":400,`, 1)), Ambiguous, UnknownAnswer},
		{"no applicant", response(200, strings.Replace(goodAnswer, `"applicantId"`, `"other"`, 1)), Ambiguous, UnknownAnswer},
		{"side a number", response(200, strings.Replace(goodAnswer, `"FRONT_SIDE"`, "7", 1)), Ambiguous, UnknownAnswer},
		{"status 204", response(204, ""), Ambiguous, UnknownAnswer},
		{"other applicant", response(200, strings.Replace(goodAnswer, testApplicant, "1x2", 1)), Ambiguous, EchoMismatch},
		{"other type", response(200, strings.Replace(goodAnswer, "PASSPORT", "passport", 1)), Ambiguous, EchoMismatch},
		{"no side", response(200, strings.Replace(goodAnswer, `"FRONT_SIDE"`, "null", 1)), Ambiguous, EchoMismatch},
		{"other country", response(200, strings.Replace(goodAnswer, "AUS", "NZL", 1)), Ambiguous, EchoMismatch},
		{"country in small letters", response(200, strings.Replace(goodAnswer, "AUS", "aus", 1)), Answered, ""},
		{"status 301", response(301, "", "Location: https://elsewhere.example/x"), Ambiguous, Redirected},
		{"status 302 with a bad place", response(302, "", "Location: ://%zz"), Ambiguous, Redirected},
		{"large body", response(200, `{"a":"`+strings.Repeat("x ", 600<<10)+`"}`), Ambiguous, OversizedAnswer},
		{"gzip", response(200, zip(goodAnswer), "Content-Encoding: gzip"), Answered, ""},
		{"gzip of a marked JSON", response(200, zip("\xef\xbb\xbf"+goodAnswer), "Content-Encoding: X-GZIP"), Answered, ""},
		{"gzip of a page", response(200, zip("<html>"), "Content-Encoding: gzip"), Ambiguous, PageBetween},
		{"gzip of a refusal", response(400, zip(flat400), "Content-Encoding: gzip"), Refused, BadRequest},
		{"gzip bomb", response(200, zip(strings.Repeat(" ", 64<<20)+goodAnswer), "Content-Encoding: gzip"), Ambiguous, OversizedAnswer},
		{"gzip cut", response(200, zip(goodAnswer)[:90], "Content-Encoding: gzip"), Ambiguous, UnknownAnswer},
		{"gzip that is none", response(200, goodAnswer, "Content-Encoding: gzip"), Ambiguous, UnknownAnswer},
		{"brotli", response(200, goodAnswer, "Content-Encoding: br"), Ambiguous, UnknownAnswer},
		{"large headers", "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 80<<10) + "\r\n\r\n", Ambiguous, OversizedAnswer},
		{"status 1xx flood", strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 20) + response(200, goodAnswer), Ambiguous, MalformedAnswer},
		{"few 1xx", strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 3) + response(200, goodAnswer), Answered, ""},
		{"no status line", "SSH-2.0-OpenSSH_9.6\r\n\r\n", Ambiguous, MalformedAnswer},
		{"bad header", "HTTP/1.1 200 OK\r\nno colon here\r\n\r\n", Ambiguous, MalformedAnswer},
		{"status 101", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n", Ambiguous, UnknownAnswer},
		{"unlisted 418", response(418, ""), Ambiguous, UnknownAnswer},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			client := clientOf(t, answering(t, row.answer))
			got := upload(t, client, document(picture(20_000)))
			expect(t, got, row.verdict, row.cause, true)
			if got.Mismatch != (row.cause == EchoMismatch) {
				t.Errorf("Mismatch = %t", got.Mismatch)
			}
			if got.Verdict == Answered && (got.Errors == nil || got.Warnings == nil) {
				t.Error("an answer must hold both lists")
			}
		})
	}
}

func zip(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.String()
}

// The connection ends or stalls while the body is on its way.
func TestRowInterrupted(t *testing.T) {
	for name, handle := range map[string]func(*peer){
		"reset":  func(p *peer) { p.head(); p.body(100_000); p.reset() },
		"closed": func(p *peer) { p.head(); p.body(100_000) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := clientOf(t, serve(t, handle))
			expect(t, upload(t, client, document(picture(16<<20))), NotSent, Interrupted, false)
		})
	}
}

// The record fails, so the byte is kept; the reason stays recognisable.
func TestRowReleaseRefused(t *testing.T) {
	conflict := errors.New("overtaken")
	for name, reason := range map[string]error{"conflict": conflict, "bare EOF": io.EOF} {
		t.Run(name, func(t *testing.T) {
			complete := make(chan bool, 1)
			server := serve(t, func(p *peer) { p.head(); complete <- int64(len(p.body(-1))) == p.length })
			d := document(picture(5000))
			d.Release = func(context.Context) error { return reason }
			got := upload(t, clientOf(t, server), d)
			expect(t, got, NotSent, ReleaseRefused, false)
			if !errors.Is(got.Err, reason) {
				t.Errorf("Err = %v", got.Err)
			}
			if <-complete {
				t.Error("the server got a complete body")
			}
		})
	}
}

// Rows about the file: other bytes than approved, too few, unreadable.
func TestRowFileFaults(t *testing.T) {
	server := serve(t, func(p *peer) { p.head(); p.body(-1) })
	content := picture(200_000)
	changed, short, broken := document(content), document(content), document(content)
	changed.SHA256 = sha256.Sum256([]byte("what was approved"))
	short.Size++
	broken.Content = brokenFile{}
	for cause, d := range map[Cause]Document{FileChanged: changed, FileUnreadable: broken} {
		released := false
		d.Release = func(context.Context) error { released = true; return nil }
		expect(t, upload(t, clientOf(t, server), d), NotSent, cause, false)
		if released {
			t.Errorf("%s: release was asked", cause)
		}
	}
	got := upload(t, clientOf(t, server), short)
	expect(t, got, NotSent, FileChanged, false)
	got = upload(t, clientOf(t, server), broken)
	if strings.Contains(got.Err.Error(), "passport") {
		t.Errorf("Err repeats the path: %v", got.Err)
	}
}

type brokenFile struct{}

func (brokenFile) ReadAt([]byte, int64) (int, error) {
	return 0, &os.PathError{Op: "read", Path: "/home/x/passport of somebody.jpg", Err: os.ErrPermission}
}

// An answer comes while the body is still being sent.
func TestRowsBeforeTheLastByte(t *testing.T) {
	for _, row := range []struct {
		answer  string
		verdict Verdict
		cause   Cause
	}{
		{response(400, flat400), Refused, BadRequest},
		{response(401, "{}"), Refused, Unauthorized},
		{response(403, "no"), Refused, Forbidden},
		{response(413, ""), Refused, TooLarge},
		{response(429, ""), Refused, Throttled},
		{response(200, goodAnswer), NotSent, EarlyAnswer},
		{response(408, ""), NotSent, RequestTimeout},
		{response(500, "{}"), NotSent, ServerError},
		{response(502, "<html>"), NotSent, GatewayError},
		{response(307, "", "Location: https://elsewhere.example/x"), NotSent, Redirected},
		{"nonsense\r\n\r\n", NotSent, EarlyAnswer},
	} {
		server := serve(t, func(p *peer) {
			p.head()
			p.body(50_000)
			p.writeText(row.answer)
			_, _ = io.Copy(io.Discard, p.in)
		})
		d := document(picture(16 << 20))
		// Release waits until the exchange is over: only then can no timing
		// let the byte out.
		d.Release = func(ctx context.Context) error { <-ctx.Done(); return nil }
		got := upload(t, clientOf(t, server), d)
		expect(t, got, row.verdict, row.cause, false)
		if row.cause == BadRequest && !strings.Contains(foreign.Reveal(got.Message), "docSets") {
			t.Error("the message was lost")
		}
	}
}

// The answer never begins, or it begins and is too slow.
func TestRowSlowAnswers(t *testing.T) {
	hold := func(text string) *server {
		return serve(t, func(p *peer) { p.head(); p.body(-1); p.writeText(text); <-p.over })
	}
	for _, row := range []struct {
		name, text string
		cause      Cause
	}{
		{"nothing", "", NoAnswer},
		{"half of the headers", "HTTP/1.1 200 OK\r\nContent-", SlowAnswer},
		{"half of the headers, total", "HTTP/1.1 200 OK\r\nContent-", SlowAnswer},
		{"half of the body", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + goodAnswer[:40], SlowAnswer},
		{"half of the body, total", "HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + goodAnswer[:40], SlowAnswer},
	} {
		t.Run(row.name, func(t *testing.T) {
			client := clientOf(t, hold(row.text), func(c *Config) {
				c.Timeouts.Total = time.Minute
				if strings.HasSuffix(row.name, "total") {
					c.Timeouts.Header, c.Timeouts.Body, c.Timeouts.Total = time.Minute, time.Minute, 300*time.Millisecond
				}
			})
			expect(t, upload(t, client, document(picture(5000))), Ambiguous, row.cause, true)
		})
	}
}

// A refusal that comes in drips is a refusal all the same, by its status.
func TestSlowRefusalIsARefusal(t *testing.T) {
	server := serve(t, func(p *peer) {
		p.head()
		p.body(-1)
		p.writeText("HTTP/1.1 413 Too Large\r\nContent-Length: 50\r\n\r\nabc")
		<-p.over
	})
	expect(t, upload(t, clientOf(t, server), document(picture(5000))), Refused, TooLarge, true)
}

// The caller cancels, or the process is asked to stop: before the last byte nothing was
// sent, after it nothing is known.
func TestRowCancelled(t *testing.T) {
	server := serve(t, func(p *peer) { p.head(); p.body(-1); <-p.over })
	for _, released := range []bool{false, true} {
		ctx, cancel := context.WithCancel(t.Context())
		d := document(picture(5000))
		d.Release = func(ctx context.Context) error {
			if released {
				time.AfterFunc(50*time.Millisecond, cancel)
				return nil
			}
			cancel()
			return nil // too late: the byte must stay
		}
		got := clientOf(t, server).UploadDocument(ctx, d)
		verdict := NotSent
		if released {
			verdict = Ambiguous
		}
		expect(t, got, verdict, Cancelled, released)
	}
}

func TestInvalidDocumentIsNotSent(t *testing.T) {
	client := newClient(t, "http://127.0.0.1:9/wf")
	for name, damage := range map[string]func(*Document){
		"no applicant": func(d *Document) { d.ApplicantID = "" },
		"no release":   func(d *Document) { d.Release = nil },
		"no content":   func(d *Document) { d.Content = nil },
		"empty":        func(d *Document) { d.Size = 0 },
		"bad text":     func(d *Document) { d.FileName = "a\xff.jpg" },
	} {
		d := document(picture(10))
		damage(&d)
		t.Run(name, func(t *testing.T) { expect(t, upload(t, client, d), NotSent, InvalidRequest, false) })
	}
}
