// Package tempdir gives tests folders in memory, where a sync costs nothing. The database
// above still syncs as it is set up to: a killed process loses no more and no less than
// on a disk. Only a power loss would, which no test makes there; package disktest does.
package tempdir

import (
	"os"
	"testing"
)

// enoughRoom is what must be free in memory, in bytes: containers often have 64 MiB there,
// which a server fills.
const enoughRoom = 2 << 30

// Root is where temporary folders belong: the system's folder in memory where it can be
// written and has room, else "", which os.MkdirTemp takes for the usual one.
func Root() string {
	if memoryFolder == "" || freeBytes(memoryFolder) < enoughRoom {
		return ""
	}
	folder, err := os.MkdirTemp(memoryFolder, "dossier-*")
	if err != nil {
		return ""
	}
	_ = os.Remove(folder)
	return memoryFolder
}

// New returns an empty folder for its owner alone (0700) that goes away with the test.
func New(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp(Root(), "dossier-*")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	return folder
}
