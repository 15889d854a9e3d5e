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
	// NoConnection: no connection, for a reason that is not one of the following. As
	// with all of them nothing of the request was sent.
	NoConnection Cause = "no-connection"
	// UnknownHost: the service's name does not exist.
	UnknownHost Cause = "unknown-host"
	// LookupFailed: the name server did not answer, or not in time.
	LookupFailed Cause = "lookup-failed"
	// PortRefused: the service's computer is there, nobody listens.
	PortRefused Cause = "port-refused"
	// TooManyFiles: this process, or the system, has too many files open for a connection.
	TooManyFiles Cause = "too-many-files"
	// NoRoute: no network leads to the service.
	NoRoute Cause = "no-route"
	// ConnectTimeout: the connection did not come about in time.
	ConnectTimeout Cause = "connect-timeout"
	// ProxySetting: the setting names no proxy.
	ProxySetting Cause = "proxy-setting"
	// ProxyUnknown: the proxy's name does not exist. As with the other causes of a
	// proxy, the outcome's Target names it.
	ProxyUnknown Cause = "proxy-unknown"
	// ProxyUnreachable: the proxy could not be connected to.
	ProxyUnreachable Cause = "proxy-unreachable"
	// ProxySilent: the proxy did not answer in time.
	ProxySilent Cause = "proxy-silent"
	// ProxyRefused: the proxy denied the tunnel, or could not reach the service.
	ProxyRefused Cause = "proxy-refused"
	// ProxyFailed: the proxy hung up, its certificate is wrong, or it is no proxy.
	ProxyFailed Cause = "proxy-failed"
	// NotTLS: what answered does not speak TLS.
	NotTLS Cause = "not-tls"
	// TLSTooOld: what answered offers no version from TLS 1.2 on.
	TLSTooOld Cause = "tls-too-old"
	// TLSTimeout: the TLS handshake did not end in time.
	TLSTimeout Cause = "tls-timeout"
	// TLSFailed: the TLS handshake failed in another way.
	TLSFailed Cause = "tls-failed"
	// TLSUntrusted: the certificate's issuer is not known. As with the other causes of
	// a certificate, the outcome's Certificate describes it.
	TLSUntrusted Cause = "tls-untrusted"
	// TLSExpired: the certificate is past its dates, and good but for that.
	TLSExpired Cause = "tls-expired"
	// TLSNotYetValid: the certificate is before its dates, and good but for that.
	TLSNotYetValid Cause = "tls-not-yet-valid"
	// TLSWrongName: a trusted certificate of another host.
	TLSWrongName Cause = "tls-wrong-name"
	// Interrupted: the connection broke before the last byte.
	Interrupted Cause = "interrupted"
	// SendStalled: the connection stalled before the last byte.
	SendStalled Cause = "send-stalled"
	// ReleaseRefused: the release function failed, so the last byte was kept.
	ReleaseRefused Cause = "release-refused"
	// FileChanged: what was read is not what was approved.
	FileChanged Cause = "file-changed"
	// FileUnreadable: the file could not be read.
	FileUnreadable Cause = "file-unreadable"
	// Cancelled: the caller's context ended; after the last byte, nobody waits for the answer.
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
	// PageBetween: a web page came, with nothing that is the service's: a captive
	// portal or a filter answered.
	PageBetween Cause = "page-between"
)
