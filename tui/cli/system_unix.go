//go:build unix

package cli

import "io/fs"

// isSharedWritable reports whether more than the owner may write to the file.
func isSharedWritable(info fs.FileInfo) bool { return info.Mode().Perm()&0o022 != 0 }
