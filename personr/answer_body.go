package personr

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// byteOrderMark is that of UTF-8. RFC 8259, section 8.1, forbids it before JSON and lets
// a reader skip it.
var byteOrderMark = []byte("\xef\xbb\xbf")

func (c *Client) readResponse(ctx context.Context, answer *reply, cancel context.CancelCauseFunc, response *http.Response) {
	defer response.Body.Close()
	answer.status, answer.header = response.StatusCode, response.Header
	answer.target = redirectHost(response)
	if response.StatusCode < 200 {
		answer.bodyFlaw = UnknownAnswer // 101: what follows is another protocol
		return
	}
	timer := time.AfterFunc(c.timeouts.Body, func() { cancel(errSlow) })
	defer timer.Stop()
	body, err := readBody(response)
	answer.body, answer.bodyFlaw = bytes.TrimPrefix(body, byteOrderMark), classifyBody(ctx, len(body), err)
	if err != nil {
		answer.err = sanitizeError(err)
	}
}

// readBody reads one byte more than is taken, so that the excess is seen.
func readBody(response *http.Response) ([]byte, error) {
	content, err := decodedBody(response)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(content, maxAnswerBytes+1))
}

// decodedBody is the body without its compression. None is asked for, and gzip may come
// all the same; what is read of it is limited before and after the decoding.
func decodedBody(response *http.Response) (io.Reader, error) {
	switch strings.ToLower(strings.TrimSpace(response.Header.Get("Content-Encoding"))) {
	case "", "identity":
		return response.Body, nil
	case "gzip", "x-gzip":
		return gzip.NewReader(io.LimitReader(response.Body, maxAnswerBytes))
	}
	return nil, errCoding
}

func classifyBody(ctx context.Context, size int, err error) Cause {
	switch {
	case errors.Is(context.Cause(ctx), errSlow):
		return SlowAnswer
	case size > maxAnswerBytes:
		return OversizedAnswer
	case ctx.Err() != nil:
		return NoAnswer
	case err != nil:
		return UnknownAnswer
	}
	return ""
}

func redirectHost(response *http.Response) string {
	where, err := response.Location()
	if err != nil {
		return ""
	}
	return where.Host
}
