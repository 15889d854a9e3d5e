//go:build !unix

package cli

import "io/fs"

// isSharedWritable reports nothing here: a file's mode does not say on this system who
// may write to it; the folder's own protection decides.
func isSharedWritable(fs.FileInfo) bool { return false }
