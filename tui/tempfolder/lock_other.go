//go:build !unix

package tempfolder

import "os"

// Hold makes no mark: without a lock that ends with its process, nothing tells a program that
// was killed from one that runs.
func (Kind) Hold(string) *os.File { return nil }

func (Kind) removeUnlocked(string) {}

func (Kind) isLocked(string) bool { return false }
