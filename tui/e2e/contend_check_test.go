//go:build unix

package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
)

// figures are what a contention came to.
type figures struct {
	storm                     *contention
	entries, bodies, consents int
	takeovers, handovers      int // dossiers taken with a reason, and found free
	sends, withheld           int // attempts; those whose byte was withheld after the entry
	calledBack, unclear       int // attempts that a takeover met before and after their release
	done, conflicts, unknown  int // appends
	said                      map[string]int
	late                      int // pictures that left after a takeover
	violations                []string
}

func (f *figures) violation(format string, args ...any) {
	f.violations = append(f.violations, fmt.Sprintf(format, args...))
}

func (f *figures) report(t *testing.T) {
	t.Helper()
	s := f.storm
	t.Logf("%d entries (%d appends done, %d conflicts, %d unknown); %d takeovers, %d handovers", f.entries, f.done, f.conflicts, f.unknown, f.takeovers, f.handovers)
	t.Logf("%d sends from %d consents, %d pictures at the service; taken over before the release %d, after it %d; byte withheld after the entry %d",
		f.sends, f.consents, f.bodies, f.calledBack, f.unclear, f.withheld)
	t.Logf("%d stops, %d just before and %d just after the entry of a release; %d outages; %v", s.stops.Load(), s.before.Load(), s.after.Load(), s.outages, f.said)
	t.Logf("violations: %d, of them last bytes after a takeover: %d", len(f.violations), f.late)
	for _, v := range f.violations {
		t.Error(v)
	}
}

// inspect compares what the contenders were told, what the journal holds and
// what the service got.
func (s *contention) inspect(t *testing.T) *figures {
	t.Helper()
	f := &figures{storm: s, said: map[string]int{}}
	told := s.told(f)
	for _, applicant := range s.applicants {
		key := s.key(applicant)
		entries, err := s.load(applicant)
		if err != nil {
			f.violation("%s: the journal cannot be read: %v", applicant, err)
			continue
		}
		f.fold(key, entries, told[applicant])
		c := newEntryChecker(f, applicant)
		for _, e := range entries {
			c.checkEntry(e)
		}
		arrived, _ := s.received(applicant)
		c.compare(arrived)
	}
	f.violations = append(f.violations, s.violations...)
	return f
}

// told reads the contenders' notes: the entries they were told are durable, by
// applicant and ID, with their positions.
func (s *contention) told(f *figures) map[string]map[string]uint64 {
	told := map[string]map[string]uint64{}
	for n := range s.crew {
		notes, err := os.ReadFile(s.log(n))
		if err != nil {
			f.violation("contender %d left no notes", n)
			continue
		}
		for lines := bufio.NewScanner(bytes.NewReader(notes)); lines.Scan(); {
			words := strings.Fields(lines.Text())
			switch {
			case len(words) == 1:
				f.said[words[0]]++
				f.remark(n, words[0])
			case words[0] == journal.Conflict.String():
				f.conflicts++
			case words[0] == journal.Unknown.String():
				f.unknown++
			case len(words) == 4:
				f.done++
				if told[words[1]] == nil {
					told[words[1]] = map[string]uint64{}
				}
				told[words[1]][words[3]], _ = strconv.ParseUint(words[2], 10, 64)
			}
		}
	}
	return told
}

// remark judges what a contender says about itself.
func (f *figures) remark(n int, word string) {
	switch word {
	case "hung", "damaged", "behind", "silent", "lost":
		f.violation("contender %d: %s", n, word)
	case "unrecorded":
		if f.storm.outages == 0 && f.unknown == 0 {
			f.violation("contender %d could not record a choice although the journal was there", n)
		}
	}
}

// fold holds that numbers have no gaps, that every entry follows from those
// before it, and that nothing that was acknowledged is missing.
func (f *figures) fold(key flows.Key, entries []flows.Entry, told map[string]uint64) {
	f.entries += len(entries)
	at := map[string]uint64{}
	for i, e := range entries {
		if e.Seq != uint64(i)+1 {
			f.violation("%s: entry %d is numbered %d", key.Applicant, i+1, e.Seq)
		}
		at[e.ID] = e.Seq
	}
	if j, err := flows.Fold(key, entries); err != nil {
		f.violation("%s: after entry %d: %v", key.Applicant, j.Head(), err)
	}
	for id, seq := range told {
		if at[id] != seq {
			f.violation("%s: entry %d was acknowledged and is not there", key.Applicant, seq)
		}
	}
}

// reopenDossiers has somebody new open every dossier, take it over from another and get
// a picture accepted: nothing is wedged.
func (s *contention) reopenDossiers(t *testing.T, f *figures) {
	t.Helper()
	var all sync.WaitGroup
	var mu sync.Mutex
	for _, applicant := range s.applicants {
		all.Go(func() {
			if err := s.reopenDossier(t.Context(), applicant); err != nil {
				mu.Lock()
				defer mu.Unlock()
				f.violation("%s is wedged: %v", applicant, err)
			}
		})
	}
	all.Wait()
}

// reviveLimit is how long it may take until a picture is accepted.
const reviveLimit = 20 * time.Second

func (s *contention) reopenDossier(ctx context.Context, applicant string) error {
	ctx, cancel := context.WithTimeout(ctx, reviveLimit)
	defer cancel()
	client, err := newClient(s.url)
	if err != nil {
		return err
	}
	store, err := journal.Open(ctx, s.journal, journaltest.AuditKey)
	if err != nil {
		return err
	}
	defer store.Close()
	var desks []*desk.Desk
	pictures := desk.NewPictures()
	for range 2 { // one who holds it, one who takes it over
		config := newDeskConfig(client, store, applicant)
		config.Pictures = pictures
		d, err := desk.Open(ctx, config)
		if err != nil {
			return err
		}
		defer d.Close()
		desks = append(desks, d)
	}
	d := desks[1]
	if !await(ctx, d, reviveLimit, func(s desk.Snapshot) bool { return s.ApplicantFetched }) {
		return ctx.Err()
	}
	if s := d.Snapshot(); s.Journey.Head() > 0 && !s.IsHolder {
		if err := d.PostAndWait(ctx, flows.Opened{Reason: "to see that it can be"}); err != nil {
			return err
		}
	}
	if err := plan(ctx, d); err != nil {
		return err
	}
	return sendOne(ctx, d, pictures)
}

// sendOne sends until the service has taken one picture: its script makes some
// sends unclear.
func sendOne(ctx context.Context, d *desk.Desk, pictures *desk.Pictures) error {
	slot := d.Snapshot().Journey.Lines()[0].Slot
	for {
		l, _ := d.Snapshot().Journey.Line(slot)
		if l.State == flows.Unclear {
			if err := d.PostAndWait(ctx, flows.Decided{Attempt: l.Attempt.Number, Reason: "to see that it can be"}); err != nil {
				return err
			}
		}
		l, _ = d.Snapshot().Journey.Line(slot)
		e := newPicture(pictures, l)
		if err := d.PostAndWait(ctx, e); err != nil {
			return err
		}
		await(ctx, d, reviveLimit, func(s desk.Snapshot) bool {
			l, _ = s.Journey.Line(slot)
			return l.State == flows.Accepted || l.State == flows.Unclear || l.State == flows.Failed
		})
		if l.State == flows.Accepted && l.Picture.SHA256 == e.SHA256 {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s is %s", slot, l.State)
		}
	}
}
