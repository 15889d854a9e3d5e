package e2e

import (
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dossier/flows/journal/journaltest"
	"dossier/flows/journal/tempdir"
	"dossier/personr"
	"dossier/personr/sandbox"
)

// The applicants of the tests. Their IDs begin alike, as the service's do.
const (
	anna     = "1763870400000x405886519539808060"
	bruno    = "1763870460000x518240077316299147"
	stranger = "1763870400000x111111111111111111" // of whom the tests send nothing
)

// patience is how long a test waits for what ought to come: long, because a slow machine
// with the race detector is no fault of the program's.
const patience = 60 * time.Second

// secret is the token.
const secret = "token-nobody-may-see"

// world is what the program meets in one test: a service, an operator's home with
// pictures, a journal, and the variables of the environment. At the test's end it
// checks what must hold whatever the test did.
type world struct {
	t        *testing.T
	service  *sandbox.Sandbox
	traffic  *traffic
	url      string            // the service's address, under which dossiers are kept as well
	home     string            // the operator's home and working directory
	journal  string            // the journal's place: a file, or the address of a database
	env      map[string]string // what commands and the real program see
	close    func()            // ends the service
	remote   bool              // the service at url is a process of its own
	homeless bool              // the operator has no home
	terminal bool              // commands run at a terminal
	// unchecked is for a test that removes or changes entries.
	unchecked bool
}

// worldOptions say how a world differs from the usual one.
type worldOptions struct {
	service  sandbox.Config
	handler  func(http.Handler) http.Handler // put before the service's own
	home     string
	journal  string
	ownKey   bool
	breaking bool
}

type option func(*worldOptions)

// withService changes the service. The usual one knows Anna and Bruno, and
// anybody else whose ID has the right form; it wants an identity document and a
// selfie, and does not look at pictures.
func withService(change func(*sandbox.Config)) option {
	return func(o *worldOptions) { change(&o.service) }
}

// withRules is a service that misbehaves.
func withRules(rules ...sandbox.Rule) option {
	return withService(func(c *sandbox.Config) { c.Script = append(c.Script, rules...) })
}

// withJudgement is a service that looks at the pictures.
func withJudgement() option { return withService(func(c *sandbox.Config) { c.Blind = false }) }

// withoutFlow is a service that knows nobody yet and has no flow for anybody: the
// program says which one it is.
func withoutFlow() option {
	return withService(func(c *sandbox.Config) { c.Applicants, c.Flows, c.DefaultFlow, c.DiscardContents = nil, nil, "", true })
}

// withHandler puts a handler before the service's own.
func withHandler(handler func(http.Handler) http.Handler) option {
	return func(o *worldOptions) { o.handler = handler }
}

// withHome is a world in a folder that others use as well.
func withHome(folder string) option { return func(o *worldOptions) { o.home = folder } }

// withJournal is a world with a journal in a certain place.
func withJournal(place string) option { return func(o *worldOptions) { o.journal = place } }

// withOwnKey lets the program make the audit key, as on a new computer.
func withOwnKey() option { return func(o *worldOptions) { o.ownKey = true } }

// withViolations is for a test that looks for violations by itself, or breaks
// the rules on purpose.
func withViolations() option { return func(o *worldOptions) { o.breaking = true } }

// usualService is the configuration that withService changes.
func usualService() sandbox.Config {
	return sandbox.Config{
		Token: secret, Flows: requirements(), DefaultFlow: "KYC basic", AutoCreate: true, Blind: true,
		Applicants: []sandbox.Applicant{
			{ID: anna, NameFirst: "Anna", NameLast: "Muster"}, {ID: bruno, NameFirst: "Bruno", NameLast: "Beispiel"},
		},
	}
}

// requirements are what the flow asks for, in the service's words.
func requirements() map[string][]sandbox.Need {
	return map[string][]sandbox.Need{"KYC basic": {
		{Name: "identity", AnyOf: []string{"ID_CARD", "PASSPORT", "DRIVERS", "RESIDENCE_PERMIT"}},
		{Name: "selfie", AnyOf: []string{"SELFIE"}},
	}}
}

// newWorld makes a world that ends with the test.
func newWorld(t *testing.T, options ...option) *world {
	t.Helper()
	o := newOptions(options)
	if o.home == "" {
		o.home = t.TempDir()
	}
	if o.journal == "" {
		o.journal = filepath.Join(tempdir.New(t), "state", "journal.db")
	}
	w, err := startWorld(t, o)
	if err != nil {
		t.Fatal(err)
	}
	if !o.breaking {
		t.Cleanup(w.checkInvariants)
	}
	t.Cleanup(w.close)
	if !o.ownKey {
		w.env["DOSSIER_AUDIT_KEY"] = journaltest.WriteKeyFile(t, t.TempDir())
	}
	return w
}

func newOptions(options []option) worldOptions {
	o := worldOptions{service: usualService()}
	for _, apply := range options {
		apply(&o)
	}
	return o
}

// startWorld makes a world for as long as its user likes.
func startWorld(t *testing.T, o worldOptions) (*world, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &world{t: t, service: sandbox.New(o.service), traffic: new(traffic), home: o.home, journal: o.journal}
	handler := w.service.Handler()
	if o.handler != nil {
		handler = o.handler(handler)
	}
	server := &http.Server{Handler: w.traffic.watch(handler), ErrorLog: log.New(io.Discard, "", 0), ConnState: w.traffic.watchConnection}
	go func() { _ = server.Serve(listener) }()
	w.close = func() { w.service.Close(); _ = server.Close() }
	w.url = "http://" + listener.Addr().String() + sandbox.Path
	w.env = map[string]string{"PERSONR_TOKEN": o.service.Token, "PERSONR_API_URL": w.url, "DOSSIER_JOURNAL": w.journal}
	return w, nil
}

// newClient is a client of the service at an address.
func newClient(url string) (*personr.Client, error) {
	token, err := personr.NewToken(secret)
	if err != nil {
		return nil, err
	}
	return personr.New(personr.Config{BaseURL: url, Token: token, Version: "test"})
}

// environ is the environment of the real program.
func (w *world) environ() []string {
	var list []string
	for _, name := range slices.Sorted(maps.Keys(w.env)) {
		list = append(list, name+"="+w.env[name])
	}
	return list
}

// uploadsOf are an applicant's complete bodies at the service.
func (w *world) uploadsOf(applicant string) []sandbox.Upload {
	w.t.Helper()
	if !w.remote {
		return w.service.UploadsOf(applicant)
	}
	var list []sandbox.Upload
	if err := readDashboard(w.url, "uploads", &list); err != nil {
		w.t.Fatal(err)
	}
	return slices.DeleteFunc(list, func(u sandbox.Upload) bool { return u.ApplicantID != applicant })
}

// waitUntil waits for something that is not on the screen.
func (w *world) waitUntil(what string, ok func() bool) {
	w.t.Helper()
	for end := time.Now().Add(patience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			w.t.Fatalf("never came to %s", what)
		}
	}
}

// waitForUploads waits until so many complete bodies are at the service.
func (w *world) waitForUploads(n int) {
	w.t.Helper()
	w.waitUntil(fmt.Sprintf("%d uploads", n), func() bool { return len(w.service.Uploads()) >= n })
}

// preset is a misbehaviour of the sandbox's own by its name.
func preset(name string) sandbox.Action {
	act, ok := sandbox.Preset(name)
	if !ok {
		panic("there is no preset " + name)
	}
	return act
}
