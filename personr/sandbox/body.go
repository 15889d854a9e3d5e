package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"
)

// requestBody is a request whose body is read only as far as needed.
type requestBody struct {
	r        *http.Request
	buf      bytes.Buffer
	length   int64 // -1: not announced
	complete bool
}

func newRequestBody(r *http.Request) *requestBody {
	return &requestBody{r: r, length: r.ContentLength, complete: r.ContentLength == 0}
}

// bytesUntil turns a point into a number of bytes to read; -1 is everything.
func (b *requestBody) bytesUntil(p Point) int64 {
	switch {
	case p == AfterLastByte:
		return -1
	case p == BeforeBody:
		return 0
	case p == BeforeLastByte:
		return max(0, b.length-1)
	}
	return int64(p)
}

// readTo reads the body until so many bytes are here, or all of it (-1), at most limit.
func (b *requestBody) readTo(target, limit int64) error {
	if b.complete {
		return nil
	}
	if target < 0 || b.length >= 0 && target >= b.length {
		_, err := io.Copy(&b.buf, io.LimitReader(b.r.Body, limit-int64(b.buf.Len())))
		b.complete = err == nil && (b.length < 0 || int64(b.buf.Len()) == b.length)
		return err
	}
	_, err := io.CopyN(&b.buf, b.r.Body, max(0, min(target, limit)-int64(b.buf.Len())))
	return err
}

// readThrottled is readTo at a pace.
func (b *requestBody) readThrottled(ctx context.Context, target, limit int64, perSecond int) error {
	const steps = 20 // per second: fine enough for a progress bar
	end := target
	if end < 0 {
		end = b.length
	}
	for perSecond > 0 && int64(b.buf.Len()) < end-1 {
		next := min(end-1, int64(b.buf.Len()+max(1, perSecond/steps)))
		if err := b.readTo(next, limit); err != nil {
			return err
		}
		if err := sleepContext(ctx, time.Second/steps); err != nil {
			return err
		}
	}
	return b.readTo(target, limit)
}

// bodyFields are the fields of a body that rules ask for.
type bodyFields struct{ applicant, docType, subType string }

// peekFields reads the body's fields before a rule acts on the body. It leaves the last byte unread, so
// that it does not wait for a client that holds it back.
func (b *requestBody) peekFields(limit int64) (f bodyFields) {
	if b.length < 2 {
		return f
	}
	const first = 1 << 10
	for size := int64(first); ; size *= 4 {
		size = min(size, b.length-1)
		err := b.readTo(size, limit)
		var all bool
		if f, all = parsePartialFields(b.buf.Bytes()); all || err != nil || size == b.length-1 {
			return f
		}
	}
}

// parsePartialFields reads the top level of a JSON object that may be cut off anywhere.
func parsePartialFields(body []byte) (f bodyFields, all bool) {
	p := params{}
	for _, field := range parseFields(body) {
		p[field.key] = field.value.(json.RawMessage)
	}
	_, known := p["applicantId"]
	_, typed := p["docType"]
	_, sided := p["docSubType"]
	if f.applicant, _ = p.stringField("applicantId"); !known {
		f.applicant, _ = p.stringField("applicant")
	}
	f.docType, _ = p.stringField("docType")
	f.subType, _ = p.stringField("docSubType")
	return f, known && typed && sided
}

// sleepContext waits without outliving what it waits for.
func sleepContext(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
