package sandbox_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/personr/sandbox"
)

const (
	ann   = "1111111111111x111111111111111111"
	bob   = "2222222222222x222222222222222222"
	token = "bus|1x2|3x4"
)

func identity() map[string][]sandbox.Need {
	return map[string][]sandbox.Need{"Identity": {
		{Name: "identity", AnyOf: []string{"PASSPORT", "ID_CARD", "DRIVERS"}},
		{Name: "face", AnyOf: []string{"SELFIE"}},
	}}
}

func config() sandbox.Config {
	return sandbox.Config{Token: token, Flows: identity(), DefaultFlow: "Identity",
		Applicants: []sandbox.Applicant{{ID: ann, NameFirst: "Ann", NameLast: "Example"}, {ID: bob}}}
}

func start(t *testing.T, cfg sandbox.Config) (*sandbox.Sandbox, *sandbox.Server) {
	t.Helper()
	s := sandbox.New(cfg)
	v, err := s.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, v
}

// clock is a time that tests move by hand.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// call posts JSON and returns status and body.
func call(t *testing.T, v *sandbox.Server, workflow string, fields any) (int, string) {
	t.Helper()
	return callAs(t, v, token, workflow, fields)
}

func callAs(t *testing.T, v *sandbox.Server, bearer, workflow string, fields any) (int, string) {
	t.Helper()
	body, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return postAs(t, v, bearer, workflow, body)
}

func post(t *testing.T, v *sandbox.Server, body string) (int, string) {
	t.Helper()
	return postAs(t, v, token, "api-document-upload", []byte(body))
}

func postAs(t *testing.T, v *sandbox.Server, bearer, workflow string, body []byte) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", v.BaseURL()+"/"+workflow, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		r.Header.Set("Authorization", "Bearer "+bearer)
	}
	return do(t, r)
}

func do(t *testing.T, r *http.Request) (int, string) {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(got)
}

// form is an upload's body; nil as the side leaves the key out.
func form(applicant, docType string, side any, name string, content []byte) map[string]any {
	f := map[string]any{"applicantId": applicant, "docType": docType, "docCountryISO": "AUS",
		"docFile": map[string]any{"filename": name, "contents": base64.StdEncoding.EncodeToString(content)}}
	if side != nil {
		f["docSubType"] = side
	}
	return f
}

// upload sends a picture and returns the remarks of a 200.
func upload(t *testing.T, v *sandbox.Server, applicant, docType string, side any, content []byte) (errs, warnings []string) {
	t.Helper()
	name := "x.jpg"
	if bytes.HasPrefix(content, []byte("\x89PNG")) {
		name = "x.png"
	} else if bytes.HasPrefix(content, []byte("%PDF")) {
		name = "x.pdf"
	}
	status, body := call(t, v, "api-document-upload", form(applicant, docType, side, name, content))
	if status != 200 {
		t.Fatalf("upload: %d %s", status, body)
	}
	var a struct{ Errors, Warnings []string }
	if err := json.Unmarshal([]byte(body), &a); err != nil {
		t.Fatal(err)
	}
	return a.Errors, a.Warnings
}

func want(t *testing.T, what string, got, wanted any) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(wanted); g != w {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// raw is a client that knows nothing about HTTP: it sends bytes and says what came back and how
// the connection ended.
func raw(t *testing.T, v *sandbox.Server, request string) (string, error) {
	t.Helper()
	c := dial(t, v)
	if _, err := io.WriteString(c, request); err != nil {
		return "", err
	}
	got, err := io.ReadAll(c)
	return string(got), err
}

func dial(t *testing.T, v *sandbox.Server) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp", strings.TrimPrefix(v.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return c
}

// uploadRequest is an upload as bytes on the wire, and where its body begins.
func uploadRequest(t *testing.T, fields any) (request string, head int) {
	t.Helper()
	body, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	h := fmt.Sprintf("POST %s/api-document-upload HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n", sandbox.Path, token, len(body))
	return h + string(body), len(h)
}

// eventually polls: what the server notes is not tied to what the client has seen.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); {
		if time.Now().After(deadline) {
			t.Fatal("never came true: " + what)
		}
		time.Sleep(time.Millisecond)
	}
}

// The pictures are drawn like the samples of the demonstration: cards with lines of writing,
// faces of smooth ellipses.

func canvas(w, h int, c uint8) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	box(m, 0, 0, w, h, c)
	return m
}

func box(m *image.RGBA, x, y, w, h int, c uint8) {
	draw.Draw(m, image.Rect(x, y, x+w, y+h), image.NewUniform(color.Gray{c}), image.Point{}, draw.Src)
}

func card(seed uint64, front bool) *image.RGBA {
	m := canvas(600, 380, 90)
	box(m, 20, 20, 560, 340, 235)
	r := rand.New(rand.NewPCG(seed, 1))
	left := 50
	if front {
		box(m, 50, 80, 150, 200, 120)
		left = 220
	} else {
		box(m, 20, 60, 560, 50, 30)
	}
	for y := 130; y < 340; y += 24 {
		for x := left; x < 550; x += 5 + r.IntN(9) {
			box(m, x, y, 2+r.IntN(3), 11, 20)
		}
	}
	return m
}

func face(light float64) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, 240, 320))
	for y := range 320 {
		for x := range 240 {
			v := 150.0
			dx, dy := float64(x-120)/75, float64(y-150)/105
			if d := dx*dx + dy*dy; d < 1 {
				v = 220 - 50*d
			}
			c := uint8(v * light)
			m.SetRGBA(x, y, color.RGBA{c, c, c, 255})
		}
	}
	return m
}

// blur averages three times over boxes, which is close to a Gaussian.
func blur(m *image.RGBA, radius int) *image.RGBA {
	for range 3 {
		m = average(average(m, radius, 1, 0), radius, 0, 1)
	}
	return m
}

func average(m *image.RGBA, radius, dx, dy int) *image.RGBA {
	out := image.NewRGBA(m.Rect)
	w, h := m.Rect.Dx(), m.Rect.Dy()
	long, lines := w*dx+h*dy, w*dy+h*dx
	step, next := 4*dx+m.Stride*dy, 4*dy+m.Stride*dx
	for l := range lines {
		total, n := 0, 0
		for i := -radius; i < long; i++ {
			if i+radius < long {
				total, n = total+int(m.Pix[l*next+(i+radius)*step]), n+1
			}
			if i-radius-1 >= 0 {
				total, n = total-int(m.Pix[l*next+(i-radius-1)*step]), n-1
			}
			if i >= 0 {
				p, c := l*next+i*step, uint8(total/n)
				out.Pix[p], out.Pix[p+1], out.Pix[p+2], out.Pix[p+3] = c, c, c, 255
			}
		}
	}
	return out
}

func jpegOf(t *testing.T, m image.Image, quality int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
