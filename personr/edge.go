package personr

import (
	"bytes"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// unreachedStatuses are those with which the edge says that it never reached the service:
// Cloudflare's documentation, "Cloudflare 5xx errors".
var unreachedStatuses = []int{521, 523, 525, 526, 530}

// rayPattern is Cloudflare's reference: hexadecimal digits and the airport code
// of the data centre.
var rayPattern = regexp.MustCompile(`^[0-9a-fA-F]{8,32}(-[A-Z]{3,4})?$`)

// parseRay returns the reference of the service's edge, or nothing if it is not of
// the known shape: it is shown and journaled, so it must not be free text.
func parseRay(header http.Header) string {
	text := header.Get("CF-Ray")
	if !rayPattern.MatchString(text) {
		return ""
	}
	return text
}

// isEdgeResponse reports whether an answer came through the service's edge, which marks
// what it passes on as well as what it says itself.
func isEdgeResponse(header http.Header) bool {
	return strings.EqualFold(header.Get("Server"), "cloudflare") && header.Get("CF-Ray") != ""
}

// isChallenge reports whether the edge wants a browser to solve something: its
// documentation, "Detect a challenge page response".
func isChallenge(r reply) bool {
	statuses := []int{http.StatusForbidden, http.StatusTooManyRequests, http.StatusServiceUnavailable}
	return isEdgeResponse(r.header) && r.header.Get("Cf-Mitigated") == "challenge" &&
		mediaType(r.header) == "text/html" && slices.Contains(statuses, r.status)
}

// isEdgeError reports whether the edge itself says that it never reached the service, in one
// of its own forms and to the end. The edge's headers alone say nothing: they are on
// every answer of the service too.
func isEdgeError(r reply) bool {
	ray, _, _ := strings.Cut(parseRay(r.header), "-")
	if ray == "" || r.bodyFlaw != "" || !slices.Contains(unreachedStatuses, r.status) || !isEdgeResponse(r.header) || isPlatformResponse(r.header) {
		return false
	}
	switch mediaType(r.header) {
	case "text/html":
		return isEdgePage(r.body, r.status, ray)
	case "application/problem+json", "application/json":
		return isEdgeProblem(r.body, r.status, ray)
	}
	return false
}

// isEdgePage knows the edge's error page by its block of details, the code of
// the status and the reference of this very answer.
func isEdgePage(body []byte, status int, ray string) bool {
	for _, mark := range []string{`id="cf-error-details"`, "Error code " + strconv.Itoa(status), ray} {
		if !bytes.Contains(body, []byte(mark)) {
			return false
		}
	}
	return true
}

const edgeProblemType = "https://developers.cloudflare.com/"

// isEdgeProblem knows the edge's answer to those who take JSON (RFC 9457) by its fields:
// Cloudflare's blog of 11 March 2026. Its status and reference are those of this answer.
func isEdgeProblem(body []byte, status int, ray string) bool {
	p, err := parseAnswer(body)
	if err != nil || isReport(p) || p.hasComplaint() {
		return false
	}
	return string(p["cloudflare_error"]) == "true" && p.intOrZero("status") == int64(status) && p.intOrZero("error_code") != 0 &&
		p.stringOrEmpty("ray_id") == ray && p.stringOrEmpty("zone") != "" && strings.HasPrefix(p.stringOrEmpty("type"), edgeProblemType)
}

// mediaType is the type of an answer's body without its parameters.
func mediaType(header http.Header) string {
	kind, _, _ := strings.Cut(strings.ToLower(header.Get("Content-Type")), ";")
	return strings.TrimSpace(kind)
}
