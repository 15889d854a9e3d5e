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
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dossier/tui/cli"
)

var kills = flag.Int("kills", 200, "how many uploads TestKill ends with SIGKILL")

// controlKills are enough to show that the checks see a late release.
const controlKills = 24

// TestKill ends uploads at random moments as kill -9 does and compares what the
// service got with what the journal says. What was killed is then run again to
// its end.
func TestKill(t *testing.T) {
	count := killRepeatedly(t, *kills, "upload", true)
	t.Logf("%d killed (%d before any request, %d sending, %d released), %d ended by themselves; %d pictures at the service",
		count.killed, count.early, count.sending, count.released, count.ended, count.bodies)
	for _, v := range count.violations {
		t.Error(v)
	}
	if count.sending == 0 || count.released == 0 {
		t.Error("the kills fell on one side of the release only; nothing was shown")
	}
}

// TestKillNegativeControl releases after the last byte instead of before: the
// same checks must find pictures that the journal knows nothing of.
func TestKillNegativeControl(t *testing.T) {
	count := killRepeatedly(t, controlKills, "late", false)
	if count.killed > 0 && len(count.violations) == 0 {
		t.Fatalf("%d kills, and the checks did not notice that the release came too late", count.killed)
	}
	t.Logf("%d kills, %d violations found", count.killed, len(count.violations))
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
	Mode      string // "upload", or "late" for the control
	URL       string
	Journal   string
	Env       map[string]string
	Applicant string
	Hold      time.Duration
	Files     map[string]string // by slot
}

// run is the upload command.
func (o killOrder) run() cli.ExitCode {
	args := []string{
		"upload", "--applicant", o.Applicant, "--flow", "KYC basic", "--country", "AUS",
		"--document", "identity=ID_CARD", "--hold", o.Hold.String(),
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
	bodies                   int
	violations               []string
}

func (c *killCounts) add(f func(*killCounts)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(c)
}

// killRepeatedly starts and kills n uploads, some at a time.
func killRepeatedly(t *testing.T, n int, mode string, again bool) *killCounts {
	t.Helper()
	if testing.Short() {
		t.Skip("it starts many processes")
	}
	dir := t.TempDir()
	sum := &killCounts{}
	var next atomic.Int64
	var workers sync.WaitGroup
	for range 3 {
		w := newWorld(t, withHome(dir), withJournal(filepath.Join(dir, "journal", "j.db")), withViolations(), withoutFlow(), withSlowService())
		workers.Go(func() {
			for i := next.Add(1); i <= int64(n) && t.Context().Err() == nil; i = next.Add(1) {
				v, err := w.newVictim(i, mode, sum)
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
func (w *world) newVictim(number int64, mode string, sum *killCounts) (*victim, error) {
	files, err := drawUnique(w.home, number)
	return &victim{
		world: w, sum: sum,
		order: killOrder{
			Mode: mode, URL: w.url, Journal: w.journal, Env: w.env, Applicant: fmt.Sprintf("%dx405886519539808060", 1763870400000+number),
			Hold: rand.N(60 * time.Millisecond), Files: files,
		},
	}, err
}

// victim is one upload that is killed.
type victim struct {
	world *world
	sum   *killCounts
	order killOrder
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
	began := v.world.traffic.notify()
	if err := child.Start(); err != nil {
		t.Error(err)
		return
	}
	over := make(chan struct{})
	go func() { defer close(over); _ = child.Wait() }()
	if wait(over, began, rand.N(4)) && sleep(over, rand.N(60*time.Millisecond)) {
		_ = child.Process.Kill()
		<-over
		v.sum.add(func(c *killCounts) { c.killed++ })
	} else {
		v.sum.add(func(c *killCounts) { c.ended++ })
	}
	v.world.settle()
}

// wait returns at the n-th request, or for n = 0 at a random time; false when
// the child has ended before.
func wait(over <-chan struct{}, began <-chan struct{}, n int) bool {
	if n == 0 {
		return sleep(over, rand.N(500*time.Millisecond))
	}
	for range n {
		select {
		case <-began:
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
