package cli_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/flowfile"
	"dossier/flows/intake"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/personr"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// scene is a service that outlives its clients.
type scene struct {
	service *sandbox.Sandbox
	store   *journal.Journal
	url     string
	origin  string
	busy    atomic.Int64 // requests being handled

	mu     sync.Mutex
	bodies map[string]map[flows.SHA256]int // complete bodies by applicant and picture
	began  chan struct{}                   // a word for each upload that begins
}

// newScene starts a service that takes its time, so that kills fall before,
// during and after the release; rules that come first may have it misbehave.
func newScene(t *testing.T, path string, first ...sandbox.Rule) *scene {
	s := &scene{bodies: map[string]map[flows.SHA256]int{}}
	s.service = sandbox.New(sandbox.Config{
		AutoCreate: true, Blind: true, DiscardContents: true, Token: "secret-token", Record: s.record,
		Script: append(first, sandbox.Rule{Call: "upload", Do: sandbox.Action{
			Kind: sandbox.KindDelay, BytesPerSecond: 12 << 20, DelayAnswer: 15 * time.Millisecond,
		}}),
	})
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Error(err)
		return s
	}
	server := &http.Server{Handler: s.watched(s.service.Handler())}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { s.service.Close(); _ = server.Close() })
	s.url = "http://" + listener.Addr().String() + sandbox.Path
	token, _ := personr.NewToken("secret-token")
	client, err := personr.New(personr.Config{BaseURL: s.url, Token: token})
	if err != nil {
		t.Error(err)
		return s
	}
	s.origin = client.Origin()
	if s.store, err = journal.Open(t.Context(), path, journaltest.AuditKey); err != nil {
		t.Error(err)
		return s
	}
	t.Cleanup(func() { _ = s.store.Close() })
	return s
}

func (s *scene) record(u sandbox.Upload) {
	raw, err := hex.DecodeString(u.SHA256)
	if err != nil || len(raw) != 32 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bodies[u.ApplicantID] == nil {
		s.bodies[u.ApplicantID] = map[flows.SHA256]int{}
	}
	s.bodies[u.ApplicantID][flows.SHA256(raw)]++
}

// got is how often each picture of an applicant arrived completely.
func (s *scene) got(applicant string) map[flows.SHA256]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := map[flows.SHA256]int{}
	for hash, n := range s.bodies[applicant] {
		list[hash] = n
	}
	return list
}

func (s *scene) watched(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.busy.Add(1)
		defer s.busy.Add(-1)
		if strings.HasSuffix(r.URL.Path, "upload") {
			s.mu.Lock()
			began := s.began
			s.mu.Unlock()
			select {
			case began <- struct{}{}:
			default:
			}
		}
		next.ServeHTTP(w, r)
	})
}

// requests returns a channel with a word for each upload that begins from now.
func (s *scene) requests() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.began = make(chan struct{}, 16)
	return s.began
}

// settle waits until the service has read everything that the dead client left
// in the kernel. Connections are accepted in order, so that one of our own
// comes behind the client's.
func (s *scene) settle(t *testing.T) {
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for idle := 0; idle < 2; {
		response, err := client.Get(strings.TrimSuffix(s.url, sandbox.Path) + "/_sandbox/requests")
		if err != nil {
			t.Error(err)
			return
		}
		_ = response.Body.Close()
		idle++
		for late := time.Now().Add(20 * time.Second); s.busy.Load() > 0; time.Sleep(time.Millisecond) {
			if idle = 0; time.Now().After(late) {
				t.Error("the service does not come to rest")
				return
			}
		}
	}
}

// fold is the dossier as the journal has it.
func (s *scene) fold(applicant string) (j flows.Journey, consents map[flows.SHA256]int, err error) {
	key := flows.Key{Origin: s.origin, Applicant: applicant}
	entries, err := s.store.Load(context.Background(), key, 0)
	if err != nil {
		return j, nil, err
	}
	consents = map[flows.SHA256]int{}
	for _, e := range entries {
		if chosen, ok := e.Event.(flows.FileChosen); ok {
			consents[chosen.SHA256]++
		}
	}
	j, err = flows.Fold(key, entries)
	return j, consents, err
}

// inspect compares journal and service, then runs the upload to its end.
func (v *victim) inspect(again bool) {
	j, before := v.compare(true)
	if !again {
		return
	}
	code := v.order.run()
	_, after := v.compare(false)
	undecided := false
	for _, a := range j.Attempts() {
		if a.State == flows.AttemptReleased {
			undecided = true
			if hash := a.Picture.SHA256; after[hash] > before[hash] {
				v.violation("%s was undecided and went again", a.Slot)
			}
		}
	}
	want := cli.ExitSuccess
	if undecided {
		want = cli.ExitUndecided
	}
	if code != want {
		v.violation("the second run ended with %d, want %d", code, want)
	}
	for _, n := range after {
		if n > 1 {
			v.violation("one picture is there %d times", n)
		}
		v.sum.add(func(c *killCounts) { c.bodies += n })
	}
}

// compare holds the rules: what arrived was released before, once per consent.
func (v *victim) compare(count bool) (flows.Journey, map[flows.SHA256]int) {
	j, consents, err := v.scene.fold(v.order.Applicant)
	if err != nil {
		v.violation("the journal can not be read: %v", err)
	}
	got := v.scene.got(v.order.Applicant)
	released, sending := map[flows.SHA256]int{}, map[flows.SHA256]bool{}
	for _, a := range j.Attempts() {
		if !a.ReleasedAt.IsZero() {
			released[a.Picture.SHA256]++
		} else if a.State == flows.AttemptSending {
			sending[a.Picture.SHA256] = true
		}
	}
	if count {
		v.sum.count(j, len(sending))
	}
	for hash, n := range got {
		switch {
		case sending[hash] && released[hash] == 0:
			v.violation("a picture in the state sending is at the service")
		case n > released[hash]:
			v.violation("at the service %d times, released %d times", n, released[hash])
		}
		if n > consents[hash] {
			v.violation("at the service %d times, consents %d", n, consents[hash])
		}
	}
	return j, got
}

func (v *victim) violation(format string, args ...any) {
	text := v.order.Applicant + ": " + fmt.Sprintf(format, args...)
	v.sum.add(func(c *killCounts) { c.violations = append(c.violations, text) })
}

func (c *killCounts) count(j flows.Journey, sending int) {
	waiting := 0
	for _, a := range j.Attempts() {
		if a.State == flows.AttemptReleased {
			waiting++
		}
	}
	c.add(func(c *killCounts) {
		c.sending += sending
		c.released += waiting
		if len(j.Attempts()) == 0 {
			c.early++
		}
	})
}

// noise is a picture that can not be compressed, 250 KB as PNG. What follows
// its pixels, 12 bytes, is put behind the comment that makes each one unique.
var noise = sync.OnceValue(func() []byte {
	img := image.NewNRGBA(image.Rect(0, 0, 260, 240))
	_, _ = rand.Read(img.Pix)
	var b bytes.Buffer
	_ = (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&b, img)
	return b.Bytes()
})

// draw writes three pictures that no other upload has.
func draw(t *testing.T, dir string, i int64) map[string]string {
	files := map[string]string{}
	for _, slot := range []string{"identity.front", "identity.back", "selfie"} {
		body := noise()
		comment := []byte(fmt.Sprintf("tEXtComment\x00%s %d %s", slot, i, dir))
		chunk := binary.BigEndian.AppendUint32(nil, uint32(len(comment)-4))
		chunk = binary.BigEndian.AppendUint32(append(chunk, comment...), crc32.ChecksumIEEE(comment))
		whole := append(append(bytes.Clone(body[:len(body)-12]), chunk...), body[len(body)-12:]...)
		files[slot] = filepath.Join(dir, fmt.Sprintf("%d-%s.png", i, slot))
		if err := os.WriteFile(files[slot], whole, 0o600); err != nil {
			t.Error(err)
		}
	}
	return files
}

// lateService lets every document go at once and asks for its release when the
// answer is there: the mistake that the gate prevents.
type lateService struct{ *personr.Client }

func (s lateService) UploadDocument(ctx context.Context, d personr.Document) personr.UploadOutcome {
	release := d.Release
	d.Release = func(context.Context) error { return nil }
	o := s.Client.UploadDocument(ctx, d)
	_ = release(ctx)
	return o
}

// late sends like the upload command, but with a lateService.
func (o killOrder) late(t *testing.T) {
	token, _ := personr.NewToken("secret-token")
	client, err := personr.New(personr.Config{BaseURL: o.URL, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	store, err := journal.Open(t.Context(), o.Journal, journaltest.AuditKey)
	if err != nil {
		t.Fatal(err)
	}
	pictures := desk.NewPictures()
	d, err := desk.Open(t.Context(), desk.Config{
		Key: flows.Key{Origin: client.Origin(), Applicant: o.Applicant}, Store: store, Presences: store, Service: lateService{client},
		Pictures: pictures, Session: rand.Text(), Operator: "maya", Self: journal.OwnPresence(), NewID: rand.Text,
	})
	if err != nil {
		t.Fatal(err)
	}
	events := []flows.Event{
		flows.FlowChosen{Flow: flowfile.Defaults()[0]},
		flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "AUS"},
		flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"},
	}
	for _, slot := range []flows.Slot{{Need: "identity", Side: flows.Front}, {Need: "identity", Side: flows.Back}, {Need: "selfie"}} {
		file, _, err := intake.Open(o.Files[slot.String()], intake.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		hash := flows.SHA256(file.SHA256())
		pictures.Put(hash, file)
		events = append(events, flows.FileChosen{Slot: slot, SHA256: hash, Bytes: file.Size(), MediaType: string(file.Media())})
	}
	if err := d.PostAndWait(t.Context(), events...); err != nil {
		t.Fatal(err)
	}
	ticks := d.Subscribe()
	for len(d.Snapshot().Journey.StartBlockers()) > 0 {
		<-ticks
	}
	d.Close()
	_ = store.Close()
}
