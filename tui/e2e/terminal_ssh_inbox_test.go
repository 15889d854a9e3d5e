package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// memoryFolder is a private folder in memory, as a login makes one.
func memoryFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "d")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skipf("no file system in memory: %v", err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// inbox is the folder of the one inbox in a folder.
func (s sshd) inbox(runtime string) string {
	s.r.t.Helper()
	found, err := filepath.Glob(filepath.Join(runtime, "dossier-inbox-*"))
	if err != nil || len(found) != 1 {
		s.r.t.Fatalf("%d inboxes, %v", len(found), err)
	}
	return found[0]
}

// copy brings a file to the server as a person does in another window.
func (s sshd) copy(file, into string) {
	s.r.t.Helper()
	out, err := exec.Command("scp", append(s.options("-P"), file, s.account()+":"+into)...).CombinedOutput()
	if err != nil {
		s.r.t.Fatalf("scp: %v: %s", err, out)
	}
}

// sendThroughInbox walks through the files step: each picture is copied with scp first, and
// shown only then.
func (s sshd) sendThroughInbox(runtime string) {
	s.r.t.Helper()
	for _, p := range []struct{ title, slot, name string }{
		{front, "front", "front.jpg"}, {back, "back", "back.jpg"}, {"picture 3 of 3", "selfie", "selfie.jpg"},
	} {
		s.r.WaitFor(p.title, "scp -P "+s.port+" FILE", "server's memory")
		s.copy(filepath.Join(s.r.home, p.name), s.inbox(runtime)+"/"+p.slot+"/")
		s.r.WaitFor("Inbox", p.name)
		s.r.sendFile(p.title, p.name)
	}
}

// checkInboxIsGone proves that nothing of the pictures is left when the wizard has ended.
func checkInboxIsGone(t *testing.T, runtime string) {
	t.Helper()
	if left, err := os.ReadDir(runtime); err != nil || len(left) != 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}
