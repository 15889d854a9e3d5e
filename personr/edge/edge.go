// Package edge tells what the service's edge says itself from what it only passes on. The
// edge is Cloudflare, which marks every answer that comes through it, so its headers
// alone do not say who answered.
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

// rayPattern is Cloudflare's reference: hexadecimal digits and the airport code
// of the data centre.
var rayPattern = regexp.MustCompile(`^[0-9a-fA-F]{8,32}(-[A-Z]{3,4})?$`)

// Reference returns the edge's reference of an answer, or nothing if it is not of
// the known shape: it is shown and journaled, so it must not be free text.
func Reference(header http.Header) string {
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
	ray, _, _ := strings.Cut(Reference(a.Header), "-")
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

// isErrorPage knows the edge's page by its block of details, the code of the status, and the
// reference of this very answer.
func (a Answer) isErrorPage(ray string) bool {
	for _, mark := range []string{`id="cf-error-details"`, "Error code " + strconv.Itoa(a.Status), ray} {
		if !bytes.Contains(a.Body, []byte(mark)) {
			return false
		}
	}
	return true
}

const problemType = `"https://developers.cloudflare.com/`

// isProblem knows the edge's answer to those who take JSON (RFC 9457) by its fields:
// Cloudflare's blog of 11 March 2026. Status and reference are those of this answer.
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
