package e2e

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dossier/flows/journal/racetest"
	"dossier/flows/journal/tempdir"
	"dossier/tui/cli"
)

var (
	kills = flag.Int("kills", 60, "how many uploads TestKill ends with SIGKILL, for each hold")
	holds = flag.String("hold", "0s,300ms", "the holds of the first byte in TestKill and TestKillSteps")
)

// holdsToTest are the holds of the flag.
func holdsToTest(t *testing.T) []time.Duration {
	t.Helper()
	var list []time.Duration
	for text := range strings.SplitSeq(*holds, ",") {
		hold, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, hold)
	}
	return list
}

// controlKills are enough to show that the checks see a late release.
const controlKills = 24

// killRounds are more than a busy machine needs until the kills fell everywhere.
const killRounds = 6

// TestKill ends uploads at random moments as kill -9 does and compares what the
// service got with what the journal says, with the hold off and on. What was killed is
// then run again to its end. It goes on until kills fell in the hold and on both sides
// of a release.
func TestKill(t *testing.T) {
	t.Parallel()
	for _, hold := range holdsToTest(t) {
		t.Run("hold "+hold.String(), func(t *testing.T) {
			var held, sending, released int
			for range killRounds {
				count := killRepeatedly(t, *kills, "upload", hold, true)
				t.Logf("%d killed (%d before any request, %d in the hold, %d sending, %d released), %d ended by themselves; %d pictures at the service",
					count.killed, count.early, count.held, count.sending, count.released, count.ended, count.bodies)
				for _, v := range count.violations {
					t.Error(v)
				}
				held, sending, released = held+count.held, sending+count.sending, released+count.released
				if t.Failed() || sending > 0 && released > 0 && (hold == 0 || held > 0) {
					return
				}
			}
			t.Errorf("the kills fell on one side only: %d in the hold, %d sending, %d released", held, sending, released)
		})
	}
}

// TestKillNegativeControl breaks what TestKill relies on: a release after the last byte
// instead of before, and a first byte that does not wait for the hold. The same checks
// must find pictures that the journal knows nothing of, and requests in the hold.
func TestKillNegativeControl(t *testing.T) {
	for _, c := range []struct {
		mode string
		hold time.Duration
		want string
	}{{"late", 0, "is at the service"}, {"eager", time.Minute, "came in the hold"}} {
		t.Run(c.mode, func(t *testing.T) {
			count := killRepeatedly(t, controlKills, c.mode, c.hold, false)
			seen := slices.ContainsFunc(count.violations, func(v string) bool { return strings.Contains(v, c.want) })
			if count.killed > 0 && !seen {
				t.Fatalf("%d kills, and the checks did not notice: %q", count.killed, count.violations)
			}
			t.Logf("%d kills, %d violations found", count.killed, len(count.violations))
		})
	}
}

// TestKillChild is not a test: it is the process that is killed.
func TestKillChild(t *testing.T) {
	text := os.Getenv("DOSSIER_KILL_CHILD")
	if text == "" {
		return // only TestKill starts it
	}
	var order killOrder
	if err := json.Unmarshal([]byte(text), &order); err != nil {
		t.Fatal(err)
	}
	if order.Mode == "late" {
		if err := order.sendLate(t.Context()); err != nil {
			t.Fatal(err)
		}
		return
	}
	order.run()
}

// killOrder tells a child what to do.
type killOrder struct {
	Mode      string // "upload"; for the controls "late", or "eager", which does not hold
	URL       string
	Journal   string
	Env       map[string]string
	Applicant string
	Hold      time.Duration
	Files     map[string]string // by slot
}

// run is the upload command.
func (o killOrder) run() cli.ExitCode {
	hold := o.Hold
	if o.Mode == "eager" {
		hold = 0
	}
	args := []string{
		"upload", "--applicant", o.Applicant, "--flow", "KYC basic", "--country", "AUS",
		"--document", "identity=ID_CARD", "--hold", hold.String(),
	}
	for slot, path := range o.Files {
		args = append(args, slot+"="+path)
	}
	w := &world{env: o.Env, home: filepath.Dir(o.Journal)}
	code, _ := w.runMain(io.Discard, args...)
	return code
}

// killCounts is what became of all uploads.
type killCounts struct {
	mu                       sync.Mutex
	killed, ended            int
	early, sending, released int // where the journal stood when the upload was killed
	held                     int // of those sending, how many before their hold was over
	bodies                   int
	violations               []string
}

func (c *killCounts) add(f func(*killCounts)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(c)
}

// killRepeatedly starts and kills n uploads, some at a time.
func killRepeatedly(t *testing.T, n int, mode string, hold time.Duration, again bool) *killCounts {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts many processes")
	}
	racetest.Skip(t, "a killed process reports no race")
	dir := tempdir.New(t)
	sum := &killCounts{}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range 3 {
		w := newWorld(t, withHome(dir), withJournal(filepath.Join(dir, "journal", "j.db")), withViolations(), withoutFlow(), withSlowService())
		workers.Go(func() {
			for i := next.Add(1); i <= int64(n) && t.Context().Err() == nil; i = next.Add(1) {
				v, err := w.newVictim(i, mode, hold, sum)
				if err != nil {
					t.Error(err)
					return
				}
				v.kill(t)
				v.inspect(again)
			}
		})
	}
	workers.Wait()
	return sum
}

// newVictim draws the pictures of an upload that is not begun yet.
func (w *world) newVictim(number int64, mode string, hold time.Duration, sum *killCounts) (*victim, error) {
	files, err := drawUnique(w.home, number)
	return &victim{
		world: w, sum: sum,
		order: killOrder{
			Mode: mode, URL: w.url, Journal: w.journal, Env: w.env, Applicant: fmt.Sprintf("%dx405886519539808060", 1763870400000+number),
			Hold: hold, Files: files,
		},
	}, err
}

// victim is one upload that is killed.
type victim struct {
	world *world
	sum   *killCounts
	order killOrder
	died  time.Time // when the upload was no more, by its own clock
}

// kill starts the upload and ends it at a random moment: most shortly after one
// of its requests began, some at any time after its start.
func (v *victim) kill(t *testing.T) {
	text, err := json.Marshal(v.order)
	if err != nil {
		t.Error(err)
		return
	}
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKillChild$", "-test.timeout=60s")
	child.Env = []string{"DOSSIER_KILL_CHILD=" + string(text), "TMPDIR=" + os.TempDir(), "HOME=" + filepath.Dir(v.order.Journal)}
	opened, began := v.world.traffic.notify()
	if err := child.Start(); err != nil {
		t.Error(err)
		return
	}
	over := make(chan struct{})
	go func() { defer close(over); _ = child.Wait() }()
	if v.awaitMoment(over, opened, began) {
		_ = child.Process.Kill()
		<-over
		v.died = time.Now()
		v.sum.add(func(c *killCounts) { c.killed++ })
	} else {
		v.sum.add(func(c *killCounts) { c.ended++ })
	}
	v.world.settle()
}

// awaitMoment waits for the moment of the kill: any time after the start, a short time
// after the first, second or third request or, in half of the cases where there is a
// hold, any time of it: it begins when the third connection is open, after the two that
// asked about the applicant. It reports false when the child has ended before.
func (v *victim) awaitMoment(over, opened, began <-chan struct{}) bool {
	n := rand.N(4)
	switch {
	case v.order.Hold > 0 && v.order.Mode == "upload" && rand.N(2) == 0:
		return awaitAll(over, opened, 3) && sleep(over, rand.N(v.order.Hold))
	case n == 0:
		return sleep(over, rand.N(500*time.Millisecond))
	}
	return awaitAll(over, began, n) && sleep(over, rand.N(60*time.Millisecond))
}

// awaitAll waits for n values, or reports false when the child has ended before.
func awaitAll(over, signal <-chan struct{}, n int) bool {
	for range n {
		select {
		case <-signal:
		case <-over:
			return false
		}
	}
	return true
}

func sleep(over <-chan struct{}, d time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	select {
	case <-over:
		return false
	case <-ctx.Done():
		return true
	}
}
