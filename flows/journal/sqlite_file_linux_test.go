package journal

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

func TestNetworkFileSystemsAreTold(t *testing.T) {
	for name, magic := range map[string]uint32{
		"nfs": 0x6969, "smb": 0x517b, "cifs": 0xff534d42, "smb2": 0xfe534d42, "fuse": 0x65735546, "9p": 0x01021997,
	} {
		if !isNetworkDisk(magic) {
			t.Errorf("%s passed", name)
		}
	}
	for name, magic := range map[string]uint32{"ext4": 0xef53, "btrfs": 0x9123683e, "tmpfs": 0x01021994, "overlay": 0x794c7630, "xfs": 0x58465342} {
		if isNetworkDisk(magic) {
			t.Errorf("%s was refused", name)
		}
	}
}

// nobody is the user as whom the child runs when the tests run as root, whom
// permissions do not stop.
const nobody = 65534

func TestAReadOnlyFolderIsSaid(t *testing.T) {
	for name, prepare := range map[string]func(path string) error{
		"without a journal": func(string) error { return nil },
		"with a journal": func(path string) error {
			s, err := Open(t.Context(), path, testKeys)
			if err != nil {
				return err
			}
			return s.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			root, err := os.MkdirTemp("", "journal")
			requireNoErrors(t, err)
			folder := filepath.Join(root, "data")
			t.Cleanup(func() { _, _ = os.Chmod(folder, 0o700), os.RemoveAll(root) })
			path := filepath.Join(folder, "journal.db")
			requireNoErrors(t, os.Chmod(root, 0o755), os.Mkdir(folder, 0o700), prepare(path))
			child := rerunBinary("child:open", path)
			child.Path = "/proc/self/exe" // the binary's own folder may be closed to nobody
			child.Dir = "/"
			if os.Geteuid() == 0 {
				requireNoErrors(t, os.Chown(folder, nobody, nobody))
				if _, err := os.Stat(path); err == nil {
					requireNoErrors(t, os.Chown(path, nobody, nobody))
				}
				child.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
			}
			requireNoErrors(t, os.Chmod(folder, 0o500))
			said, err := child.Output()
			if err != nil || string(said) != ErrReadOnly.Error() {
				t.Errorf("said %q, %v", said, err)
			}
		})
	}
}

func TestAFolderOfAnotherUserIsRefused(t *testing.T) {
	if os.Geteuid() != 0 {
		if err := checkPrivate("/", os.Stat, os.ModeDir, ""); err != ErrNotOurs {
			t.Errorf("the root folder: %v", err)
		}
		return
	}
	path := place(t)
	requireNoErrors(t, os.Mkdir(filepath.Dir(path), 0o700), os.Chown(filepath.Dir(path), nobody, nobody))
	if _, err := Open(t.Context(), path, testKeys); err != ErrNotOurs {
		t.Errorf("%v", err)
	}
}
