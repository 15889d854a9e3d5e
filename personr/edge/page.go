package edge

import (
	"bytes"
	"net/http"
	"strings"
)

// IsPageBetween reports whether a web page came with nothing that is the service's: a
// page of the service's own edge or platform shows by its headers who sent it.
func (a Answer) IsPageBetween() bool {
	return a.isWebPage() && !isPassedOn(a.Header) && !isFromPlatform(a.Header)
}

func (a Answer) isWebPage() bool {
	if kind := mediaType(a.Header); kind == "text/html" || kind == "application/xhtml+xml" {
		return true
	}
	start := bytes.ToLower(bytes.TrimLeft(a.Body[:min(len(a.Body), 512)], " \t\r\n"))
	for _, opening := range []string{"<!doctype html", "<html", "<head", "<script", "<meta"} {
		if bytes.HasPrefix(start, []byte(opening)) {
			return true
		}
	}
	return false
}

// isFromPlatform reports whether the service's platform answered: it marks its
// answers with headers of its own (Bubble: X-Bubble-Perf and others).
func isFromPlatform(header http.Header) bool {
	for name := range header {
		if strings.HasPrefix(name, "X-Bubble-") {
			return true
		}
	}
	return false
}

// mediaType is the type of an answer's body without its parameters.
func mediaType(header http.Header) string {
	kind, _, _ := strings.Cut(strings.ToLower(header.Get("Content-Type")), ";")
	return strings.TrimSpace(kind)
}
