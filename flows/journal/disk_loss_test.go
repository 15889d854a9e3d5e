package journal

import (
	"flag"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"testing"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal/disktest"
	"dossier/flows/journal/racetest"
	"dossier/flows/journal/tempdir"
)

var losses = flag.Int("losses", 500, "power losses at least, in TestAPowerLossTakesNothingThatWasDone")

func TestAPowerLossTakesNothingThatWasDone(t *testing.T) {
	t.Parallel()
	d := disktest.New(t, nil)
	want := *losses
	if racetest.Enabled {
		want /= 10
	}
	list := record(t, d, func() (*Journal, error) { return onDisk(t, d) }, want)
	all, lost := lose(t, d, disktest.KeepNothing, nil, list)
	t.Logf("%d power losses, %d entries done, %d lost", all, len(list), lost)
	if all < want || lost > 0 {
		t.Errorf("want %d losses and nothing lost", want)
	}
}

// TestWhateverADiskKeepsIsSound moves the log into the database all the time,
// and the disk keeps any part of what was not synced.
func TestWhateverADiskKeepsIsSound(t *testing.T) {
	t.Parallel()
	d := disktest.New(t, nil)
	list := record(t, d, func() (*Journal, error) { return openWithSettings(t, d, "&_pragma=wal_autocheckpoint(20)") }, *losses/20)
	chance := rand.New(rand.NewPCG(1, 2))
	for _, kept := range []disktest.LossMode{disktest.KeepNothing, disktest.KeepPrefix, disktest.KeepAny} {
		all, lost := lose(t, d, kept, chance, list)
		t.Logf("%d power losses, %d entries done, %d lost", all, len(list), lost)
		if lost > 0 {
			t.Errorf("kept %d: %d lost", kept, lost)
		}
	}
}

// TestWithoutSyncEntriesAreLost is the control: it is the setting that keeps
// the promise, and the disk forgets.
func TestWithoutSyncEntriesAreLost(t *testing.T) {
	t.Parallel()
	d := disktest.New(t, nil)
	list := record(t, d, func() (*Journal, error) { return openWithSettings(t, d, "&_synchronous=NORMAL") }, 150)
	all, lost := lose(t, d, disktest.KeepNothing, nil, list)
	t.Logf("%d power losses, %d entries done, %d lost", all, len(list), lost)
	if lost == 0 {
		t.Error("nothing lost")
	}
}

// lose opens the journal after each power loss and counts the losses and, over
// all of them, the entries that were done and are not there.
func lose(t *testing.T, d *disktest.Disk, kept disktest.LossMode, chance *rand.Rand, list []written) (all, lost int) {
	queue := make(chan disktest.Loss)
	var group sync.WaitGroup
	var mu sync.Mutex
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for loss := range queue {
				n := missing(t, loss, list)
				mu.Lock()
				lost += n
				mu.Unlock()
			}
		})
	}
	for loss := range d.Losses(kept, chance) {
		all++
		queue <- loss
	}
	close(queue)
	group.Wait()
	return all, lost
}

// missing opens what a power loss left, with the product's engine, and counts
// the entries that were done before and are not there. What is there must be
// whole.
func missing(t *testing.T, loss disktest.Loss, list []written) int {
	path := filepath.Join(tempdir.New(t), "journal.db")
	defer func() { _ = os.RemoveAll(filepath.Dir(path)) }() // the images are many
	if err := loss.Image.Save(path); err != nil {
		t.Error(err)
		return 0
	}
	j, err := Open(t.Context(), path, testKeys)
	if err != nil {
		t.Errorf("after sync %d: open: %v", loss.Sync, err)
		return 0
	}
	defer func() { _ = j.Close() }()
	found := requireSound(t, j)
	n, beyond := 0, 0
	for i, w := range list {
		there := found[w.key] >= w.entry.Seq
		switch {
		case i < loss.Mark && !there:
			n++
		case i > loss.Mark && there:
			beyond++
		}
	}
	if beyond > 0 {
		t.Errorf("after sync %d: %d entries from the future", loss.Sync, beyond)
	}
	return n
}

// requireSound reports what is wrong with a journal as a whole and gives the head of
// each dossier.
func requireSound(t *testing.T, j *Journal) map[flows.Key]uint64 {
	heads := map[flows.Key]uint64{}
	var verdict string
	if err := j.read.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity check: %q, %v", verdict, err)
	}
	rows, err := j.RecentDossiers(t.Context(), origin, 100)
	if err != nil {
		t.Errorf("start list: %v", err)
	}
	for _, row := range rows {
		entries, err := j.Load(t.Context(), row.Key, 0)
		if err != nil || len(entries) != int(row.Head) {
			t.Errorf("%d entries, head %d: %v", len(entries), row.Head, err)
		}
		heads[row.Key] = uint64(len(entries))
	}
	requireVerified(t, j)
	return heads
}

// requireVerified checks the chain and its seals.
func requireVerified(t *testing.T, j *Journal) {
	key, err := testKeys(false)
	requireNoErrors(t, err)
	verifier := chain.NewVerifier(j.ID(), key, nil)
	err = j.Records(t.Context(), func(r chain.Record) error {
		verifier.Add(r)
		return nil
	})
	head, _, e := j.Head(t.Context())
	odd, o := j.CountStaleSummaries(t.Context())
	if report := verifier.Finish(); err != nil || e != nil || o != nil || odd > 0 || !report.OK() || report.Last != head.Pos {
		t.Errorf("chain: %+v, head %d, %d odd summaries, %v, %v, %v", report, head.Pos, odd, err, e, o)
	}
}
