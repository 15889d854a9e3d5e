package journal

import (
	"bufio"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"dossier/flows"
	"dossier/flows/journal/disktest"
)

func TestADiskThatFillsUpIsSaidAndGoesOnWithSpace(t *testing.T) {
	t.Parallel()
	disk := disktest.MountSmall(t, "1m")
	path := filepath.Join(disk, "data", "journal.db")
	j := open(t, path)
	free := disktest.FillDisk(t, disk)
	done := uint64(0) // some have room in what the log has already
	for full := 0; full < 3; {
		out := j.Append(t.Context(), anna, entry(done+1, fmt.Sprint("try", done, full)), flows.Summary{})
		switch {
		case out.Result == Done:
			done++
		case out.Result == Unknown && out.Err.Error() == ErrFull.Error():
			full++
		default:
			t.Fatalf("%v, %v", out.Result, out.Err)
		}
	}
	if list := load(t, j, anna, 0); len(list) != int(done) {
		t.Errorf("%d entries, %d were done", len(list), done)
	}
	free()
	requireDone(t, j.Append(t.Context(), anna, entry(done+1, "with space"), flows.Summary{}))
	requireNoErrors(t, j.Close())
	j = open(t, path)
	if list := load(t, j, anna, 0); len(list) != int(done)+1 || list[done].ID != "with space" {
		t.Errorf("now %v", list)
	}
	requireSound(t, j)
}

// TestAJournalThatFillsItsDiskOpens appends until there is no room left, also
// for closing tidily.
func TestAJournalThatFillsItsDiskOpens(t *testing.T) {
	t.Parallel()
	path := filepath.Join(disktest.MountSmall(t, "1m"), "data", "journal.db")
	j := open(t, path)
	done := 0
	for {
		out := j.Append(t.Context(), anna, entry(uint64(done)+1, fmt.Sprint("id", done)), flows.Summary{})
		if out.Result != Done {
			if out.Result != Unknown || !errors.Is(out.Err, ErrFull) {
				t.Errorf("%v, %v", out.Result, out.Err)
			}
			break
		}
		done++
	}
	requireNoErrors(t, j.Close())
	if list := load(t, open(t, path), anna, 0); len(list) < done || done < 10 {
		t.Errorf("%d entries, %d were done", len(list), done)
	}
}

func TestAFullDiskWithoutAJournalIsSaid(t *testing.T) {
	t.Parallel()
	disk := disktest.MountSmall(t, "1m")
	path := filepath.Join(disk, "journal.db")
	free := disktest.FillDisk(t, disk)
	if _, err := Open(t.Context(), path, testKeys); err == nil || err.Error() != ErrFull.Error() {
		t.Errorf("said %v", err)
	}
	free()
	requireDone(t, open(t, path).Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
}

func TestAReadOnlyDiskIsSaid(t *testing.T) {
	t.Parallel()
	disk := disktest.MountSmall(t, "1m")
	path := filepath.Join(disk, "journal.db")
	requireNoErrors(t, open(t, path).Close())
	disktest.RemountReadOnly(t, disk)
	if _, err := Open(t.Context(), path, testKeys); err == nil || err.Error() != ErrReadOnly.Error() {
		t.Errorf("said %v", err)
	}
}

func TestALockHeldTooLongIsSaid(t *testing.T) {
	t.Parallel()
	path := place(t)
	j := open(t, path)
	holder := rerunBinary("child:hold", path)
	in, err := holder.StdinPipe()
	requireNoErrors(t, err)
	said, err := holder.StdoutPipe()
	requireNoErrors(t, err, holder.Start())
	if line, _ := bufio.NewReader(said).ReadString('\n'); line != "held\n" {
		t.Fatalf("holder said %q", line)
	}
	if out := j.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}); out.Result != Unknown || out.Err == nil || out.Err.Error() != ErrBusy.Error() {
		t.Errorf("%v, %v", out.Result, out.Err)
	}
	requireNoErrors(t, in.Close(), holder.Wait())
	requireDone(t, j.Append(t.Context(), anna, entry(1, "b"), flows.Summary{}))
}
