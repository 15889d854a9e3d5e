//go:build unix

package safefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// ownedFile is a file of some owner, group and mode, as the system describes it.
type ownedFile struct {
	fs.FileInfo
	uid, gid int
	mode     fs.FileMode
}

func (f ownedFile) Mode() fs.FileMode { return f.mode }

func (f ownedFile) Sys() any { return &syscall.Stat_t{Uid: uint32(f.uid), Gid: uint32(f.gid)} }

// otherID is of a user and a group that this process is not.
const otherID = 4_000_000

// TestWhoMayReadASecret proves for owners, groups and modes what counts as private, with
// and without the exception for keys that an administrator manages.
func TestWhoMayReadASecret(t *testing.T) {
	private, key := Rules{Private: true}, Rules{Private: true, RootGroup: true}
	self, group := os.Geteuid(), os.Getegid()
	for _, c := range []struct {
		rules    Rules
		uid, gid int
		mode     fs.FileMode
		want     error
	}{
		{private, self, group, 0o600, nil}, {private, self, group, 0o400, nil}, {private, 0, group, 0o600, nil}, {private, 0, otherID, 0o600, nil},
		{private, 0, group, 0o640, ErrExposed}, {private, self, group, 0o640, ErrExposed}, {private, otherID, group, 0o600, ErrOwner},
		{key, 0, group, 0o640, nil}, {key, 0, group, 0o440, nil}, {key, 0, group, 0o600, nil}, {key, 0, otherID, 0o600, nil}, {key, self, group, 0o600, nil},
		{key, 0, otherID, 0o640, ErrExposed}, {key, 0, group, 0o660, ErrExposed}, {key, 0, group, 0o650, ErrExposed}, {key, 0, group, 0o644, ErrExposed},
		{key, 0, group, 0o641, ErrExposed}, {key, otherID, group, 0o640, ErrOwner}, {key, otherID, group, 0o600, ErrOwner},
	} {
		file := ownedFile{uid: c.uid, gid: c.gid, mode: c.mode}
		if err := c.rules.check(file); !errors.Is(err, c.want) {
			t.Errorf("%+v, owner %d, group %d, mode %o: %v, want %v", c.rules, c.uid, c.gid, c.mode, err, c.want)
		}
	}
	if own := (ownedFile{uid: self, gid: group, mode: 0o640}); self != 0 && !errors.Is(key.check(own), ErrExposed) {
		t.Error("a key of one's own may be read by its group")
	}
}

// TestWhoMayWriteATrustedFile proves for owners and modes which files may say who logs in.
func TestWhoMayWriteATrustedFile(t *testing.T) {
	self, group := os.Geteuid(), os.Getegid()
	for _, c := range []struct {
		uid  int
		mode fs.FileMode
		want error
	}{
		{self, 0o600, nil}, {self, 0o644, nil}, {0, 0o644, nil}, {0, 0o444, nil}, {self, 0o755, nil},
		{self, 0o664, ErrWritable}, {self, 0o646, ErrWritable}, {0, 0o666, ErrWritable}, {self, 0o620, ErrWritable},
		{otherID, 0o644, ErrOwner}, {otherID, 0o600, ErrOwner},
	} {
		if err := (Rules{Trusted: true}).check(ownedFile{uid: c.uid, gid: group, mode: c.mode}); !errors.Is(err, c.want) {
			t.Errorf("owner %d, mode %o: %v, want %v", c.uid, c.mode, err, c.want)
		}
	}
}

// TestAKeyThatRootGivesToAGroup does the same with files, where this test may give them
// away.
func TestAKeyThatRootGivesToAGroup(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file to a group that it is not in")
	}
	path := filepath.Join(t.TempDir(), "key")
	for gid, want := range map[int]error{os.Getegid(): nil, otherID: ErrExposed} {
		if err := errors.Join(os.WriteFile(path, []byte("key"), 0o600), os.Chmod(path, 0o640), os.Chown(path, 0, gid)); err != nil {
			t.Fatal(err)
		}
		for rules, want := range map[Rules]error{{Private: true, RootGroup: true}: want, {Private: true}: ErrExposed} {
			checkCause(t, fmt.Sprintf("group %d, %+v", gid, rules), Check(path, rules), want, filepath.Dir(path))
		}
	}
}
