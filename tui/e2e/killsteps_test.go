package e2e

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal/tempdir"
)

var killSteps = flag.String("kill-steps", "", "which of TestKillSteps: all, or those whose name holds this text (default: a spread)")

// spread is how many combinations TestKillSteps plays without the flag.
const spread = 24

// muchLater is when a person may say that a start never arrived.
const muchLater = 6 * time.Minute

// errNotReached says that the table of points is wrong.
var errNotReached = errors.New("the point was not reached")

// TestKillSteps kills a session at every step it takes, with a service that
// behaves in three ways, and its recovery at every step that takes. Nothing may be
// at the service that the journal does not hold as released, the recovery must
// find what follows from the released attempts (recovered), the recovery after a
// killed one must find the same, and the work must come to its end.
func TestKillSteps(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts many processes")
	}
	began := time.Now()
	scripts := chosenScripts(holdsToTest(t))
	count := &stepCount{seconds: map[string]int{}}
	perform(t, scripts, count)
	t.Logf("%d points and tempers, %d combinations with the recovery's points (%d recoveries killed), %d ran to their end; %d processes in %s",
		len(scripts), count.combinations, count.recoveries, count.finished, count.processes, time.Since(began).Round(time.Second/10))
	t.Logf("recoveries killed: %v", count.seconds)
	for _, v := range count.violations {
		t.Error(v)
	}
}

// script is one run: where the session is killed, and at which points its
// recovery. After the last of these the work is finished; not before, because
// it changes what is at the service.
type script struct {
	name    string
	mode    string
	point   failPoint
	temper  temper
	hold    time.Duration
	seconds []second
}

// second is a recovery that is killed, or one that ends, without a point.
type second struct {
	mode  string
	point failPoint
}

// sure reports whether a recovery gets to the point whatever it finds: a
// dossier without entries is not opened, and a status is recorded when it is
// another one.
func (s second) sure(found state) bool {
	switch {
	case strings.HasSuffix(s.point.At, " append Opened"):
		return found.Opened
	case strings.HasSuffix(s.point.At, " append StatusSeen"):
		return false
	}
	return s.point.At != ""
}

// allScripts is every point under every temper that gets there, each with all
// points of the recovery.
func allScripts() []script {
	var list []script
	var seconds []second
	for _, p := range secondPoints() {
		seconds = append(seconds, second{"recover", p})
	}
	for _, p := range failPoints() {
		for _, temper := range []temper{answers, loses, refuses} {
			if p.reachedIn(temper) {
				name := fmt.Sprintf("%s, the service %s", p, temper)
				turn := len(list) % len(seconds)
				list = append(list, script{name, "walk", p, temper, 0, slices.Concat(seconds[turn:], seconds[:turn])})
			}
		}
	}
	return list
}

// chosenScripts are those that the flag names, each under every hold; of the spread each
// is under one of them.
func chosenScripts(holds []time.Duration) []script {
	all := allScripts()
	var list []script
	if *killSteps != "" {
		for _, s := range all {
			for _, hold := range holds {
				if s.hold = hold; *killSteps == "all" || strings.Contains(s.name, *killSteps) {
					list = append(list, s)
				}
			}
		}
		return list
	}
	for i := range spread {
		s := all[i*len(all)/spread]
		s.seconds, s.hold = s.seconds[:1], holds[i%len(holds)]
		list = append(list, s)
	}
	return list
}

// stepCount is what was played and what was found.
type stepCount struct {
	mu                                 sync.Mutex
	combinations, recoveries, finished int
	processes                          int
	seconds                            map[string]int
	violations                         []string
}

func (c *stepCount) add(f func(*stepCount)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f(c)
}

// perform plays scripts, some at a time: they wait for the disk most of all.
func perform(t *testing.T, scripts []script, count *stepCount) {
	t.Helper()
	dir := tempdir.New(t)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range 4 {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(scripts)) && t.Context().Err() == nil; i = next.Add(1) - 1 {
				at := filepath.Join(dir, fmt.Sprint(i))
				found := playIn(t, at, i, scripts[i], count)
				_ = os.RemoveAll(at)
				count.add(func(c *stepCount) { c.violations = append(c.violations, found...) })
			}
		})
	}
	workers.Wait()
}

// playIn plays one script in a folder of its own and returns what was wrong.
func playIn(t *testing.T, dir string, number int64, sc script, count *stepCount) []string {
	err := os.Mkdir(dir, 0o700)
	var s *stage
	if err == nil {
		s, err = newStage(t, dir, number, sc.temper, count)
	}
	if err == nil {
		s.hold = sc.hold
		err = s.play(sc)
		s.close()
	}
	var found []string
	if s != nil {
		found = s.sum.violations
	}
	if err != nil {
		found = append(found, err.Error())
	}
	for i := range found {
		found[i] = sc.name + ": " + found[i]
	}
	return found
}

// The journals of the first session, and of the recovery that nobody kills.
const firstPlace, plainPlace = "first", "plain"

func (s *stage) play(sc script) error {
	killed, err := s.run(sc.mode, firstPlace, sc.point, "", 0)
	if err == nil && (!killed || sc.point.At == atMiddle && !s.partly()) {
		err = errNotReached
	}
	if err != nil {
		return err
	}
	if sc.point.At == atHoldOver && sc.point.Nth == 1 && !s.untouched() {
		s.violation("an upload began before its hold was over")
	}
	before, err := s.look(firstPlace)
	if err != nil {
		return err
	}
	once, err := s.reopen("recover", firstPlace, plainPlace, 0)
	if err != nil {
		return err
	}
	for _, text := range mapping(before, once, s.begun()) {
		s.violation("the recovery: %s", text)
	}
	for i, again := range sc.seconds {
		if err := s.again(i, again, once, i == len(sc.seconds)-1); err != nil {
			return err
		}
	}
	return nil
}

// again recovers from the same ruin, is killed on the way, and recovers once
// more; the last of a script goes on to the end.
func (s *stage) again(i int, second second, once state, finish bool) error {
	place := fmt.Sprintf("again-%d", i)
	if err := s.copy(firstPlace, place); err != nil {
		return err
	}
	killed, err := s.run(second.mode, place, second.point, "", 0)
	if err == nil && !killed && second.sure(once) {
		err = errNotReached
	}
	if err != nil {
		return err
	}
	s.count.add(func(c *stepCount) {
		c.combinations++
		if killed {
			c.recoveries++
			c.seconds[second.point.At]++
		}
	})
	if _, err := s.look(place); err != nil {
		return err
	}
	mode, later := "recover", time.Duration(0)
	if finish {
		mode, later = "walk", muchLater
	}
	twice, err := s.reopen(mode, place, place, later)
	if err != nil {
		return err
	}
	for _, text := range differ(once, twice) {
		s.violation("after a recovery killed at %q, the next finds something else: %s", second.point.At, text)
	}
	if finish {
		return s.complete(place)
	}
	return nil
}

// reopen runs a session in place, a copy of from, and returns what it found.
func (s *stage) reopen(mode, from, place string, later time.Duration) (found state, err error) {
	if from != place {
		if err := s.copy(from, place); err != nil {
			return found, err
		}
	}
	dump := filepath.Join(s.dir, place+".json")
	_, fault := s.run(mode, place, failPoint{}, dump, later)
	text, err := os.ReadFile(dump)
	if err == nil {
		err = json.Unmarshal(text, &found)
	}
	if err == nil {
		_, err = s.look(place)
	}
	return found, errors.Join(fault, err)
}

// complete checks the end: everything is there once, but where a fault wanted
// another round, and the check was begun once.
func (s *stage) complete(place string) error {
	s.count.add(func(c *stepCount) { c.finished++ })
	end, err := s.look(place)
	if err != nil {
		return err
	}
	if end.Check.State != "approved" || !s.begun() {
		s.violation("the check ended as %s", end.Check.State)
	}
	for _, l := range end.Slots {
		if l.State != "accepted" || l.Open > 0 {
			s.violation("%s ended %s with %d open warnings", l.Slot, l.State, l.Open)
		}
	}
	s.counts(end)
	return nil
}

// counts checks how often each picture is there. Where the service wants another
// round a picture that it did not keep may arrive more than once, so what
// it kept is counted: each picture once, and the front once more for every
// faulty back, with which it was set aside.
func (s *stage) counts(end state) {
	kept, faulty, arrived := map[string]int{}, 0, map[string]int{}
	for _, u := range s.service.Uploads() {
		arrived[u.SHA256]++
		switch {
		case u.Judged && len(u.Errors) == 0:
			kept[u.SHA256]++
		case len(u.Errors) > 0 && u.SubType == string(flows.Back):
			faulty++
		}
	}
	front := ""
	for _, l := range end.Slots {
		there := 0
		for hash := range kept {
			if strings.HasPrefix(hash, l.Picture) {
				there++
				if l.Slot == "identity.front" {
					front = hash
				}
			}
		}
		if there == 0 {
			s.violation("%s is accepted and its picture is not there", l.Slot)
		}
	}
	for hash, n := range kept {
		most := 1
		if hash == front {
			most += faulty
		}
		if n > most {
			s.violation("picture %s was kept %d times, want %d at most", hash[:8], n, most)
		}
	}
	if s.temper == refuses {
		return
	}
	for hash, n := range arrived {
		if n > 1 {
			s.violation("picture %s is there %d times", hash[:8], n)
		}
	}
	if len(arrived) != 4 {
		s.violation("%d pictures are there, want 4", len(arrived))
	}
}
