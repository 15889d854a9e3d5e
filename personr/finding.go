package personr

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// finding is a reply that was judged.
type finding struct {
	reply
	complaint
	verdict Verdict
	cause   Cause
	status  int    // of the answer, or the one that its JSON names
	fields  fields // nil if the answer is not JSON of the strict form
}

// send makes a call that must not happen twice: through the turnstile, and
// through a gate that waits for release. accept says what is wrong with the
// answer of a success, if anything.
func (c *Client) send(ctx context.Context, call string, body payload, release func(context.Context) error, accept func(fields) Cause) finding {
	if cause := c.turnstile.enter(ctx); cause != "" {
		return finding{verdict: NotSent, cause: cause}
	}
	defer c.turnstile.leave()
	g := newGate(ctx, body, release)
	g.admitted = c.stillAdmitted
	found := weigh(c.exchange(ctx, call, g), accept)
	c.turnstile.note(found.cause)
	return found
}

// stillAdmitted holds back what was under way when the token was refused.
func (c *Client) stillAdmitted() Cause {
	if _, paused := c.turnstile.pausedBy(); paused {
		return Paused
	}
	return ""
}

// ask makes a call that changes nothing. A refused token pauses the sends too;
// a forbidden question says nothing about them, and a certificate that is not
// trusted is told by the first send, which gets no further either.
func (c *Client) ask(ctx context.Context, call, applicantID string, accept func(fields) Cause) (finding, error) {
	body, err := applicantBody(applicantID)
	if err != nil {
		return finding{}, err
	}
	found := weigh(c.exchange(ctx, call, newGate(ctx, body, nil)), accept)
	if found.cause != Forbidden && found.cause != TLSUntrusted {
		c.turnstile.note(found.cause)
	}
	if found.verdict == Answered {
		return found, nil
	}
	return found, c.apiError(found)
}

// weigh reads and judges a reply.
func weigh(r reply, accept func(fields) Cause) finding {
	found := finding{reply: r, status: r.status}
	if parsed, err := parse(r.body); err == nil {
		found.fields, found.complaint = parsed, complain(parsed)
	}
	s := seen{
		released: r.released, fault: r.fault, status: r.status, message: found.message != "",
		edge: fromEdge(r.header), challenge: challenged(r.header),
	}
	if r.status == http.StatusOK {
		found.status, s.body = readSuccess(found, accept)
		// The edge never reports in JSON under HTTP 200: the service did.
		s.status, s.edge = found.status, s.edge && found.status == r.status
	}
	found.verdict, found.cause = judge(s)
	return found
}

// readSuccess looks into an HTTP 200, which may hold an error all the same. It
// returns the status that counts and what is wrong with the body. One that
// both complains and reports on the picture is of unknown form.
func readSuccess(found finding, accept func(fields) Cause) (int, Cause) {
	switch {
	case found.bodyFlaw != "":
		return http.StatusOK, found.bodyFlaw
	case found.fields == nil:
		return http.StatusOK, UnknownAnswer
	case found.complaint.status < 400:
		return http.StatusOK, accept(found.fields)
	case found.fields.has("errors"):
		return http.StatusOK, UnknownAnswer
	}
	return found.complaint.status, ""
}

// failure is the cause for logs, without any foreign text.
func (f finding) failure() error {
	switch {
	case f.verdict == Answered:
		return nil
	case f.err != nil:
		return fmt.Errorf("%s: %w", f.cause, f.err)
	case f.status != 0:
		return fmt.Errorf("%s: the service answered with status %d", f.cause, f.status)
	}
	return fmt.Errorf("%s: nothing was tried", f.cause)
}

// says returns the code and the message of the service, or the description of
// the certificate that was refused.
func (c *Client) says(f finding) (code, message Foreign) {
	if f.verdict == Answered {
		return Foreign{}, Foreign{}
	}
	return c.foreign(f.code), c.foreign(f.message + f.note)
}

// excerpt returns the beginning of an answer that could not be read, for
// support. An answer that was cut may end within the token, where the token is
// not recognised.
func (c *Client) excerpt(f finding) Foreign {
	if f.fields != nil || len(f.body) == 0 || f.header.Get("Content-Encoding") != "" {
		return Foreign{}
	}
	text, token := string(f.body), c.token.reveal()
	for n := min(len(token), len(text)); n > 0; n-- {
		if rest, found := strings.CutSuffix(text, token[:n]); found {
			text = rest
			break
		}
	}
	return c.foreign(text)
}
