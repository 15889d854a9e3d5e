package personr

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"

	fast "github.com/segmentio/asm/base64"
)

// requestBody is a request body without its closing brace, which the gate adds.
type requestBody interface {
	io.Reader
	Size() int64   // in bytes
	Verify() error // after the last Read: was it what had been approved?
}

// base64Encoder writes the base64 form of src to dst.
type base64Encoder func(dst, src []byte)

func fastBase64(dst, src []byte) { fast.StdEncoding.Encode(dst, src) }
func slowBase64(dst, src []byte) { base64.StdEncoding.Encode(dst, src) }

// chooseEncoder returns the candidate if it agrees with the standard library
// on this machine, else the standard library: a picture that was encoded wrong
// would be lost unnoticed.
func chooseEncoder(candidate base64Encoder) base64Encoder {
	probe := make([]byte, 3<<10)
	for i := range probe {
		probe[i] = byte(i * 7)
	}
	for _, size := range []int{len(probe), len(probe) - 1, len(probe) - 2, 1, 2, 3} {
		want, got := make([]byte, base64.StdEncoding.EncodedLen(size)), make([]byte, base64.StdEncoding.EncodedLen(size))
		slowBase64(want, probe[:size])
		if candidate(got, probe[:size]); !bytes.Equal(want, got) {
			return slowBase64
		}
	}
	return candidate
}

// chunkSize is how many file bytes are encoded at a time: a multiple of three, so
// that padding occurs at the end only.
const chunkSize = 48 << 10

// documentBody streams one document as JSON. It holds two buffers, whatever
// the size of the file.
type documentBody struct {
	doc        Document
	encode     base64Encoder
	hash       hash.Hash
	head, tail []byte
	offset     int64 // file bytes encoded so far
	fileBuffer []byte
	textBuffer []byte
	pending    []byte // encoded, not yet taken
}

func newDocumentBody(d Document, encode base64Encoder) (*documentBody, error) {
	whole, err := json.Marshal(uploadRequest{d.ApplicantID, d.DocType, d.SubType, d.Country, uploadFile{Name: d.FileName}})
	if err != nil {
		return nil, fmt.Errorf("write the fields of an upload: %w", err)
	}
	size := min(chunkSize, d.Size)
	return &documentBody{
		doc: d, encode: encode, hash: sha256.New(),
		head: bytes.TrimSuffix(whole, []byte(`"}}`)), tail: []byte(`"}`),
		fileBuffer: make([]byte, size), textBuffer: make([]byte, base64.StdEncoding.EncodedLen(int(size))),
	}, nil
}

func (b *documentBody) Size() int64 {
	// Not EncodedLen, which takes an int: the size is a 64-bit number.
	return int64(len(b.head)) + (b.doc.Size+2)/3*4 + int64(len(b.tail))
}

func (b *documentBody) Read(p []byte) (int, error) {
	if len(b.pending) == 0 {
		if err := b.fillPending(); err != nil {
			return 0, err
		}
	}
	n := copy(p, b.pending)
	b.pending = b.pending[n:]
	return n, nil
}

func (b *documentBody) fillPending() error {
	switch {
	case b.head != nil:
		b.pending, b.head = b.head, nil
	case b.offset < b.doc.Size:
		b.reportProgress()
		return b.encodeChunk()
	case b.tail != nil:
		b.reportProgress()
		b.pending, b.tail = b.tail, nil
	default:
		return io.EOF
	}
	return nil
}

func (b *documentBody) encodeChunk() error {
	part := b.fileBuffer[:min(int64(len(b.fileBuffer)), b.doc.Size-b.offset)]
	n, err := b.doc.Content.ReadAt(part, b.offset)
	if n < len(part) {
		if err == nil || errors.Is(err, io.EOF) {
			return &withheldError{FileChanged, errTooShort}
		}
		return &withheldError{FileUnreadable, sanitizeError(err)}
	}
	b.hash.Write(part)
	b.offset += int64(len(part))
	b.pending = b.textBuffer[:base64.StdEncoding.EncodedLen(len(part))]
	b.encode(b.pending, part)
	return nil
}

func (b *documentBody) reportProgress() {
	if b.doc.Progress != nil {
		b.doc.Progress(b.offset, b.doc.Size)
	}
}

// Verify compares what was streamed with what the operator approved.
func (b *documentBody) Verify() error {
	if !bytes.Equal(b.hash.Sum(nil), b.doc.SHA256[:]) {
		return &withheldError{FileChanged, errOtherBytes}
	}
	return nil
}

// wipe overwrites what was read of the picture, once nothing reads the body any more.
func (b *documentBody) wipe() {
	clear(b.fileBuffer)
	clear(b.textBuffer)
}

// smallBody is a request that has nothing to verify.
type smallBody struct{ *bytes.Reader }

func (smallBody) Verify() error { return nil }

type applicantRequest struct {
	ApplicantID string `json:"applicantId"`
}

func newApplicantBody(applicantID string) (requestBody, error) {
	whole, err := json.Marshal(applicantRequest{applicantID})
	if err != nil {
		return nil, fmt.Errorf("write the fields of a call: %w", err)
	}
	return smallBody{bytes.NewReader(bytes.TrimSuffix(whole, []byte("}")))}, nil
}
