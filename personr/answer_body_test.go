package personr

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"testing"
)

// endless is a body without an end: head, then the same bytes for ever. It gives up once
// far too much was read.
type endless struct {
	head, repeated []byte
	read           int
}

func (e *endless) Read(b []byte) (int, error) {
	if e.read > 4*maxAnswerBytes {
		return 0, io.ErrUnexpectedEOF
	}
	n := copy(b, e.head)
	if e.head = e.head[n:]; n == 0 {
		n = copy(b, e.repeated)
	}
	e.read += n
	return n, nil
}

// TestAnAnswerIsReadUpToItsLimit proves that neither a body without an end nor one that a
// few bytes of gzip blow up is read much beyond the limit, before or after decoding.
func TestAnAnswerIsReadUpToItsLimit(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	for range 16 {
		_, _ = w.Write(make([]byte, maxAnswerBytes))
	}
	_ = w.Close()
	header := []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}
	empty := []byte{0, 0, 0, 0xff, 0xff} // a block of gzip that decodes to nothing
	const slack = 64 << 10
	for name, c := range map[string]struct {
		coding string
		body   *endless
		want   int // decoded bytes
	}{
		"plain, without an end":           {"", &endless{repeated: bytes.Repeat([]byte(" "), 100)}, maxAnswerBytes + 1},
		"gzip that blows up":              {"gzip", &endless{head: bomb.Bytes(), repeated: empty}, maxAnswerBytes + 1},
		"gzip of nothing, without an end": {"gzip", &endless{head: header, repeated: empty}, 0},
	} {
		response := &http.Response{Header: http.Header{"Content-Encoding": {c.coding}}, Body: io.NopCloser(c.body)}
		content, err := readBody(response)
		if len(content) != c.want || c.body.read > maxAnswerBytes+slack {
			t.Errorf("%s: %d bytes, of %d read: %v", name, len(content), c.body.read, err)
		}
		if c.want == 0 && err == nil {
			t.Errorf("%s: passes for an answer", name)
		}
	}
}
