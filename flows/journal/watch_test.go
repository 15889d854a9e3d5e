package journal

import (
	"context"
	"testing"
	"time"

	"go.uber.org/goleak"

	"dossier/flows"
)

// waitFor asks again and again, for 10 s at most.
func waitFor(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it did not come true within 10 s")
		}
	}
}

func requireTick(t *testing.T, ch <-chan struct{}) {
	t.Helper()
	select {
	case _, open := <-ch:
		if !open {
			t.Fatal("the watch ended")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("no tick within 10 s")
	}
}

func TestAWatchTicksOnceAtTheStart(t *testing.T) {
	s := open(t, place(t))
	requireTick(t, s.Watch(t.Context(), anna))
}

func TestAWatchSeesAppendsOfItsOwnJournalAtOnce(t *testing.T) {
	s := open(t, place(t))
	ch := s.Watch(t.Context(), anna)
	requireTick(t, ch)
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	select {
	case <-ch: // there before Append returned
	default:
		t.Error("no tick")
	}
}

func TestAWatchSeesAnotherHandleAndOnlyItsDossier(t *testing.T) {
	path := place(t)
	s, other := open(t, path), open(t, path)
	mine, theirs := s.Watch(t.Context(), anna), s.Watch(t.Context(), ben)
	requireTick(t, mine)
	requireTick(t, theirs)
	requireDone(t, other.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	requireTick(t, mine)
	requireDone(t, other.Append(t.Context(), anna, entry(2, "b"), flows.Summary{}))
	requireTick(t, mine)
	select {
	case <-theirs:
		t.Error("the other dossier ticked too")
	default:
	}
}

func TestAWatchSeesAnotherProcess(t *testing.T) {
	path := place(t)
	s := open(t, path)
	ch := s.Watch(t.Context(), anna)
	requireTick(t, ch)
	if out, err := rerunBinary("child:contend", path, "p", "1").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	requireTick(t, ch)
}

func TestAWatchEndsWithItsContextAndWithTheJournal(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	s := open(t, place(t))
	ctx, cancel := context.WithCancel(t.Context())
	one, two := s.Watch(ctx, anna), s.Watch(context.Background(), anna)
	cancel()
	requireNoTick(t, one)
	requireTick(t, two)
	requireNoErrors(t, s.Close())
	requireNoTick(t, two)
	requireNoTick(t, s.Watch(context.Background(), anna))
}

func requireNoTick(t *testing.T, ch <-chan struct{}) {
	t.Helper()
	end := time.After(10 * time.Second)
	for {
		select {
		case _, open := <-ch:
			if !open {
				return
			}
		case <-end:
			t.Fatal("the channel was not closed")
		}
	}
}

func TestAWatchRecoversWhenItsConnectionFails(t *testing.T) {
	path := place(t)
	s, other := open(t, path), open(t, path)
	ch := s.watchers.Add(anna) // without the poller: the test looks itself
	var eye databasePoller
	defer eye.closeConn()
	eye.poll(s)
	requireTick(t, ch)
	requireDone(t, other.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	requireNoErrors(t, eye.conn.Close())
	eye.poll(s)
	if len(s.watchers.KeysToCheck(false)) != 1 {
		t.Error("after a failed look the old head is still trusted")
	}
	eye.poll(s)
	requireTick(t, ch)
}

// What is written about no entry costs no look at every head; an entry is seen at once.
func TestAPresenceCostsNoLookAtEveryHead(t *testing.T) {
	path := place(t)
	s, other := open(t, path), open(t, path)
	ch := s.watchers.Add(anna) // without the poller: the test looks itself
	var eye databasePoller
	defer eye.closeConn()
	eye.poll(s)
	requireTick(t, ch)
	s.watchers.RecordHead(anna, 77) // a look at the head would say another number
	requireTick(t, ch)
	requireNoErrors(t, other.RecordPresence(t.Context(), anna, Presence{Session: "s", At: time.Now().UTC()}))
	eye.poll(s)
	select {
	case <-ch:
		t.Error("every head was read for a presence")
	default:
	}
	requireDone(t, other.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	eye.poll(s)
	requireTick(t, ch)
}
