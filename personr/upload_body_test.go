package personr

import (
	"bytes"
	"encoding/base64"
	"io"
	"runtime"
	"testing"
	"time"
)

// The fast encoder and the standard library agree at every length.
func TestFastBase64IsBase64(t *testing.T) {
	content := picture(5000)
	for size := range len(content) {
		got := make([]byte, base64.StdEncoding.EncodedLen(size))
		fastBase64(got, content[:size])
		if string(got) != base64.StdEncoding.EncodeToString(content[:size]) {
			t.Fatalf("%d bytes are encoded differently", size)
		}
	}
}

// An encoder that is wrong at any length of a tail is not used.
func TestWrongEncoderIsNotUsed(t *testing.T) {
	for rest := range 3 {
		wrong := func(dst, src []byte) {
			slowBase64(dst, src)
			if len(src)%3 == rest {
				dst[0] ^= 1
			}
		}
		got := make([]byte, 4)
		chooseEncoder(wrong)(got, []byte("abc")[:max(rest, 1)])
		want := make([]byte, 4)
		if slowBase64(want, []byte("abc")[:max(rest, 1)]); !bytes.Equal(got, want) {
			t.Errorf("the wrong encoder for rest %d was chosen", rest)
		}
	}
}

// A body has exactly the length that was announced, for sizes around every
// boundary, read in odd pieces.
func TestBodyHasItsLength(t *testing.T) {
	for _, size := range []int{1, 2, 3, 4, chunkSize - 1, chunkSize, chunkSize + 1, 2*chunkSize + 2} {
		content := picture(size)
		body, err := newDocumentBody(document(content), fastBase64)
		if err != nil {
			t.Fatal(err)
		}
		want := body.Size()
		data, err := io.ReadAll(oddReader{body})
		if err != nil || int64(len(data)) != want || body.Verify() != nil {
			t.Errorf("%d bytes: %d of %d, %v", size, len(data), want, err)
		}
		if !bytes.Contains(data, []byte(base64.StdEncoding.EncodeToString(content))) {
			t.Errorf("%d bytes: the picture is not in the body", size)
		}
	}
}

type oddReader struct{ io.Reader }

func (o oddReader) Read(p []byte) (int, error) { return o.Reader.Read(p[:min(len(p), 1237)]) }

// zeros is a file of any size that takes no memory.
type zeros struct{}

func (zeros) ReadAt(p []byte, _ int64) (int, error) { clear(p); return len(p), nil }

// Memory does not grow with the file: 50 MiB allocate no more than 0.3 MiB do,
// give or take 1 MiB.
func TestMemoryIsConstant(t *testing.T) {
	server := serve(t, func(p *peer) {
		p.head()
		_, _ = io.CopyN(io.Discard, p.in, p.length)
		p.writeText(response(200, goodAnswer))
	})
	client := clientOf(t, server, func(c *Config) { c.Timeouts = Timeouts{Write: 10 * time.Second} })
	allocated := func(size int64) int64 {
		d := document([]byte("x"))
		d.Content, d.Size = zeros{}, size
		d.SHA256 = hashOfZeros(size)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		expect(t, upload(t, client, d), Answered, "", true)
		runtime.ReadMemStats(&after)
		return int64(after.TotalAlloc - before.TotalAlloc)
	}
	allocated(300 << 10) // fills the pools of net/http
	small, large := allocated(300<<10), allocated(50<<20)
	t.Logf("allocated for 0.3 MiB: %d, for 50 MiB: %d", small, large)
	if large-small > 1<<20 {
		t.Errorf("50 MiB allocate %d bytes, 0.3 MiB %d", large, small)
	}
}

func BenchmarkBody(b *testing.B) {
	content := picture(5 << 20)
	b.SetBytes(int64(len(content)))
	for b.Loop() {
		body, err := newDocumentBody(document(content), fastBase64)
		if err != nil {
			b.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, body)
	}
}
