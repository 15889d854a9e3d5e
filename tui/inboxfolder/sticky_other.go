//go:build !unix

package inboxfolder

import "io/fs"

// isSticky reports no folder: there is no such thing here.
func isSticky(fs.FileInfo) bool { return false }
