package personr

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	minRetryAfter = time.Second
	maxRetryAfter = 24 * time.Hour
)

var delaySeconds = regexp.MustCompile(`^[0-9]{1,9}$`)

// parseRetryAfter reads a Retry-After header (RFC 9110, section 10.2.3), seconds or
// a date. It returns 1 second to a day, or 0 when there is none, or it makes no
// sense: a date that has passed, or more than a day. Whether so long a wait is
// waited is the caller's to say.
func parseRetryAfter(header http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(header.Get("Retry-After"))
	var wait time.Duration
	if delaySeconds.MatchString(text) {
		seconds, _ := strconv.Atoi(text) // nine digits always fit
		wait = time.Duration(seconds) * time.Second
	} else {
		date, err := http.ParseTime(text)
		if err != nil || !date.After(now) {
			return 0
		}
		wait = date.Sub(now)
	}
	if wait > maxRetryAfter {
		return 0
	}
	return max(wait, minRetryAfter)
}
