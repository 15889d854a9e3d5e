//go:build unix

package safefile

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"syscall"

	"golang.org/x/sys/unix"
)

// openWithoutWaiting opens a path of any kind. With O_NONBLOCK it does not wait for the
// other end of a pipe; O_NOCTTY keeps a terminal from becoming this program's.
func openWithoutWaiting(path string, flags int, noLink bool) (*os.File, error) {
	flags |= unix.O_NONBLOCK | unix.O_NOCTTY | unix.O_CLOEXEC
	if noLink {
		flags |= unix.O_NOFOLLOW
	}
	for {
		fd, err := unix.Open(path, flags, 0o600)
		switch {
		case err == nil:
			return os.NewFile(uintptr(fd), neutralName), nil
		case errors.Is(err, unix.EINTR): // a signal, on a file system over a network
		case noLink && errors.Is(err, unix.ELOOP):
			return nil, ErrLink
		case errors.Is(err, unix.ENXIO), errors.Is(err, unix.EOPNOTSUPP): // a socket, or a pipe that nobody reads
			return nil, ErrNotRegular
		case errors.Is(err, unix.EISDIR): // a folder that is to be written
			return nil, ErrNotRegular
		default:
			return nil, err
		}
	}
}

// isRootsForOwnGroup reports whether a file is root's and belongs to a group that this
// process is in.
func isRootsForOwnGroup(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Uid != 0 {
		return false
	}
	groups, err := os.Getgroups()
	return int(stat.Gid) == os.Getegid() || err == nil && slices.Contains(groups, int(stat.Gid))
}

// isGivenByRoot reports whether a file is root's alone and this process is neither root nor
// in root's group: then it can be read only by root's access list, and the bits of the
// group are the mask of that list (acl(5)).
func isGivenByRoot(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok || stat.Uid != 0 || stat.Gid != 0 || os.Geteuid() == 0 || os.Getegid() == 0 {
		return false
	}
	groups, err := os.Getgroups()
	return err == nil && !slices.Contains(groups, 0)
}

func isTrustedOwner(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && (stat.Uid == 0 || int(stat.Uid) == os.Geteuid())
}

func othersMayWrite(info fs.FileInfo) bool { return info.Mode().Perm()&0o022 != 0 }
