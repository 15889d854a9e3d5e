package personr

import "strconv"

// Verdict says what can have become of a request. The zero value is no
// verdict; no call returns it.
type Verdict int

const (
	// NotSent means that the service received nothing that it could use: the body
	// was incomplete, was never sent, or stopped at the edge.
	NotSent Verdict = iota + 1
	// Refused means that the service saw the request and said no; nothing was
	// kept, or what was kept is not to be used.
	Refused
	// Answered means that the service gave a valid answer, which may still
	// hold errors about the picture.
	Answered
	// Ambiguous means that the whole request was sent and no usable answer came: it
	// may have been received and must not be repeated automatically.
	Ambiguous
)

// String returns the verdict in words for logs.
func (v Verdict) String() string {
	if v < NotSent || v > Ambiguous {
		return "verdict " + strconv.Itoa(int(v))
	}
	return [...]string{NotSent: "not sent", Refused: "refused", Answered: "answered", Ambiguous: "ambiguous"}[v]
}

// Cause names why a request got its verdict: one value for each thing that is
// explained differently to an operator. It is empty for a plain good answer.
type Cause string

const (
	// NoConnection: no name, route, listener or TLS session. Nothing was sent.
	NoConnection Cause = "no-connection"
	// TLSUntrusted: the certificate is wrong; the outcome's Message describes it.
	TLSUntrusted Cause = "tls-untrusted"
	// ProxyRefused: the proxy, named in the outcome's Target, denied the tunnel.
	ProxyRefused Cause = "proxy-refused"
	// Interrupted: the connection broke or stalled before the last byte.
	Interrupted Cause = "interrupted"
	// ReleaseRefused: the release function failed, so the last byte was kept.
	ReleaseRefused Cause = "release-refused"
	// FileChanged: what was read is not what was approved.
	FileChanged Cause = "file-changed"
	// FileUnreadable: the file could not be read.
	FileUnreadable Cause = "file-unreadable"
	// Cancelled: the caller's context ended before the last byte.
	Cancelled Cause = "cancelled"
	// Paused: an earlier answer refused the token; see [Client.Resume].
	Paused Cause = "paused"
	// InvalidRequest: the caller left out something the call needs.
	InvalidRequest Cause = "invalid-request"
	// EarlyAnswer: an answer came before the last byte and cannot be about it.
	EarlyAnswer Cause = "early-answer"
	// NoAnswer: the last byte was sent, and no answer came.
	NoAnswer Cause = "no-answer"
	// BadRequest: HTTP 400 with a message of the service.
	BadRequest Cause = "bad-request"
	// NotAccepted: 400, 404, 405, 415 or 422 without such a message.
	NotAccepted Cause = "not-accepted"
	// Unauthorized: 401; the token is not valid (any more).
	Unauthorized Cause = "unauthorized"
	// Forbidden: 403, or a challenge page of the edge.
	Forbidden Cause = "forbidden"
	// RequestTimeout: 408.
	RequestTimeout Cause = "request-timeout"
	// Conflict: 409, perhaps the same picture.
	Conflict Cause = "conflict"
	// TooLarge: 413.
	TooLarge Cause = "too-large"
	// Throttled: 429.
	Throttled Cause = "throttled"
	// ServerError: 500 and other failures of the service itself.
	ServerError Cause = "server-error"
	// GatewayError: a gateway gave up waiting, or lost the service.
	GatewayError Cause = "gateway-error"
	// EdgeError: the edge says that it never reached the service.
	EdgeError Cause = "edge-error"
	// UnknownAnswer: an answer of unknown form or status.
	UnknownAnswer Cause = "unknown-answer"
	// EchoMismatch: the answer names another applicant, type, side or country.
	EchoMismatch Cause = "echo-mismatch"
	// Redirected: 3xx, never followed; the outcome's Target is the host named.
	Redirected Cause = "redirected"
	// OversizedAnswer: headers or body too large, or compressed unasked.
	OversizedAnswer Cause = "oversized-answer"
	// MalformedAnswer: what came is not HTTP, or a flood of interim answers.
	MalformedAnswer Cause = "malformed-answer"
	// SlowAnswer: the answer began and did not end in time.
	SlowAnswer Cause = "slow-answer"
)
