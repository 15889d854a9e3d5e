//go:build !unix

package journal

import (
	"context"
	"io/fs"
)

// owned can not be told from a mode here; the folder's own protection decides.
func owned(fs.FileInfo) bool { return true }

// writable is found out by writing here.
func writable(string) bool { return true }

// alone runs change. Two first starts at the same moment are not kept apart
// here: one of them reports an error and succeeds when it is started again.
func alone(_ context.Context, _ string, change func() error) error { return change() }
