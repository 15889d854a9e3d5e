//go:build linux || darwin

package desk_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"sync"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal/journaltest"
	"dossier/personr"
)

var (
	faultRuns     = flag.Int("fault-runs", 1, "how often TestFaults plays each case, in shuffled order")
	faultPatience = flag.Duration("fault-patience", 90*time.Second, "how long TestFaults waits for a state")
	faultFor      = flag.Duration("fault-for", 0, "when TestFaults begins no more plays; 0: when all are played")
	faultSeed     = flag.Uint64("fault-seed", 0, "the order of TestFaults; 0: another one each time")
)

// The sizes of the pictures: one that sockets swallow whole, and one that they
// cannot. The small one is held before it is sent, the large one is not, so that every
// row is played with the hold on and off.
const (
	small = 200 << 10
	large = 12 << 20

	shortHold = 20 * time.Millisecond
)

// when says on which side of the last byte a fault strikes.
type when string

const (
	before when = "before"
	after  when = "after"
	whole  when = "whole" // the row is about the process, the connection or the clock
)

// faultCase is one way in which a row of the failure table is met, and what must come
// of it. The failure table is the list of what can go wrong with a request, 34 rows.
// It is kept in these tests alone: faultCases plays every row, and mutantTable names
// the rule of the program that each row depends on.
type faultCase struct {
	row  int
	name string
	when when

	serve    fault
	raw      func(s *service, conn net.Conn) net.Conn
	client   func(c *personr.Config, service string)
	journal  func(int, flows.Entry) journaltest.Fault
	narrow   bool          // the connection takes little before somebody reads
	persists bool          // the service would serve more on a connection
	ticking  bool          // pauses are waited out, and a minute is too long
	hold     time.Duration // how long the first byte is held; 0: shortHold in the plays with a small picture
	asksGate bool          // the last byte may leave although when is before
	keeps    int           // of how many uploads the last byte never leaves; 0: of all, if when is before
	leap     time.Duration // the least that the clock moves between attempts
	play     func(r *run)  // nil: run.play

	state    flows.State
	cause    flows.Cause
	attempts int
	kept     int                // pictures that the service may hold
	waits    [][2]time.Duration // least and most before each automatic attempt
	says     []string           // what the operator reads
	sized    bool               // and the size of the picture
}

// TestFaults plays every row of the failure table through the whole program:
// desk, client, journal and a service that misbehaves.
func TestFaults(t *testing.T) {
	type play struct {
		c    faultCase
		size int
	}
	var plays []play
	for range *faultRuns {
		for _, c := range faultCases() {
			plays = append(plays, play{c, small}, play{c, large})
		}
	}
	seed := *faultSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("%d plays; the same order again: -fault-seed %d", len(plays), seed)
	shuffle := rand.New(rand.NewPCG(seed, 0))
	shuffle.Shuffle(len(plays), func(i, k int) { plays[i], plays[k] = plays[k], plays[i] })

	// Most of a play is waiting, so more run side by side than there are
	// processors; -parallel would not allow it.
	next := make(chan play)
	var workers sync.WaitGroup
	for range 8 {
		workers.Go(func() {
			for p := range next {
				size := map[int]string{small: "200KB", large: "12MB"}[p.size]
				t.Run(fmt.Sprintf("row-%02d/%s/%s/%s", p.c.row, size, p.c.when, p.c.name), func(t *testing.T) {
					r := newRun(t, p.c, p.size)
					if p.c.play != nil {
						p.c.play(r)
						return
					}
					r.play()
				})
			}
		})
	}
	began := time.Now()
	for i, p := range plays {
		if took := time.Since(began); *faultFor > 0 && took > *faultFor {
			t.Logf("stopped after %d of %d plays", i, len(plays))
			break
		}
		next <- p
	}
	close(next)
	workers.Wait()
}

// holdOf is how long the first byte of a play is held.
func (c faultCase) holdOf(size int) time.Duration {
	if c.hold == 0 && size == small {
		return shortHold
	}
	return c.hold
}

// TestEveryRowIsPlayed keeps the table complete, and every case of it held.
func TestEveryRowIsPlayed(t *testing.T) {
	rows := map[int]bool{}
	for _, c := range faultCases() {
		rows[c.row] = true
		if c.holdOf(small) <= 0 {
			t.Errorf("row %d, %s, is never played with a hold", c.row, c.name)
		}
	}
	for row := 1; row <= 34; row++ {
		if !rows[row] {
			t.Errorf("row %d is never played", row)
		}
	}
}
