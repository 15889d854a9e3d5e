package journal

import (
	"bytes"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"dossier/flows"
	"dossier/flows/journal/pglisten"
	"dossier/flows/journal/servertest"
)

var serverKills = flag.Int("serverkills", 2, "how often TestWhatWasAcknowledgedSurvivesTheServersKill kills the server")

// writer appends to one dossier until it is told to stop, through every
// failure: an append of which nothing is known is looked up by its ID.
type writer struct {
	s         *Journal
	key       flows.Key
	durable   []string // IDs that were acknowledged or found
	done      int      // of these acknowledged
	unknown   int
	found     int // of the unknown, by their ID
	conflicts int
}

func (w *writer) run(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		id := fmt.Sprint(w.key.Applicant, "-", n)
		for ctx.Err() == nil && !w.try(ctx, id) {
		}
	}
}

// try makes one attempt and reports whether the entry is durable.
func (w *writer) try(ctx context.Context, id string) bool {
	out := w.s.Append(ctx, w.key, entry(uint64(len(w.durable))+1, id), flows.Summary{})
	switch out.Result {
	case Done:
		w.done++
		w.durable = append(w.durable, id)
		return true
	case Conflict:
		w.conflicts++
	case Unknown:
		w.unknown++
	}
	list, err := w.s.Load(ctx, w.key, uint64(len(w.durable)))
	for ; err != nil && ctx.Err() == nil; list, err = w.s.Load(ctx, w.key, uint64(len(w.durable))) {
		time.Sleep(10 * time.Millisecond) // the server is away
	}
	if len(list) == 1 && list[0].ID == id {
		w.found++
		w.durable = append(w.durable, id)
		return true
	}
	return false
}

func TestWhatWasAcknowledgedSurvivesTheServersKill(t *testing.T) {
	server := servertest.DedicatedServer(t)
	address := server.Database(t)
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	writers := make([]*writer, 4)
	for i := range writers {
		writers[i] = &writer{s: open(t, address), key: flows.Key{Origin: origin, Applicant: fmt.Sprint("w", i)}}
		all.Go(func() { writers[i].run(ctx) })
	}
	for range *serverKills {
		time.Sleep(300*time.Millisecond + rand.N(300*time.Millisecond))
		server.Kill(t)
		server.Start(t)
	}
	time.Sleep(300 * time.Millisecond)
	cancel()
	all.Wait()
	s := open(t, address)
	var done, unknown, found int
	for _, w := range writers {
		list := load(t, s, w.key, 0)
		for i, id := range w.durable {
			if i >= len(list) || list[i].ID != id {
				t.Fatalf("%s: entry %d was durable and is not there", w.key.Applicant, i+1)
			}
		}
		if w.conflicts > w.found {
			t.Errorf("%s: %d conflicts, although nobody else writes there", w.key.Applicant, w.conflicts)
		}
		done, unknown, found = done+w.done, unknown+w.unknown, found+w.found
	}
	t.Logf("%d kills: %d acknowledged, 0 lost; %d unknown, of which %d were durable", *serverKills, done, unknown, found)
	if unknown == 0 || done < 10 {
		t.Errorf("%d acknowledged and %d unknown: the kills proved nothing", done, unknown)
	}
	if n, err := s.CountStaleSummaries(t.Context()); err != nil || n != 0 {
		t.Errorf("%d summaries are not of the last entry, %v", n, err)
	}
}

func TestAWatchOutlivesItsServer(t *testing.T) {
	server := servertest.DedicatedServer(t)
	address := server.Database(t)
	s, other := open(t, address), open(t, address)
	mine, theirs := s.Watch(t.Context(), anna), s.Watch(t.Context(), ben)
	requireTick(t, mine)
	requireTick(t, theirs)
	for seq, end := range []func(testing.TB){server.Kill, server.Stop} {
		end(t)
		if out := other.Append(t.Context(), anna, entry(uint64(seq)+1, fmt.Sprint(seq)), flows.Summary{}); out.Result != Unknown || out.Err != ErrUnreachable {
			t.Errorf("append without a server: %v, %v", out.Result, out.Err)
		}
		if _, err := s.Load(t.Context(), anna, 0); err != ErrUnreachable {
			t.Errorf("load without a server: %v", err)
		}
		server.Start(t)
		drain(mine)
		// At once, so that nobody listens yet.
		requireDone(t, other.Append(t.Context(), anna, entry(uint64(seq)+1, fmt.Sprint(seq)), flows.Summary{}))
		waitForHead(t, s, mine, seq+1)
	}
}

func drain(ch <-chan struct{}) {
	select {
	case <-ch:
	default:
	}
}

// waitForHead does what the desk does: it loads when it is ticked, never else.
func waitForHead(t *testing.T, s *Journal, ch <-chan struct{}, head int) {
	t.Helper()
	for {
		requireTick(t, ch)
		if list, err := s.Load(t.Context(), anna, 0); err == nil && len(list) == head {
			return
		}
	}
}

// TestAppendsAreHeardAtOnce proves that it is the notification that ticks, not
// the look at all heads every few seconds, and that it names nobody.
func TestAppendsAreHeardAtOnce(t *testing.T) {
	address := database(t)
	s, other := open(t, address), open(t, address)
	conn, err := pgx.Connect(t.Context(), address)
	requireNoErrors(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	_, err = conn.Exec(t.Context(), "LISTEN "+pglisten.Channel)
	requireNoErrors(t, err)
	ch := s.Watch(t.Context(), anna)
	requireDone(t, other.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	waitForHead(t, s, ch, 1)
	var slowest time.Duration
	for seq := uint64(2); seq < 12; seq++ {
		start := time.Now()
		requireDone(t, other.Append(t.Context(), anna, entry(seq, fmt.Sprint(seq)), flows.Summary{}))
		waitForHead(t, s, ch, int(seq))
		slowest = max(slowest, time.Since(start))
	}
	t.Logf("slowest of 10 from append to tick and load: %v", slowest)
	if slowest > 5*time.Second {
		t.Errorf("%v until the tick: it came from looking, not from hearing", slowest)
	}
	said, err := conn.WaitForNotification(t.Context())
	requireNoErrors(t, err)
	if want := pglisten.Mark(anna) + " 1"; said.Payload != want || strings.Contains(said.Payload, anna.Applicant) {
		t.Errorf("said %q, want %q", said.Payload, want)
	}
}

// TestAForgedLineMakesNobodyDeaf says on the channel what every user of the
// database can say. It ticks nobody, for nothing has happened, and what does
// happen afterwards is heard.
func TestAForgedLineMakesNobodyDeaf(t *testing.T) {
	server := servertest.SharedServer(t)
	address := server.Database(t)
	s, other := open(t, address), open(t, address)
	mine, theirs := s.Watch(t.Context(), anna), s.Watch(t.Context(), ben)
	requireTick(t, mine) // from here on it ticks for entries alone
	requireTick(t, theirs)
	for seq := 1; seq < 4; seq++ {
		requireDone(t, other.Append(t.Context(), anna, entry(uint64(seq), fmt.Sprint(seq)), flows.Summary{}))
		start := time.Now()
		waitForHead(t, s, mine, seq)
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("entry %d was heard of after %v", seq, took)
		}
		for _, line := range []string{pglisten.Mark(anna) + " 9000000000000000000", pglisten.Mark(anna) + " 0", pglisten.Mark(anna), pglisten.Mark(anna) + " x", "", " 7"} {
			server.Exec(t, address, "SELECT pg_notify('"+pglisten.Channel+"', '"+line+"')")
		}
		// Lines come in their order: when this one was heard, those were too.
		requireDone(t, other.Append(t.Context(), ben, entry(uint64(seq), fmt.Sprint("b", seq)), flows.Summary{}))
		requireTick(t, theirs)
		select {
		case <-mine:
			t.Error("a forged line ticked")
		default:
		}
	}
}

func TestAProcessThatStandsStillDoesNotHoldTheOthersUp(t *testing.T) {
	address := database(t)
	stopped, s := open(t, address), open(t, address)
	w, err := stopped.beginWrite(t.Context())
	requireNoErrors(t, err)
	_, _, err = w.advanceChain() // and then nothing more, as after SIGSTOP
	requireNoErrors(t, err)
	start := time.Now()
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	if took := time.Since(start); took < idleTimeout/2 || took > lockTimeout {
		t.Errorf("the append took %v; the limit of an idle transaction is %v", took, idleTimeout)
	}
	if err := w.tx.Commit(); err == nil {
		t.Error("the stopped process could commit later")
	}
	requireDone(t, stopped.Append(t.Context(), anna, entry(2, "b"), flows.Summary{}))
}

// TestAnAppendWhoseAnswerIsLostIsUnknown cuts the connection behind the commit:
// the entry is durable and the program cannot know.
func TestAnAppendWhoseAnswerIsLostIsUnknown(t *testing.T) {
	address := database(t)
	cut := &cutter{}
	s := open(t, readdressed(t, address, func(u *url.URL) { u.Host = cut.listen(t, u.Host) }))
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	for _, word := range []string{"commit\x00", "UPDATE chain SET hash"} {
		n := uint64(len(load(t, s, anna, 0)))
		cut.behind.Store(&word)
		out := s.Append(t.Context(), anna, entry(n+1, fmt.Sprint("id", n)), flows.Summary{})
		if out.Result != Unknown || out.Err != ErrUnreachable {
			t.Errorf("cut behind %q: %v, %v", word, out.Result, out.Err)
		}
		if cut.behind.Load() != nil {
			t.Errorf("%q was never sent: the test proves nothing", word)
		}
	}
	direct := open(t, address)
	waitFor(t, func() bool { return len(load(t, direct, anna, 0)) == 2 }) // the first cut was behind a commit
	if out := s.Append(t.Context(), anna, entry(2, "again"), flows.Summary{}); out.Result != Conflict {
		t.Errorf("again at the same position: %v, %v", out.Result, out.Err)
	}
}

// cutter passes a connection on until the client says the word; what the
// server answers is lost.
type cutter struct{ behind atomic.Pointer[string] }

func (c *cutter) listen(t *testing.T, server string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	requireNoErrors(t, err)
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go c.pass(client, server)
		}
	}()
	return l.Addr().String()
}

func (c *cutter) pass(client net.Conn, address string) {
	defer func() { _ = client.Close() }()
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer func() { _ = server.Close() }()
	var deaf atomic.Bool
	go func() {
		buffer := make([]byte, 64<<10)
		for {
			n, err := server.Read(buffer)
			if err != nil || deaf.Load() {
				_ = client.Close()
				return
			}
			_, _ = client.Write(buffer[:n])
		}
	}()
	buffer := make([]byte, 64<<10)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		if word := c.behind.Load(); word != nil && bytes.Contains(buffer[:n], []byte(*word)) {
			deaf.Store(true)
			c.behind.Store(nil)
		}
		if _, err := server.Write(buffer[:n]); err != nil {
			return
		}
		if deaf.Load() {
			_, _ = io.Copy(io.Discard, client) // until the client gives up
			return
		}
	}
}

// A journal of a team is read from its first record to its last in minutes; a
// dossier must be there in seconds.
func TestReadingAllOfItHasNoLimit(t *testing.T) {
	j := open(t, database(t))
	for want, db := range map[string]*sql.DB{"10s": j.read, "0": j.bulkRead} {
		var got string
		requireNoErrors(t, db.QueryRow("SHOW statement_timeout").Scan(&got))
		if got != want {
			t.Errorf("the limit is %s, want %s", got, want)
		}
	}
}
