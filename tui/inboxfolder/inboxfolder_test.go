//go:build linux

package inboxfolder

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// runtimeFolder makes a folder in memory as a login does; the system has one at /dev/shm.
func runtimeFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "inboxfolder-test-")
	if err != nil || mediumOf(dir) == Disk {
		t.Skipf("no file system in memory: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// diskFolder makes a private folder on a disk.
func diskFolder(t *testing.T) string {
	t.Helper()
	disk, err := os.MkdirTemp(".", "disk")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(disk) })
	if disk, err = filepath.Abs(disk); err != nil || mediumOf(disk) != Disk {
		t.Skipf("the sources are on no disk: %v", err)
	}
	return disk
}

// TestInboxesAreMadeWhereTheyArePrivateAndInMemory has a row for each server.
func TestInboxesAreMadeWhereTheyArePrivateAndInMemory(t *testing.T) {
	memory, open, sticky, disk, openDisk := runtimeFolder(t), runtimeFolder(t), runtimeFolder(t), diskFolder(t), diskFolder(t)
	file, link := filepath.Join(memory, "file"), filepath.Join(memory, "link")
	if err := errors.Join(
		os.Chmod(open, 0o777), os.Chmod(sticky, 0o777|os.ModeSticky), os.Chmod(openDisk, 0o755), os.WriteFile(file, nil, 0o600), os.Symlink(disk, link),
	); err != nil {
		t.Fatal(err)
	}
	inMemory := mediumOf(memory)
	for name, c := range map[string]struct {
		folders []string
		disk    bool
		err     error
		parent  string
		medium  Medium
	}{
		"a login's own":                 {folders: []string{memory, disk}, parent: memory, medium: inMemory},
		"none of a login":               {folders: []string{"", memory}, parent: memory, medium: inMemory},
		"relative":                      {folders: []string{filepath.Base(disk)}, disk: true, err: ErrNoPlace},
		"missing":                       {folders: []string{filepath.Join(memory, "none"), memory}, parent: memory, medium: inMemory},
		"a file, a link":                {folders: []string{file, link}, err: ErrNoPlace},
		"open for others":               {folders: []string{open, openDisk}, disk: true, err: ErrNoPlace},
		"on a disk":                     {folders: []string{disk}, err: ErrOnDisk},
		"on a disk, allowed":            {folders: []string{openDisk, disk}, disk: true, parent: disk, medium: Disk},
		"memory before a disk":          {folders: []string{disk, memory}, disk: true, parent: memory, medium: inMemory},
		"open for others, then a disk":  {folders: []string{open, disk}, err: ErrOnDisk},
		"no folder at all, but allowed": {disk: true, err: ErrNoPlace},
	} {
		place, err := FindPlace(c.folders, c.disk)
		if err != c.err || place.parent != c.parent || place.Medium != c.medium {
			t.Errorf("%s: %q %q, %v", name, place.parent, place.Medium, err)
		}
	}
	place, err := FindPlace([]string{sticky}, false)
	if isRoots := os.Geteuid() == 0; (err == nil) != isRoots || isRoots && place.parent != sticky {
		t.Errorf("sticky: %q, %v", place.parent, err)
	}
}

// TestAnInboxIsForOneUserAndUntilItsEnd proves who can reach an inbox, and how long it is there.
func TestAnInboxIsForOneUserAndUntilItsEnd(t *testing.T) {
	place := memoryPlace(t)
	inbox, err := place.Create("")
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(inbox.Path)
	if err != nil || info.Mode().Perm() != 0o700 || filepath.Dir(inbox.Path) != place.parent {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	place.RemoveAbandoned()
	if _, err := os.Stat(inbox.Path); err != nil {
		t.Error("an inbox in use was removed")
	}
	inbox.Close()
	if _, err := os.Stat(inbox.Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is left: %v", err)
	}
}

// memoryPlace is a place in memory.
func memoryPlace(t *testing.T) Place {
	t.Helper()
	place, err := FindPlace([]string{runtimeFolder(t)}, false)
	if err != nil {
		t.Fatal(err)
	}
	return place
}

// TestWhatCannotBeToldIsADisk proves that nothing is called memory unless the system says so.
func TestWhatCannotBeToldIsADisk(t *testing.T) {
	for _, folder := range []string{"/proc", "/none", ""} {
		if medium := mediumOf(folder); medium != Disk {
			t.Errorf("%q: %s", folder, medium)
		}
	}
}

// TestSwapIsSaid proves by which servers memory counts as one that may reach a disk.
func TestSwapIsSaid(t *testing.T) {
	const heading = "Filename\t\tType\t\tSize\n"
	for table, want := range map[string]bool{
		"": false, heading: false, heading + "/dev/zram0 partition 1\n": false, heading + "/swapfile file 1\n": true, heading + "/dev/zram0 partition 1\n/dev/dm-1 partition 1\n": true,
	} {
		if hasSwapDisk([]byte(table)) != want {
			t.Errorf("%q", table)
		}
	}
	if _, err := readSwapTable(); err != nil {
		t.Error(err)
	}
}

// TestTheNextProgramRemovesTheInboxOfAKilledOne proves that only a lock keeps an inbox.
func TestTheNextProgramRemovesTheInboxOfAKilledOne(t *testing.T) {
	place := memoryPlace(t)
	killed, err := place.Create("")
	if err != nil {
		t.Fatal(err)
	}
	killed.MakeSlots([]string{"front"})
	if err := os.WriteFile(filepath.Join(killed.Path, "front", "a.jpg"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	_ = killed.mark.Close() // as the system does when its process has ended
	place.RemoveAbandoned()
	if _, err := os.Stat(killed.Path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("it is left: %v", err)
	}
}

// TestAScanListsFilesAndNothingElse proves that no link is followed, that nothing a desktop
// or this program writes is shown, and that the first folder is the slot.
func TestAScanListsFilesAndNothingElse(t *testing.T) {
	outside := t.TempDir()
	f := &Folder{Path: t.TempDir()}
	f.MakeSlots([]string{"front", "back", "../outside", ".hidden"})
	at := func(name string) string { return filepath.Join(f.Path, name) }
	err := errors.Join(
		os.WriteFile(filepath.Join(outside, "secret.jpg"), []byte("x"), 0o600), os.Symlink(outside, at("link")),
		os.Symlink(filepath.Join(outside, "secret.jpg"), at("front/linked.jpg")), os.Mkdir(at("back/scans"), 0o700), os.MkdirAll(at("a/b/c/d/e"), 0o700),
	)
	for _, name := range []string{
		"front/a.jpg", "back/scans/b.jpg", "c.jpg", "front/d.jpg.filepart", "front/.DS_Store", markName, "a/b/c/deep.jpg", "a/b/c/d/e/deeper.jpg",
	} {
		err = errors.Join(err, os.WriteFile(at(name), []byte("x"), 0o600))
	}
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, file := range f.Scan() {
		text := file.Folder + ":" + file.Name
		if file.Growing {
			text += " growing"
		}
		got = append(got, text)
	}
	slices.Sort(got)
	if want := []string{":c.jpg", "a:deep.jpg", "back:b.jpg", "front:a.jpg", "front:d.jpg growing"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if entries, _ := os.ReadDir(filepath.Dir(f.Path)); slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == "outside" }) {
		t.Error("a slot's folder was made elsewhere")
	}
}

// TestAFileCountsOnceItRestsAndEnds proves for each way of arriving what is said of a file.
func TestAFileCountsOnceItRestsAndEnds(t *testing.T) {
	at := time.Unix(1000, 0)
	file := func(bytes int64, growing bool) []File {
		return []File{{Path: "/p", Name: "p", Bytes: bytes, Modified: at, Growing: growing}}
	}
	changes, whole, files := 0, false, []File{}
	opened, now := 0, at
	w := NewWatch(func() []File { return files }, func(string) bool { opened++; return whole }, func() { changes++ })
	for i, step := range []struct {
		files  []File
		whole  bool
		passed time.Duration
		want   string
	}{
		{file(1, false), false, time.Second, "arriving"},
		{file(9, false), true, time.Second, "arriving"}, // it grew: its end is not looked at
		{file(9, false), false, time.Second, "arriving"},
		{file(9, false), false, giveUpFor, "incomplete"},
		{file(12, false), false, time.Second, "arriving"}, // continued
		{file(12, false), true, time.Second, "complete"},
		{file(12, false), false, time.Second, "complete"},
		{file(12, true), true, time.Second, "arriving"},
		{file(12, true), true, time.Second, "arriving"}, // its client will rename it
		{file(0, false), true, time.Second, "arriving"},
		{file(0, false), true, time.Second, "arriving"},
		{nil, true, time.Second, ""},
	} {
		now = now.Add(step.passed)
		files, whole = step.files, step.whole
		w.Look(now)
		got := ""
		for _, a := range w.Arrivals() {
			got += string(a.State)
		}
		if !strings.EqualFold(got, step.want) {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
	}
	if opened != 2 || changes < 6 {
		t.Errorf("opened %d times, %d changes", opened, changes)
	}
}
