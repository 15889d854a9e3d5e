package safefile

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// nobody is a user without rights.
const nobody = 65534

// accessList is an access list by which a user may read a file beside its owner (acl(5), in
// the form of the attribute system.posix_acl_access).
func accessList(user uint32) []byte {
	const userObj, namedUser, groupObj, mask, other, none = 1, 2, 4, 0x10, 0x20, 1<<32 - 1
	list := binary.LittleEndian.AppendUint32(nil, 2) // the version
	for _, entry := range []struct {
		tag, rights uint16
		id          uint32
	}{{userObj, 4, none}, {namedUser, 4, user}, {groupObj, 0, none}, {mask, 4, none}, {other, 0, none}} {
		list = binary.LittleEndian.AppendUint16(list, entry.tag)
		list = binary.LittleEndian.AppendUint16(list, entry.rights)
		list = binary.LittleEndian.AppendUint32(list, entry.id)
	}
	return list
}

// asUser runs f on a thread of its own that belongs to a user and one group.
func asUser(uid, gid int, f func()) error {
	ended := make(chan error)
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		var failed syscall.Errno
		for _, call := range [][4]uintptr{
			{unix.SYS_SETGROUPS, 0, 0, 0}, {unix.SYS_SETRESGID, uintptr(gid), uintptr(gid), uintptr(gid)}, {unix.SYS_SETRESUID, uintptr(uid), uintptr(uid), uintptr(uid)},
		} {
			if _, _, failed = syscall.RawSyscall(call[0], call[1], call[2], call[3]); failed != 0 {
				ended <- failed
				return
			}
		}
		f()
		ended <- nil
	}()
	return <-ended
}

// TestASecretThatRootGives proves that a credential of systemd is private: root's, with an
// access list for the user of the service. The same mode is not private where the group
// could read it.
func TestASecretThatRootGives(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give a file to somebody")
	}
	folder := t.TempDir()
	given, groups := filepath.Join(folder, "given"), filepath.Join(folder, "groups")
	err := errors.Join(os.Chmod(filepath.Dir(folder), 0o755), os.Chmod(folder, 0o755), os.WriteFile(given, []byte("token"), 0o400), os.WriteFile(groups, []byte("token"), 0o440), os.Chmod(groups, 0o440))
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.Setxattr(given, "system.posix_acl_access", accessList(nobody), 0); err != nil {
		t.Skipf("no access lists here: %v", err)
	}
	for _, c := range []struct {
		path string
		gid  int
		want error
	}{{given, nobody, nil}, {given, 0, ErrExposed}, {groups, 0, ErrExposed}} {
		err := asUser(nobody, c.gid, func() {
			info, err := os.Stat(c.path)
			if err != nil || info.Mode().Perm() != 0o440 {
				t.Errorf("mode %v, %v", info.Mode(), err)
			}
			text, err := Read(c.path, Rules{MaxBytes: 100, Private: true})
			if !errors.Is(err, c.want) || c.want == nil && (err != nil || string(text) != "token") {
				t.Errorf("%s, group %d: %q, %v, want %v", filepath.Base(c.path), c.gid, text, err, c.want)
			}
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
