package e2e

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/flowfile"
	"dossier/flows/intake"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/personr"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
	"dossier/tui/local"
	"dossier/tui/tuitest"
)

// The applicants of the tests. Their IDs begin alike, as the service's do.
const (
	anna  = "1763870400000x405886519539808060"
	bruno = "1763870460000x518240077316299147"
)

const secret = "token-nobody-may-see"

// samples are drawn once: it takes a second, and longer under the race detector.
var samples = sync.OnceValue(assets.Samples)

// wizardBench is a service, a folder with pictures and a journal. At the test's end it
// checks what holds whatever the test did.
type wizardBench struct {
	t       *testing.T
	service *sandbox.Sandbox
	url     string
	home    string
	journal string
}

// newBench starts a service that knows Anna and Bruno and asks for an identity
// document and a selfie. config may change it.
func newBench(t *testing.T, config func(*sandbox.Config)) *wizardBench {
	t.Helper()
	c := sandbox.Config{
		Token: secret, Flows: needs(), DefaultFlow: "KYC basic", Blind: true,
		Applicants: []sandbox.Applicant{
			{ID: anna, NameFirst: "Anna", NameLast: "Muster"}, {ID: bruno, NameFirst: "Bruno", NameLast: "Beispiel"},
		},
	}
	if config != nil {
		config(&c)
	}
	b := &wizardBench{t: t, service: sandbox.New(c), home: t.TempDir(), journal: filepath.Join(t.TempDir(), "state", "journal.db")}
	server, err := b.service.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.url = server.BaseURL()
	t.Cleanup(b.checkInvariants) // after everything that is cleaned up later was begun
	t.Cleanup(b.service.Close)
	return b
}

// needs is what the flow asks for, in the service's words.
func needs() map[string][]sandbox.Need {
	return map[string][]sandbox.Need{"KYC basic": {
		{Name: "identity", AnyOf: []string{"ID_CARD", "PASSPORT", "DRIVERS", "RESIDENCE_PERMIT"}},
		{Name: "selfie", AnyOf: []string{"SELFIE"}},
	}}
}

// withRules is a service that misbehaves.
func withRules(rules ...sandbox.Rule) func(*sandbox.Config) {
	return func(c *sandbox.Config) { c.Script = rules }
}

// drawPictures puts pictures of the given names into the folder, the first one newest.
// They are small and noisy: good enough for the checks, quick to look at.
func (b *wizardBench) drawPictures(names ...string) {
	b.t.Helper()
	for i, name := range names {
		b.write(name, noise(name), time.Duration(i+1)*time.Minute)
	}
}

// drawSamples puts the program's own sample pictures into the folder.
func (b *wizardBench) drawSamples(names ...string) {
	b.t.Helper()
	for i, name := range names {
		b.write(name, sample(b.t, name), time.Duration(i+1)*time.Minute)
	}
}

// sample is one of the program's own sample pictures: the first of the names
// that is not empty.
func sample(t *testing.T, names ...string) []byte {
	t.Helper()
	name := cmp.Or(names...)
	for _, s := range samples() {
		if s.Name == name {
			return s.Bytes
		}
	}
	t.Fatalf("there is no sample %s", name)
	return nil
}

// write puts a file of some age into the folder.
func (b *wizardBench) write(name string, content []byte, age time.Duration) {
	b.t.Helper()
	path := filepath.Join(b.home, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		b.t.Fatal(err)
	}
	at := time.Now().Add(-age)
	if err := os.Chtimes(path, at, at); err != nil {
		b.t.Fatal(err)
	}
}

// noise is a picture that depends on its name alone.
func noise(name string) []byte {
	seed := sha256.Sum256([]byte(name))
	img := image.NewRGBA(image.Rect(0, 0, 360, 240))
	_, _ = mathrand.NewChaCha8(seed).Read(img.Pix)
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
	var out bytes.Buffer
	_ = jpeg.Encode(&out, img, &jpeg.Options{Quality: 100}) // a buffer does not fail
	return out.Bytes()
}

// options say how a wizard differs from the usual one.
type options struct {
	applicant string
	operator  string
	hold      time.Duration
	terminal  tuitest.Options
	store     func(desk.Store) desk.Store // stands in front of the journal
	url       string
}

// wizard is a running wizard on a terminal.
type wizard struct {
	*tuitest.Term
	b   *wizardBench
	end func()
}

// start starts a wizard on the bench, as the program does on a terminal.
func (b *wizardBench) start(o options) *wizard {
	b.t.Helper()
	if o.operator == "" {
		o.operator = "maya"
	}
	if o.url == "" {
		o.url = b.url
	}
	w := &wizard{b: b}
	settings := local.Settings{
		OpenJournal: b.open(o), Flows: flowfile.Defaults()[:1], Applicant: o.applicant, Operator: o.operator, Home: b.home, Cwd: b.home,
		Limits: intake.DefaultLimits(), Hold: o.hold, Insecure: true, Explain: cli.ErrorSentence,
	}
	model, end := local.New(context.WithoutCancel(b.t.Context()), settings, func(text string) { w.AllowClipboard(text) })
	w.end = sync.OnceFunc(end)
	b.t.Cleanup(w.end)
	w.Term = tuitest.StartWith(b.t, model, o.terminal)
	return w
}

func (b *wizardBench) client(url string) (*personr.Client, error) {
	token, err := personr.NewToken(secret)
	if err != nil {
		return nil, err
	}
	return personr.New(personr.Config{BaseURL: url, Token: token, Version: "test"})
}

func shortBackoff(int, float64) time.Duration { return 20 * time.Millisecond }

// open is how the program opens its journal, with a place for a store that
// fails as told.
func (b *wizardBench) open(o options) func(context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
	return func(ctx context.Context) (*desk.Desks, *desk.Pictures, func(), error) {
		client, err := b.client(o.url)
		if err != nil {
			return nil, nil, nil, err
		}
		if o.store == nil {
			s := cli.Setup{Env: cli.Env{Operator: o.operator}, Client: client, Journal: b.journal, Keys: journaltest.AuditKey, Hold: o.hold, Poll: shortBackoff}
			bench, err := s.Open(ctx)
			return bench.Desks, bench.Pictures, bench.Close, err
		}
		store, err := journal.Open(ctx, b.journal, journaltest.AuditKey)
		if err != nil {
			return nil, nil, nil, err
		}
		pictures := desk.NewPictures()
		office := desk.NewDesks(ctx, desk.Config{
			Key: flows.Key{Origin: client.Origin()}, Store: o.store(store), Presences: store, Service: client, Pictures: pictures,
			Session: rand.Text(), Operator: o.operator, Self: journal.OwnPresence(), TakeBackDelay: o.hold, PollDelay: shortBackoff, NewID: rand.Text,
		}, store)
		return office, pictures, func() { office.Close(); pictures.Close(); _ = store.Close() }, nil
	}
}

// entries reads an applicant's journal from the disk.
func (b *wizardBench) entries(applicant string) []flows.Entry {
	b.t.Helper()
	if _, err := os.Stat(b.journal); err != nil {
		return nil
	}
	store, err := journal.Open(context.Background(), b.journal, journaltest.AuditKey)
	if err != nil {
		b.t.Fatal(err)
	}
	defer store.Close()
	list, err := store.Load(context.Background(), b.key(applicant), 0)
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

func (b *wizardBench) key(applicant string) flows.Key {
	return flows.Key{Origin: b.url, Applicant: applicant}
}

// journey is where an applicant stands by the journal alone.
func (b *wizardBench) journey(applicant string) flows.Journey {
	b.t.Helper()
	j, err := flows.Fold(b.key(applicant), b.entries(applicant))
	if err != nil {
		b.t.Fatal(err)
	}
	return j
}

// story is an applicant's journal in one line, an event a word.
func (b *wizardBench) story(applicant string) string {
	var words []string
	for _, e := range b.entries(applicant) {
		words = append(words, strings.TrimPrefix(fmt.Sprintf("%T", e.Event), "flows."))
	}
	return strings.Join(words, " ")
}

// count is how many events of a name the journal holds.
func (b *wizardBench) count(applicant, event string) int {
	n := 0
	for word := range strings.FieldsSeq(b.story(applicant)) {
		if word == event {
			n++
		}
	}
	return n
}

// waitForUploads waits until so many complete bodies are at the service.
func (b *wizardBench) waitForUploads(n int) {
	b.t.Helper()
	b.waitUntil(fmt.Sprintf("%d uploads", n), func() bool { return len(b.service.Uploads()) >= n })
}

// waitUntil waits for something that is not on the screen.
func (b *wizardBench) waitUntil(what string, ok func() bool) {
	b.t.Helper()
	for end := time.Now().Add(20 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("never came to %s", what)
		}
	}
}

// uploadsText are the uploads in words: "ID_CARD FRONT_SIDE AUS front.jpg", the file
// told by its bytes.
func (b *wizardBench) uploadsText() string {
	names := map[string]string{}
	files, _ := filepath.Glob(filepath.Join(b.home, "*"))
	for _, f := range files {
		if content, err := os.ReadFile(f); err == nil {
			sum := sha256.Sum256(content)
			names[hex.EncodeToString(sum[:])] = filepath.Base(f)
		}
	}
	var words []string
	for _, u := range b.service.Uploads() {
		name := names[u.SHA256]
		if name == "" {
			name = "UNKNOWN BYTES"
		}
		words = append(words, strings.Join(strings.Fields(u.DocType+" "+u.SubType+" "+u.Country+" "+name), " "))
	}
	return strings.Join(words, ", ")
}

// checkInvariants holds for every test: no picture reached the service that was not
// consented to and released before, and nothing secret is in the journal.
func (b *wizardBench) checkInvariants() {
	for _, applicant := range []string{anna, bruno} {
		consents, released, kept := map[string]int{}, 0, map[string]int{}
		for _, e := range b.entries(applicant) {
			switch v := e.Event.(type) {
			case flows.FileChosen:
				consents[hex.EncodeToString(v.SHA256[:])]++
			case flows.Released:
				released++
			}
		}
		uploads := b.service.UploadsOf(applicant)
		for _, u := range uploads {
			if u.Judged {
				kept[u.SHA256]++
			}
		}
		if len(uploads) > released {
			b.t.Errorf("%d uploads of %s are at the service, %d were released", len(uploads), applicant, released)
		}
		for hash, n := range kept {
			if n > consents[hash] {
				b.t.Errorf("a picture of %s is at the service %d times with %d consents", applicant, n, consents[hash])
			}
		}
	}
	files, _ := filepath.Glob(b.journal + "*")
	for _, f := range files {
		content, _ := os.ReadFile(f)
		for _, word := range []string{secret, "Muster", b.home} {
			if bytes.Contains(content, []byte(word)) {
				b.t.Errorf("the journal holds a token, a name or a path")
			}
		}
	}
}
