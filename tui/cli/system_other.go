//go:build !unix

package cli

import "io/fs"

// There are no such flags here.
const (
	noWait = 0
	noLink = 0
)

// A file's mode does not say on this system who owns it or who may write to it; the
// folder's own protection decides.
func isTrustedOwner(fs.FileInfo) bool { return true }

func isSharedWritable(fs.FileInfo) bool { return false }
