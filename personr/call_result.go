package personr

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"dossier/flows/foreign"
	"dossier/personr/edge"
)

// callResult is a reply with its verdict.
type callResult struct {
	reply
	errorAnswer
	verdict  Verdict
	cause    Cause
	pausedBy Cause      // for Paused: what had paused sending
	status   int        // of the answer, or the one that its JSON names
	fields   jsonObject // nil if the answer is not JSON of the strict form
}

// gatedCall is a call that must not happen twice.
type gatedCall struct {
	call    string
	body    requestBody
	hold    hold                        // before the first byte
	release func(context.Context) error // before the last byte
	accept  func(jsonObject) Cause      // what is wrong with the answer of a success, if anything
}

// callGated waits for the rate limiter, opens the connection, holds the first byte until
// the hold is over and the last one until release agrees. A connection that ends
// during the hold is replaced by another one after it: nothing was sent.
func (c *Client) callGated(ctx context.Context, r gatedCall) callResult {
	if cause, pausedBy := c.limiter.acquire(ctx); cause != "" {
		return callResult{verdict: NotSent, cause: cause, pausedBy: pausedBy}
	}
	defer c.limiter.release()
	var pausedBy Cause
	run := func() reply {
		g := newGate(ctx, r.body, r.release)
		g.hold = r.hold
		g.checkAdmission = func() (cause Cause) { cause, pausedBy = c.pausedCause(); return cause }
		return c.runExchange(ctx, r.call, g)
	}
	answer := run()
	if answer.lostIdle && r.hold.wait(ctx) == nil {
		answer = run() // once: nothing was sent, and this connection does not idle
	}
	found := classifyReply(answer, r.accept)
	found.pausedBy = pausedBy // the exchange is over: nothing asks for admission any more
	c.limiter.noteCause(found.cause)
	return found
}

// pausedCause holds back requests under way when sending is paused, and says what
// paused it.
func (c *Client) pausedCause() (cause, pausedBy Cause) {
	if by, paused := c.limiter.pauseCause(); paused {
		return Paused, by
	}
	return "", ""
}

// callReadOnly makes a call that changes nothing. A refused token pauses the sends
// too. A forbidden question says nothing about them, and an untrusted certificate
// stops the first send anyway.
func (c *Client) callReadOnly(ctx context.Context, call, applicantID string, accept func(jsonObject) Cause) (callResult, error) {
	body, err := newApplicantBody(applicantID)
	if err != nil {
		return callResult{}, err
	}
	found := classifyReply(c.runExchange(ctx, call, newGate(ctx, body, nil)), accept)
	if found.cause != Forbidden && !isCertificateCause(found.cause) {
		c.limiter.noteCause(found.cause)
	}
	if found.verdict == Answered {
		return found, nil
	}
	return found, &APIError{c.newOutcome(found)}
}

// classifyReply reads a reply and gives it its verdict.
func classifyReply(r reply, accept func(jsonObject) Cause) callResult {
	found := callResult{reply: r, status: r.status}
	if parsed, err := parseAnswer(r.body); err == nil {
		found.fields, found.errorAnswer = parsed, parseErrorAnswer(parsed)
	}
	answer := edge.Answer{Status: r.status, Header: r.header, Body: r.body, Fields: found.fields}
	s := exchangeFacts{
		released: r.released, failCause: r.failCause, status: r.status, message: found.message != "",
		unreached: r.bodyFlaw == "" && answer.IsUnreached() && !isReport(found.fields) && !found.fields.hasComplaint(),
		challenge: answer.IsChallenge(), page: found.fields == nil && answer.IsPageBetween(), disputed: contradictsStatus(r, found),
	}
	if r.status == http.StatusOK {
		found.status, s.bodyFlaw = readSuccess(found, accept)
		s.status, s.stated = found.status, found.status != r.status
	}
	found.verdict, found.cause = classifyResponse(s)
	return found
}

// readSuccess looks into an HTTP 200, which may hold an error all the same. It
// returns the status that counts and what is wrong with the body. Only the documented
// forms are read, of an error as of a success: what is anything else, or both, is of
// unknown form.
func readSuccess(found callResult, accept func(jsonObject) Cause) (int, Cause) {
	switch {
	case found.bodyFlaw != "":
		return http.StatusOK, found.bodyFlaw
	case found.fields == nil:
		return http.StatusOK, UnknownAnswer
	}
	if status := statedErrorStatus(found.fields); status != 0 {
		return status, ""
	}
	return http.StatusOK, accept(found.fields)
}

// logError is the cause for logs, without any foreign text.
func (c callResult) logError() error {
	switch {
	case c.verdict == Answered:
		return nil
	case c.err != nil:
		return fmt.Errorf("%s: %w", c.cause, c.err)
	case c.status != 0:
		return fmt.Errorf("%s: the service answered with status %d", c.cause, c.status)
	}
	return fmt.Errorf("%s: nothing was tried", c.cause)
}

// serviceMessage returns the code and the message of the service, or the description of
// the certificate that was refused.
func (c *Client) serviceMessage(f callResult) (code, message foreign.Text) {
	if f.verdict == Answered {
		return foreign.Text{}, foreign.Text{}
	}
	return c.redactForeign(f.code), c.redactForeign(f.message + describeCertificate(f.refused))
}

// answerExcerpt returns the beginning of an answer that could not be read, for
// support. An answer that was cut may end within the token, where the token is
// not recognised.
func (c *Client) answerExcerpt(f callResult) foreign.Text {
	if f.fields != nil || len(f.body) == 0 {
		return foreign.Text{}
	}
	text, token := string(f.body), c.token.reveal()
	for n := min(len(token), len(text)); n > 0; n-- {
		if rest, found := strings.CutSuffix(text, token[:n]); found {
			text = rest
			break
		}
	}
	return c.redactForeign(text)
}
