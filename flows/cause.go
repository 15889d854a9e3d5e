package flows

// Cause says why a request did not reach the service or why it failed there. The
// words are this program's; the desk maps the client's causes to them.
type Cause string

// Causes with automatic retries have a row in retryRules (retry.go).
const (
	CauseNoConnection Cause = "no connection"
	CauseInterrupted  Cause = "interrupted"
	CauseEdge         Cause = "service unreachable behind its edge"
	CauseThrottled    Cause = "throttled"
	CauseUntrusted    Cause = "certificate not trusted"
	CauseProxy        Cause = "proxy refused"
	CauseJournal      Cause = "could not be recorded"
	CauseFileChanged  Cause = "file changed"
	CauseUnreadable   Cause = "file not readable"
	CauseCancelled    Cause = "cancelled"
	CauseTakenBack    Cause = "taken back"
	CauseForOther     Cause = "sent for another applicant" // the picture was, by another dossier
	CauseTakenOver    Cause = "taken over"
	CauseSessionGone  Cause = "session ended"
	CauseSignIn       Cause = "sign-in needed"
	CauseForbidden    Cause = "forbidden"
	CausePaused       Cause = "paused"
	CauseRefused      Cause = "not accepted by the service"
	CauseTooLarge     Cause = "too large for the service"
	CauseNoAnswer     Cause = "no answer"
	CauseServerError  Cause = "server error"
	CauseGateway      Cause = "gateway error"
	CauseUnknown      Cause = "answer not understood"
	CauseConflict     Cause = "conflict at the service"
	CauseRedirected   Cause = "redirected"
)

// Causes of a failure before the request began, each told apart by the stage that
// failed: name lookup, connection, proxy, encryption. Nothing of a request was sent.
const (
	CauseUnknownHost      Cause = "unknown host"
	CauseLookupFailed     Cause = "name lookup failed"
	CausePortRefused      Cause = "port refused"
	CauseNoRoute          Cause = "no route"
	CauseTooManyFiles     Cause = "too many open files" // on this computer
	CauseConnectTimeout   Cause = "connection timed out"
	CauseProxySetting     Cause = "proxy setting malformed"
	CauseProxyUnknown     Cause = "proxy unknown"
	CauseProxyUnreachable Cause = "proxy unreachable"
	CauseProxySilent      Cause = "proxy silent"
	CauseProxyFailed      Cause = "proxy failed"
	CauseNotTLS           Cause = "not TLS"
	CauseOldTLS           Cause = "old TLS version"
	CauseTLSTimeout       Cause = "TLS handshake timed out"
	CauseTLSFailed        Cause = "TLS handshake failed"
	CauseExpired          Cause = "certificate expired"
	CauseNotYetValid      Cause = "certificate not yet valid"
	CauseWrongName        Cause = "certificate for another name"
)

// Causes that a request under way can have beside those above.
const (
	CauseStalled     Cause = "sending stalled"     // before the last byte
	CauseSlowAnswer  Cause = "answer not finished" // after it
	CausePageBetween Cause = "page in between"     // a captive portal or filter answered, not the service
)
