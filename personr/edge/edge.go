// Package edge distinguishes answers that the service's edge gives itself from those that it
// passes on. The edge is Cloudflare, which marks every answer, so its headers alone do not
// say who answered.
package edge

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Answer is an HTTP answer that was read to its end.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte                     // without its compression
	Fields map[string]json.RawMessage // of a JSON object without doubled names; nil for anything else
}

// UnreachedStatuses are those with which the edge says that it never reached the service:
// Cloudflare's documentation, "Cloudflare 5xx errors".
func UnreachedStatuses() []int { return []int{521, 523, 525, 526, 530} }

// rayPattern is Cloudflare's Ray ID: hexadecimal digits and the airport code of the data
// centre.
var rayPattern = regexp.MustCompile(`^[0-9a-fA-F]{8,32}(-[A-Z]{3,4})?$`)

// RayID returns the Ray ID of an answer, or "" when it does not have the known form: it is
// shown and recorded, so it must not be free text.
func RayID(header http.Header) string {
	text := header.Get("CF-Ray")
	if !rayPattern.MatchString(text) {
		return ""
	}
	return text
}

// isPassedOn reports whether an answer came through the edge.
func isPassedOn(header http.Header) bool {
	return strings.EqualFold(header.Get("Server"), "cloudflare") && header.Get("CF-Ray") != ""
}

// IsChallenge reports whether the edge wants a browser to solve something: its
// documentation, "Detect a challenge page response".
func (a Answer) IsChallenge() bool {
	statuses := []int{http.StatusForbidden, http.StatusTooManyRequests, http.StatusServiceUnavailable}
	return isPassedOn(a.Header) && a.Header.Get("Cf-Mitigated") == "challenge" &&
		mediaType(a.Header) == "text/html" && slices.Contains(statuses, a.Status)
}

// IsUnreached reports whether the edge itself says, in one of its own forms, that it never
// reached the service.
func (a Answer) IsUnreached() bool {
	ray, _, _ := strings.Cut(RayID(a.Header), "-")
	if ray == "" || !slices.Contains(UnreachedStatuses(), a.Status) || !isPassedOn(a.Header) || isFromPlatform(a.Header) {
		return false
	}
	switch mediaType(a.Header) {
	case "text/html":
		return a.isErrorPage(ray)
	case "application/problem+json", "application/json":
		return a.isProblem(ray)
	}
	return false
}

// isErrorPage recognises the edge's page by its block of details, its error code and the Ray
// ID of this answer.
func (a Answer) isErrorPage(ray string) bool {
	for _, mark := range []string{`id="cf-error-details"`, "Error code " + strconv.Itoa(a.Status), ray} {
		if !bytes.Contains(a.Body, []byte(mark)) {
			return false
		}
	}
	return true
}

const problemType = `"https://developers.cloudflare.com/`

// isProblem recognises the edge's answer in JSON (RFC 9457) by its fields: Cloudflare's blog
// of 11 March 2026. Status and Ray ID are those of this answer.
func (a Answer) isProblem(ray string) bool {
	for name, value := range map[string]string{
		"cloudflare_error": "true", "status": strconv.Itoa(a.Status), "ray_id": strconv.Quote(ray),
	} {
		if string(a.Fields[name]) != value {
			return false
		}
	}
	return strings.HasPrefix(string(a.Fields["type"]), problemType) && a.Fields["error_code"] != nil && a.Fields["zone"] != nil
}
