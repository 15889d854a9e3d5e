//go:build unix

package e2e

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"dossier/personr/sandbox"
)

var (
	contendFor    = flag.Duration("contend", 4*time.Second, "how long TestContention lets sessions contend for dossiers, at first")
	contendPlaces = flag.String("contend-places", "sqlite", "the databases that TestContention uses, separated by commas")
)

// contendRounds are more than a busy machine needs until chance has shown everything.
const contendRounds = 6

// TestContention lets many sessions, each a process of its own, take dossiers
// from each other, send and decide, while they are stopped at random and on both
// sides of a release. Afterwards the journal and the service are compared. It goes on,
// each time for longer, until everything that it is about has happened.
func TestContention(t *testing.T) {
	t.Parallel()
	for _, kind := range strings.Split(*contendPlaces, ",") {
		t.Run(kind, func(t *testing.T) {
			var seen contentionSeen
			for round := range contendRounds {
				length := *contendFor * time.Duration(1+round)
				s := newContention(t, newJournalPlace(t, kind, length), 16, 8)
				s.runContenders(t, length, fenceOn)
				f := s.inspect(t)
				s.reopenDossiers(t, f)
				f.report(t)
				if seen.add(f); seen.isComplete() || t.Failed() {
					return
				}
			}
			t.Errorf("not everything happened that was to be shown: %+v", seen)
		})
	}
}

// contentionSeen is what has happened so far of what TestContention is about.
type contentionSeen struct{ takeovers, bodies, before, after int }

func (c *contentionSeen) add(f *figures) {
	c.takeovers += f.takeovers
	c.bodies += f.bodies
	c.before += int(f.storm.before.Load())
	c.after += int(f.storm.after.Load())
}

func (c *contentionSeen) isComplete() bool {
	return c.takeovers > 0 && c.bodies > 0 && c.before > 0 && c.after > 0
}

// TestContentionNegativeControl takes the fence away, in two ways: the same
// checks must find pictures that left after a takeover.
func TestContentionNegativeControl(t *testing.T) {
	for name, how := range map[string]fence{"off": fenceOff, "ignored": fenceIgnored} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for round := range 8 { // chance decides who is overtaken where, and a busy machine leaves it little
				s := newContention(t, newJournalPlace(t, "sqlite", 0), 6, 1)
				s.control = true
				s.runContenders(t, time.Duration(1+round)*time.Second, how)
				if f := s.inspect(t); f.late > 0 {
					t.Logf("%d pictures left after a takeover, and the checks saw them", f.late)
					return
				}
			}
			t.Fatal("there was no fence, and no picture was found that left after a takeover")
		})
	}
}

// contention is many processes and few dossiers.
type contention struct {
	*world
	place      journalPlace
	crew       []*exec.Cmd
	applicants []string
	control    bool // every release is met by a stop, and nobody ends in order
	over       <-chan struct{}

	stopped       atomic.Int64 // processes that stand still now
	stops         atomic.Int64
	before, after atomic.Int64 // stops before and after the entry of a release
	outages       int
	mu            sync.Mutex
	violations    []string
}

func newContention(t *testing.T, p journalPlace, crew, applicants int) *contention {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts many processes")
	}
	s := &contention{world: newWorld(t, withJournal(p.place), withViolations(), withoutFlow(), withSlowService(randomRules()...)), place: p, crew: make([]*exec.Cmd, crew)}
	for i := range applicants {
		s.applicants = append(s.applicants, fmt.Sprintf("%dx405886519539808060", 1763870500000+i))
	}
	return s
}

// randomRules are the service's: some answers are late, some are lost, and some
// connections break before the last byte.
func randomRules() []sandbox.Rule {
	var list []sandbox.Rule
	for n := 5; n < 5000; n += 12 {
		list = append(list,
			sandbox.Rule{Call: "upload", Nth: n, Do: sandbox.Action{Kind: sandbox.KindReset}},
			sandbox.Rule{Call: "upload", Nth: n + 4, Do: sandbox.Action{Kind: sandbox.KindDelay, DelayAnswer: 600 * time.Millisecond}},
			sandbox.Rule{Call: "upload", Nth: n + 8, Do: sandbox.Action{Kind: sandbox.KindReset, At: sandbox.BeforeLastByte}})
	}
	return list
}

func (s *contention) violation(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.violations = append(s.violations, fmt.Sprintf(format, args...))
}

// runContenders starts the processes, stops them at random for the given time, takes the
// database away now and then, and waits until all have ended.
func (s *contention) runContenders(t *testing.T, length time.Duration, how fence) {
	t.Helper()
	var ready, ended sync.WaitGroup
	start := make(chan struct{})
	for n := range s.crew {
		ready.Add(1)
		s.launch(t, n, length, how, &ended, ready.Done, start)
	}
	ready.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), length)
	defer cancel()
	s.over = ctx.Done()
	close(start)
	var weather sync.WaitGroup
	weather.Go(func() { s.stopAtRandom(ctx) })
	weather.Go(func() { s.outage(ctx, t, length) })
	weather.Wait()
	s.waitForContenders(&ended)
	s.settle()
}

// contendLimit is how long a contender may take to end once its time is over.
const contendLimit = contendPatience + 20*time.Second

// waitForContenders waits for all processes; one that does not end is a violation.
func (s *contention) waitForContenders(ended *sync.WaitGroup) {
	limit := contendLimit
	if s.control {
		limit = 500 * time.Millisecond // what was let go has arrived
	}
	late := time.AfterFunc(limit, func() {
		for n, c := range s.crew {
			if c != nil && c.Process.Kill() == nil {
				s.violation("contender %d did not end", n)
			}
		}
	})
	ended.Wait()
	late.Stop()
}

// launch starts one contender and answers its calls.
func (s *contention) launch(t *testing.T, n int, length time.Duration, how fence, ended *sync.WaitGroup, ready func(), start <-chan struct{}) {
	t.Helper()
	text, err := json.Marshal(contendOrder{
		N: n, URL: s.url, Place: s.place.place, Log: s.log(n), Applicants: s.applicants, For: length, Fence: how,
	})
	if err != nil {
		t.Fatal(err)
	}
	calls, out := pipe(t)
	in, words := pipe(t)
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestContentionChild$", "-test.timeout=10m")
	child.Env = []string{"DOSSIER_CONTENDER=" + string(text), "TMPDIR=" + os.TempDir(), "HOME=" + s.home}
	child.ExtraFiles = []*os.File{out, in}
	report := new(strings.Builder)
	child.Stdout, child.Stderr = report, report
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	s.crew[n] = child
	_, _ = out.Close(), in.Close()
	ended.Go(func() {
		s.answer(child.Process.Pid, calls, words, sync.OnceFunc(ready), start)
		if err := child.Wait(); err != nil {
			s.violation("contender %d: %v\n%s", n, err, report)
		}
		_, _ = calls.Close(), words.Close()
	})
}

func (s *contention) log(n int) string { return filepath.Join(s.home, fmt.Sprintf("contender-%d", n)) }

func pipe(t *testing.T) (r, w *os.File) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	return r, w
}

// answer lets a contender go on from where it called, some after a stop: it is
// stopped while it stands there, so it is exactly across the gate.
func (s *contention) answer(pid int, calls, words *os.File, ready func(), start <-chan struct{}) {
	defer ready() // also one that ended at once
	word := []byte{0}
	for {
		if _, err := calls.Read(word); err != nil {
			return
		}
		switch {
		case word[0] == atReady:
			ready()
			<-start
		case rand.N(3) > 0 && !s.control:
		case word[0] == beforeReleased:
			s.pause(pid, &s.before)
		default:
			s.pause(pid, &s.after)
		}
		if _, err := words.Write(word); err != nil {
			return
		}
	}
}

// pause stops a process for 50 ms to 3 s, mostly a short time, unless half of
// them stand still already. One that is stopped twice at once goes on when the
// first pause ends.
func (s *contention) pause(pid int, count *atomic.Int64) {
	if s.stopped.Add(1) > int64(len(s.crew)/2) {
		s.stopped.Add(-1)
		return
	}
	defer s.stopped.Add(-1)
	if syscall.Kill(pid, syscall.SIGSTOP) != nil {
		return
	}
	count.Add(1)
	s.stops.Add(1)
	share := rand.Float64()
	sleep(s.over, 50*time.Millisecond+time.Duration(share*share*float64(2950*time.Millisecond)))
	_ = syscall.Kill(pid, syscall.SIGCONT)
}

// stopAtRandom stops contenders wherever they are.
func (s *contention) stopAtRandom(ctx context.Context) {
	var stops sync.WaitGroup
	defer stops.Wait()
	for sleep(ctx.Done(), rand.N(400*time.Millisecond)) {
		stops.Go(func() { s.pause(s.crew[rand.N(len(s.crew))].Process.Pid, new(atomic.Int64)) })
	}
}

// outage takes the database away, as often as it is to be.
func (s *contention) outage(ctx context.Context, t *testing.T, length time.Duration) {
	for range s.place.times {
		if !sleep(ctx.Done(), length/time.Duration(s.place.times+1)) {
			return
		}
		if err := s.place.trouble(context.WithoutCancel(ctx)); err != nil {
			t.Errorf("the database could not be taken away and brought back: %v", err)
		}
		s.outages++
	}
}
