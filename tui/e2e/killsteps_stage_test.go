package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/flows"
	"dossier/personr/sandbox"
)

// stage is a world, an applicant and the journal that a killed session left.
type stage struct {
	*world
	*victim
	dir    string
	temper temper
	hold   time.Duration
	files  map[string][]string
	count  *stepCount

	mu       sync.Mutex
	arrivals map[string]int // complete requests by place, atArrived or atStartArrived
	parts    int            // requests that ended in their middle
	child    *process       // the first session, which the service kills at its point
}

// process is a child; over is closed when it is no more.
type process struct {
	cmd   *exec.Cmd
	point failPoint
	over  chan struct{}
}

// newStage starts a service of its own: what it did for this applicant is then
// all that it did.
func newStage(t *testing.T, dir string, number int64, temper temper, count *stepCount) (*stage, error) {
	s := &stage{dir: dir, temper: temper, count: count, arrivals: map[string]int{}}
	first, err := drawUnique(dir, 2*number)
	if err != nil {
		return nil, err
	}
	second, err := drawUnique(dir, 2*number+1)
	if err != nil {
		return nil, err
	}
	s.files = map[string][]string{
		"identity.front": {first["identity.front"]}, "selfie": {first["selfie"]}, "address.front": {second["identity.front"]},
		// A back whose fault nobody heard of costs two more: the service has set
		// the front aside, which the journal learns from the next back's answer.
		"identity.back": {first["identity.back"], second["identity.back"], second["selfie"]},
	}
	options := newOptions([]option{
		withHome(dir), withoutFlow(), withRules(temper.script()...), withHandler(s.countRequests),
		withService(func(c *sandbox.Config) { c.ReviewDelay = 30 * time.Millisecond }),
	})
	if s.world, err = startWorld(t, options); err != nil {
		return nil, err
	}
	order := killOrder{Applicant: fmt.Sprintf("%dx405886519539808060", 1763870400000+number)}
	s.victim = &victim{world: s.world, sum: &killCounts{}, order: order}
	return s, nil
}

// script is the service's part in a run.
func (t temper) script() []sandbox.Rule {
	warned := sandbox.Rule{Call: "upload", DocType: string(flows.Selfie), Do: preset("warning")}
	switch t {
	case loses:
		return []sandbox.Rule{{Call: "upload", Do: preset("reset-after-last-byte")}, {Call: "check", Do: preset("reset-after-last-byte")}}
	case refuses:
		return []sandbox.Rule{
			{Call: "upload", SubType: string(flows.Back), Nth: 1, Do: preset("unreadable")},
			{Call: "upload", DocType: string(flows.UtilityBill), Nth: 1, Do: preset("too-large")},
			{Call: "upload", DocType: string(flows.UtilityBill), Nth: 2, Do: preset("cloudflare-502")},
			{Call: "check", Nth: 1, Do: preset("bad-type")},
			warned,
		}
	}
	return []sandbox.Rule{warned}
}

// countRequests notices the last byte of a request before anybody acts on it.
func (s *stage) countRequests(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		place := map[string]string{"api-document-upload": atArrived, "api-request-applicant-check": atStartArrived}[filepath.Base(r.URL.Path)]
		body := &lastByte{r.Body, r.ContentLength, func() { s.arrived(place) }}
		if place != "" {
			r.Body = body
		}
		next.ServeHTTP(w, r)
		if place != "" && body.left > 0 && body.left < r.ContentLength {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.parts++
		}
	})
}

type lastByte struct {
	io.ReadCloser
	left int64
	seen func()
}

func (b *lastByte) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); n > 0 && b.left == 0 {
		b.seen()
	}
	return n, err
}

// arrived kills the session that waits for its answer, if this is its point.
func (s *stage) arrived(place string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arrivals[place]++
	if c := s.child; c != nil && c.point.At == place && c.point.Nth == s.arrivals[place] {
		_ = c.cmd.Process.Kill()
		<-c.over
	}
}

// run starts a session and waits for its end: it was killed, or has ended by
// itself. Anything else is an error.
func (s *stage) run(mode, place string, point failPoint, dump string, later time.Duration) (killed bool, err error) {
	text, err := json.Marshal(stepOrder{
		Mode: mode, URL: s.url, Journal: s.path(place), Applicant: s.order.Applicant, Temper: s.temper, Point: point,
		Files: s.files, Dump: dump, Later: later, Hold: s.hold,
	})
	if err != nil {
		return false, err
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(s.world.t.Context(), os.Args[0], "-test.run=^TestKillStepsChild$", "-test.timeout=60s")
	cmd.Env = []string{
		"DOSSIER_KILL_STEPS_CHILD=" + string(text), "TMPDIR=" + os.TempDir(), "HOME=" + s.dir,
		"GORACE=atexit_sleep_ms=0", // with -race every child would wait a second at its end
	}
	cmd.Stdout, cmd.Stderr = &said, &said
	p := &process{cmd, point, make(chan struct{})}
	s.mu.Lock() // the service cannot look for its child before there is one
	err = cmd.Start()
	s.child = p
	s.mu.Unlock()
	if err != nil {
		return false, err
	}
	err = cmd.Wait()
	close(p.over)
	s.count.add(func(c *stepCount) { c.processes++ })
	s.settle()
	if err == nil || !cmd.ProcessState.Exited() {
		return err != nil, nil
	}
	return false, fmt.Errorf("%s ended with %w: %s", mode, err, strings.TrimSpace(said.String()))
}

func (s *stage) path(place string) string { return filepath.Join(s.dir, place, "j.db") }

// copy makes a second journal as the disk has it now, with what is not in its
// main file yet.
func (s *stage) copy(from, to string) error {
	folder := filepath.Dir(s.path(to))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	list, err := os.ReadDir(filepath.Dir(s.path(from)))
	if err != nil {
		return err
	}
	for _, file := range list {
		if strings.HasSuffix(file.Name(), "-shm") { // memory of processes that are gone
			continue
		}
		b, err := os.ReadFile(filepath.Join(filepath.Dir(s.path(from)), file.Name()))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, file.Name()), b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// look reads a copy of a journal, so that the journal itself stays as it was
// left, and compares it with what the service has.
func (s *stage) look(place string) (state, error) {
	const copied = "copy"
	defer os.RemoveAll(filepath.Dir(s.path(copied)))
	if err := s.copy(place, copied); err != nil {
		return state{}, err
	}
	s.journal = s.path(copied)
	j, _ := s.compare(false)
	starts := 0
	entries, err := s.load(s.order.Applicant)
	for _, e := range entries {
		if _, ok := e.Event.(flows.CheckReleased); ok {
			starts++
		}
	}
	s.mu.Lock()
	arrived := s.arrivals[atStartArrived]
	s.mu.Unlock()
	if arrived > starts {
		s.violation("%d starts at the service, %d released", arrived, starts)
	}
	if n := s.service.Checks(s.order.Applicant); n > 1 {
		s.violation("%d checks were begun", n)
	}
	return stateOf(j, ""), err
}

// partly tells whether a part of a request is all that came of it.
func (s *stage) partly() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.parts > 0
}

// untouched tells whether not one upload began.
func (s *stage) untouched() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.traffic.begunSince() == 0 && s.parts == 0 && s.arrivals[atArrived] == 0
}

// begun tells whether the service has begun a check.
func (s *stage) begun() bool { return s.service.Checks(s.order.Applicant) > 0 }
